"""How much the words of a query stand for in given articles, in array operations.

Frequencies are those of BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009,
section 3.4): how often the forms of a word stand in title and body is weighted, divided by what
the length of the field makes it worth, and added up; it is saturated only then.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.base import Alternative, Match
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.postings import Docs, PostingList, Postings

__all__ = ["Frequencies", "Places"]

_B = {"title": 0.5, "body": 0.75}  # titles differ less in what their length says
_WEIGHT = {"title": 3.0, "body": 1.0}

# A binary search for one article costs about as much as so many look-ups in a table. A table is
# as long as the collection: it is not made for few articles.
_LOOK_UPS, _FEW = 16, 64
_FILLED = 32  # a table is cleared as fast as one in so many of its places


class Places:
    """Finds where articles stand among some others.

    Args:
        docs: those others, ascending, distinct.
        size: how many articles there are.
        tables: such as are not in use, all 0, as long as the collection.
    """

    def __init__(self, docs: Docs, size: int, tables: list[NDArray[np.int32]]) -> None:
        self.docs = docs
        self._size = size
        self._tables = tables
        self._table: NDArray[np.int32] | None = None

    def met(self, found: PostingList, *, is_sorted: bool) -> tuple[NDArray[np.intp], PostingList]:
        """Places, from 1, and the postings that are there; 0 is the place of any other."""
        docs = self.docs
        if is_sorted and docs.size * _LOOK_UPS < found.docs.size:
            at = found.docs.searchsorted(docs)
            (own,) = (found.docs.take(at, mode="clip") == docs).nonzero()
            return own + 1, _taken(found, at.take(own))
        if found.docs.size * _LOOK_UPS < docs.size or (
            (found.docs.size + docs.size) * _FEW < self._size
        ):
            places = docs.searchsorted(found.docs)
            places[docs.take(places, mode="clip") != found.docs] = -1
            places += 1
            return places, found
        if self._table is None:
            self._table = self._marked()
        met = self._table.take(found.docs)
        if docs.size * 2 > found.docs.size:
            return met.astype(np.intp), found
        (rows,) = (met > 0).nonzero()
        return met.take(rows).astype(np.intp), _taken(found, rows)

    def _marked(self) -> NDArray[np.int32]:
        try:
            table = self._tables.pop()
        except IndexError:
            table = np.zeros(self._size, np.int32)
        table[self.docs.astype(np.intp)] = np.arange(1, self.docs.size + 1, dtype=np.int32)
        return table

    def release(self) -> None:
        """Give the table back."""
        if self._table is not None:
            if self.docs.size * _FILLED > self._size:
                self._table.fill(0)
            else:
                self._table[self.docs.astype(np.intp)] = 0
            self._tables.append(self._table)
            self._table = None


class Frequencies:
    """Weighs postings of one generation. Safe to use from several threads."""

    def __init__(self, postings: Postings, columns: Columns) -> None:
        self._postings = postings
        self._columns = columns
        self._tables: list[NDArray[np.int32]] = []

    @contextmanager
    def among(self, docs: Docs) -> Iterator[Places]:
        """The places of articles, ascending and distinct, for several words."""
        places = Places(docs, self._postings.size, self._tables)
        yield places
        places.release()

    def of(self, match: Match, places: Places, *, match_all: bool) -> NDArray[np.float64]:
        """How often a word stands in each of the articles, weighted.

        What is equal in two articles is added up in the same order, so that they stay equal.

        Args:
            match_all: whether all of the articles match; of others this is 0.
        """
        # First what finds, then what only ranks.
        ordered = sorted(match.alternatives, key=lambda one: one.only_ranks)
        lists = self._postings.of_alternatives(ordered, places.docs)
        held = [
            (_kind(one), found)
            for one, found in zip(ordered, lists, strict=True)
            if found.docs.size
        ]
        size = places.docs.size + 1
        is_found = None
        met: list[NDArray[np.intp]] = []
        worths: list[NDArray[np.float64]] = []
        for kind, run in groupby(held, lambda pair: pair[0]):
            group = [found for _, found in run]
            own, part = places.met(_joined(group), is_sorted=len(group) == 1)
            if kind.only_ranks and not match_all:
                if is_found is None:
                    is_found = np.zeros(size, np.bool_)
                    for found_by in met:
                        is_found[found_by] = True
                    is_found[0] = False
                own *= is_found.take(own)
            met.append(own)
            worths.append(self._worth(kind, part))
        if not met:
            return np.zeros(size - 1)
        # Of no postings at all, NumPy counts whole numbers.
        sums = np.bincount(_whole(met), _whole(worths), size).astype(np.float64, copy=False)
        return sums[1:]

    def _worth(self, kind: "_Kind", part: PostingList) -> NDArray[np.float64]:
        norms = self._norms[kind.name] * kind.weight
        worth = norms.take(self._columns.lengths[kind.name].take(part.docs))
        if part.counts is not None:
            worth *= part.counts
        return worth

    @cached_property
    def _norms(self) -> dict[str, NDArray[np.float64]]:
        """What the length of a field makes one word in it worth, by length."""
        alive, norms = self._postings.alive, {}
        for kind, lengths in self._columns.lengths.items():
            mean = max(float(lengths[alive].mean()) if alive.size else 0.0, 1.0)
            every = np.arange(int(lengths.max(initial=0)) + 1, dtype=np.float64)
            norms[kind] = 1 / (1 - _B[kind] + _B[kind] * every / mean)
        return norms


class _Kind(NamedTuple):
    """What alternatives have in common that are weighed together."""

    name: str
    weight: float
    only_ranks: bool


def _kind(one: Alternative) -> _Kind:
    is_title = one.field.endswith("_title") or one.field.startswith("title_")
    name = "title" if is_title else "body"
    return _Kind(name, _WEIGHT[name] * one.weight, one.only_ranks)


def _joined(lists: Sequence[PostingList]) -> PostingList:
    """One list after the other."""
    if len(lists) == 1:
        return lists[0]
    counts = [
        np.ones(found.docs.size, np.int32) if found.counts is None else found.counts
        for found in lists
    ]
    return PostingList(np.concatenate([found.docs for found in lists]), np.concatenate(counts))


def _taken(found: PostingList, rows: NDArray[np.intp]) -> PostingList:
    counts = None if found.counts is None else found.counts.take(rows)
    return PostingList(found.docs.take(rows), counts)


def _whole(parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
