"""The words of a field, sorted, with the number of articles of each: read once, and kept."""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.engines.whoosh.inverted import starts_of

__all__ = ["Vocabulary"]

_WORDS = 1 << 16  # of which letters are looked at together

# Behind every letter that a word may go on with.
_LAST = "\U0010ffff"


class Vocabulary:
    """Finds words by their beginnings, and by their likeness.

    Args:
        words: ascending, each once.
        articles: how many have each, int32.
        bare: (word without its marks, word), sorted; also of words that this field has not.
    """

    def __init__(
        self, words: list[str], articles: NDArray[np.int32], bare: Iterable[tuple[str, str]]
    ) -> None:
        self._words = words
        self._articles = articles
        placed = ((key, bisect_left(words, word), word) for key, word in bare)
        marked = [(key, at) for key, at, word in placed if words[at : at + 1] == [word]]
        self._bare = [key for key, _ in marked]
        self._bare_places = np.array([place for _, place in marked], np.intp)
        self._likeness: _Likeness | None = None

    def beginning(self, prefix: str, limit: int) -> dict[str, int]:
        """The most frequent words that begin so, if need be without their marks.

        What grows with their number is done in arrays: 100,000 words take a few milliseconds.
        """
        bare = self._bare_places[_range(self._bare, prefix)]
        own = _range(self._words, prefix)
        # A word without its marks may begin as it does with them.
        places = np.concatenate(
            (np.arange(own.start, own.stop), bare[(bare < own.start) | (bare >= own.stop)])
        )
        if places.size > 2 * limit:
            # A word may stand there twice: "Müller" is typed "muller" and "mueller".
            articles = self._articles[places]
            places = places[np.argpartition(articles, -2 * limit)[-2 * limit :]]
        found = {self._words[place]: int(self._articles[place]) for place in places}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit])

    def similar(self, word: str, distance: int) -> dict[str, int]:
        """Words at most `distance` edits away (a swap of neighbours is one edit)."""
        if self._likeness is None:
            self._likeness = _Likeness(self._words)
        places = self._likeness.candidates(word, distance).tolist()
        near = process.extract(
            word,
            [self._words[place] for place in places],
            scorer=OSA.distance,
            score_cutoff=distance,
            limit=None,
        )
        return {other: int(self._articles[places[number]]) for other, _, number in near}


class _Likeness:
    """Rules out most words that are too many edits away, by their lengths and their letters.

    An edit changes the length by at most one, brings at most one letter that was not there, and
    takes at most one away. So the sets of letters, as bits, differ by no more either way.
    """

    def __init__(self, words: list[str]) -> None:
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        self._by_length = np.argsort(lengths, kind="stable").astype(np.int32)
        self._edges = np.append(0, np.cumsum(np.bincount(lengths)))
        letters = np.empty(len(words), np.uint64)
        for first in range(0, len(words), _WORDS):
            part = slice(first, first + _WORDS)
            letters[part] = _letters(words[part], lengths[part])
        self._letters = letters[self._by_length]

    def candidates(self, word: str, distance: int) -> NDArray[np.int32]:
        """The places of all words that may be at most so many edits away, ascending."""
        longest = self._edges.size - 2
        low, high = (
            min(max(length, 0), longest + 1)
            for length in (len(word) - distance, len(word) + distance + 1)
        )
        own = slice(int(self._edges[low]), int(self._edges[high]))
        theirs, ours = self._letters[own], _letters([word], np.array([len(word)]))[0]
        # Both ways together first: that rules out nearly all, in fewer passes.
        (near,) = (np.bitwise_count(theirs ^ ours) <= 2 * distance).nonzero()
        theirs = theirs[near]
        alike = np.bitwise_count(theirs & ~ours) <= distance
        alike &= np.bitwise_count(ours & ~theirs) <= distance
        return np.sort(self._by_length[own][near[alike]])


def _letters(words: list[str], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The letters of each word as bits; letters far from each other may share one."""
    points = np.frombuffer("".join(words).encode("utf-32-le"), "<u4")
    bits = np.left_shift(np.uint64(1), (points & 63).astype(np.uint64))
    found = np.zeros(len(words), np.uint64)
    held = np.flatnonzero(lengths)  # the empty word has none
    if held.size:
        found[held] = np.bitwise_or.reduceat(bits, starts_of(lengths)[held])
    return found


def _range(words: list[str], prefix: str) -> slice:
    return slice(bisect_left(words, prefix), bisect_left(words, prefix + _LAST))
