"""One generation, open for reading."""

import pickle
import sqlite3
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from itertools import islice
from threading import Lock
from traceback import walk_tb
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import index as whoosh_index
from whoosh.reading import CorruptIndexError, ReaderClosed

from search.analysis import LANGUAGES, fold
from search.engines.base import FACETS, Dates, Days, Filter, Found, Named, Request, Word
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.evaluate import Docs, Evaluator, Matches
from search.engines.whoosh.lexicon import Lexicon
from search.engines.whoosh.location import (
    Location,
    about_stamp,
    problems_of,
    read_about,
)
from search.engines.whoosh.postings import Postings
from search.engines.whoosh.vocabulary import Vocabulary
from search.engines.whoosh.writer import generation_name
from search.errors import ArticleSearchError, IndexDamaged
from search.messages import Message
from search.models import UNKNOWN, Stats, StoredArticle

__all__ = ["WhooshReader"]

# A rebuild may remove the generation between the look at CURRENT and the opening of its files.
_ATTEMPTS = 5
_BATCH = 2_000  # words, read in a few milliseconds

# What Whoosh lets through when a file is not what it was.
_DAMAGE = (
    CorruptIndexError,
    ReaderClosed,
    pickle.UnpicklingError,
    sqlite3.Error,
    struct.error,
    zlib.error,
    EOFError,
    OSError,
)


class WhooshReader:
    """Reads one generation; see `search.engines.base.Reader`."""

    def __init__(self, location: Location) -> None:
        self._location = location
        for attempt in range(_ATTEMPTS):
            self._pointer = location.pointer()
            self._folder = location.current()
            try:
                self._stamp = about_stamp(self._folder)
                self._about = read_about(self._folder)
                self._index = whoosh_index.open_dir(str(self._folder))
                self._reader = self._index.reader()
                self._lexicon = Lexicon(self._folder)
                break
            except ArticleSearchError:
                raise
            except Exception as error:
                if attempt + 1 == _ATTEMPTS:
                    raise _damaged(location, error) from error
        self.generation = generation_name(self._folder, self._reader.generation())
        self.mark = f"{self._pointer} {self._reader.generation()} {self._stamp}"
        self._postings = Postings(self._reader)
        self._vocabularies: dict[str, Vocabulary] = {}
        self._loading = Lock()

    @cached_property
    def _columns(self) -> Columns:
        with self._reading(), self._postings.lock:
            return Columns(self._reader)

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self._postings, self._columns)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if isinstance(error, _DAMAGE) or _is_of_whoosh(error):
                raise _damaged(self._location, error) from error
            raise

    def search(self, request: Request) -> Found:
        """Answer a request."""
        with self._reading():
            return self._search(request)

    def _search(self, request: Request) -> Found:
        found = self._evaluator.evaluate(request.query)
        if request.since or request.until:
            dated = self._evaluator.evaluate(Dates(request.since, request.until), found.docs).docs
            keep = np.isin(found.docs, dated, assume_unique=True)
            found = Matches(found.docs[keep], found.scores[keep])
        passes = {name: self._passes(name, it, found.docs) for name, it in request.filters.items()}
        keep = np.ones(found.docs.size, np.bool_)
        for passed in passes.values():
            keep &= passed
        facets = self._count(found.docs, passes) if request.counts else {}
        found = Matches(found.docs[keep], found.scores[keep])
        page = self._page(found, request)
        hits = self._hits(found.docs[page], found.scores[page])
        days = self._days(found.docs) if request.days else None
        return Found(int(found.docs.size), hits, facets, days)

    def _hits(
        self, docs: Docs, scores: NDArray[np.float64]
    ) -> Iterator[tuple[StoredArticle, float]]:
        with self._reading():
            for number, score in zip(docs, scores, strict=True):
                yield self._stored(int(number)), float(score)

    def _passes(self, facet: str, wanted: Filter, docs: Docs) -> NDArray[np.bool_]:
        column = self._columns.facets[facet]
        passed = ~column.mask(wanted.exclude)
        if wanted.include:
            passed &= column.mask(wanted.include)
        result: NDArray[np.bool_] = passed[column.codes[docs]]
        return result

    def _count(self, docs: Docs, passes: dict[str, NDArray[np.bool_]]) -> dict[str, dict[str, int]]:
        """Counts of each facet's values among the articles that pass the other facets' filters."""
        counted = {}
        for facet in FACETS:
            keep = np.ones(docs.size, np.bool_)
            for name, passed in passes.items():
                if name != facet:
                    keep &= passed
            counted[facet] = self._columns.facets[facet].counted(docs[keep])
        return counted

    def _days(self, docs: Docs) -> Days:
        column = self._columns.facets["language"]
        pairs = column.codes[docs] * np.int64(10**8) + self._columns.dates[docs]
        pairs, counts = np.unique(pairs, return_counts=True)
        return Days(column.values, pairs // 10**8, pairs % 10**8, counts)

    def _page(self, found: Matches, request: Request) -> NDArray[np.intp]:
        """Places in `found` of the hits asked for, in their order."""
        limit = found.docs.size if request.limit is None else request.limit
        end = request.offset + limit
        places = np.arange(found.docs.size)
        dates = self._columns.dates[found.docs].astype(np.int64)
        if request.sort == "relevance":
            if 0 < end < places.size:
                # Only what reaches the page's lowest score needs sorting.
                lowest = np.partition(found.scores, places.size - end)[places.size - end]
                places = places[found.scores >= lowest]
            order: NDArray[Any] = -found.scores
        else:
            # Undated articles come last, whichever end comes first.
            order = -dates if request.sort == "newest" else np.where(dates, dates, 99_999_999)
        keys = (found.docs[places], -dates[places], order[places])
        result: NDArray[np.intp] = places[np.lexsort(keys)][request.offset : end]
        return result

    def _stored(self, number: int) -> StoredArticle:
        names = ("id", "title", "text", "source", "language", "url")
        try:
            with self._postings.lock:
                stored: dict[str, Any] = self._reader.stored_fields(number)
            return StoredArticle(**{name: stored[name] for name in names}, **stored["about"])
        except Exception as error:  # what was read may lack anything
            raise _damaged(self._location, error) from error

    def article(self, article_id: str) -> StoredArticle | None:
        """The article of this id, if there is one."""
        with self._reading():
            docs = self._postings.of("id", article_id).docs
            return self._stored(int(docs[-1])) if docs.size else None

    def languages(self) -> list[str]:
        """The languages that the index has terms of, sorted."""
        parts = (name.partition("_") for name in self._reader.schema.names())
        found = {rest for kind, _, rest in parts if kind in {"title", "body"} and rest in LANGUAGES}
        return sorted(found)

    def values(self, facet: str) -> dict[str, int]:
        """Every value of a facet and its number of articles, the most frequent first."""
        return self._values[facet]

    @cached_property
    def _values(self) -> dict[str, dict[str, int]]:
        return self._count(self._postings.alive, {})

    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term stands in the field."""
        with self._reading():
            return self._postings.frequency(field, term)

    def spread(self, field: str, term: str) -> int:
        """About in how many articles the term stands in the field, without counting them."""
        with self._reading():
            return self._postings.spread(field, term)

    def expand(self, field: str, prefix: str, limit: int) -> dict[str, int]:
        """The most frequent words that begin with `prefix`, if need be without their marks."""
        return self._vocabulary(field).beginning(prefix, limit)

    def similar(self, field: str, term: str, distance: int) -> dict[str, int]:
        """Terms at most `distance` edits away (a swap of neighbours is one edit)."""
        return self._vocabulary(field).similar(term, distance)

    def forms(self, language: str, term: str) -> list[str]:
        """The words that have the term in a language as they stand, the most frequent first."""
        with self._reading():
            held = [(self._spread(w), shown) for w, shown in self._lexicon.forms(language, term)]
        return [shown for articles, shown in sorted(held, reverse=True) if articles]

    def _spread(self, word: str) -> int:
        """About how many articles have the word itself, those with it in the title twice."""
        return sum(self.spread(field, word) for field in ("exact_title", "exact_body"))

    def uses(self, words: Iterable[str]) -> list[Word]:
        """These words in each language that has them."""
        with self._reading():
            return self._lexicon.uses(list(words))

    def spelled(self, bare: str) -> list[tuple[str, str]]:
        """(language, term) of words that are `bare` when typed without their marks."""
        with self._reading():
            return self._lexicon.spelled(bare)

    def sounding(self, skeleton: str) -> list[tuple[str, str, str]]:
        """(language, term, name as it stands) of names with these consonants."""
        with self._reading():
            return self._lexicon.sounding(skeleton)

    def sounding_so_far(self, skeleton: str, limit: int) -> list[Word]:
        """Names whose consonants begin with these; `limit` of them, should there be more."""
        with self._reading():
            found = self._lexicon.sounding_so_far(skeleton, limit)
        return [Word(code, term, fold(shown, code), shown) for code, term, shown in found]

    def concepts(self, language: str, terms: tuple[str, ...]) -> list[str]:
        """The well-known things that these terms name in a language."""
        with self._reading():
            return self._lexicon.concepts(language, terms)

    def named(self, concept: str) -> list[tuple[str, Named]]:
        """(language, name) of everything that a well-known thing is called."""
        with self._reading():
            return self._lexicon.named(concept)

    def well_known(self) -> list[tuple[str, Named]]:
        """(language, name) of everything that well-known things are called, held or not."""
        with self._reading():
            return self._lexicon.well_known()

    def _vocabulary(self, field: str) -> Vocabulary:
        """Every word of `exact_title` or `exact_body`, read once."""
        with self._loading, self._reading():
            if field not in self._vocabularies:
                self._vocabularies[field] = Vocabulary(self._counted(field), self._lexicon.bare())
            return self._vocabularies[field]

    def _counted(self, field: str) -> Iterator[tuple[str, int]]:
        """(word, articles) of a field; in between, other reads take their turns."""
        terms = self._reader.iter_field(field)
        while True:
            with self._postings.lock:
                batch = [(term, info.doc_frequency()) for term, info in islice(terms, _BATCH)]
            if not batch:
                return
            yield from ((term.decode(), articles) for term, articles in batch)

    def stats(self) -> Stats:
        """What the index holds."""
        alive, columns = self._postings.alive, self._columns
        dates = columns.dates[alive]
        dates = dates[dates > 0]
        files = (path for path in self._folder.rglob("*") if path.is_file())
        return Stats(
            articles=int(alive.size),
            languages=dict(self.values("language")),
            sources=dict(self.values("source")),
            years=dict(self.values("year")),
            months=_months(columns.dates[alive]),
            first=_date(int(dates.min())) if dates.size else None,
            last=_date(int(dates.max())) if dates.size else None,
            bytes=sum(path.stat().st_size for path in files),
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
            return bool(self._reader.generation() == self._index.latest_generation())
        except (ArticleSearchError, OSError):
            return False  # whoever opens it again is told what is wrong

    def close(self) -> None:
        """Let go of files."""
        with self._postings.lock:
            self._reader.close()
        self._lexicon.close()


def _is_of_whoosh(error: BaseException) -> bool:
    """Whether it was raised in Whoosh, which takes damaged bytes for anything."""
    module = ""
    for frame, _ in walk_tb(error.__traceback__):
        module = frame.f_globals.get("__name__", "")
    return module.partition(".")[0] == "whoosh"


def _damaged(location: Location, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        Message(
            "cannot read the index at {path} ({error}); rebuild it",
            path=location.path,
            error=error,
        )
    )


def _months(dates: NDArray[np.uint32]) -> dict[str, int]:
    numbers, counts = np.unique(dates // 100, return_counts=True)
    counted = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    undated = counted.pop(0, 0)
    months = {f"{number // 100:04}-{number % 100:02}": n for number, n in counted.items()}
    return months | ({UNKNOWN: undated} if undated else {})


def _date(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
