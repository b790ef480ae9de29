"""The words of texts that match a query, by where the index says that their words stand.

Most words are ruled out by how they begin, in arrays over many texts at once; the few that are
left are read and compared.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis import analyzer_for
from search.analysis.analyzer import HYPHEN, HYPHENS, MOST_PARTS
from search.analysis.names import SHOUTED_HEAD, is_name, is_shouted
from search.beginnings import NUMBERS, Texts, number_of
from search.engines.batch import name_term

__all__ = ["Finder", "Mark", "Passage", "Wanted"]

_CACHED_WORDS = 50_000


class Mark(NamedTuple):
    """Where a part of the query matched: `part` is the number of that part."""

    start: int
    end: int
    part: int


class Wanted(NamedTuple):
    """What is looked for in a field.

    Attributes:
        alone: term -> the parts of the query that it matches by itself.
        runs: first term -> (all terms, part of the query) of those of several words.
    """

    alone: dict[str, list[int]]
    runs: dict[str, list[tuple[tuple[str, ...], int]]]

    def terms(self) -> set[str]:
        """Every term of it."""
        runs = (terms for found in self.runs.values() for terms, _ in found)
        return {*self.alone, *chain.from_iterable(runs)}


class Passage(NamedTuple):
    """What is gone through of texts: the words that begin from `start` and before `end`.

    Attributes:
        text: its number, from 0.
        kind: the place of what is wanted in such texts.
    """

    text: int
    kind: int
    start: int
    end: int


class _Token(NamedTuple):
    """A word that may have matched: its term, itself folded, its term as a name; "" for none."""

    term: str
    exact: str
    name: str


class _Read(NamedTuple):
    """A word as it stands.

    Attributes:
        tokens: empty if none may match.
        parts: for each kind, the parts of the query that one of them matches by itself.
        names: those that one of them matches as a name.
    """

    tokens: list[_Token]
    parts: list[list[int]]
    names: list[list[int]]


_NOTHING = _Read([], [[], []], [[], []])
_AS_NAME = 2  # names come third of what is wanted


@lru_cache(_CACHED_WORDS)
def _parts(language: str, word: str) -> tuple[str, ...]:
    """What a word as it stands is analyzed as; words come again, in other queries too."""
    return tuple(analyzer_for(language).parts(word))


class Finder:
    """Finds the matches of one query in texts of one language.

    Args:
        words: (language, term) -> the words, folded, that have the term.
        kinds: of each kind of text the stems, the exact words and the names that are wanted.
    """

    def __init__(
        self,
        words: Callable[[str, str], list[str]],
        language: str,
        kinds: Sequence[tuple[Wanted, Wanted, Wanted]],
    ) -> None:
        self._words = words
        self._language = language
        self._kinds = kinds
        self._elides = analyzer_for(language).language.apostrophe == "elides"
        self._known: dict[str, _Read] = {}

    @cached_property
    def _terms(self) -> dict[str, str]:
        """Word, folded -> its term, of all words that may match."""
        stems, exact, names = (
            set[str]().union(*(wanted.terms() for wanted in kinds))
            for kinds in zip(*self._kinds, strict=True)
        )
        found = dict.fromkeys(exact, "")
        own = f"{self._language}:"
        bare = {name.removeprefix(own) for name in names if name.startswith(own)}
        # An abbreviation's full stops are left out of a name: U.S., US.
        for term in sorted(stems | bare | {".".join(name) for name in bare}):
            found |= dict.fromkeys(self._words(self._language, term), term)
        return found

    @cached_property
    def _may_begin(self) -> NDArray[np.bool_]:
        """Whether a word that may match begins so, by the numbers of `Texts.beginnings`."""
        heads = {word[:length] for word in self._terms for length in (1, 2)}
        table = np.zeros(NUMBERS, np.bool_)
        table[[0, *map(number_of, heads)]] = True
        return table

    def _read(self, words: Iterable[str]) -> None:
        """Have words as they stand among the known ones."""
        terms = self._terms.keys()
        for word in {*words} - self._known.keys():
            parts = _parts(self._language, word)
            self._known[word] = _NOTHING if terms.isdisjoint(parts) else self._made(word, parts)

    def _made(self, word: str, parts: Iterable[str]) -> _Read:
        read = _Read([], [[] for _ in self._kinds], [[] for _ in self._kinds])
        for exact in parts:
            term = self._terms.get(exact, "")
            name = name_term(self._language, term) if term and is_name(word) else ""
            read.tokens.append(_Token(term, exact, name))
            for kind, (stems, words, names) in enumerate(self._kinds):
                read.parts[kind] += stems.alone.get(term, ())
                read.parts[kind] += words.alone.get(exact, ())
                read.names[kind] += names.alone.get(name, ())
        return read

    def find(
        self, texts: Texts, passages: Sequence[Passage]
    ) -> Iterator[tuple[Passage, list[Mark]]]:
        """The matches in each passage that has any, in order, by their places in its own text.

        Args:
            passages: of this language, in order.
        """
        if not self._terms:
            return
        likely = np.flatnonzero(self._may_begin[texts.beginnings(self._language)])
        if self._elides:
            likely = np.union1d(likely, texts.with_apostrophes())
        text = texts.text
        starts, ends = texts.starts[likely].tolist(), texts.ends[likely].tolist()
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        self._read(words)
        read = map(self._known.__getitem__, words)
        rows = [
            row
            for row in zip(likely.tolist(), starts, ends, read, strict=True)
            if row[3] is not _NOTHING or text[row[2]] in HYPHENS
        ]
        starts = [row[1] for row in rows]
        for passage in passages:
            first, behind = (bisect_left(starts, edge) for edge in (passage.start, passage.end))
            if first < behind and (found := self._matching(texts, passage, rows[first:behind])):
                base = texts.bases[passage.text]
                yield passage, [Mark(start - base, end - base, part) for start, end, part in found]

    def _matching(
        self, texts: Texts, passage: Passage, rows: Iterable[tuple[int, int, int, _Read]]
    ) -> list[tuple[int, int, int]]:
        """The marks of words that may match: (number, start, end, what was read)."""
        text, kind = texts.text, passage.kind
        found: dict[int, list[_Token]] = {}
        marks: set[tuple[int, int, int]] = set()
        names: set[tuple[int, int, int]] = set()
        before = -1
        for number, start, end, read in rows:
            # The words of an elision stand at one place.
            if start != before:
                found[number] = read.tokens
                marks.update([(start, end, part) for part in read.parts[kind]])
                names.update([(start, end, part) for part in read.names[kind]])
            before = start
            if text[end] in HYPHENS:
                marks.update(self._compound(texts, passage, number))
        for which, wanted in enumerate(self._kinds[kind]):
            if wanted.runs:
                more = _runs(texts, wanted, {n: [t[which] for t in it] for n, it in found.items()})
                (names if which == _AS_NAME else marks).update(more)
        if not names <= marks:
            head = text[passage.start : min(passage.end, passage.start + SHOUTED_HEAD)]
            # In capitals nothing is told as a name.
            if not is_shouted(head):
                marks |= names
        return sorted(marks)

    def _compound(
        self, texts: Texts, passage: Passage, number: int
    ) -> Iterator[tuple[int, int, int]]:
        """The hyphenated word that begins with a word, for each part of the query it matches."""

        def is_joined(left: int) -> bool:
            """Whether a hyphen, and nothing else, parts a word from the next."""
            if left < 0 or left + 1 >= texts.starts.size:
                return False
            end, start = texts.ends[left], texts.starts[left + 1]
            return bool(
                passage.start <= texts.starts[left]
                and start < passage.end
                and texts.text[end:start] in HYPHENS
            )

        last = number
        while is_joined(last):
            last += 1
        if last == number:
            return
        first = number
        while is_joined(first - 1):
            first -= 1
        if (number - first) % MOST_PARTS:
            return
        start = int(texts.starts[number])
        end = int(texts.ends[min(last, number + MOST_PARTS - 1)])
        word = HYPHEN.sub("", texts.text[start:end])
        self._read([word])
        read = self._known[word]
        if len(read.tokens) == 1:
            for part in read.parts[passage.kind] + read.names[passage.kind]:
                yield start, end, part


def _runs(
    texts: Texts, wanted: Wanted, found: Mapping[int, Sequence[str]]
) -> Iterator[tuple[int, int, int]]:
    """The marks of runs of several terms.

    Args:
        found: number of a word -> its terms: more than one, if it elides others.
    """
    row = {
        number + offset: term
        for number, terms in found.items()
        for offset, term in enumerate(terms)
    }
    for number, first in row.items():
        for terms, part in wanted.runs.get(first, ()):
            if all(row.get(n) == term for n, term in enumerate(terms, number)):
                for n in range(number, number + len(terms)):
                    yield int(texts.starts[n]), int(texts.ends[n]), part
