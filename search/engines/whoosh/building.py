"""A batch of articles with their terms -> the files of a segment."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.batch import Batch, Occurrences
from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.inverted import Coded, code_documents, code_positions
from search.engines.whoosh.lexicon_rows import rows_of
from search.engines.whoosh.offsets import code_offsets
from search.engines.whoosh.records import record_of
from search.engines.whoosh.segmentfiles import Lengths, SegmentFilesWriter
from search.models import StoredArticle

__all__ = ["write_segment"]

_VALUES = ("id", "language", "source")  # fields whose term is the whole value


def write_segment(folder: Path, name: str, batch: Batch) -> None:
    """Write the files of a segment that holds the batch, in its order."""
    with SegmentFilesWriter(folder, name) as writer:
        _write(writer, batch)


def _write(writer: SegmentFilesWriter, batch: Batch) -> None:
    articles, terms = batch.articles, batch.terms
    writer.stored(map(record_of, articles))
    ordinals: dict[str, dict[str, int]] = {}
    for field in sorted((*terms.fields, *_VALUES)):
        if field in _VALUES:
            values = [getattr(article, field) for article in articles]
            _add_values(writer, field, values)
        else:
            found = terms.fields[field]
            ordinals[field] = _add_occurrences(writer, field, found)
            words = np.bincount(found.article)
            having = np.flatnonzero(words)
            writer.lengths(field, Lengths(having, words[having]))
    for field in _VALUES:
        writer.texts(field, [getattr(article, field).encode() for article in articles])
    writer.texts("digest", [digest.encode() for digest in batch.digests])
    writer.texts("path", [article.path.encode() for article in articles])
    for kind, lengths in terms.lengths.items():
        writer.numbers(f"{kind}_length", lengths)
    writer.numbers("date", np.array([_day(article) for article in articles], np.int64))
    aside = [sum(end - start for start, end in article.boilerplate) for article in articles]
    writer.numbers("set_aside", np.array(aside, np.int64))
    places = terms.offsets
    words = np.bincount(places.article, minlength=len(articles))
    writer.offsets(*code_offsets(words, places.start, places.end))
    writer.words(rows_of(list(terms.words), ordinals))
    writer.close(len(articles))


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


def _add_occurrences(writer: SegmentFilesWriter, field: str, found: Occurrences) -> dict[str, int]:
    """Add the terms of a field that has them at positions, and return their ordinals."""
    in_order = sorted(range(len(found.terms)), key=found.terms.__getitem__)
    ranks = np.empty(len(in_order), np.int64)
    ranks[in_order] = np.arange(len(in_order))
    terms, articles, positions = _sorted(ranks[found.term], found.article, found.position)
    begins = np.ones(terms.size, np.bool_)
    begins[1:] = (terms[1:] != terms[:-1]) | (articles[1:] != articles[:-1])
    first = np.flatnonzero(begins)
    counts = np.diff(first, append=terms.size)
    frequency = np.bincount(terms[first], minlength=len(in_order))
    documents = code_documents(frequency, articles[first], counts)
    places = code_positions(counts, positions, np.bincount(terms, minlength=len(in_order)))
    prefix = key_of(field, b"")
    values = [found.terms[place] for place in in_order]
    keys = [prefix + value.encode() for value in values]
    base = writer.terms(keys, Coded(frequency.astype(np.uint32), *documents, *places))
    writer.field(field, positions=True)
    return dict(zip(values, range(base, base + len(values)), strict=True))


def _sorted(terms: NDArray[np.int64], *others: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """The terms ascending, and what stands beside them, equal ones in the order they had."""
    # Packed with their places they are distinct, and NumPy sorts them several times faster.
    packed = np.sort(terms << 32 | np.arange(terms.size))
    order = packed & 0xFFFF_FFFF
    return packed >> 32, *(other[order] for other in others)
