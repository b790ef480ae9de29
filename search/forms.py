"""Every word as it stands in texts, analyzed once: numbers in columns instead of objects.

News repeats its words: of a thousand articles' words nearly all are known from those before them,
and what is left to do for each is to find its number (see `surfaces`).
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from functools import partial
from itertools import compress, count, islice, repeat
from operator import ne
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import analyzer_for, stop_words
from search.analysis.analyzer import HYPHEN
from search.analysis.names import is_abbreviation
from search.engines.batch import Word, Words, name_term
from search.surfaces import Spans, Surfaces
from search.surfaces import words_of as surfaces_of

__all__ = [
    "ALWAYS",
    "CAPITAL",
    "SMALL",
    "Columns",
    "Forms",
    "known_forms",
    "let_go_of_forms",
]

Ints = NDArray[np.int32]

# How a word is written: not as a name; with a capital, which tells nothing in a text set in
# capitals; with capitals and full stops, which tell everywhere.
SMALL, CAPITAL, ALWAYS = range(3)
_NONE = -1
# A form takes some 600 bytes in all, and a part of an index brings up to 200,000 of them.
_MANY, _MOST = 380_000, 1_500_000
# What `Word._make` does, without a Python function for each.
_WORD = partial(tuple.__new__, Word)
# Each key gets the next number when it is asked for.
Numbers = defaultdict[str, int]


class Columns(NamedTuple):
    """What is known of each form, by its number.

    Attributes:
        parts: how many forms the word has: more than one for an elision, none for what folding
            leaves nothing of.
        first: the number of the first of them; its own, where it is the only one. The others
            follow that one, and have what is below.
        term: the number of its term in its language.
        exact: the number of the word itself, folded, in all languages.
        word: the number of its `Word` as it is shown without a capital.
        named: the number of its `Word` as a name; of no use for `SMALL`.
        writing: `SMALL`, `CAPITAL` or `ALWAYS`.
        name: the number of its term as a name; of no use for `SMALL`.
    """

    parts: Ints
    first: Ints
    term: Ints
    exact: Ints
    word: Ints
    named: Ints
    writing: Ints
    name: Ints


class _Language:
    """What is known of the words of one language.

    Attributes:
        surfaces, numbers: words as they stand, and the numbers of their forms, which are not in
            the columns yet.
        terms: term -> its number.
        words: the number of the `Word` of each exact form, by its number, or `_NONE`.
    """

    def __init__(self, code: str, next_term: Callable[[], int]) -> None:
        self.code = code
        self.analyzer = analyzer_for(code)
        self.surfaces: list[str] = []
        self.numbers: list[Ints] = []
        self.terms = Numbers(next_term)
        self.words = np.empty(0, np.int32)


class Forms:
    """A table of forms that grows. What has a number keeps it. Safe to use from several threads.

    Attributes:
        terms, exact, words, names: what the numbers of a column stand for.
    """

    def __init__(self) -> None:
        self.terms: list[str] = []
        self.exact: list[str] = []
        self.words: list[Word] = []
        self.names: list[str] = []
        self._next_term = count().__next__
        self._exact = Numbers(count().__next__)
        self._names = Numbers(count().__next__)
        # The numbers of each word's term and exact form, and the place of its language.
        self._term_of, self._exact_of, self._language_of = array("i"), array("i"), array("i")
        self._languages: dict[str, _Language] = {}
        self._numbers: dict[str, int] = {}  # of these
        self._surfaces = Surfaces()
        self._size = 0
        self._table = np.zeros((len(Columns._fields), 1 << 12), np.int32)
        self._lock = Lock()

    def __len__(self) -> int:
        return self._size

    def languages(self, codes: Sequence[str]) -> Ints:
        """The number of each language."""
        with self._lock:
            for code in codes:
                if code not in self._languages:
                    self._languages[code] = _Language(code, self._next_term)
                    self._numbers[code] = len(self._numbers)
            return np.fromiter(map(self._numbers.__getitem__, codes), np.int32, len(codes))

    def look_up(self, spans: Spans) -> Ints:
        """The number of each word, of languages that were given numbers here.

        A word with hyphens is looked up as it is written in one piece.
        """
        with self._lock:
            numbers, new = self._surfaces.look_up(spans, self._size)
            surfaces, of = surfaces_of(spans, new), spans.language[new]
            languages = list(self._languages.values())
            for number in np.unique(of).tolist():
                own = np.flatnonzero(of == number)
                languages[number].surfaces += map(surfaces.__getitem__, own.tolist())
                languages[number].numbers.append(own.astype(np.int32) + self._size)
            self._size += len(new)
            return numbers

    def columns(self) -> Columns:
        """The columns, for all that was looked up so far; what is new is analyzed here."""
        with self._lock:
            for language in self._languages.values():
                if language.surfaces:
                    self._analyze(language)
            return Columns(*self._table[:, : len(self)])

    def words_at(self, numbers: NDArray[np.intp]) -> dict[str, Words]:
        """Words by their numbers: language -> its words."""
        with self._lock:
            term, exact, place = (
                np.frombuffer(of, np.int32)[numbers] if of else np.zeros(0, np.int32)
                for of in (self._term_of, self._exact_of, self._language_of)
            )
            found = {}
            for number, code in enumerate(self._languages):
                own = np.flatnonzero(place == number)
                if own.size:
                    chosen = numbers[own].astype(np.int32)
                    found[code] = Words(self.words, chosen, term[own], exact[own])
            return found

    def _analyze(self, language: _Language) -> None:
        """Have the forms of a language in the columns that are not there yet."""
        surfaces, own = language.surfaces, np.concatenate(language.numbers)
        text = "\n".join(surfaces)
        exact, counts = language.analyzer.parts_of(HYPHEN.sub("", text).split("\n"))
        word = self._learn(language, exact)  # may fail, and then has changed no column

        sizes = np.array(counts, np.int32)
        first = own.copy()
        for place in np.flatnonzero(sizes > 1).tolist():
            first[place] = self._size
            self._size += counts[place]
        of = np.repeat(np.arange(len(sizes)), sizes)
        form = first[of] + np.arange(len(of), dtype=np.int32) - (np.cumsum(sizes) - sizes)[of]
        columns = self._grown()
        columns.parts[own], columns.first[own] = sizes, first
        columns.term[form] = np.frombuffer(self._term_of, np.int32)[word]
        columns.exact[form] = np.frombuffer(self._exact_of, np.int32)[word]
        columns.word[form] = word

        is_capital = np.fromiter(map(ne, surfaces, text.lower().split("\n")), np.bool_, len(own))
        capital = np.flatnonzero(is_capital[of])
        written = list(map(surfaces.__getitem__, of[capital].tolist()))
        self._name(language.code, written, form[capital], word[capital])
        language.surfaces, language.numbers = [], []

    def _learn(self, language: _Language, exact: Sequence[str]) -> Ints:
        """The number of the `Word` of each exact form; what is new in the language gets one."""
        number = _numbered(self._exact, self.exact, exact)
        if len(language.words) < len(self.exact):
            room = np.full(len(self.exact), _NONE, np.int32)
            language.words = np.append(language.words, room)
        missing = np.flatnonzero(language.words[number] == _NONE)
        places = missing[np.sort(np.unique(number[missing], return_index=True)[1])]
        new = list(map(exact.__getitem__, places.tolist()))
        term = _numbered(language.terms, self.terms, language.analyzer.terms_of(new))
        terms = map(self.terms.__getitem__, term.tolist())  # one object of each in memory
        language.words[number[places]] = np.arange(len(self.words), len(self.words) + len(new))
        self.words += map(_WORD, zip(repeat(language.code), terms, new, new, strict=False))
        self._term_of.frombytes(term.tobytes())
        self._exact_of.frombytes(number[places].tobytes())
        self._language_of.extend(repeat(self._numbers[language.code], len(new)))
        return language.words[number]

    def _name(self, code: str, surfaces: Sequence[str], form: Ints, word: Ints) -> None:
        """Have words with a capital in the columns as the names that they may be."""
        stops = stop_words(code)
        pairs = list(zip(surfaces, map(self.words.__getitem__, word.tolist()), strict=True))
        writing = np.array([_writing(surface, of.word, stops) for surface, of in pairs], np.int32)
        is_name = writing != SMALL
        form, word = form[is_name], word[is_name]
        names = [
            Word(code, of.term, of.word, _shown(surface))
            for surface, of in compress(pairs, is_name.tolist())
        ]
        columns = self._grown()
        columns.writing[form] = writing[is_name]
        columns.named[form] = np.arange(len(self.words), len(self.words) + len(names))
        terms = [name_term(code, name.term) for name in names]
        columns.name[form] = _numbered(self._names, self.names, terms)
        self.words += names
        for numbers in (self._term_of, self._exact_of, self._language_of):
            numbers.frombytes(np.frombuffer(numbers, np.int32)[word].tobytes())

    def _grown(self) -> Columns:
        """The columns with room for every form; those given out keep what they have."""
        if self._table.shape[1] < len(self):
            table = np.zeros((len(self._table), 2 * len(self)), np.int32)
            table[:, : self._table.shape[1]] = self._table
            self._table = table
        return Columns(*self._table)


def _numbered(numbers: Numbers, values: list[str], wanted: Sequence[str]) -> Ints:
    """The number of each of the wanted; those that are new get one, and stand in `values`."""
    before = len(numbers)
    found = np.fromiter(map(numbers.__getitem__, wanted), np.int32, len(wanted))
    values += reversed(list(islice(reversed(numbers), len(numbers) - before)))
    return found


def _writing(surface: str, exact: str, stops: Set[str]) -> int:
    """How a word is written that `is_name`."""
    # "It" is no name, "IT" is one; and so is "U.S.", whatever it stands among.
    if len(exact) < 2:
        return SMALL
    if exact in stops and not surface.isupper():
        return SMALL
    return ALWAYS if "." in surface else CAPITAL


def _shown(word: str) -> str:
    """A name as it stands, but for a headline's capitals; NATO keeps its own."""
    return word.capitalize() if word.isupper() and not is_abbreviation(word) else word


_forms = Forms()
_replacing = Lock()


def known_forms() -> Forms:
    """The table of this process; a new one where the last has grown far too large."""
    return _forms_below(_MOST)


def let_go_of_forms() -> None:
    """Begin a new table if the last has grown large.

    Better before a part of an index than within one, which holds on to what it was given: two
    large tables are in memory then.
    """
    _forms_below(_MANY)


def _forms_below(most: int) -> Forms:
    global _forms
    with _replacing:
        if len(_forms) > most:
            _forms = Forms()
        return _forms
