"""What is kept of each article in a segment of arrays, as Whoosh reads it."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns
from whoosh.codec.base import PerDocumentReader, Segment

from search.engines.whoosh.codecopened import OpenSegment

__all__ = ["ArrayDocuments"]


class ArrayDocuments(PerDocumentReader):  # type: ignore[misc]  # whoosh is untyped
    """Stored articles, columns and lengths; see Whoosh's PerDocumentReader."""

    def __init__(self, opened: OpenSegment, segment: Segment) -> None:
        self._files = opened.files
        self._lengths = opened.lengths
        self._segment = segment

    def doc_count(self) -> int:
        """How many articles are not deleted."""
        return self._files.size - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """How many articles there are, deleted ones included."""
        return self._files.size

    def has_deletions(self) -> bool:
        """Whether any was deleted."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one was."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Any:
        """Those that were."""
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        """Whether there may be columns: yes."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether there is a column for a field."""
        return fieldname in self._files.columns

    def list_columns(self) -> list[str]:
        """The columns there are."""
        return sorted(self._files.columns)

    def column_reader(self, fieldname: str, column: Any) -> columns.ColumnReader:
        """Read a column."""
        if self._files.columns[fieldname] == "texts":
            return _TextColumn(*self._files.codes(fieldname))
        numbers = self._files.numbers(fieldname)
        return _BitColumn(numbers) if isinstance(column, columns.BitColumn) else _Numbers(numbers)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many words an article has in a field."""
        return int(self._lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """How many words all articles have in a field."""
        return int(self._lengths(fieldname).sum())

    def min_field_length(self, fieldname: str) -> int:
        """How many words the article with the fewest has in a field."""
        return int(self._lengths(fieldname).min(initial=0))

    def max_field_length(self, fieldname: str) -> int:
        """How many words the article with the most has in a field."""
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """What is stored of an article."""
        found: dict[str, Any] = json.loads(self._files.stored(docnum))
        return found


class _TextColumn(columns.ColumnReader):  # type: ignore[misc]
    """A column of bytes."""

    def __init__(self, values: list[bytes], codes: NDArray[np.integer]) -> None:
        self._values = values
        self._codes = codes

    def __len__(self) -> int:
        return self._codes.size

    def __getitem__(self, docnum: int) -> bytes:
        return self._values[int(self._codes[docnum])]

    def __iter__(self) -> Iterator[bytes]:
        return map(self._values.__getitem__, self._codes.tolist())


class _Numbers(columns.ColumnReader):  # type: ignore[misc]
    """A column of whole numbers."""

    def __init__(self, numbers: NDArray[np.integer]) -> None:
        self._numbers = numbers
        self._reverse = False

    def __len__(self) -> int:
        return self._numbers.size

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers.tolist())

    def sort_key(self, docnum: int) -> int:
        """What to sort an article by."""
        return -self[docnum] if self._reverse else self[docnum]

    def set_reverse(self) -> None:
        """Have the greatest come first."""
        self._reverse = True


class _BitColumn(_Numbers):
    """A column of truth values."""

    def __getitem__(self, docnum: int) -> bool:
        return bool(self._numbers[docnum])

    def __iter__(self) -> Iterator[bool]:
        return map(bool, self._numbers.tolist())
