"""One generation, open for reading."""

from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.index import open_dir

from search.analysis import LANGUAGES, analyzer_for
from search.caching import Cache
from search.engines.base import Dates, Days, Found, Request, bytes_of
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.concepts import CONCEPTS, Concepts
from search.engines.whoosh.evaluate import Evaluator
from search.engines.whoosh.location import (
    Location,
    about_stamp,
    generation_name,
    problems_of,
    read_about,
    size_of,
)
from search.engines.whoosh.offsets import code_offsets, decode_offsets
from search.engines.whoosh.postings import Docs, Segment, open_segments
from search.engines.whoosh.records import article_of
from search.engines.whoosh.varint import Bytes
from search.engines.whoosh.words import WordReader, damaged
from search.errors import ArticleSearchError
from search.models import UNKNOWN, Stats, StoredArticle

__all__ = ["WhooshReader"]

# A rebuild may remove the generation between the look at CURRENT and the opening of its files.
_ATTEMPTS = 5

_REMEMBERED = 10_000  # articles that were found last
_CACHED = 64 << 20  # bytes of articles, as objects
_ANSWERS = 16 << 20  # bytes of answers
_COUNT = 100  # bytes of a facet's value and how many have it
_AHEAD = 30  # hits that are settled together: of a page and of the next ones
# What an article takes beyond its JSON, in which all but its text may be a byte a letter.
_OBJECT = 2_000


class _Answer(NamedTuple):
    """What is remembered of an answer.

    Attributes:
        facets, days: None if they were not asked for.
        docs, scores: of the first hits, in their order.
    """

    total: int
    facets: dict[str, dict[str, int]] | None
    days: Days | None
    docs: Docs
    scores: NDArray[np.float64]

    def has(self, request: Request) -> bool:
        """Whether it has all that is asked for."""
        if (request.counts and self.facets is None) or (request.days and self.days is None):
            return False
        end = self.total if request.limit is None else request.offset + request.limit
        return request.limit == 0 or self.docs.size >= min(end, self.total)

    def size(self) -> int:
        """Bytes."""
        counts = sum(map(len, self.facets.values())) if self.facets else 0
        days = sum(column.nbytes for column in self.days[1:]) if self.days else 0
        return self.docs.nbytes + self.scores.nbytes + counts * _COUNT + days


class WhooshReader(WordReader):
    """Reads one generation; see `search.engines.base.Reader`."""

    def __init__(self, location: Location) -> None:
        for attempt in range(_ATTEMPTS):
            self._pointer = location.pointer()
            self._folder = location.current()
            try:
                self._stamp = about_stamp(self._folder)
                self._about = read_about(self._folder)
                self._index = open_dir(str(self._folder))
                toc = self._index._read_toc()
                segments = open_segments(self._folder, toc.segments)
                concepts = Concepts(self._folder / CONCEPTS)
                break
            except ArticleSearchError:
                raise
            except Exception as error:
                if attempt + 1 == _ATTEMPTS:
                    raise damaged(location, error) from error
        self.generation = generation_name(self._folder, toc.generation)
        self.mark = f"{self._pointer} {toc.generation} {self._stamp}"
        self._commit: int = toc.generation
        super().__init__(location, segments, concepts)
        self._read_last: dict[str, int] = {}  # id of an article that was found -> its number
        # (number, whether with its text) -> article
        self._articles: Cache[tuple[int, bool], StoredArticle] = Cache(_CACHED)
        # (query, filters, since, until, sort) -> what was answered
        self._answers: Cache[Hashable, _Answer] = Cache(_ANSWERS)

    @cached_property
    def _columns(self) -> Columns:
        with self._reading:
            return Columns(self._segments)

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self._postings, self._columns)

    def search(self, request: Request) -> Found:
        """Answer a request."""
        with self._reading:
            return self._search(request)

    def _search(self, request: Request) -> Found:
        filters = frozenset(request.filters.items())
        key = request.query, filters, request.since, request.until, request.sort
        known = self._answers.get(key)
        if known is None or not known.has(request):
            known = self._answered(request, known)
            if request.limit is not None:  # nobody asks for the same export again
                self._answers.put(key, known, known.size() + bytes_of(request.query))
        end = None if request.limit is None else request.offset + request.limit
        page = slice(request.offset, end)
        hits = self._hits(known.docs[page], known.scores[page], request.texts)
        facets = known.facets if request.counts else None
        return Found(known.total, hits, facets or {}, known.days if request.days else None)

    def _answered(self, request: Request, known: "_Answer | None") -> "_Answer":
        docs = every = self._evaluator.evaluate(request.query)
        if request.since or request.until:
            docs = self._evaluator.evaluate(Dates(request.since, request.until), docs)
        passing = {
            name: self._columns.facets[name].passing(wanted)
            for name, wanted in request.filters.items()
            if wanted.include or wanted.exclude
        }
        facets = known.facets if known else None
        if request.counts and facets is None:
            facets = self._columns.counted(docs, passing)
        if passing:
            docs = docs.compress(self._columns.passed(docs, passing))
        days = known.days if known else None
        if request.days and days is None:
            days = self._columns.days(docs)
        first = self._first(docs, request, are_all=docs is every)
        if known and known.docs.size > first[0].size:
            first = known.docs, known.scores  # of a longer page
        return _Answer(int(docs.size), facets, days, *first)

    def _hits(
        self, docs: Docs, scores: NDArray[np.float64], texts: bool
    ) -> Iterator[tuple[StoredArticle, float]]:
        with self._reading:
            for number, score in zip(docs.tolist(), scores.tolist(), strict=True):
                article = self._stored(number, texts)
                if len(self._read_last) >= _REMEMBERED:
                    self._read_last.clear()
                self._read_last[article.id] = number
                yield article, score

    def _first(
        self, docs: Docs, request: Request, *, are_all: bool
    ) -> tuple[Docs, NDArray[np.float64]]:
        """The first of the articles in their order, as many as are needed, and their scores."""
        if request.limit == 0:
            return docs[:0].copy(), np.zeros(0)  # a view would keep all of them
        end = docs.size
        if request.limit is not None:
            end = -(-(request.offset + request.limit) // _AHEAD) * _AHEAD
        dates = self._columns.dates
        order: NDArray[Any]
        if request.sort == "relevance":
            order = -self._evaluator.scores(request.query, docs, are_all=are_all)
        else:
            order = dates.take(docs).astype(np.int64)
            # Undated articles come last, whichever end comes first.
            order = -order if request.sort == "newest" else np.where(order, order, 99_999_999)
        if 0 < end < order.size:
            # Only what reaches the page's last place needs sorting.
            (places,) = (order <= np.partition(order, end - 1)[end - 1]).nonzero()
            docs, order = docs[places], order[places]
        places = np.lexsort((docs, -dates.take(docs).astype(np.int64), order))
        places = places[:end]
        docs = docs[places]
        if request.sort == "relevance":
            return docs, -order[places]
        in_order = docs.argsort()
        scores = np.empty(docs.size)
        scores[in_order] = self._evaluator.scores(request.query, docs[in_order])
        return docs, scores

    def _segment(self, number: int) -> Segment:
        return self._segments[bisect_right(self._segments, number, key=attrgetter("base")) - 1]

    def _stored(self, number: int, texts: bool = True) -> StoredArticle:
        """An article; without `texts`, one with "" for its text."""
        found = self._articles.get((number, texts))
        if found is None:
            segment = self._segment(number)
            read = segment.files.stored if texts else segment.files.head
            try:
                record = read(number - segment.base)
                found = article_of(record)
            except Exception as error:  # what was read may lack anything
                raise damaged(self._location, error) from error
            self._articles.put((number, texts), found, 2 * len(record) + _OBJECT)
        return found

    def article(self, article_id: str) -> StoredArticle | None:
        """The article of this id, if there is one."""
        with self._reading:
            docs = self._postings.of("id", article_id).docs
            return self._stored(int(docs[-1])) if docs.size else None

    def languages(self) -> list[str]:
        """The languages that the index has terms of, sorted."""
        names = {name for segment in self._segments for name in segment.files.fields}
        parts = (name.partition("_") for name in names)
        found = {rest for kind, _, rest in parts if kind in {"title", "body"} and rest in LANGUAGES}
        return sorted(found)

    def values(self, facet: str) -> dict[str, int]:
        """Every value of a facet and its number of articles, the most frequent first."""
        return self._values[facet]

    @cached_property
    def _values(self) -> dict[str, dict[str, int]]:
        return self._columns.counted(self._postings.alive, {})

    def places(
        self, articles: Sequence[StoredArticle]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the words of articles stand: in their titles, and in their texts."""
        with self._reading:
            coded = [self._coded_places(article) for article in articles]
            words = np.array([counts for _, counts in coded], np.int64)
            codes = [(code, title + body) for code, (title, body) in coded]
            places = decode_offsets(
                np.concatenate([code[:own] for code, own in codes]),
                np.concatenate([code[own:] for code, own in codes]),
                words.sum(axis=1),
            )
            letters = [len(text) for it in articles for text in (it.title, it.text)]
            # As unsigned, what is less than 0 is greater than all.
            if (places.view(np.uint64) > np.repeat(letters, words.ravel())).any():
                raise DamagedFile("words stand outside the text that they are of")
            return places, words

    def _coded_places(self, article: StoredArticle) -> tuple[Bytes, tuple[int, int]]:
        """The code of the places of an article's words, and how many are in title and text."""
        number = self._number_of(article)
        if number is not None:
            segment = self._segment(number)
            code = segment.files.offsets_of(number - segment.base)
            if code.size:
                lengths = self._columns.lengths
                return code, (int(lengths["title"][number]), int(lengths["body"][number]))
        # What a Whoosh script wrote, or what is gone.
        in_title = [
            (token.start, token.end)
            for token in analyzer_for(article.language).tokens(article.title)
        ]
        in_body = [
            (start + token.start, start + token.end)
            for start, end, language in article.passages
            for token in analyzer_for(language).tokens(article.text[start:end])
        ]
        places = np.array(in_title + in_body, np.int64).reshape(-1, 2)
        code, _ = code_offsets(np.array([len(places)]), places[:, 0], places[:, 1])
        return code, (len(in_title), len(in_body))

    def _number_of(self, article: StoredArticle) -> int | None:
        known = self._read_last.get(article.id)
        if known is None:
            docs = self._postings.of("id", article.id).docs
            return int(docs[-1]) if docs.size else None
        return known

    def stats(self) -> Stats:
        """What the index holds."""
        alive, columns = self._postings.alive, self._columns
        dates = columns.dates[alive]
        dates = dates[dates > 0]
        return Stats(
            articles=int(alive.size),
            languages=dict(self.values("language")),
            sources=dict(self.values("source")),
            years=dict(self.values("year")),
            months=_months(columns.dates[alive]),
            first=_date(int(dates.min())) if dates.size else None,
            last=_date(int(dates.max())) if dates.size else None,
            bytes=size_of(self._folder),
            generation=self.generation,
            built=self._about["built"],
            updated=self._about["updated"],
            directory=str(self._folder),
            set_aside=int(np.count_nonzero(columns.set_aside[alive])),
            problems=problems_of(self._about),
        )

    def is_current(self) -> bool:
        """Whether this is still the newest state of the index."""
        try:
            if self._location.pointer() != self._pointer:
                return False
            # An update may change nothing but what was not read, without a commit of Whoosh.
            if about_stamp(self._folder) != self._stamp:
                return False
            return bool(self._commit == self._index.latest_generation())
        except (ArticleSearchError, OSError):
            return False  # whoever opens it again is told what is wrong

    def close(self) -> None:
        """Let go of files: they are unmapped with the last search that still reads them."""
        self._vocabularies.clear()


def _months(dates: NDArray[np.uint32]) -> dict[str, int]:
    numbers, counts = np.unique(dates // 100, return_counts=True)
    counted = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    undated = counted.pop(0, 0)
    months = {f"{number // 100:04}-{number % 100:02}": n for number, n in counted.items()}
    return months | ({UNKNOWN: undated} if undated else {})


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
