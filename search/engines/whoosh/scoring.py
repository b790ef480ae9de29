"""How much the words of a query stand for in given articles, in array operations.

Frequencies are those of BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009,
section 3.4): how often the forms of a word stand in title and body is weighted, divided by what
the length of the field makes it worth, and added up; it is saturated only then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from search.engines.base import Match
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.dictionary import narrow
from search.engines.whoosh.postings import Docs, PostingList, Postings

__all__ = ["Frequencies", "Places"]

_B = {"title": 0.5, "body": 0.75}  # titles differ less in what their length says
_WEIGHT = {"title": 3.0, "body": 1.0}

# A binary search for one article costs about as much as so many look-ups in a table. A table is
# as long as the collection: it is not made for few articles.
_LOOK_UPS, _FEW = 16, 512
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

    def of(self, docs: Docs) -> NDArray[np.intp]:
        """Places of articles, in any order, from 1; 0 is the place of any that is not there."""
        own = self.docs
        if docs.size * _LOOK_UPS < own.size or (docs.size + own.size) * _FEW < self._size:
            places = own.searchsorted(docs)
            places += 1
            places[own.take(places - 1, mode="clip") != docs] = 0
            return places
        if self._table is None:
            self._table = self._marked()
        return self._table.take(docs).astype(np.intp)

    def narrowed(self, found: PostingList) -> PostingList:
        """What of ascending postings is there, if it can be but a small part of them."""
        if self.docs.size * _LOOK_UPS >= found.docs.size:
            return found
        rows = found.docs.searchsorted(self.docs)
        (held,) = (found.docs.take(rows, mode="clip") == self.docs).nonzero()
        counts = None if found.counts is None else found.counts.take(rows.take(held))
        return PostingList(self.docs.take(held), counts)

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
        places.release()  # not after an error: a table may be half filled, and is dropped

    def of(self, match: Match, places: Places, *, match_all: bool) -> NDArray[np.float64]:
        """How often a word stands in each of the articles, weighted.

        What is equal in two articles is added up in the same order, so that they stay equal.

        Args:
            match_all: whether all of the articles match; of others this is 0.
        """
        # First what finds, then what only ranks.
        ordered = sorted(match.alternatives, key=attrgetter("only_ranks"))
        lists = [*map(places.narrowed, self._postings.of_alternatives(ordered, places.docs))]
        sizes = [found.docs.size for found in lists]
        if not any(sizes):
            return np.zeros(places.docs.size)
        docs = np.concatenate([found.docs for found in lists])
        own = places.of(docs)
        finding = sum(sizes[: sum(not one.only_ranks for one in ordered)])
        if finding < docs.size and not match_all:
            is_found = np.zeros(places.docs.size + 1, np.bool_)
            is_found[own[:finding]] = True
            is_found[0] = False
            own[finding:] *= is_found.take(own[finding:])
        kinds = [_kind(one.field) for one in ordered]
        weights = [_WEIGHT[kind] * one.weight for kind, one in zip(kinds, ordered, strict=True)]
        norms, lengths, firsts = self._norms
        # Four bytes each, as all that is as long as the postings takes time.
        begins = np.array([firsts[kind] for kind in kinds], np.int32)
        worth = norms.take(lengths.take(docs + np.repeat(begins, sizes)))
        worth *= np.repeat(weights, sizes)
        if any(found.counts is not None for found in lists):
            worth *= np.concatenate([_counts(found) for found in lists])
        sums = np.bincount(own, worth, places.docs.size + 1)
        return sums[1:]  # type: ignore[return-value]  # NumPy's types know no weights

    @cached_property
    def _norms(self) -> tuple[NDArray[np.float64], NDArray[np.integer], dict[str, int]]:
        """What the length of a field makes one word in it worth.

        The worths, their places by kind of field and article, and where each kind begins there.
        """
        alive = self._postings.alive
        norms: list[NDArray[np.float64]] = []
        places: list[NDArray[np.integer]] = []
        firsts = {}
        for number, (kind, lengths) in enumerate(self._columns.lengths.items()):
            mean = max(float(lengths[alive].mean()) if alive.size else 0.0, 1.0)
            every = np.arange(int(lengths.max(initial=0)) + 1, dtype=np.float64)
            places.append(lengths.astype(np.int32) + sum(map(len, norms)))
            norms.append(1 / (1 - _B[kind] + _B[kind] * every / mean))
            firsts[kind] = number * self._postings.size
        return np.concatenate(norms), narrow(np.concatenate(places)), firsts


def _kind(field: str) -> str:
    return "title" if field.endswith("_title") or field.startswith("title_") else "body"


def _counts(found: PostingList) -> NDArray[np.int32]:
    return np.ones(found.docs.size, np.int32) if found.counts is None else found.counts
