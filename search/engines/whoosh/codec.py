"""The files of arrays as a codec of Whoosh: what makes an index of them a Whoosh index.

A segment's files stand in the index's folder under the segment's name; Whoosh's table of contents
says which segments there are and which of their articles were deleted.

    codecopened.py     a segment that is open
    codecterms.py      terms and postings, as Whoosh reads them
    codecdocuments.py  stored articles, columns and lengths
    codecwriting.py    what Whoosh's own writer hands over -> the files
    codecmerging.py    merge policies
"""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec.base import Codec, Segment
from whoosh.filedb.filestore import FileStorage, StorageError
from whoosh.writing import IndexingError

from search.engines.whoosh.codecdocuments import ArrayDocuments
from search.engines.whoosh.codecopened import OpenSegment
from search.engines.whoosh.codecterms import ArrayTerms
from search.engines.whoosh.codecwriting import ArrayDocumentWriter, ArrayFieldWriter
from search.engines.whoosh.segmentfiles import SegmentFiles

__all__ = ["ArrayCodec", "ArraySegment", "folder_of"]


class ArrayCodec(Codec):  # type: ignore[misc]  # whoosh is untyped
    """Reads and writes segments of arrays: `index.writer(codec=ArrayCodec())`."""

    length_stats = False  # lengths are written with the documents

    def new_segment(self, storage: Any, indexname: str) -> "ArraySegment":
        """Name a segment that is to be written."""
        folder_of(storage)
        return ArraySegment(indexname)

    def per_document_writer(self, storage: Any, segment: "ArraySegment") -> ArrayDocumentWriter:
        """Write what is kept of each article."""
        return segment.begin(storage)

    def field_writer(self, storage: Any, segment: "ArraySegment") -> ArrayFieldWriter:
        """Write terms and postings."""
        return ArrayFieldWriter(segment.begin(storage))

    def terms_reader(self, storage: Any, segment: "ArraySegment") -> ArrayTerms:
        """Read terms and postings."""
        return ArrayTerms(segment.open(storage))

    def per_document_reader(self, storage: Any, segment: "ArraySegment") -> ArrayDocuments:
        """Read what is kept of each article."""
        return ArrayDocuments(segment.open(storage), segment)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        """Refuse: Whoosh asks for it to write vectors."""
        raise IndexingError(_NO_VECTORS)

    def postings_reader(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: Whoosh asks for it to read vectors."""
        raise IndexingError(_NO_VECTORS)


_NO_VECTORS = "an index of arrays holds no term vectors; leave `vector` out of the schema"


class ArraySegment(Segment):  # type: ignore[misc]
    """A segment, as Whoosh pickles it into its table of contents.

    Args:
        indexname: Whoosh's name of the index.
        size: how many articles it has, deleted ones included.
        segid: letters and digits; made up unless given. See `segment_id` for the files' name.
    """

    def __init__(self, indexname: str, size: int = 0, segid: str | None = None) -> None:
        super().__init__(indexname)
        # Whoosh would draw it from `random`, which a script may have seeded: the same again.
        self.segid = segid or secrets.token_hex(8)
        self._size = size
        self._deleted: set[int] = set()
        self._begun: ArrayDocumentWriter | None = None
        self._opened: OpenSegment | None = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_begun": None, "_opened": None}

    def begin(self, storage: Any) -> ArrayDocumentWriter:
        """What writes its articles; the same one each time."""
        if self._begun is None:
            self._begun = ArrayDocumentWriter(folder_of(storage), self.segment_id())
        return self._begun

    def open(self, storage: Any) -> OpenSegment:
        """Its files, opened once.

        Raises:
            DamagedFile: a file is not what was written.
            OSError: one is not there.
            IndexingError: they are still to be written.
        """
        if self._begun and not self._begun.is_written:
            raise IndexingError(
                f"{self} is read before all of it is written, as Whoosh's writer in several "
                "processes does; give that multisegment=True"
            )
        if self._opened is None:
            self._opened = OpenSegment(SegmentFiles(folder_of(storage), self.segment_id()))
        return self._opened

    def codec(self) -> ArrayCodec:
        """What reads it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Never: its files are mapped one by one."""
        return False

    def set_doc_count(self, dc: int) -> None:
        """Say how many articles were written."""
        self._size = dc

    def doc_count_all(self) -> int:
        """How many articles it has, deleted ones included."""
        return self._size

    def deleted_count(self) -> int:
        """How many were deleted."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterable[int]:
        """The numbers of those that were deleted, ascending."""
        return sorted(self._deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete an article, or bring it back."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether an article was deleted."""
        return docnum in self._deleted


def folder_of(storage: Any) -> Path:
    """The folder that a storage of Whoosh keeps its files in.

    Raises:
        StorageError: it has none.
    """
    if not isinstance(storage, FileStorage):
        raise StorageError(
            f"an index of arrays is files in a folder, not in a {type(storage).__name__}; "
            "make it with whoosh.index.create_in"
        )
    return Path(storage.folder)
