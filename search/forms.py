"""Every word as it stands in texts, analyzed once: numbers in columns instead of objects.

News repeats its words: of a thousand articles' words nearly all are known from those before them,
and what is left to do for each is one look-up in a dictionary.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import chain
from threading import Lock
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.analysis import analyzer_for, stop_words
from search.analysis.analyzer import HYPHEN
from search.analysis.names import is_abbreviation, is_name
from search.engines.batch import Word

__all__ = ["ALWAYS", "CAPITAL", "SMALL", "Columns", "Forms", "known_forms", "name_term"]

T = TypeVar("T")
Ints = NDArray[np.int32]

# How a word is written: not as a name; with a capital, which tells nothing in a text set in
# capitals; with capitals and full stops, which tell everywhere.
SMALL, CAPITAL, ALWAYS = range(3)
_MOST = 500_000


class Columns(NamedTuple):
    """What is known of each form, by its number.

    Attributes:
        parts: how many forms the word has, which follow each other: more than one for an elision,
            none for what folding leaves nothing of.
        term: the number of its term in its language.
        exact: the number of the word itself, folded, in all languages.
        word: the number of its `Word` as it is shown without a capital.
        writing: `SMALL`, `CAPITAL` or `ALWAYS`.
        name: the number of its term as a name; of no use for `SMALL`.
    """

    parts: Ints
    term: Ints
    exact: Ints
    word: Ints
    writing: Ints
    name: Ints


class _Values(list[T]):
    """Values and their numbers: the places at which they stand."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, key: object, value: T) -> int:
        """The number of a key, which stands for the value."""
        number = self._numbers.setdefault(key, len(self))
        if number == len(self):
            self.append(value)
        return number


class Forms:
    """A table of forms that grows. What has a number keeps it. Safe to use from several threads.

    Attributes:
        terms, exact, words, names: what the numbers of a column stand for.
        named: form -> its `Word` as a name; none for `SMALL`.
    """

    def __init__(self) -> None:
        self.terms = _Values[str]()
        self.exact = _Values[str]()
        self.words = _Values[Word]()
        self.names = _Values[str]()
        self.named: dict[int, Word] = {}
        self._growing = array("i")  # the columns, form by form
        self._columns = _columns(self._growing)
        self._languages: dict[str, _Language] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._growing) // len(Columns._fields)

    def look_up(self, runs: Iterable[tuple[str, Iterable[str]]], count: int) -> Ints:
        """The number of the first form of each of `count` words, from runs of (language, words).

        A word with hyphens is looked up as it is written in one piece.
        """
        with self._lock:
            numbers = (map(self._language(code).__getitem__, words) for code, words in runs)
            return np.fromiter(chain.from_iterable(numbers), np.int32, count)

    def columns(self) -> Columns:
        """The columns, for all that was looked up so far."""
        with self._lock:
            if len(self._columns.term) < len(self):
                self._columns = _columns(self._growing)
            return self._columns

    def _language(self, code: str) -> "_Language":
        if code not in self._languages:
            self._languages[code] = _Language(self, code)
        return self._languages[code]

    def add(self, language: str, found: Sequence[tuple[str, str]], surface: str) -> int:
        """Append the forms of a word; the number of the first."""
        first = len(self)
        # What has no form is never looked at, but has a number.
        for number, (term, exact) in enumerate(found or [("", "")], first):
            of_term = self.terms.number((language, term), term)
            of_exact = self.exact.number(exact, exact)
            word = Word(language, term, exact, exact)
            of_word = self.words.number(word, word)
            name = -1
            writing = _writing(surface, exact, language)
            if writing != SMALL:
                self.named[number] = word._replace(shown=_shown(surface))
                as_name = name_term(language, term)
                name = self.names.number(as_name, as_name)
            self._growing.extend((len(found), of_term, of_exact, of_word, writing, name))
        return first


class _Language(dict[str, int]):
    """Word as it stands -> the number of its first form, for the words of one language."""

    def __init__(self, forms: Forms, language: str) -> None:
        self._forms = forms
        self._code = language
        self._analyze = analyzer_for(language).analyze

    def __missing__(self, word: str) -> int:
        found = list(self._analyze(HYPHEN.sub("", word)))
        number = self[word] = self._forms.add(self._code, found, word)
        return number


def name_term(language: str, term: str) -> str:
    """The term of a capitalised word in the fields `name_title` and `name_body`.

    An abbreviation is one name with its full stops and without them: U.S., US.
    """
    return f"{language}:{term.replace('.', '')}"


def _writing(surface: str, exact: str, language: str) -> int:
    # "It" is no name, "IT" is one; and so is "U.S.", whatever it stands among.
    if len(exact) < 2 or not is_name(surface):
        return SMALL
    if exact in stop_words(language) and not surface.isupper():
        return SMALL
    return ALWAYS if "." in surface else CAPITAL


def _shown(word: str) -> str:
    """A name as it stands, but for a headline's capitals; NATO keeps its own."""
    return word.capitalize() if word.isupper() and not is_abbreviation(word) else word


def _columns(growing: "array[int]") -> Columns:
    return Columns(*np.array(growing, np.int32).reshape(-1, len(Columns._fields)).T.copy())


_forms = Forms()
_replacing = Lock()


def known_forms() -> Forms:
    """The table of this process; a new one where the last has grown too large."""
    global _forms
    with _replacing:
        if len(_forms) > _MOST:
            _forms = Forms()
        return _forms
