"""One generation, open for reading."""

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.index import open_dir

from search.analysis import LANGUAGES, analyzer_for, fold
from search.engines.base import FACETS, Dates, Days, Filter, Found, Named, Request
from search.engines.batch import Word
from search.engines.whoosh.arrayfile import ArrayFile, DamagedFile
from search.engines.whoosh.codec import ArraySegment
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.evaluate import Evaluator, Matches
from search.engines.whoosh.lexicon import CONCEPTS, Lexicon, read_trie
from search.engines.whoosh.location import (
    Location,
    about_stamp,
    problems_of,
    read_about,
)
from search.engines.whoosh.offsets import decode_offsets
from search.engines.whoosh.postings import Docs, Postings, Segment, common
from search.engines.whoosh.records import article_of
from search.engines.whoosh.segmentfiles import SegmentFiles
from search.engines.whoosh.vocabulary import Vocabulary
from search.engines.whoosh.writer import generation_name
from search.errors import ArticleSearchError, IndexDamaged
from search.messages import Message
from search.models import UNKNOWN, Span, Stats, StoredArticle

__all__ = ["WhooshReader"]

# A rebuild may remove the generation between the look at CURRENT and the opening of its files.
_ATTEMPTS = 5

# What comes of a file that is not what it was.
_DAMAGE = (
    DamagedFile,
    pickle.UnpicklingError,
    EOFError,
    OSError,
    IndexError,
    KeyError,
    ValueError,
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
                self._index = open_dir(str(self._folder))
                toc = self._index._read_toc()
                self._segments = _opened(self._folder, toc.segments)
                self._lexicon = Lexicon(
                    [segment.files.words for segment in self._segments],
                    read_trie(ArrayFile(self._folder / CONCEPTS)),
                )
                break
            except ArticleSearchError:
                raise
            except Exception as error:
                if attempt + 1 == _ATTEMPTS:
                    raise _damaged(location, error) from error
        self.generation = generation_name(self._folder, toc.generation)
        self.mark = f"{self._pointer} {toc.generation} {self._stamp}"
        self._commit: int = toc.generation
        self._postings = Postings(self._segments)
        self._vocabularies: dict[str, Vocabulary] = {}
        self._loading = Lock()

    @cached_property
    def _columns(self) -> Columns:
        with self._reading():
            return Columns(self._segments)

    @cached_property
    def _evaluator(self) -> Evaluator:
        return Evaluator(self._postings, self._columns)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if isinstance(error, _DAMAGE):
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
            keep = common(found.docs, dated)
            found = Matches(found.docs[keep], found.scores[keep])
        passes = {
            name: self._passes(name, it, found.docs)
            for name, it in request.filters.items()
            if it.include or it.exclude
        }
        facets = self._count(found.docs, passes) if request.counts else {}
        if passes:
            keep = np.logical_and.reduce(list(passes.values()))
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
            others = [passed for name, passed in passes.items() if name != facet]
            kept = docs[np.logical_and.reduce(others)] if others else docs
            counted[facet] = self._columns.facets[facet].counted(kept)
        return counted

    def _days(self, docs: Docs) -> Days:
        column = self._columns.facets["language"]
        pairs = column.codes[docs].astype(np.int64) * 10**8 + self._columns.dates[docs]
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

    def _segment(self, number: int) -> Segment:
        return next(it for it in reversed(self._segments) if it.base <= number)

    def _stored(self, number: int) -> StoredArticle:
        segment = self._segment(number)
        try:
            return article_of(segment.files.stored(number - segment.base))
        except Exception as error:  # what was read may lack anything
            raise _damaged(self._location, error) from error

    def article(self, article_id: str) -> StoredArticle | None:
        """The article of this id, if there is one."""
        with self._reading():
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

    def places(self, article: StoredArticle) -> tuple[list[Span], list[Span]]:
        """Where the words of an article stand: in its title, and in its text."""
        with self._reading():
            docs = self._postings.of("id", article.id).docs
            if docs.size:
                number = int(docs[-1])
                segment = self._segment(number)
                lengths = self._columns.lengths
                title, body = (int(lengths[kind][number]) for kind in ("title", "body"))
                code = segment.files.offsets_of(number - segment.base)
                if code.size:
                    starts, ends = decode_offsets(code, title + body)
                    places = list(zip(starts.tolist(), ends.tolist(), strict=True))
                    return places[:title], places[title:]
        # What a Whoosh script wrote, or what is gone.
        in_title = analyzer_for(article.language).tokens(article.title)
        in_body = [
            (start + token.start, start + token.end)
            for start, end, language in article.passages
            for token in analyzer_for(language).tokens(article.text[start:end])
        ]
        return [(token.start, token.end) for token in in_title], in_body

    def words(self, language: str, term: str) -> list[str]:
        """The words, folded, that have the term in a language, held or not."""
        with self._reading():
            return [word for word, _ in self._lexicon.forms(language, term)]

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
            return self._lexicon.uses(words)

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
                self._vocabularies[field] = Vocabulary(
                    self._counted(field).items(), self._lexicon.bare()
                )
            return self._vocabularies[field]

    def _counted(self, field: str) -> Mapping[str, int]:
        """The words of a field, and in how many articles each stands, deleted ones included."""
        counted: Counter[str] = Counter()
        prefix = key_of(field, b"")
        for segment in self._segments:
            terms = segment.files.terms
            words = [key[len(prefix) :].decode() for key in terms.keys(prefix)]
            if words:
                first = terms.first(prefix)
                frequency, _, _ = terms.entries(first, first + len(words))
                counted.update(dict(zip(words, frequency.tolist(), strict=True)))
        return counted

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
            return bool(self._commit == self._index.latest_generation())
        except (ArticleSearchError, OSError):
            return False  # whoever opens it again is told what is wrong

    def close(self) -> None:
        """Let go of files."""
        self._segments = []


def _opened(folder: Path, segments: Iterable[Any]) -> list[Segment]:
    """The segments of an index."""
    opened: list[Segment] = []
    base = 0
    for segment in segments:
        if not isinstance(segment, ArraySegment):
            raise DamagedFile(f"{segment} was written by another codec")
        files = SegmentFiles(folder, segment.segment_id())
        deleted = np.array(sorted(segment.deleted_docs()), np.int64)
        opened.append(Segment(files, base, deleted))
        base += files.size
    return opened


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
