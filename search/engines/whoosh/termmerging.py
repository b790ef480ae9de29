"""The terms of several segments -> those of one, in ranges, which any process may merge.

Terms are gone through in their order, as many at a time as have some megabytes of postings, so that
these take the same memory however large the segments are. Documents stay numbers on their way (see
`documentcodes.py`): of a term, only the first one of each segment becomes another.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.dictionary import Keys
from search.engines.whoosh.documentcodes import (
    Uncoded,
    code_documents,
    read_numbers,
    spread_documents,
    uncoded,
)
from search.engines.whoosh.inverted import Coded, gather, starts_of, sums_of, weave
from search.engines.whoosh.segmentfiles import SegmentFiles
from search.engines.whoosh.varint import Bytes
from search.workers import Tell, Workers

__all__ = ["MergedTerms", "Renumbered", "Source", "merge_terms"]

# Of all segments at a time. A byte of postings takes some twenty in arrays.
_TERMS, _BYTES = 250_000, 1 << 24
# Bytes of postings that are not worth another process, and those of a range; and how many ranges
# there are for each process at least.
_FEW, _RANGE, _RANGES = 1 << 22, 1 << 25, 2
_FIRST, _LAST = b"", b"\xff"  # before all keys, and behind them

Rows = NDArray[np.intp]


class Source(NamedTuple):
    """A segment to be merged, and the numbers of its articles that were deleted, ascending."""

    files: SegmentFiles
    deleted: NDArray[np.int64]


class Renumbered:
    """A source on its way.

    Attributes:
        alive: of each article, whether it goes on.
        kept: how many do.
        base: the new number of the first of them.
        numbers: that of each article, counted from there; of no use where it is deleted.
    """

    def __init__(self, source: Source, base: int) -> None:
        self.files, self.base = source.files, base
        self.alive = np.ones(self.files.size, np.bool_)
        self.alive[source.deleted] = False
        self.kept = int(np.count_nonzero(self.alive))
        self.numbers: NDArray[np.int32] = np.cumsum(self.alive, dtype=np.int32) - 1


class MergedTerms(NamedTuple):
    """Some terms of all sources.

    Attributes:
        ordinals: of each source, the places of its terms among these; -1 where no article is left.
    """

    keys: list[bytes]
    coded: Coded
    ordinals: list[NDArray[np.int32]]


def merge_terms(sources: Sequence[Renumbered], workers: Workers) -> Iterator[MergedTerms]:
    """Merge all terms, in their order."""
    size = sum(map(_size_of, sources))
    if workers.jobs == 1 or size < _FEW:
        yield from _merged(sources, (_FIRST, _LAST))
        return
    edges = _edges(sources, max(_RANGES * workers.jobs, size // _RANGE))
    for found in workers.map(_Merging(sources), pairwise([_FIRST, *edges, _LAST])):
        yield from found


def _size_of(source: Renumbered) -> int:
    """Bytes of its postings."""
    return source.files.documents_code.size + source.files.positions_code.size


def _edges(sources: Sequence[Renumbered], ranges: int) -> list[bytes]:
    """Keys that part the terms into ranges of about as many bytes of postings each."""
    terms = max(sources, key=_size_of).files.terms
    _, documents, positions = terms.entries(0, len(terms))
    before = (documents + positions)[:-1]
    places = np.searchsorted(before, before[-1] * np.arange(1, ranges) // ranges)
    return sorted(set(map(Keys(terms).__getitem__, places.tolist())))


@dataclass(frozen=True, slots=True)
class _Merging:
    """A task for workers: the terms from one key up to another."""

    sources: Sequence[Renumbered]

    def __call__(self, edges: tuple[bytes, bytes], _: Tell) -> list[MergedTerms]:
        return list(_merged(self.sources, edges))


class _Waiting:
    """The terms of a source that are to come."""

    def __init__(self, source: Renumbered, edges: tuple[bytes, bytes]) -> None:
        terms = self._terms = source.files.terms
        # The first one that waits, and the one behind the last, by ordinal.
        self._first, self._end = map(terms.place, edges)
        self._keys = terms.keys_from(edges[0])
        self._waiting: list[bytes] = []

    def fill(self, share: int) -> bytes | None:
        """Have some terms waiting, if there are any: one in so many of what may; and the last."""
        if not self._waiting and self._first < self._end:
            last = min(self._first + _TERMS // share + 1, self._end)
            _, documents, positions = self._terms.entries(self._first, last)
            most = documents[0] + positions[0] + _BYTES // share
            held = max(int(np.searchsorted(documents + positions, most)), 1)
            self._waiting = list(islice(self._keys, min(held, last - self._first)))
        return self._waiting[-1] if self._waiting else None

    def take(self, until: bytes) -> tuple[list[bytes], slice]:
        """The waiting terms up to this one, and their ordinals."""
        held = bisect_right(self._waiting, until)
        taken, self._waiting = self._waiting[:held], self._waiting[held:]
        ordinals = slice(self._first, self._first + held)
        self._first += held
        return taken, ordinals


def _merged(sources: Sequence[Renumbered], edges: tuple[bytes, bytes]) -> Iterator[MergedTerms]:
    """Merge the terms from one key up to another, some at a time."""
    waiting = [_Waiting(source, edges) for source in sources]
    while True:
        ends = [terms.fill(len(sources)) for terms in waiting]
        if not (last := [end for end in ends if end is not None]):
            return
        taken = [terms.take(min(last)) for terms in waiting]
        keys, rows = _numbered([own for own, _ in taken])
        frequency, coded = _joined(
            len(keys),
            sources,
            [
                _postings(source, ordinals, own)
                for source, (_, ordinals), own in zip(sources, taken, rows, strict=True)
            ],
        )
        held = np.flatnonzero(frequency)
        new = np.full(len(keys), -1, np.int32)
        new[held] = np.arange(held.size)
        yield MergedTerms(
            [keys[place] for place in held.tolist()], coded, [new[own] for own in rows]
        )
        for source in sources:
            source.files.release()


def _numbered(parts: Sequence[Sequence[bytes]]) -> tuple[list[bytes], list[Rows]]:
    """All keys, ascending, and the places among them of those of each part, ascending as well."""
    numbers = defaultdict[bytes, int](count().__next__)
    found = [_looked_up(numbers, part) for part in parts]
    keys = sorted(numbers)  # they come in sorted runs, which is quick
    places = np.empty(len(keys), np.intp)
    places[_looked_up(numbers, keys)] = np.arange(len(keys))
    return keys, [places[own] for own in found]


def _looked_up(numbers: defaultdict[bytes, int], keys: Sequence[bytes]) -> Rows:
    return np.fromiter(map(numbers.__getitem__, keys), np.intp, len(keys))


class _Postings(NamedTuple):
    """What a source has of some terms.

    Attributes:
        rows: which terms these are, ascending.
        found: their documents, as the numbers that they go on with.
        positions: of all, still coded.
        position_sizes: how many bytes are of each term.
    """

    rows: Rows
    found: Uncoded
    positions: Bytes
    position_sizes: NDArray[np.int64]


def _postings(source: Renumbered, ordinals: slice, rows: Rows) -> _Postings:
    files = source.files
    frequency, document_edges, position_edges = files.terms.entries(ordinals.start, ordinals.stop)
    code = files.documents_code[document_edges[0] : document_edges[-1]]
    found = read_numbers(code, np.diff(document_edges), frequency)
    positions = files.positions_code[position_edges[0] : position_edges[-1]]
    sizes = np.diff(position_edges)
    if source.kept == files.size:
        return _Postings(rows, found, positions, sizes)
    documents, counts = spread_documents(found)
    keep = source.alive[documents]
    positions, sizes = _kept_positions(positions, sizes, frequency, counts, keep)
    left = sums_of(keep, frequency)
    held = np.flatnonzero(left)
    found = uncoded(left[held], source.numbers[documents[keep]], counts[keep])
    return _Postings(rows[held], found, positions, sizes[held])


def _kept_positions(
    code: Bytes,
    sizes: NDArray[np.int64],
    frequency: NDArray[np.int64],
    counts: NDArray[np.int32],
    keep: NDArray[np.bool_],
) -> tuple[Bytes, NDArray[np.int64]]:
    """The positions of the postings that are kept, and how many bytes are of each term."""
    # Terms of some fields have none.
    own = np.where(np.repeat(sizes > 0, frequency), counts, 0)
    last = np.flatnonzero(code < 0x80)
    posting_sizes = sums_of(np.diff(last, prepend=-1), own)
    kept_sizes = np.where(keep, posting_sizes, 0)
    return gather(code, starts_of(posting_sizes), kept_sizes), sums_of(kept_sizes, frequency)


def _joined(
    terms: int, sources: Sequence[Renumbered], parts: Sequence[_Postings]
) -> tuple[NDArray[np.int64], Coded]:
    """The document frequency of each of so many terms, and the postings of those that have any."""
    ends = np.zeros(terms, np.int64)  # what is behind the last document of each term, so far
    for source, (rows, found, *_) in zip(sources, parts, strict=True):
        # A first number counts from 0 in its segment, and now from there.
        gaps = source.base - ends[rows]
        ends[rows] = source.base + sums_of(found.own >> 1, found.frequency) + found.frequency
        found.own[starts_of(found.frequency)] += (gaps << 1).astype(found.own.dtype)
    own, frequency = weave(terms, [(it.found.own, it.rows, it.found.frequency) for it in parts])
    more, mores = weave(terms, [(it.found.more, it.rows, it.found.mores) for it in parts])
    positions, sizes = weave(terms, [(it.positions, it.rows, it.position_sizes) for it in parts])
    held = np.flatnonzero(frequency)
    documents = code_documents(Uncoded(own, frequency[held], more, mores[held]))
    return frequency, Coded(frequency[held].astype(np.uint32), *documents, positions, sizes[held])
