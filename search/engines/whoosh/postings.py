"""Posting lists as arrays, over all segments of one generation.

Whoosh steps through postings one at a time, with several calls for each. Its own blocks of 128
hold plain sequences, so here they are taken block by block, with the numbers of deleted articles
left out. That reaches below whoosh's public interface, which is why its version is pinned.
"""

from collections.abc import Callable
from functools import lru_cache
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.matching import ListMatcher
from whoosh.reading import IndexReader, TermNotFound

__all__ = ["NOTHING", "Positions", "PostingList", "Postings"]

# Posting lists kept, most recently used first: those of a page of queries and its next pages.
_CACHED_LISTS = 512
_CACHED_POSITIONS = 64
_CACHED_COUNTS = 50_000


class PostingList(NamedTuple):
    """Where a term stands.

    Attributes:
        docs: int32 article numbers, ascending.
        frequencies: float32, how often the term stands in each; same shape.
    """

    docs: NDArray[np.int32]
    frequencies: NDArray[np.float32]


class Positions:
    """Where a term stands in each article; taken apart when asked for, as phrases look into few.

    Args:
        encoded: article number -> positions as Whoosh has them, and what takes them apart.
    """

    def __init__(self, encoded: dict[int, tuple[bytes, Callable[[bytes], list[int]]]]) -> None:
        self._encoded = encoded

    def __getitem__(self, number: int) -> list[int]:
        encoded, decode = self._encoded[number]
        return decode(encoded)


NOTHING = PostingList(np.empty(0, np.int32), np.empty(0, np.float32))


class Postings:
    """The posting lists of a reader. Whoosh's files have one position each: reads take turns.

    Attributes:
        lock: held during any call to whoosh on this reader's files.
        size: article numbers run from 0 to this, deleted ones included.
        alive: the numbers of articles that are not deleted, int32, ascending.
    """

    def __init__(self, reader: IndexReader) -> None:
        self.lock = RLock()
        self.size: int = reader.doc_count_all()
        self._reader = reader
        self._leaves: list[tuple[Any, int]] = list(reader.leaf_readers())
        dead = [
            base + number
            for leaf, base in self._leaves
            if leaf.has_deletions()
            for number in range(leaf.doc_count_all())
            if leaf.is_deleted(number)
        ]
        self._dead = np.array(dead, np.int32)
        self.alive = np.setdiff1d(np.arange(self.size, dtype=np.int32), self._dead)
        self.of: Callable[[str, str], PostingList] = lru_cache(_CACHED_LISTS)(self._read)
        self.spread: Callable[[str, str], int] = lru_cache(_CACHED_COUNTS)(self._spread)
        self.positions: Callable[[str, str], Positions] = lru_cache(_CACHED_POSITIONS)(
            self._read_positions
        )

    def _read(self, field: str, term: str) -> PostingList:
        """The posting list of a term; `NOTHING` where no article has it."""
        docs: list[NDArray[np.int32]] = []
        frequencies: list[NDArray[np.float32]] = []
        with self.lock:
            for base, matcher in self._matchers(field, term):
                for ids, weights, _ in _blocks(matcher, values=False):
                    docs.append(np.asarray(ids, np.int32) + np.int32(base))
                    frequencies.append(np.asarray(weights, np.float32))
        if not docs:
            return NOTHING
        found = PostingList(np.concatenate(docs), np.concatenate(frequencies))
        if not self._dead.size:
            return found
        keep = np.isin(found.docs, self._dead, assume_unique=True, invert=True)
        return PostingList(found.docs[keep], found.frequencies[keep])

    def frequency(self, field: str, term: str) -> int:
        """In how many articles a term stands."""
        # Whoosh's own count has deleted articles in it.
        return int(self.of(field, term).docs.size) if self._dead.size else self.spread(field, term)

    def _spread(self, field: str, term: str) -> int:
        """About how many articles have a term: deleted ones too, unless there is no other."""
        with self.lock:
            if field not in self._reader.schema:
                return 0
            if self._dead.size and not any(map(self._is_alive, self._matchers(field, term))):
                return 0
            return int(self._reader.doc_frequency(field, term.encode()))

    def _is_alive(self, found: tuple[int, Any]) -> bool:
        """Whether a posting is of an article that is not deleted; most are, so it is seen soon."""
        base, matcher = found
        return any(
            not np.isin(np.asarray(ids, np.int32) + np.int32(base), self._dead).all()
            for ids, _, _ in _blocks(matcher, values=False)
        )

    def _read_positions(self, field: str, term: str) -> Positions:
        """The positions of the term in that field."""
        found: dict[int, tuple[bytes, Callable[[bytes], list[int]]]] = {}
        with self.lock:
            for base, matcher in self._matchers(field, term):
                decode = matcher.format.decode_positions
                for ids, _, values in _blocks(matcher, values=True):
                    found.update(
                        (base + number, (value, decode))
                        for number, value in zip(ids, values, strict=True)
                    )
        return Positions(found)

    def _matchers(self, field: str, term: str) -> list[tuple[int, Any]]:
        matchers = []
        for leaf, base in self._leaves:
            if field in leaf.schema:
                try:
                    matcher = leaf.postings(field, term.encode())
                except TermNotFound:
                    continue
                # Deleted articles are taken out of whole arrays, not one by one.
                matchers.append((base, getattr(matcher, "child", matcher)))
        return matchers


def _blocks(matcher: Any, *, values: bool) -> Any:
    """Yield (article numbers, frequencies, payloads) of each block of a W3 matcher."""
    while isinstance(matcher, ListMatcher):  # postings short enough to stand with their term
        if matcher.is_active():
            yield [matcher.id()], [matcher.weight()], [matcher.value()]
            matcher.next()
        else:
            return
    while not matcher._atend:
        matcher._read_ids()
        matcher._read_weights()
        if values:
            matcher._read_values()
        yield matcher._ids, matcher._weights, matcher._values
        matcher._next_block()
