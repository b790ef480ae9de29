"""Which segments Whoosh merges when it commits: `writer.commit(mergetype=merge_arrays)`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from search.engines.whoosh.codec import ArraySegment, folder_of
from search.engines.whoosh.merging import Source, merge
from search.engines.whoosh.segmentfiles import SegmentFiles, SegmentFilesWriter

__all__ = ["merge_all", "merge_arrays"]

_SHARE = 3  # see `merge_arrays`
_DELETED = 4


def merge_arrays(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Merge small segments, and those of which more than a quarter is deleted.

    In order of their sizes, a segment is merged with all the smaller ones if it has at most a
    third of what they have together. So an article that is written again is then in a segment at
    least four times as large as the one it was in, which cannot happen often; and every segment
    that is left has more than a third of all smaller ones together, so that there are few.

    Returns:
        The segments that the index then has, the new one where the first of the merged was.
    """
    own = [segment for segment in segments if isinstance(segment, ArraySegment)]
    small, together = 0, 0
    in_order = sorted(own, key=lambda segment: int(segment.doc_count()))
    for number, segment in enumerate(in_order):
        if number and _SHARE * segment.doc_count() <= together:
            small = number + 1
        together += segment.doc_count()
    wanted = set(in_order[:small])
    wanted |= {it for it in own if _DELETED * it.deleted_count() > it.doc_count_all()}
    return _merged(writer, segments, wanted)


def merge_all(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Merge all segments into one, for an index that will not change for a while.

    Segments of another codec of Whoosh go into the one that the writer is writing.
    """
    own = {segment for segment in segments if isinstance(segment, ArraySegment)}
    for segment in segments:
        if segment not in own:
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
    is_done = len(own) == 1 and not any(segment.has_deletions() for segment in own)
    left = [segment for segment in segments if segment in own]
    return left if is_done else _merged(writer, left, own)


def _merged(writer: Any, segments: Sequence[Any], wanted: set[ArraySegment]) -> list[Any]:
    merged = [segment for segment in segments if segment in wanted and segment.doc_count()]
    if not merged:
        return [segment for segment in segments if segment not in wanted]
    folder = folder_of(writer.storage)
    held = {name for it in merged for name in it.open(writer.storage).files.columns}
    columns = {name: it.column_type for name, it in writer.schema.items() if it.column_type}
    defaults = {name: columns[name].default_value() for name in sorted(held & columns.keys())}
    new = ArraySegment(writer.indexname)
    new.set_doc_count(
        merge(
            [
                Source(
                    _Completed(folder, segment.segment_id(), defaults),
                    np.array(segment.deleted_docs(), np.int64),
                )
                for segment in merged
            ],
            SegmentFilesWriter(folder, new.segment_id()),
        )
    )
    place = next(number for number, segment in enumerate(segments) if segment in wanted)
    kept = [segment for segment in segments if segment not in wanted]
    return [*kept[:place], new, *kept[place:]]


class _Completed(SegmentFiles):
    """The files of a segment, with just the columns that the schema now wants.

    Whoosh writes a column into a segment when an article has a value for it, and its schema may
    change.
    """

    def __init__(self, folder: Path, name: str, defaults: Mapping[str, bytes | int]) -> None:
        super().__init__(folder, name)
        held = self.columns
        self.columns = {
            name: "texts" if isinstance(default, bytes) else "numbers"
            for name, default in defaults.items()
        }
        self._defaults = {
            name: default
            for name, default in defaults.items()
            if held.get(name) != self.columns[name]
        }

    def numbers(self, name: str) -> NDArray[np.integer]:
        if name in self._defaults:
            return np.full(self.size, self._defaults[name], np.uint64)
        return super().numbers(name)

    def codes(self, name: str) -> tuple[list[bytes], NDArray[np.integer]]:
        if name in self._defaults:
            return [bytes(self._defaults[name])], np.zeros(self.size, np.int64)
        return super().codes(name)
