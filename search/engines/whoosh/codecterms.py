"""The terms and postings of a segment of arrays, as Whoosh reads them.

Whoosh steps through postings one at a time; those of a term are decoded all at once.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import FieldCursor, TermsReader
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from search.engines.whoosh.codecopened import OpenSegment, Postings
from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.inverted import decode_positions, starts_of

__all__ = ["ArrayTerms"]

Term = tuple[str, bytes]


class ArrayTerms(TermsReader):  # type: ignore[misc]  # whoosh is untyped
    """Terms and postings; see Whoosh's TermsReader."""

    def __init__(self, opened: OpenSegment) -> None:
        self._opened = opened
        self._dictionary = opened.files.terms

    def __contains__(self, term: Term) -> bool:
        return self._dictionary.find(*term) is not None

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        keys, fields = self._dictionary.keys, self._opened.files.fields
        return [name for name in fields if next(keys(key_of(name, b"")), None) is not None]

    def terms(self) -> Iterator[Term]:
        """Every term, in the order of fields and bytes."""
        return map(_term_of, self._dictionary.keys())

    def items(self) -> Iterator[tuple[Term, "ArrayTermInfo"]]:
        """Every term, and what is known of it."""
        return self._informed(self.terms())

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Every term from this one on."""
        keys = self._opened.keys
        first = bisect_left(keys, key_of(fieldname, prefix))
        return (_term_of(keys[ordinal]) for ordinal in range(first, len(keys)))

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, "ArrayTermInfo"]]:
        """Every term from this one on, and what is known of it."""
        return self._informed(self.terms_from(fieldname, prefix))

    def _informed(self, terms: Iterator[Term]) -> Iterator[tuple[Term, "ArrayTermInfo"]]:
        return ((term, self.term_info(*term)) for term in terms)

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        """Go about the terms of a field."""
        return ArrayCursor(self, self._opened, fieldname, fieldobj)

    def term_info(self, fieldname: str, text: bytes) -> "ArrayTermInfo":
        """What is known of a term.

        Raises:
            TermNotFound: there is no such term.
        """
        ordinal = self._dictionary.find(fieldname, text)
        if ordinal is None:
            raise TermNotFound(f"no term {fieldname}:{text!r}")
        return ArrayTermInfo(self._opened, fieldname, ordinal)

    def frequency(self, fieldname: str, text: bytes) -> int:
        """How often a term stands in all articles, 0 if it does not."""
        return self.term_info(fieldname, text).weight() if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many articles have a term, deleted ones included."""
        ordinal = self._dictionary.find(fieldname, text)
        return 0 if ordinal is None else self._dictionary.entry(ordinal).frequency

    def matcher(
        self, fieldname: str, text: bytes, format_: Any, scorer: Any = None
    ) -> "ArrayMatcher":
        """The postings of a term."""
        info = self.term_info(fieldname, text)
        return ArrayMatcher((fieldname, text), info, format_, scorer)


def _term_of(key: bytes) -> Term:
    field, _, term = key.partition(b"\0")
    return field.decode(), term


class ArrayTermInfo(TermInfo):  # type: ignore[misc]
    """What is known of a term; postings are decoded when more than their number is asked for.

    Whoosh's own methods and functions read, and of the article numbers also write, the attributes
    that begin with `_`.
    """

    def __init__(self, opened: OpenSegment, field: str, ordinal: int) -> None:
        self._opened = opened
        self._field = field
        self._ordinal = ordinal
        self._entry = opened.files.terms.entry(ordinal)
        self._df = self._entry.frequency

    @property
    def postings(self) -> Postings:
        """Which articles have it, ascending, and how often it stands in each."""
        return self._opened.postings(self._ordinal)

    @cached_property
    def positions(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where it stands in all these articles, and where in that each article begins."""
        _, counts = self.postings
        code = self._opened.files.positions(self._entry)
        return decode_positions(code, counts), starts_of(counts)

    @cached_property
    def _weight(self) -> float:
        return float(self.postings[1].sum())

    @cached_property
    def _maxweight(self) -> float:
        return float(self.postings[1].max())

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        return self._opened.lengths(self._field)[self.postings[0]]

    @cached_property
    def _minlength(self) -> int:
        return int(self._lengths.min())

    @cached_property
    def _maxlength(self) -> int:
        return int(self._lengths.max())

    @cached_property
    def _minid(self) -> int:
        return int(self.postings[0][0])

    @cached_property
    def _maxid(self) -> int:
        return int(self.postings[0][-1])


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """Goes about the terms of a field, from the first of them."""

    def __init__(
        self, terms: ArrayTerms, opened: OpenSegment, fieldname: str, fieldobj: Any
    ) -> None:
        self._terms = terms
        self._keys = opened.keys
        self._field = fieldname
        self._type = fieldobj
        self._prefix = key_of(fieldname, b"")
        self._first = bisect_left(self._keys, self._prefix)
        self._go(self._first)

    def _go(self, ordinal: int) -> Any:
        self._at = ordinal
        key = self._keys[ordinal] if ordinal < len(self._keys) else b""
        self._bytes = key.removeprefix(self._prefix) if key.startswith(self._prefix) else None
        return self.text()

    def is_valid(self) -> bool:
        """Whether it stands on a term."""
        return self._bytes is not None

    def text(self) -> Any:
        """The term that it stands on, as the field has it; None behind the last."""
        return None if self._bytes is None else self._type.from_bytes(self._bytes)

    def term_info(self) -> ArrayTermInfo | None:
        """What is known of that term."""
        return None if self._bytes is None else self._terms.term_info(self._field, self._bytes)

    def first(self) -> Any:
        """Go to the first term."""
        return self._go(self._first)

    def find(self, string: Any) -> Any:
        """Go to this term, or the one behind where it would be."""
        term = string if isinstance(string, bytes) else self._type.to_bytes(string)
        return self._go(bisect_left(self._keys, self._prefix + term))

    def next(self) -> Any:
        """Go to the next term."""
        return self._go(self._at + 1) if self.is_valid() else None


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Steps through the postings of a term. To Whoosh they are one block."""

    def __init__(self, term: Term, info: ArrayTermInfo, format_: Any, scorer: Any) -> None:
        self._term = term
        self._info = info
        self.format = format_
        self.scorer = scorer
        self._ids, self._counts = (array.tolist() for array in info.postings)
        self._at = 0

    def is_active(self) -> bool:
        """Whether it stands on a posting."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Go to the first posting."""
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        """Another that stands where this one does."""
        copied = ArrayMatcher.__new__(ArrayMatcher)
        copied.__dict__.update(self.__dict__)
        return copied

    def id(self) -> int:
        """The number of the article."""
        number: int = self._ids[self._at]
        return number

    def all_ids(self) -> Iterator[int]:
        """The articles from here on."""
        return iter(self._ids[self._at :])

    def next(self) -> None:
        """Go to the next posting."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:  # noqa: A002
        """Go to the first posting from here on whose article has at least this number."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._ids, id, self._at)

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the end if no posting is better than this; returns how many blocks it left."""
        if not self.is_active() or self.block_quality() > minquality:
            return 0
        self._at = len(self._ids)
        return 1

    def block_max_weight(self) -> float:
        """How often the term stands in an article at most."""
        return self._info._maxweight

    def block_min_length(self) -> int:
        """How many words the field has in the shortest of the articles."""
        return self._info._minlength

    def block_max_length(self) -> int:
        """How many it has in the longest."""
        return self._info._maxlength

    def weight(self) -> float:
        """How often the term stands in the article."""
        return float(self._counts[self._at])

    def value(self) -> bytes:
        """The posting as the field's format writes it."""
        if self.supports("positions"):
            encoded: bytes = self.format.encode(self._positions())
            return encoded
        return pack_uint(self._counts[self._at]) if self.format.posting_size else b""

    def spans(self) -> list[Span]:
        """Where the term stands in the article."""
        return list(map(Span, self._positions()))

    def _positions(self) -> list[int]:
        places, starts = self._info.positions
        start = starts[self._at]
        found: list[int] = places[start : start + self._counts[self._at]].tolist()
        return found
