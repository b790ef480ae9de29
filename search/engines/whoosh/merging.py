"""Several segments -> one, without the articles that were deleted, in array operations."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.inverted import gather, starts_of
from search.engines.whoosh.lexicon import Rows
from search.engines.whoosh.lexicon_rows import renumbered, united
from search.engines.whoosh.segmentfiles import Lengths, SegmentFilesWriter
from search.engines.whoosh.termmerging import Renumbered, Source, merge_terms
from search.workers import Workers

__all__ = ["merge", "to_merge"]

_ARTICLES = 4096  # of which offsets are copied at a time
# A segment is left alone while it is so many times as large as all smaller ones together. An index
# that grows by two thousand updates has never more than six, and writes each article ten times.
_LARGER = 3
_DELETED = 0.25  # a segment of which more was deleted is written anew


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


def merge(
    sources: Sequence[Source],
    writer: SegmentFilesWriter,
    workers: Workers | None = None,
    *,
    is_last: bool = False,
) -> int:
    """Write what the sources hold, one after the other, and return how many articles that is.

    Args:
        workers: help where there is much to do.
        is_last: they have nothing else to do, and are ended as soon as they are not needed.
    """
    with writer:
        return _merge(sources, writer, workers or Workers(1), is_last)


def _merge(
    sources: Sequence[Source], writer: SegmentFilesWriter, workers: Workers, is_last: bool
) -> int:
    parts, size = [], 0
    for source in sources:
        parts.append(Renumbered(source, size))
        size += parts[-1].kept
    fields = {name: pos for part in parts for name, pos in part.files.fields.items()}
    ordinals: list[list[NDArray[np.integer]]] = [[] for _ in parts]
    for terms in merge_terms(parts, workers):
        for own, found in zip(ordinals, terms.ordinals, strict=True):
            own.append(np.where(found < 0, found, found + len(writer.keys)))
        writer.terms(terms.keys, terms.coded)
    if is_last:
        workers.close()  # they hold as much memory as the rest takes here
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
    writer.words(united(map(_rows, parts, ordinals), writer.keys))
    writer.close(size)
    return size


def _is_held(field: str, keys: Sequence[bytes]) -> bool:
    """Whether a field has any of the terms, which are sorted."""
    prefix = key_of(field, b"")
    first = bisect_left(keys, prefix)
    return first < len(keys) and keys[first].startswith(prefix)


def _rows(part: Renumbered, ordinals: Sequence[NDArray[np.integer]]) -> Rows:
    """The words of a part, by new ordinals."""
    new = np.concatenate([np.zeros(0, np.int64), *ordinals])
    return renumbered(part.files.lexicon.all(), new, part.files.terms)


def _share_dictionary(parts: list[Renumbered], writer: SegmentFilesWriter) -> None:
    """Have stored articles compressed with the dictionary of the largest part that has one."""
    trained = [part for part in parts if part.files.dictionary]
    if trained:
        writer.use_dictionary(max(trained, key=lambda part: part.kept).files.dictionary)


def _copy_stored(part: Renumbered, writer: SegmentFilesWriter) -> None:
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


def _copy_offsets(part: Renumbered, writer: SegmentFilesWriter) -> None:
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


def _lengths(parts: list[Renumbered], field: str) -> Lengths:
    documents, words = [], []
    for part in parts:
        found = part.files.lengths(field)
        keep = part.alive[found.documents]
        documents.append(part.base + part.numbers[found.documents[keep]])
        words.append(found.words[keep])
    return Lengths(np.concatenate(documents), np.concatenate(words))


def _codes(parts: list[Renumbered], name: str) -> tuple[list[bytes], NDArray[Any]]:
    places: dict[bytes, int] = {}
    codes = []
    for part in parts:
        values, own = part.files.codes(name)
        used, own = np.unique(own[part.alive], return_inverse=True)
        known = [places.setdefault(values[place], len(places)) for place in used.tolist()]
        codes.append(np.array(known, np.int64)[own])
    return list(places), np.concatenate(codes)
