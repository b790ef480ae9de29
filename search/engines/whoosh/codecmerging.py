"""Which segments Whoosh merges when it commits: `writer.commit(mergetype=merge_arrays)`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import SegmentReader

from search.engines.whoosh.codec import ArraySegment, folder_of
from search.engines.whoosh.merging import merge, to_merge
from search.engines.whoosh.segmentfiles import SegmentFiles, SegmentFilesWriter
from search.engines.whoosh.termmerging import Source

__all__ = ["merge_all", "merge_arrays"]


def merge_arrays(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """Merge the segments that `to_merge` says; those of another codec of Whoosh stay as they are.

    Returns:
        The segments that the index then has, the new one last.
    """
    own = [segment for segment in segments if isinstance(segment, ArraySegment)]
    chosen = to_merge([(segment.doc_count(), segment.deleted_count()) for segment in own])
    return _merged(writer, segments, {own[place] for place in chosen})


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
    kept = [segment for segment in segments if segment not in wanted]
    merged = [segment for segment in segments if segment in wanted and segment.doc_count()]
    if not merged:
        return kept
    folder = folder_of(writer.storage)
    held = {name for it in merged for name in it.open(writer.storage).files.columns}
    columns = {name: it.column_type for name, it in writer.schema.items() if it.column_type}
    defaults = {name: columns[name].default_value() for name in sorted(held & columns.keys())}
    sources = [
        Source(_Completed(folder, it.segment_id(), defaults), np.array(it.deleted_docs(), np.int64))
        for it in merged
    ]
    new = ArraySegment(writer.indexname)
    new.set_doc_count(merge(sources, SegmentFilesWriter(folder, new.segment_id())))
    return [*kept, new]


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
