"""Batches of articles with their terms -> the files of a segment."""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search.engines.batch import Batch, Occurrences, Word
from search.engines.whoosh.dictionary import key_of, narrow
from search.engines.whoosh.documentcodes import code_documents, uncoded
from search.engines.whoosh.inverted import Coded, code_positions, starts_of
from search.engines.whoosh.lexicon import Rows, fields_of, no_rows
from search.engines.whoosh.lexicon_rows import rows_of
from search.engines.whoosh.offsets import code_offsets
from search.engines.whoosh.records import record_of
from search.engines.whoosh.segmentfiles import Lengths, SegmentFilesWriter
from search.models import StoredArticle

__all__ = ["DICTIONARY", "SegmentBuilder"]

# Occurrences that are coded together: what is made of them stays in the processor's cache.
_TOGETHER = 1 << 18
DICTIONARY = "stored.dictionary"  # what parts share while they are written
Ints = NDArray[np.integer]

_VALUES = ("id", "language", "source")  # fields whose term is the whole value


class _Table:
    """The distinct terms of a language, or words, numbered as they come in tables of others."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._source: Sequence[str] = ()
        self._places = np.empty(0, np.int32)
        self._known: dict[str, int] | None = None

    def numbers(self, source: Sequence[str], places: Ints) -> Ints:
        """The numbers of what stands at these places of a table."""
        if source is not self._source:
            # Only then can a text be there already that has no number for its place.
            self._known = {text: number for number, text in enumerate(self.texts)} or None
            self._source, self._places = source, np.empty(0, np.int32)
        if len(source) > self._places.size:
            unknown = np.full(2 * len(source) - self._places.size, -1, np.int32)
            self._places = np.append(self._places, unknown)
        found = self._places[places]
        if (found < 0).any():
            is_new = np.zeros(len(source), np.bool_)
            is_new[places[found < 0]] = True
            self._add(np.flatnonzero(is_new))
            found = self._places[places]
        return found

    def known(self, places: Ints) -> Ints:
        """The numbers of what was added last from these places of its table."""
        return self._places[places]

    def _add(self, places: Ints) -> None:
        texts = [self._source[place] for place in places.tolist()]
        if self._known is None:
            self._places[places] = np.arange(len(self.texts), len(self.texts) + len(texts))
            self.texts += texts
            return
        known = self._known
        self._places[places] = [known.setdefault(text, len(known)) for text in texts]
        self.texts += islice(known, len(self.texts), None)


class _Postings:
    """The occurrences of a field, as they come."""

    def __init__(self, table: _Table) -> None:
        self._table = table
        self._terms: list[NDArray[Any]] = []
        self._articles: list[NDArray[Any]] = []
        self._positions: list[NDArray[Any]] = []

    def add(self, found: Occurrences, base: int) -> None:
        """Add occurrences; their articles are counted from `base`."""
        self._terms.append(self._table.numbers(found.terms, found.term))
        self._articles.append(found.article + np.int32(base))
        self._positions.append(narrow(found.position))

    def write(self, writer: SegmentFilesWriter, field: str) -> Ints:
        """Write the terms of the field, and return the ordinals of all of the table; -1: none."""
        texts, numbers = self._table.texts, _joined(self._terms)
        counts = np.bincount(numbers)
        held = np.flatnonzero(counts)
        terms = [texts[number].encode() for number in held.tolist()]
        by_bytes = _ascending(terms)
        prefix = key_of(field, b"")
        keys = [prefix + terms[place] for place in by_bytes]
        held = held[by_bytes]
        del terms, by_bytes
        ranks = np.full(len(texts), -1)
        ranks[held] = np.arange(held.size)
        articles = _joined(self._articles)
        words = np.bincount(articles)
        having = np.flatnonzero(words)
        writer.lengths(field, Lengths(having, words[having]))

        order = _order(ranks[numbers])
        articles, positions = articles[order], _joined(self._positions)[order]
        del numbers, order
        base = len(writer.keys)
        ends = np.cumsum(counts[held])
        low = start = 0
        while low < len(keys):
            high = max(int(np.searchsorted(ends, start + _TOGETHER)), low + 1)
            own = slice(start, int(ends[high - 1]))
            coded = _coded(counts[held[low:high]], articles[own], positions[own])
            writer.terms(keys[low:high], coded)
            low, start = high, own.stop
        writer.field(field, positions=True)
        return np.where(ranks < 0, ranks, base + ranks)


def _coded(terms: Ints, articles: Ints, positions: Ints) -> Coded:
    """The postings of occurrences by terms, articles and positions; each term has so many."""
    is_first = np.zeros(articles.size, np.bool_)
    is_first[starts_of(terms)] = True
    begins = is_first.copy()
    begins[1:] |= articles[1:] != articles[:-1]
    first = np.flatnonzero(begins)
    counts = np.diff(first, append=articles.size)
    frequency = np.diff(np.flatnonzero(is_first[first]), append=first.size)
    documents = code_documents(uncoded(frequency, articles[first], counts))
    places = code_positions(counts, positions, terms)
    return Coded(frequency.astype(np.uint32), *documents, *places)


def _ascending(texts: Sequence[bytes]) -> list[int]:
    """The places of texts in the order of their bytes."""
    # By their first eight bytes as one number, after which few are left out of place.
    heads = np.array(texts, "S8").view(">u8").astype(np.uint64)
    places: list[int] = np.argsort(heads).tolist()
    places.sort(key=texts.__getitem__)
    return places


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """The parts as one, which are let go of."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole


class SegmentBuilder:
    """Writes the files of a segment: articles batch by batch, and then all that they are found by.

    What waits takes some twenty bytes a word. The end of a `with` lets go of the files.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._writer = SegmentFilesWriter(folder, name, folder / DICTIONARY)
        self._tables: defaultdict[str, _Table] = defaultdict(_Table)
        self._postings: dict[str, _Postings] = {}
        self._texts: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers: defaultdict[str, list[NDArray[np.integer]]] = defaultdict(list)
        # Of each language: a table of words, places in it, and the numbers of what is there.
        self._words: defaultdict[str, list[tuple[Sequence[Word], Ints, Ints, Ints]]]
        self._words = defaultdict(list)

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
            if name not in self._postings:
                self._postings[name] = _Postings(self._tables[_kind(name)])
            self._postings[name].add(found, base)
        for language, words in terms.words.items():
            term = self._tables[language].known(words.term)
            exact = self._tables["exact"].known(words.exact)
            self._words[language].append((words.table, words.number, term, exact))
        for kind, lengths in terms.lengths.items():
            self._numbers[f"{kind}_length"].append(lengths)
        aside = [sum(end - start for start, end in article.boilerplate) for article in articles]
        self._numbers["date"].append(np.array([_day(article) for article in articles], np.int64))
        self._numbers["set_aside"].append(np.array(aside, np.int64))
        places = terms.offsets
        counts = np.bincount(places.article, minlength=len(articles))
        self._writer.offsets(*code_offsets(counts, places.start, places.end))

    def close(self) -> None:
        """Write what all articles are found by, and finish the files."""
        writer, ordinals = self._writer, dict[str, Ints]()
        for field in sorted((*self._postings, *_VALUES)):
            if field in _VALUES:
                _add_values(writer, field, self._texts[field])
            else:
                ordinals[field] = self._postings.pop(field).write(writer, field)
        for name, texts in self._texts.items():
            writer.texts(name, [text.encode() for text in texts])
        for name, numbers in self._numbers.items():
            writer.numbers(name, np.concatenate(numbers))
        writer.words(self._rows(ordinals))
        writer.close(len(self.ids))

    def _rows(self, ordinals: dict[str, Ints]) -> Rows:
        """The rows of all words."""
        words: list[Word] = []
        found = []
        for language, parts in self._words.items():
            of_terms, of_words = (_first(fields_of(kind), ordinals) for kind in (language, "exact"))
            for _, same in groupby(parts, lambda part: id(part[0])):
                tables, *columns = zip(*same, strict=True)
                number, term, exact = map(np.concatenate, columns)
                number, once = np.unique(number, return_index=True)
                words += map(tables[0].__getitem__, number.tolist())
                found.append((of_words[exact[once]], of_terms[term[once]]))
        return (
            rows_of(words, *map(np.concatenate, zip(*found, strict=True))) if found else no_rows()
        )


def _kind(field: str) -> str:
    """What the terms of a field are numbered with."""
    first, _, last = field.partition("_")
    return last if first in {"title", "body"} else first


def _first(fields: Sequence[str], ordinals: dict[str, Ints]) -> Ints:
    """The ordinals of one table's terms in the first of the fields that has each."""
    found = [ordinals[field] for field in fields if field in ordinals]
    return reduce(lambda one, other: np.where(one < 0, other, one), found)


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
    code, sizes = code_documents(uncoded(frequency, documents, np.ones(len(values), np.int64)))
    nothing = np.zeros(0, np.uint8), np.zeros(len(distinct), np.int64)
    prefix = key_of(field, b"")
    keys = [prefix + value.encode() for value in distinct]
    writer.terms(keys, Coded(frequency.astype(np.uint32), code, sizes, *nothing))
    writer.field(field, positions=False)


def _order(terms: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The places of terms, ascending, equal ones in their order; the terms are changed."""
    # Packed with their places they are distinct, and NumPy sorts them several times faster.
    terms <<= 32
    terms |= np.arange(terms.size, dtype=np.uint32)
    terms.sort()
    return terms.astype(np.uint32)
