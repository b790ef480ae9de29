"""Texts one behind the other, and how their words begin, in arrays over all of them at once."""

import re
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold
from search.analysis.folding import FOLDED_APART
from search.analysis.tokenizer import APOSTROPHES
from search.models import StoredArticle

__all__ = ["NUMBERS", "Places", "Texts", "number_of", "places_of"]

_CACHED = 10_000
_SLOT_BITS = 16
_LETTER_BITS = 53
_LETTERS = np.uint64((1 << _LETTER_BITS) - 1)
_ONE_LETTER = np.uint64((1 << 32) - 1)
NUMBERS = 1 << 64 - _LETTER_BITS
_SPREADING = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio (Knuth, TAOCP 6.4)


def number_of(head: str) -> int:
    """The number of one or two folded letters, from 1 and below `NUMBERS`; others may share it."""
    return (ord(head[0]) * 31 + ord(head[-1])) % (NUMBERS - 1) + 1


class _Beginnings:
    """Numbers for how words begin, the same for those that are one when folded.

    Kept by the first two letters as they stand: texts begin their words in a few thousand ways.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        # Each entry is two letters, of 32 bits each, and in the eleven bits that the second leaves
        # free their number. What meets another in its slot takes its place.
        self._known = np.zeros(1 << _SLOT_BITS, np.uint64)
        # Those that take each other's place come again on nearly every page.
        self._number = lru_cache(_CACHED)(self._made)

    def of(self, twos: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """The numbers of words that begin with these two letters; 0 where that is not certain."""
        slots = (twos * _SPREADING) >> (64 - _SLOT_BITS)
        entries: NDArray[np.uint64] = self._known[slots]
        (others,) = (entries & _LETTERS != twos).nonzero()
        if others.size:
            missed = twos[others]
            numbers = np.array([*map(self._number, missed.tolist())], np.uint64)
            entries[others] = missed | numbers << np.uint64(_LETTER_BITS)
            self._known[slots[others]] = entries[others]
        return entries >> np.uint64(_LETTER_BITS)

    def _made(self, two: int) -> int:
        folded = fold(chr(two & 0xFFFFFFFF) + chr(two >> 32), self._language)
        # What folding changes may belong to the letters that follow it.
        if not folded[0].isalnum():
            return 0
        return number_of(folded[: 2 if folded.isalnum() else 1])


_beginnings = cache(_Beginnings)


class Places:
    """Where the words of one article stand, and how they begin; kept while the article may be read.

    Attributes:
        words: start and end of each, of shape (2, words), int32, in the article's title and, a
            zero behind it, its text; those of an elision stand at one place.
        beginnings: as `Texts.beginnings` has them, uint16, by how a language folds.
    """

    __slots__ = ("beginnings", "words")

    def __init__(self, words: NDArray[np.int32]) -> None:
        self.words = words
        self.beginnings: dict[str, NDArray[np.uint16]] = {}


def places_of(
    articles: Sequence[StoredArticle], words: NDArray[np.int64], counts: NDArray[np.int64]
) -> list[Places]:
    """The places of articles, from what `search.engines.base.Reader.places` tells of them."""
    places = words.astype(np.int32)
    edges = counts.cumsum().tolist()
    for article, first, last in zip(articles, edges[::2], edges[1::2], strict=True):
        places[:, first:last] += len(article.title) + 1
    firsts = [0, *edges[1:-1:2]]
    # Each with memory of its own, since it may be kept without the others.
    return [
        Places(places[:, first:last].copy())
        for first, last in zip(firsts, edges[1::2], strict=True)
    ]


class Texts:
    """Titles and texts of articles one behind the other, and where their words stand.

    Attributes:
        text: title, text, the next title and so on, a zero behind each.
        bases: where each of those begins.
        starts, ends: of the words, in `text`.
    """

    def __init__(self, articles: Sequence[StoredArticle], places: Sequence[Places]) -> None:
        texts = [text for article in articles for text in (article.title, article.text)]
        self.text = "\0".join((*texts, ""))
        self.bases = [0, *accumulate(len(text) + 1 for text in texts)]
        self._places = places
        self._counts = [own.words.shape[1] for own in places]
        words = np.concatenate([own.words for own in places], axis=1)
        self.starts, self.ends = words + np.repeat(self.bases[:-1:2], self._counts)

    def beginnings(self, language: str) -> NDArray[np.uint16]:
        """Numbers for how the words begin, the same for those that are one when folded.

        They are below `NUMBERS`, and 0 where that is not certain.
        """
        folded_as = language if language in FOLDED_APART else ""
        if not all(folded_as in own.beginnings for own in self._places):
            numbers = _beginnings(folded_as).of(self._twos).astype(np.uint16)
            last = 0
            for own, count in zip(self._places, self._counts, strict=True):
                own.beginnings[folded_as] = numbers[last : last + count].copy()
                last += count
        return np.concatenate([own.beginnings[folded_as] for own in self._places])

    @cached_property
    def _twos(self) -> NDArray[np.uint64]:
        """The first two letters of each word, the second in the upper half; 0 where it has one."""
        letters = self.text.encode("utf-32-le")
        twos: NDArray[np.uint64] = np.ndarray(len(self.text) - 1, "<u8", letters, strides=(4,))
        found: NDArray[np.uint64] = twos[self.starts]
        found[self.ends - self.starts == 1] &= _ONE_LETTER
        return found

    def with_apostrophes(self) -> NDArray[np.intp]:
        """The numbers of the words that have an apostrophe in them, ascending."""
        signs = (re.finditer(sign, self.text) for sign in APOSTROPHES if sign in self.text)
        found = sorted(sign.start() for each in signs for sign in each)
        return np.flatnonzero(
            np.searchsorted(found, self.starts) < np.searchsorted(found, self.ends)
        )
