"""What Whoosh's own writer hands over, to the files of a segment.

It hands over first the documents, one by one, then the postings of all, in order of their terms.
All is held in memory until the end: this is for scripts and small jobs.
"""

import json
import struct
from collections import defaultdict
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from whoosh import columns, formats
from whoosh.codec.base import FieldWriter, PerDocumentWriter
from whoosh.writing import IndexingError

from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.documentcodes import code_documents, uncoded
from search.engines.whoosh.inverted import Coded, code_positions, sums_of
from search.engines.whoosh.segmentfiles import Lengths, SegmentFilesWriter
from search.engines.whoosh.storedblocks import Record, parted

__all__ = ["ArrayDocumentWriter", "ArrayFieldWriter"]

_BYTES = (
    columns.VarBytesColumn,
    columns.FixedBytesColumn,
    columns.RefBytesColumn,
    columns.CompressedBytesColumn,
    columns.CompressedBlockColumn,
)
_FORMATS = (formats.Existence, formats.Frequency, formats.Positions)


class ArrayDocumentWriter(PerDocumentWriter):  # type: ignore[misc]  # whoosh is untyped
    """Writes what is kept of each document; see Whoosh's PerDocumentWriter.

    Attributes:
        folder, name: where the segment's files are to be.
        size: how many documents there are.
        is_written: whether the files are there.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.size = 0
        self.is_written = False
        self.is_closed = False
        self._records: list[Record] = []
        self._columns: dict[str, tuple[Any, dict[int, Any]]] = {}
        self._lengths: dict[str, dict[int, int]] = defaultdict(dict)

    def start_doc(self, docnum: int) -> None:
        """Begin a document; what was not finished is forgotten."""
        assert docnum == self.size
        self._stored: list[str] = []
        self._values: list[tuple[str, Any, Any]] = []
        self._words: list[tuple[str, int]] = []

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Store a value, unless it is None, and the number of words."""
        if value is not None:
            self._stored.append(f"{json.dumps(fieldname)}:{_json(fieldname, value)}")
        if length:
            self._words.append((fieldname, length))

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Put a value in a column."""
        self._values.append((fieldname, columnobj, _column_value(fieldname, columnobj, value)))

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> NoReturn:
        """Refuse."""
        raise IndexingError(
            f"field {fieldname!r}: an index of arrays holds no term vectors; leave out `vector`"
        )

    def finish_doc(self) -> None:
        """Keep the document."""
        self._records.append(parted(f"{{{','.join(self._stored)}}}".encode()))
        for name, column, value in self._values:
            self._columns.setdefault(name, (column, {}))[1][self.size] = value
        for name, length in self._words:
            self._lengths[name][self.size] = length
        self.size += 1

    def cancel_doc(self) -> None:
        """Leave the document unfinished."""

    def close(self) -> None:
        """Take no more documents."""
        self.is_closed = True

    def write(self, files: SegmentFilesWriter) -> None:
        """Write what is kept of all documents."""
        files.stored(self._records)
        for name, (column, given) in self._columns.items():
            default = column.default_value()
            values = [given.get(number, default) for number in range(self.size)]
            if isinstance(default, bytes):
                files.texts(name, values)
            else:
                files.numbers(name, np.array(values, np.uint64))
        for name, words in self._lengths.items():
            documents, lengths = (np.array(list(it), np.int64) for it in (words, words.values()))
            files.lengths(name, Lengths(documents, lengths))
        # Whoosh does not tell where words stand in the text.
        files.offsets(np.zeros(0, np.uint8), np.zeros(self.size, np.int64))


def _json(field: str, value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
        if json.loads(text) == value:
            return text
    except (TypeError, ValueError):
        pass
    raise IndexingError(
        f"field {field!r}: {value!r} cannot be stored, as JSON does not give it back; "
        "store text, numbers, lists, or dictionaries with text for keys"
    )


def _column_value(field: str, column: Any, value: Any) -> bytes | int:
    if isinstance(column, columns.BitColumn):
        return bool(value)
    if isinstance(column, columns.NumericColumn):
        code = column._typecode
        if code in "BHILQ":
            if isinstance(value, int) and 0 <= value < 1 << 8 * struct.calcsize(f"!{code}"):
                return value
            raise IndexingError(f"field {field!r}: {value!r} is no number of column type {code!r}")
    elif isinstance(column, _BYTES) and not isinstance(column, columns.StructColumn):
        if isinstance(value, bytes):
            return value
        raise IndexingError(f"field {field!r}: the column holds bytes, not {value!r}")
    raise IndexingError(
        f"field {field!r}: an index of arrays has columns of bytes, of bits and of whole numbers "
        f"from 0, not a {type(column).__name__}; use NUMERIC(sortable=True) for other numbers"
    )


class ArrayFieldWriter(FieldWriter):  # type: ignore[misc]
    """Takes terms and postings, and writes the files at last; see Whoosh's FieldWriter."""

    def __init__(self, documents: ArrayDocumentWriter) -> None:
        self._written = documents
        self._fields: list[tuple[str, bool, list[bytes], Coded]] = []
        self._is_wanted = False
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Any) -> None:
        """Take postings. A segment may be wanted that has none, nor any documents."""
        self._is_wanted = True
        super().add_postings(schema, lengths, items)

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field, behind those before it."""
        self._field = fieldname
        self._format = fieldobj.format
        self._has_positions = isinstance(self._format, formats.Positions)
        if type(self._format) not in _FORMATS:
            raise IndexingError(
                f"field {fieldname!r}: an index of arrays holds the positions of words, not what "
                f"{type(self._format).__name__} keeps besides; leave out `chars`, or use Positions"
            )
        self._keys: list[bytes] = []
        self._frequency: list[int] = []
        self._documents: list[int] = []
        self._counts: list[int] = []
        self._positions: list[int] = []

    def start_term(self, text: bytes) -> None:
        """Begin a term, behind those before it."""
        self._keys.append(key_of(self._field, text))
        self._frequency.append(0)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Add a posting, behind those before it."""
        if self._frequency[-1] and self._documents[-1] == docnum:
            return  # a list of numbers has the terms that they share once for each
        positions = sorted(self._format.decode_positions(vbytes)) if self._has_positions else []
        if weight < 1 or weight != (len(positions) if self._has_positions else int(weight)):
            raise IndexingError(
                f"field {self._field!r}: a posting weighs {weight:g}; an index of arrays holds how "
                "often words stand in a document and no boosts, so leave them out"
            )
        self._frequency[-1] += 1
        self._documents.append(docnum)
        self._counts.append(int(weight))
        self._positions += positions

    def finish_term(self) -> None:
        """End the term."""

    def finish_field(self) -> None:
        """Keep the terms of the field."""
        lists = (self._frequency, self._documents, self._counts, self._positions)
        frequency, documents, counts, positions = (np.array(it, np.int64) for it in lists)
        coded = code_documents(uncoded(frequency, documents, counts))
        if self._has_positions:
            places = code_positions(counts, positions, sums_of(counts, frequency))
        else:
            places = np.zeros(0, np.uint8), np.zeros(frequency.size, np.int64)
        terms = Coded(frequency.astype(np.uint32), *coded, *places)
        self._fields.append((self._field, self._has_positions, self._keys, terms))

    def close(self) -> None:
        """Write the files."""
        self.is_closed = True
        documents = self._written
        if not self._is_wanted and not documents.size:
            return
        with SegmentFilesWriter(documents.folder, documents.name) as files:
            documents.write(files)
            for name, positions, keys, terms in self._fields:
                files.terms(keys, terms)
                files.field(name, positions=positions)
            files.close(documents.size)
        documents.is_written = True
