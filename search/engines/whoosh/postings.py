"""Posting lists as arrays, over all segments of one state of an index."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.caching import Cache
from search.engines.base import Alternative
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.codec import ArraySegment
from search.engines.whoosh.dictionary import Entry
from search.engines.whoosh.inverted import decode_positions, runs, starts_of
from search.engines.whoosh.segmentfiles import SegmentFiles
from search.engines.whoosh.varint import Bytes

__all__ = [
    "NOTHING",
    "Docs",
    "PostingList",
    "Postings",
    "Segment",
    "common",
    "ends_of",
    "open_segments",
    "places_in",
]

# To look up places of another type than NumPy's own takes twice as long by brackets, but not by
# `take`; to sort these takes half as long.
Docs = NDArray[np.int32]

# Bytes of posting lists kept, those used last: of a page of queries and its next pages.
_CACHED = 64 << 20
_POSITION = (1 << 32) - 1
_BLOCK = 128  # bytes of positions
# A binary search for one article costs about as much as marking so many others in a table, and
# as clearing a table of so many.
_MARKS, _CLEARED = 16, 64


class Segment(NamedTuple):
    """A segment, the number of its first article, and which of its own were deleted, ascending."""

    files: SegmentFiles
    base: int
    deleted: NDArray[np.int64]


def open_segments(folder: Path, segments: Iterable[Any]) -> list[Segment]:
    """The segments of an index that its table of contents names."""
    opened: list[Segment] = []
    base = 0
    for segment in segments:
        if not isinstance(segment, ArraySegment):
            raise DamagedFile(f"{segment} was written by another codec")
        files = SegmentFiles(folder, segment.segment_id())
        deleted = np.array(sorted(segment.deleted_docs()), np.int64)
        opened.append(Segment(files, base, deleted))
        base += files.size
    return opened


class PostingList(NamedTuple):
    """Where a term or a phrase stands.

    Attributes:
        docs: article numbers, ascending.
        counts: how often it stands in each, int32; None: once in each.
    """

    docs: Docs
    counts: NDArray[np.int32] | None


NOTHING = PostingList(np.empty(0, np.int32), None)


def common(docs: NDArray[np.integer], others: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Which of `docs` are among the others; both ascending and distinct."""
    if not docs.size or not others.size:
        return np.zeros(docs.size, np.bool_)
    first = min(int(docs[0]), int(others[0]))
    size = max(int(docs[-1]), int(others[-1])) - first + 1
    if docs.size * _MARKS < others.size or (docs.size + others.size) * _CLEARED < size:
        found: NDArray[np.bool_] = others.take(others.searchsorted(docs), mode="clip") == docs
        return found
    table = np.zeros(size, np.bool_)
    table[others.astype(np.intp) - first] = True
    return table.take(docs - first)


def places_in(docs: NDArray[np.integer], others: NDArray[np.integer]) -> NDArray[np.intp]:
    """The places in `others` of docs that are all among them; both ascending and distinct."""
    if not docs.size or docs.size * _MARKS < others.size or docs.size * _CLEARED < int(docs[-1]):
        return others.searchsorted(docs)
    (places,) = common(others, docs).nonzero()
    return places


class Postings:
    """The posting lists of a reader. Safe to use from several threads.

    Attributes:
        size: article numbers run from 0 to this, deleted ones included.
        count: how many articles there are without those.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self.size = sum(segment.files.size for segment in segments)
        self.count = self.size - sum(segment.deleted.size for segment in segments)
        self._cache: Cache[tuple[str, str | tuple[str, ...]], PostingList] = Cache(_CACHED)

    @cached_property
    def alive(self) -> Docs:
        """The numbers of articles that were not deleted, ascending."""
        return np.flatnonzero(self._is_alive).astype(np.int32)

    @cached_property
    def _is_alive(self) -> NDArray[np.bool_]:
        alive = np.ones(self.size, np.bool_)
        for segment in self._segments:
            alive[segment.deleted + segment.base] = False
        return alive

    def of(self, field: str, term: str) -> PostingList:
        """The posting list of a term; `NOTHING` where no article has it."""
        key = field, term
        found = self._cache.get(key)
        if found is None:
            found = self._read(field, term)
            self._keep(key, found)
        return found

    def _keep(self, key: tuple[str, str | tuple[str, ...]], found: PostingList) -> None:
        nbytes = found.docs.nbytes + (found.counts.nbytes if found.counts is not None else 0)
        self._cache.put(key, found, nbytes)

    def of_alternatives(
        self, alternatives: Sequence[Alternative], among: Docs | None = None
    ) -> list[PostingList]:
        """The posting lists of terms and phrases; of phrases that only rank, only `among` these."""
        return [
            self.of(one.field, one.terms[0])
            if len(one.terms) == 1
            else self.phrase(one.field, one.terms)
            if among is None or not one.only_ranks
            else self._phrase(one.field, one.terms, among)
            for one in alternatives
        ]

    def _read(self, field: str, term: str) -> PostingList:
        parts = []
        for segment, entry in self._entries(field, term):
            docs, counts = segment.files.documents(entry)
            if segment.base:
                docs += segment.base
            if segment.deleted.size:
                keep = self._is_alive[docs]
                docs, counts = docs[keep], counts[keep] if counts is not None else None
            parts.append(PostingList(docs, counts))
        return _joined(parts)

    def frequency(self, field: str, term: str) -> int:
        """In how many articles a term stands."""
        if self.count < self.size:
            return int(self.of(field, term).docs.size)
        return self.spread(field, term)

    def holds(self, field: str, term: str) -> bool:
        """Whether any article has a term."""
        if self.count < self.size:
            return self.of(field, term).docs.size > 0
        encoded = term.encode("utf-8", "replace")
        for segment in self._segments:
            if segment.files.terms.number(field, encoded) is not None:
                return True
        return False

    def spread(self, field: str, term: str) -> int:
        """About how many articles have a term: deleted ones too, unless there is no other."""
        about, encoded = 0, term.encode("utf-8", "replace")
        for segment in self._segments:
            terms = segment.files.terms
            if (ordinal := terms.find(field, encoded)) is not None:
                about += terms.frequency(ordinal)
        if about and self.count < self.size and not self.of(field, term).docs.size:
            return 0
        return about

    def _entries(self, field: str, term: str) -> Iterator[tuple[Segment, Entry]]:
        encoded = term.encode("utf-8", "replace")
        for segment in self._segments:
            ordinal = segment.files.terms.find(field, encoded)
            if ordinal is not None:
                yield segment, segment.files.terms.entry(ordinal)

    def phrase(self, field: str, terms: tuple[str, ...]) -> PostingList:
        """Where the terms stand next to each other, in order."""
        found = self._cache.get((field, terms))
        if found is None:
            found = self._phrase(field, terms, None)
            self._keep((field, terms), found)
        return found

    def _phrase(self, field: str, terms: tuple[str, ...], docs: Docs | None) -> PostingList:
        """The same among some articles, ascending."""
        # Where the first term would stand: place of the article << 32 | position. The rarest terms
        # leave few articles in which others are looked for.
        starts: NDArray[np.int64] | None = None
        if docs is not None and not docs.size:
            return NOTHING
        for offset, term in sorted(enumerate(terms), key=lambda it: self.spread(field, it[1])):
            own = self.of(field, term).docs
            if docs is None:
                docs = own
            else:
                (kept,) = common(docs, own).nonzero()
                if starts is not None and kept.size < docs.size:
                    # A place among those that are left, or none.
                    places = np.full(docs.size, -1)
                    places[kept] = np.arange(kept.size)
                    moved = places.take(starts >> 32)
                    starts = (moved << 32 | starts & _POSITION).compress(moved >= 0)
                docs = docs.take(kept)
            if not docs.size:
                return NOTHING
            # Where that is before the text, it is no place of the first term.
            others = self._places(field, term, docs) - offset
            if starts is None:
                starts = others
            else:
                starts = starts.compress(
                    others.take(others.searchsorted(starts), mode="clip") == starts
                )
            if not starts.size:
                return NOTHING
        assert docs is not None
        assert starts is not None
        found, counts = np.unique(starts >> 32, return_counts=True)
        return PostingList(docs[found], counts.astype(np.int32))

    def _places(self, field: str, term: str, docs: Docs) -> NDArray[np.int64]:
        """Where a term stands in these articles, which have it: its place << 32 | position."""
        parts = []
        for segment, entry in self._entries(field, term):
            if self.size == self.count == segment.files.size:
                own, counts = self.of(field, term)
            else:
                own, counts = segment.files.documents(entry)
                own += segment.base
            first, last = docs.searchsorted([segment.base, segment.base + segment.files.size])
            rows = places_in(docs[first:last], own)
            code = segment.files.positions(entry)
            kept = np.ones(rows.size, np.int32) if counts is None else counts.take(rows)
            if rows.size < own.size:
                code = _of_postings(code, counts, rows, kept)
            parts.append(
                np.repeat(np.arange(first, last) << 32, kept) + decode_positions(code, kept)
            )
        return np.concatenate(parts)


def _of_postings(
    code: Bytes, counts: NDArray[np.int32] | None, rows: NDArray[np.intp], kept: NDArray[np.int32]
) -> Bytes:
    """The code of the positions of some postings, in each of which there are `kept`."""
    if not rows.size:
        return code[:0]
    firsts = rows
    if counts is not None:
        sums = np.add.reduceat(counts, rows, dtype=np.int64)
        firsts = int(counts[: rows[0]].sum()) + sums.cumsum() - sums
    ends = ends_of(code, np.concatenate((firsts - 1, firsts + kept - 1)))
    begins = ends[: rows.size] + 1
    return code[runs(begins, ends[rows.size :] + 1 - begins)]


def ends_of(code: Bytes, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where numbers of a code end, given by their place among all; -1 for the one before all."""
    wanted = np.maximum(numbers, 0)
    if numbers.size * _BLOCK > code.size:
        ends = (code < 0x80).nonzero()[0].take(wanted)
    else:
        # Looked for only in the blocks that they are in.
        is_last = np.zeros((-(-code.size // _BLOCK), _BLOCK), np.bool_)
        np.less(code, 0x80, out=is_last.ravel()[: code.size])
        sizes = is_last.view(np.uint8).sum(1, dtype=np.uint8).astype(np.int64)
        behind = sizes.cumsum()
        held, at = np.unique(behind.searchsorted(wanted, "right"), return_inverse=True)
        firsts = starts_of(sizes[held]) - (behind - sizes)[held]
        places = is_last[held].ravel().nonzero()[0].take(firsts[at] + wanted)
        ends = held[places // _BLOCK] * _BLOCK + places % _BLOCK
    return np.where(numbers < 0, -1, ends)


def _joined(parts: list[PostingList]) -> PostingList:
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return NOTHING
    docs = np.concatenate([part.docs for part in parts])
    if all(part.counts is None for part in parts):
        return PostingList(docs, None)
    ones = [np.ones(p.docs.size, np.int32) if p.counts is None else p.counts for p in parts]
    return PostingList(docs, np.concatenate(ones))
