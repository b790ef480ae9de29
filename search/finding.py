"""The words of a text that match a query, by where the index says that its words stand.

Most words are ruled out by how they begin, in arrays; the few that are left are read and compared.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import analyzer_for, fold
from search.analysis.analyzer import HYPHEN, HYPHENS, MOST_PARTS
from search.analysis.names import is_name, is_shouted
from search.analysis.tokenizer import APOSTROPHES
from search.forms import name_term
from search.models import Span

__all__ = ["Finder", "Mark", "Places", "Wanted"]

_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")
_CACHED_WORDS = 50_000
_SLOT_BITS = 16
_LETTER_BITS = 53
_LETTERS = np.uint64((1 << _LETTER_BITS) - 1)
_NUMBERS = 1 << 64 - _LETTER_BITS
_SPREADING = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio (Knuth, TAOCP 6.4)

Places = NDArray[np.int64]  # of words, one in each row: start, end


class Mark(NamedTuple):
    """Where a part of the query matched: `part` is the number of that part."""

    start: int
    end: int
    part: int


class _Token(NamedTuple):
    """A word that may have matched: its term, itself folded, its term as a name; "" for none."""

    term: str
    exact: str
    name: str


# First term -> (all terms, part of the query).
Wanted = dict[str, list[tuple[tuple[str, ...], int]]]


def _number_of(head: str) -> int:
    """The number of one or two folded letters, from 1 and below `_NUMBERS`; others may share it."""
    return (ord(head[0]) * 31 + ord(head[-1])) % (_NUMBERS - 1) + 1


class _Beginnings:
    """Numbers for how words begin, the same for those that are one when folded.

    Kept by the first two letters as they stand: texts begin their words in a few thousand ways.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        # Each entry is two letters, of 32 bits each, and in the eleven bits that the second leaves
        # free their number. What meets another in its slot takes its place.
        self._known = np.zeros(1 << _SLOT_BITS, np.uint64)

    def of(self, text: str, starts: NDArray[np.int64]) -> NDArray[np.uint64]:
        """The numbers of the words that begin at these places; 0 where that is not certain."""
        letters = f"{text}\0".encode("utf-32-le")
        twos: NDArray[np.uint64] = np.ndarray(len(text), "<u8", letters, strides=(4,))[starts]
        slots = (twos * _SPREADING) >> (64 - _SLOT_BITS)
        entries: NDArray[np.uint64] = self._known[slots]
        (others,) = (entries & _LETTERS != twos).nonzero()
        if others.size:
            for place in others.tolist():
                at = int(starts[place])
                number = self._number(text[at : at + 2])
                entries[place] = int(twos[place]) | number << _LETTER_BITS
            self._known[slots] = entries
        return entries >> np.uint64(_LETTER_BITS)

    def _number(self, letters: str) -> int:
        folded = fold(letters, self._language)
        # What folding changes may belong to the letters that follow it.
        if not folded[0].isalnum():
            return 0
        return _number_of(folded[: 2 if folded.isalnum() else 1])


_beginnings = cache(_Beginnings)


@lru_cache(_CACHED_WORDS)
def _parts(language: str, word: str) -> tuple[str, ...]:
    """What a word as it stands is analyzed as; words come again, in other queries too."""
    return tuple(analyzer_for(language).parts(word))


class Finder:
    """Finds the matches of one query in titles, or bodies, of one language."""

    def __init__(
        self,
        words: Callable[[str, str], list[str]],
        language: str,
        stems: Wanted,
        exact: Wanted,
        names: Wanted,
    ) -> None:
        self._words = words
        self._language = language
        own = {term: entries for term, entries in names.items() if term.startswith(f"{language}:")}
        self._wanted = stems, exact, own
        self._splits = analyzer_for(language).language.apostrophe != "joins"
        self._beginnings = _beginnings(language)
        self._tokens: dict[str, tuple[_Token, ...]] = {}

    @cached_property
    def _terms(self) -> dict[str, str]:
        """Word, folded -> its term, of all words that may match."""
        stems, exact, names = (
            {term for entries in wanted.values() for terms, _ in entries for term in terms}
            for wanted in self._wanted
        )
        found = dict.fromkeys(exact, "")
        bare = {name.partition(":")[2] for name in names}
        # An abbreviation's full stops are left out of a name: U.S., US.
        for term in sorted(stems | bare | {".".join(name) for name in bare}):
            found |= dict.fromkeys(self._words(self._language, term), term)
        return found

    @cached_property
    def _may_begin(self) -> NDArray[np.bool_]:
        """Whether a word that may match begins so, by the numbers of `_Beginnings`."""
        heads = {word[:length] for word in self._terms for length in (1, 2)}
        table = np.zeros(_NUMBERS, np.bool_)
        table[[0, *map(_number_of, heads)]] = True
        return table

    def _read(self, word: str) -> tuple[_Token, ...]:
        """The tokens of a word as it stands; empty if none of them may match."""
        known = self._tokens.get(word)
        if known is None:
            known = self._tokens[word] = tuple(self._made(word))
        return known

    def _made(self, word: str) -> Iterator[_Token]:
        parts = _parts(self._language, word)
        if any(part in self._terms for part in parts):
            is_capital = is_name(word)
            for part in parts:
                term = self._terms.get(part, "")
                name = name_term(self._language, term) if is_capital and term else ""
                yield _Token(term, part, name)

    def find(self, text: str, places: Places, passage: Span) -> list[Mark]:
        """Every match, in order.

        Args:
            places: where the words stand in `text`; those of an elision at one place.
            passage: what part of the text it is that they stand in.
        """
        if not any(self._wanted) or not self._terms:
            return []
        first, end = passage
        numbers = self._beginnings.of(text[first : end + 1], places[:, 0] - first)
        likely = self._may_begin[numbers].nonzero()[0].tolist()
        if self._splits:
            likely += _with_apostrophes(text, places, passage)
        if not likely:
            return []
        return self._matching(text, places, likely, passage)

    def _matching(self, text: str, places: Places, likely: list[int], passage: Span) -> list[Mark]:
        """The matches among words that may be some, by their numbers."""
        found: dict[int, tuple[_Token, ...]] = {}
        marks: set[Mark] = set()
        for number, (start, end) in zip(likely, places[likely].tolist(), strict=True):
            tokens = self._read(text[start:end])
            if tokens and (not number or _span(places, number - 1) != (start, end)):
                found[number] = tokens
            if text[end : end + 1] in HYPHENS:
                self._add_compound(text, places, number, marks)
        if not found and not marks:
            return []
        row = {
            number + offset: token
            for number, tokens in found.items()
            for offset, token in enumerate(tokens)
        }
        kinds = (0, 1, 2) if self._has_names(row.values(), text, passage) else (0, 1)
        for number in row:
            for kind in kinds:
                for terms, part in self._wanted[kind].get(row[number][kind], ()):
                    run = range(number, number + len(terms))
                    if all(n in row and row[n][kind] == t for n, t in zip(run, terms, strict=True)):
                        marks.update(Mark(*_span(places, n), part) for n in run)
        return sorted(marks)

    def _has_names(self, tokens: Iterable[_Token], text: str, passage: Span) -> bool:
        """Whether some may be names that are looked for: in capitals nothing is told as a name."""
        wanted = self._wanted[2]
        return any(token.name in wanted for token in tokens) and not is_shouted(
            text[slice(*passage)]
        )

    def _add_compound(self, text: str, places: Places, number: int, marks: set[Mark]) -> None:
        """Mark the hyphenated word that begins with a word, if it matches as one."""

        def is_joined(left: int) -> bool:
            """Whether a hyphen, and nothing else, parts a word from the next."""
            return text[_span(places, left)[1] : _span(places, left + 1)[0]] in HYPHENS

        last = number
        while last + 1 < len(places) and is_joined(last):
            last += 1
        if last == number:
            return
        first = number
        while first and is_joined(first - 1):
            first -= 1
        if (number - first) % MOST_PARTS:
            return
        start, _ = _span(places, number)
        _, end = _span(places, min(last, number + MOST_PARTS - 1))
        tokens = self._read(HYPHEN.sub("", text[start:end]))
        if len(tokens) == 1:
            for wanted, term in zip(self._wanted, tokens[0], strict=True):
                for terms, part in wanted.get(term, ()):
                    if len(terms) == 1:
                        marks.add(Mark(start, end, part))


def _span(places: Places, number: int) -> Span:
    start, end = places[number].tolist()
    return start, end


def _with_apostrophes(text: str, places: Places, passage: Span) -> list[int]:
    """The numbers of the words that have an apostrophe in them."""
    found = [apostrophe.start() for apostrophe in _APOSTROPHE.finditer(text, *passage)]
    if not found:
        return []
    before_start, before_end = np.searchsorted(found, places.T)
    return np.flatnonzero(before_start < before_end).tolist()
