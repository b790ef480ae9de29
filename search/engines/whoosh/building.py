"""Batches of articles with their terms -> the files of a segment."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search.engines.batch import Batch, Occurrences, Word
from search.engines.whoosh.dictionary import key_of, narrow
from search.engines.whoosh.inverted import Coded, code_documents, code_positions
from search.engines.whoosh.lexicon_rows import rows_of
from search.engines.whoosh.offsets import code_offsets
from search.engines.whoosh.records import record_of
from search.engines.whoosh.segmentfiles import Lengths, SegmentFilesWriter
from search.models import StoredArticle

__all__ = ["DICTIONARY", "SegmentBuilder"]

DICTIONARY = "stored.dictionary"  # what parts share while they are written
_VALUES = ("id", "language", "source")  # fields whose term is the whole value


class _Postings:
    """The occurrences of a field, as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms: list[NDArray[Any]] = []
        self._articles: list[NDArray[Any]] = []
        self._positions: list[NDArray[Any]] = []

    def add(self, found: Occurrences, base: int) -> None:
        """Add occurrences; their articles are counted from `base`."""
        known = self._numbers
        own = np.array([known.setdefault(term, len(known)) for term in found.terms], np.int32)
        self._terms.append(own[found.term])
        self._articles.append(found.article + np.int32(base))
        self._positions.append(narrow(found.position))

    def write(self, writer: SegmentFilesWriter, field: str) -> dict[str, int]:
        """Write the terms of the field, and return their ordinals."""
        values = sorted(self._numbers)
        ranks = np.empty(len(values), np.int64)
        ranks[[self._numbers[value] for value in values]] = np.arange(len(values))
        articles = np.concatenate(self._articles)
        words = np.bincount(articles)
        having = np.flatnonzero(words)
        writer.lengths(field, Lengths(having, words[having]))
        terms, articles, positions = _sorted(
            ranks[np.concatenate(self._terms)], articles, np.concatenate(self._positions)
        )
        begins = np.ones(terms.size, np.bool_)
        begins[1:] = (terms[1:] != terms[:-1]) | (articles[1:] != articles[:-1])
        first = np.flatnonzero(begins)
        counts = np.diff(first, append=terms.size)
        frequency = np.bincount(terms[first], minlength=len(values))
        documents = code_documents(frequency, articles[first], counts)
        places = code_positions(counts, positions, np.bincount(terms, minlength=len(values)))
        prefix = key_of(field, b"")
        keys = [prefix + value.encode() for value in values]
        base = writer.terms(keys, Coded(frequency.astype(np.uint32), *documents, *places))
        writer.field(field, positions=True)
        return dict(zip(values, range(base, base + len(values)), strict=True))


class SegmentBuilder:
    """Writes the files of a segment: articles batch by batch, and then all that they are found by.

    What waits takes some twenty bytes a word. The end of a `with` lets go of the files.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._writer = SegmentFilesWriter(folder, name, folder / DICTIONARY)
        self._postings: defaultdict[str, _Postings] = defaultdict(_Postings)
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers: defaultdict[str, list[NDArray[np.integer]]] = defaultdict(list)
        self._words: set[Word] = set()

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._writer.__exit__(*raised)

    @property
    def ids(self) -> list[str]:
        """Of the articles that were added."""
        return self._texts["id"]

    @property
    def fields(self) -> frozenset[str]:
        """In which they have terms."""
        return frozenset(self._postings)

    def add(self, batch: Batch) -> None:
        """Add articles, behind those before them."""
        articles, terms, base = batch.articles, batch.terms, len(self.ids)
        self._writer.stored(map(record_of, articles))
        for name in (*_VALUES, "path"):
            self._texts[name] += [getattr(article, name) for article in articles]
        self._texts["digest"] += batch.digests
        for name, found in terms.fields.items():
            self._postings[name].add(found, base)
        self._words |= terms.words
        for kind, lengths in terms.lengths.items():
            self._numbers[f"{kind}_length"].append(lengths)
        aside = [sum(end - start for start, end in article.boilerplate) for article in articles]
        self._numbers["date"].append(np.array([_day(article) for article in articles], np.int64))
        self._numbers["set_aside"].append(np.array(aside, np.int64))
        places = terms.offsets
        words = np.bincount(places.article, minlength=len(articles))
        self._writer.offsets(*code_offsets(words, places.start, places.end))

    def close(self) -> None:
        """Write what all articles are found by, and finish the files."""
        writer, ordinals = self._writer, {}
        for field in sorted((*self._postings, *_VALUES)):
            if field in _VALUES:
                _add_values(writer, field, self._texts[field])
            else:
                ordinals[field] = self._postings.pop(field).write(writer, field)
        for name, texts in self._texts.items():
            writer.texts(name, [text.encode() for text in texts])
        for name, numbers in self._numbers.items():
            writer.numbers(name, np.concatenate(numbers))
        writer.words(rows_of(list(self._words), ordinals))
        writer.close(len(self.ids))


def _day(article: StoredArticle) -> int:
    day = article.date
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def _add_values(writer: SegmentFilesWriter, field: str, values: Sequence[str]) -> None:
    """Add the terms of a field that has one in each article."""
    distinct = sorted(set(values))
    places = {value: place for place, value in enumerate(distinct)}
    term = np.fromiter(map(places.__getitem__, values), np.int64, len(values))
    documents = np.argsort(term, kind="stable")
    frequency = np.bincount(term, minlength=len(distinct))
    code, sizes = code_documents(frequency, documents, np.ones(len(values), np.int64))
    nothing = np.zeros(0, np.uint8), np.zeros(len(distinct), np.int64)
    prefix = key_of(field, b"")
    keys = [prefix + value.encode() for value in distinct]
    writer.terms(keys, Coded(frequency.astype(np.uint32), code, sizes, *nothing))
    writer.field(field, positions=False)


def _sorted(terms: NDArray[np.int64], *others: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """The terms ascending, and what stands beside them, equal ones in the order they had."""
    # Packed with their places they are distinct, and NumPy sorts them several times faster.
    packed = np.sort(terms << 32 | np.arange(terms.size))
    order = packed & 0xFFFF_FFFF
    return packed >> 32, *(other[order] for other in others)
