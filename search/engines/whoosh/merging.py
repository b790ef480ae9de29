"""Several segments -> one, without the articles that were deleted, in array operations.

Terms are gone through in their order, as many at a time as have some megabytes of postings, so that
these take the same memory however large the segments are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.documentcodes import code_documents, spread_documents
from search.engines.whoosh.inverted import (
    Coded,
    gather,
    starts_of,
    sums_of,
    weave,
)
from search.engines.whoosh.lexicon import Rows
from search.engines.whoosh.lexicon_rows import renumbered, united
from search.engines.whoosh.segmentfiles import Lengths, SegmentFiles, SegmentFilesWriter
from search.engines.whoosh.varint import Bytes

__all__ = ["Source", "merge", "to_merge"]

# Of all segments at a time. A byte of postings takes some twenty in arrays.
_TERMS, _BYTES = 250_000, 1 << 24
_ARTICLES = 4096  # of which offsets are copied at a time
# A segment is left alone while it is so many times as large as all smaller ones together. An index
# that grows by two thousand updates has never more than six, and writes each article ten times.
_LARGER = 3
_DELETED = 0.25  # a segment of which more was deleted is written anew


class Source(NamedTuple):
    """A segment to be merged, and the numbers of its articles that were deleted, ascending."""

    files: SegmentFiles
    deleted: NDArray[np.int64]


class _Part:
    """A source on its way: the new numbers of its articles, and the terms that are to come."""

    def __init__(self, source: Source, base: int) -> None:
        self.files = source.files
        self.alive = np.ones(self.files.size, np.bool_)
        self.alive[source.deleted] = False
        self.kept = int(np.count_nonzero(self.alive))
        self.is_whole = self.kept == self.files.size
        self.numbers = np.cumsum(self.alive) - 1 + base
        self._keys = self.files.terms.keys()
        self.waiting: list[bytes] = []
        self.first = 0  # ordinal of the first waiting
        self.ordinals: list[NDArray[np.int32]] = []  # the new ones of those that were taken

    def fill(self, parts: int) -> None:
        """Have some terms waiting, if there are any left; a share of what so many parts may."""
        terms = self.files.terms
        if not self.waiting and self.first < len(terms):
            last = min(self.first + _TERMS // parts + 1, len(terms))
            _, documents, positions = terms.entries(self.first, last)
            most = documents[0] + positions[0] + _BYTES // parts
            count = max(int(np.searchsorted(documents + positions, most)), 1)
            self.waiting = list(islice(self._keys, min(count, last - self.first)))

    def take(self, until: bytes) -> tuple[list[bytes], slice]:
        """The waiting terms up to this one, and their ordinals."""
        count = bisect_right(self.waiting, until)
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        ordinals = slice(self.first, self.first + count)
        self.first += count
        return taken, ordinals


def to_merge(sizes: Sequence[tuple[int, int]]) -> list[int]:
    """Which segments should become one: their places, ascending.

    Args:
        sizes: articles, and deleted ones besides, of each segment.
    """
    chosen = {n for n, (held, deleted) in enumerate(sizes) if deleted > _DELETED * (held + deleted)}
    below = 0
    in_order = sorted(range(len(sizes)), key=lambda place: sizes[place])
    for number, place in enumerate(in_order):
        held = sizes[place][0]
        if number and held < _LARGER * below:
            chosen.update(in_order[: number + 1])
        below += held
    return sorted(chosen)


def merge(sources: Sequence[Source], writer: SegmentFilesWriter) -> int:
    """Write what the sources hold, one after the other, and return how many articles that is."""
    with writer:
        return _merge(sources, writer)


def _merge(sources: Sequence[Source], writer: SegmentFilesWriter) -> int:
    parts, size = [], 0
    for source in sources:
        parts.append(_Part(source, size))
        size += parts[-1].kept
    fields = {name: pos for part in parts for name, pos in part.files.fields.items()}
    for keys, coded in _terms(parts):
        writer.terms(keys, coded)
    _share_dictionary(parts, writer)
    for part in parts:
        _copy_stored(part, writer)
        _copy_offsets(part, writer)
        part.files.release()
    for name, positions in fields.items():
        # Else all that had a term of it are deleted; what every article has stays.
        if _is_held(name, writer.keys) or not positions:
            writer.field(name, positions=positions)
            writer.lengths(name, _lengths(parts, name))
    columns = {name: kind for part in parts for name, kind in part.files.columns.items()}
    for name, kind in columns.items():
        if kind == "numbers":
            own = [part.files.numbers(name)[part.alive] for part in parts]
            writer.numbers(name, np.concatenate(own))
        else:
            writer.codes(name, *_codes(parts, name))
    writer.words(united(map(_rows, parts), writer.keys))
    writer.close(size)
    return size


def _is_held(field: str, keys: Sequence[bytes]) -> bool:
    """Whether a field has any of the terms, which are sorted."""
    prefix = key_of(field, b"")
    first = bisect_left(keys, prefix)
    return first < len(keys) and keys[first].startswith(prefix)


def _rows(part: _Part) -> Rows:
    """The words of a part, by new ordinals."""
    new = np.concatenate([np.zeros(0, np.int32), *part.ordinals]).astype(np.int64)
    return renumbered(part.files.lexicon.all(), new, part.files.terms)


def _terms(parts: list[_Part]) -> Iterator[tuple[list[bytes], Coded]]:
    before = 0
    while True:
        for part in parts:
            part.fill(len(parts))
        if not (waiting := [part.waiting[-1] for part in parts if part.waiting]):
            return
        taken = [part.take(min(waiting)) for part in parts]
        keys = sorted(set().union(*(own for own, _ in taken)))
        places = {key: place for place, key in enumerate(keys)}
        documents, counts, positions, old = [], [], [], []
        for part, (own, ordinals) in zip(parts, taken, strict=True):
            rows = np.fromiter(map(places.__getitem__, own), np.int64, len(own))
            found = _postings(part, ordinals)
            old.append(rows)
            documents.append((found.documents, rows, found.frequency))
            counts.append((found.counts, rows, found.frequency))
            positions.append((found.positions, rows, found.position_sizes))
        joined, frequency = weave(len(keys), documents)
        often, _ = weave(len(keys), counts)
        held = np.flatnonzero(frequency)
        new = np.full(len(keys), -1, np.int32)
        new[held] = np.arange(before, before + held.size)
        before += held.size
        for part, rows in zip(parts, old, strict=True):
            part.ordinals.append(new[rows])
        if not held.size:
            continue
        code, sizes = code_documents(frequency[held], joined, often)
        places_code, place_sizes = weave(len(keys), positions)
        yield (
            [keys[place] for place in held.tolist()],
            Coded(frequency[held].astype(np.uint32), code, sizes, places_code, place_sizes[held]),
        )
        for part in parts:
            part.files.release()


class _Postings(NamedTuple):
    """Postings of a range of terms: new numbers of articles; positions still coded."""

    frequency: NDArray[np.int64]
    documents: NDArray[np.int64]
    counts: NDArray[np.int32]
    positions: Bytes
    position_sizes: NDArray[np.int64]


def _postings(part: _Part, ordinals: slice) -> _Postings:
    files = part.files
    frequency, document_edges, position_edges = files.terms.entries(ordinals.start, ordinals.stop)
    code = files.documents_code[document_edges[0] : document_edges[-1]]
    documents, counts = spread_documents(code, np.diff(document_edges), frequency)
    positions = files.positions_code[position_edges[0] : position_edges[-1]]
    sizes = np.diff(position_edges)
    if not part.is_whole:
        keep = part.alive[documents]
        positions, sizes = _kept_positions(positions, sizes, frequency, counts, keep)
        frequency = sums_of(keep, frequency)
        documents, counts = documents[keep], counts[keep]
    return _Postings(frequency, part.numbers[documents], counts, positions, sizes)


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


def _share_dictionary(parts: list[_Part], writer: SegmentFilesWriter) -> None:
    """Have stored articles compressed with the dictionary of the largest part that has one."""
    trained = [part for part in parts if part.files.dictionary]
    if trained:
        writer.use_dictionary(max(trained, key=lambda part: part.kept).files.dictionary)


def _copy_stored(part: _Part, writer: SegmentFilesWriter) -> None:
    """Copy stored articles, in whole blocks where these can be read as they are."""
    dictionary = part.files.dictionary
    is_shared = bool(dictionary) and dictionary == writer.dictionary
    for first, last, block in part.files.blocks():
        alive = part.alive[first:last]
        if is_shared and alive.all():
            writer.stored_block(last - first, block)
        elif alive.any():
            records = part.files.records(block)
            writer.stored(records[place] for place in np.flatnonzero(alive).tolist())


def _copy_offsets(part: _Part, writer: SegmentFilesWriter) -> None:
    code, ends = part.files.offsets
    edges = np.append(0, ends.astype(np.int64))
    for first in range(0, part.files.size, _ARTICLES):
        alive = part.alive[first : first + _ARTICLES]
        own = edges[first : first + _ARTICLES + 1]
        taken, sizes = code[own[0] : own[-1]], np.diff(own)
        if not alive.all():
            kept = np.where(alive, sizes, 0)
            taken, sizes = gather(taken, starts_of(sizes), kept), sizes[alive]
        writer.offsets(taken, sizes)


def _lengths(parts: list[_Part], field: str) -> Lengths:
    documents, words = [], []
    for part in parts:
        found = part.files.lengths(field)
        keep = part.alive[found.documents]
        documents.append(part.numbers[found.documents[keep]])
        words.append(found.words[keep])
    return Lengths(np.concatenate(documents), np.concatenate(words))


def _codes(parts: list[_Part], name: str) -> tuple[list[bytes], NDArray[Any]]:
    places: dict[bytes, int] = {}
    codes = []
    for part in parts:
        values, own = part.files.codes(name)
        used, own = np.unique(own[part.alive], return_inverse=True)
        known = [places.setdefault(values[place], len(places)) for place in used.tolist()]
        codes.append(np.array(known, np.int64)[own])
    return list(places), np.concatenate(codes)
