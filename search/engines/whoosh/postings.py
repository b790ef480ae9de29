"""Posting lists as arrays, over all segments of one state of an index."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.caching import Cache
from search.engines.whoosh.dictionary import Entry
from search.engines.whoosh.inverted import decode_positions, gather, runs, starts_of
from search.engines.whoosh.segmentfiles import SegmentFiles

__all__ = ["NOTHING", "Docs", "PostingList", "Postings", "Segment", "common", "places_in"]

# Four bytes would do, but NumPy takes twice as long to look up places of another type.
Docs = NDArray[np.intp]

# Bytes of posting lists kept, those used last: of a page of queries and its next pages.
_CACHED = 64 << 20
# A binary search for one article costs about as much as marking so many others in a table, and
# as clearing a table of so many.
_MARKS, _CLEARED = 16, 64


class Segment(NamedTuple):
    """A segment, the number of its first article, and which of its own were deleted, ascending."""

    files: SegmentFiles
    base: int
    deleted: NDArray[np.int64]


class PostingList(NamedTuple):
    """Where a term or a phrase stands.

    Attributes:
        docs: article numbers, ascending.
        counts: how often it stands in each, int32; None: once in each.
    """

    docs: Docs
    counts: NDArray[np.int32] | None


NOTHING = PostingList(np.empty(0, np.intp), None)


def common(docs: Docs, others: Docs) -> NDArray[np.bool_]:
    """Which of `docs` are among the others; both ascending and distinct."""
    if not docs.size or not others.size:
        return np.zeros(docs.size, np.bool_)
    first = min(int(docs[0]), int(others[0]))
    size = max(int(docs[-1]), int(others[-1])) - first + 1
    if (
        not docs.size
        or docs.size * _MARKS < others.size
        or (docs.size + others.size) * _CLEARED < size
    ):
        places = others.searchsorted(docs)
        places[places == others.size] = 0
        found: NDArray[np.bool_] = others[places] == docs
        return found
    table = np.zeros(size, np.bool_)
    table[others - first] = True
    return table[docs - first]


def places_in(docs: Docs, others: Docs) -> Docs:
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
        self._cache: Cache[tuple[str, str], PostingList] = Cache(_CACHED)

    @cached_property
    def alive(self) -> Docs:
        """The numbers of articles that were not deleted, ascending."""
        return np.flatnonzero(self._is_alive)

    @cached_property
    def _is_alive(self) -> NDArray[np.bool_]:
        alive = np.ones(self.size, np.bool_)
        for segment in self._segments:
            alive[segment.deleted + segment.base] = False
        return alive

    def of(self, field: str, term: str) -> PostingList:
        """The posting list of a term; `NOTHING` where no article has it."""
        [found] = self.of_all([(field, term)])
        return found

    def of_all(self, wanted: Sequence[tuple[str, str]]) -> list[PostingList]:
        """The posting lists of terms, each (field, term); at once, which takes less time."""
        found = {key: self._cache.get(key) for key in wanted}
        lacking = [key for key, known in found.items() if known is None]
        for key, read in zip(lacking, self._read(lacking) if lacking else (), strict=True):
            found[key] = read
            nbytes = read.docs.nbytes + (read.counts.nbytes if read.counts is not None else 0)
            self._cache.put(key, read, nbytes)
        return [found[key] or NOTHING for key in wanted]

    def _read(self, wanted: Sequence[tuple[str, str]]) -> list[PostingList]:
        parts: list[list[PostingList]] = [[] for _ in wanted]
        for segment in self._segments:
            terms = segment.files.terms
            ordinals = [terms.find(name, term.encode("utf-8", "replace")) for name, term in wanted]
            held = [(place, it) for place, it in enumerate(ordinals) if it is not None]
            entries = terms.entries_of([ordinal for _, ordinal in held])
            read = segment.files.documents_of(entries)
            for (place, _), (own, counts) in zip(held, read, strict=True):
                docs = own.astype(np.intp)
                if segment.base:
                    docs += segment.base
                if segment.deleted.size:
                    keep = self._is_alive[docs]
                    docs, counts = docs[keep], counts[keep] if counts is not None else None
                parts[place].append(PostingList(docs, counts))
        return [*map(_joined, parts)]

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
        terms = (segment.files.terms for segment in self._segments)
        return any(own.number(field, encoded) is not None for own in terms)

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

    def phrase(self, field: str, terms: Sequence[str]) -> PostingList:
        """Where the terms stand next to each other, in order."""
        docs = None
        for term in sorted(terms, key=lambda term: self.spread(field, term)):
            own = self.of(field, term).docs
            docs = own if docs is None else docs[common(docs, own)]
            if not docs.size:
                return NOTHING
        assert docs is not None
        # Where the first term would stand: place of the article << 32 | position.
        starts = self._places(field, terms[0], docs)
        for offset, term in enumerate(terms[1:], start=1):
            others = self._places(field, term, docs) - offset
            places = np.searchsorted(others, starts)
            places[places == others.size] = 0
            starts = starts[others[places] == starts]
            if not starts.size:
                return NOTHING
        found, counts = np.unique(starts >> 32, return_counts=True)
        return PostingList(docs[found], counts.astype(np.int32))

    def _places(self, field: str, term: str, docs: Docs) -> NDArray[np.int64]:
        """Where a term stands in these articles, which have it: its place << 32 | position."""
        parts = []
        for segment, entry in self._entries(field, term):
            if self.size == self.count == segment.files.size:
                own, counts = self.of(field, term)
            else:
                numbers, counts = segment.files.documents(entry)
                own = numbers.astype(np.intp) + segment.base
            if counts is None:
                counts = np.ones(own.size, np.int32)
            wanted = common(own, docs)
            code = segment.files.positions(entry)
            kept = counts[wanted]
            if kept.size < own.size:
                code = _of_postings(code, counts, wanted)
            places = places_in(own[wanted], docs)
            parts.append(np.repeat(places << 32, kept) + decode_positions(code, kept))
        return np.concatenate(parts)


def _of_postings(
    code: NDArray[np.uint8], counts: NDArray[np.int32], wanted: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """The code of the positions of some postings."""
    firsts = starts_of(counts)[wanted]
    kept = counts[wanted]
    if code.size == int(counts.sum()):  # a byte for each
        return gather(code, firsts, kept)
    last = np.flatnonzero(code < 0x80)
    begins = np.where(firsts > 0, last[firsts - 1] + 1, 0)
    sizes = last[firsts + kept - 1] + 1 - begins
    return code[runs(begins, sizes)]


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
