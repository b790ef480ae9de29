"""Searches: a query to results. `Index` is an index open for reading."""

from collections.abc import Iterable, Iterator
from datetime import date
from os import PathLike
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self, Unpack

from search.analysis import analyzer_for
from search.analysis.dictionaries import make_dictionaries
from search.analysis.languages import language_name
from search.asking import Choice, Choices, ask, narrow, resolve_query
from search.completing import Completer
from search.config import default_index, processors
from search.engines.base import Reader
from search.engines.whoosh import open_reader
from search.errors import ArticleNotFound, QueryError, UsageError
from search.highlighting import Highlighter
from search.messages import Message
from search.models import (
    Completion,
    Hit,
    Match,
    Results,
    Scan,
    Snippet,
    Sort,
    Span,
    Stats,
    StoredArticle,
)
from search.presenting import facets_of, hits_of, variants_of
from search.similar import find_similar
from search.suggesting import suggest_query
from search.timelines import timeline_of

__all__ = ["Index", "open_index", "search"]


def open_index(index: str | PathLike[str] | None = None) -> "Index":
    """Open an index for reading, as it is now; close it, or use it in a `with` statement.

    Args:
        index: its folder; by default `$ARTICLE_SEARCH_INDEX` or `article-search-index`.

    Raises:
        IndexNotFound: there is no index.
        IndexDamaged: it cannot be read.
    """
    return Index(open_reader(Path(index if index is not None else default_index())))


def search(
    query: str,
    index: str | PathLike[str] | None = None,
    *,
    limit: int = 10,
    offset: int = 0,
    language: Choice = None,
    source: Choice = None,
    year: Choice = None,
    since: date | str | None = None,
    until: date | str | None = None,
    sort: Sort = "relevance",
    match: Match = "auto",
    names: bool = True,
    without: Iterable[str] = (),
    facets: bool = True,
    snippets: bool = True,
    timeline: bool = False,
) -> Results:
    """Open the index, search it once, and close it; the arguments are those of `Index.search`."""
    with open_index(index) as opened:
        return opened.search(
            query,
            limit=limit,
            offset=offset,
            language=language,
            source=source,
            year=year,
            since=since,
            until=until,
            sort=sort,
            match=match,
            names=names,
            without=without,
            facets=facets,
            snippets=snippets,
            timeline=timeline,
        )


class Index:
    """One state of an index. Later changes of the index do not show in it.

    Safe to use from several threads.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._completer = Completer(reader)
        self._closed = False

    @property
    def generation(self) -> str:
        """What tells this state of the index from every other."""
        return self._reader.generation

    @property
    def mark(self) -> str:
        """What tells it from every state of any other index as well."""
        return self._reader.mark

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        language: Choice = None,
        source: Choice = None,
        year: Choice = None,
        since: date | str | None = None,
        until: date | str | None = None,
        sort: Sort = "relevance",
        match: Match = "auto",
        names: bool = True,
        without: Iterable[str] = (),
        facets: bool = True,
        snippets: bool = True,
        timeline: bool = False,
    ) -> Results:
        """Find articles.

        Args:
            query: in the query language (see the README); "" is every article.
            limit, offset: which of the hits; there is no ceiling to either.
            language, source, year: one value or several, any of which will do; a value with a
                minus before it is left out. `"unsure"` (language) and `"unknown"` (source, year)
                are values too.
            since, until: a day, month or year (`2021-10`), both included; an article without a
                date is in no such period.
            sort: `relevance`, `newest` or `oldest`; articles without a date come last.
            match: `all` words, `any` of them, or `auto`: all, and where no article has all, as
                many as any article has.
            names: whether a word finds what sounds like it or means the same: `Stoltenberg`
                finds Столтенберг, `EU` finds ЄС.
            without: keys of variants that are not wanted, from an earlier `Results.variants`.
            facets, snippets: leave them out where they are not wanted; that is faster.
            timeline: whether matches are to be counted by year, month or day.

        Raises:
            QueryError: an unknown field, value, date, sort or match; the message says which are
                known.
        """
        self._check_open()
        began = perf_counter()
        for name, number in (("limit", limit), ("offset", offset)):
            if not isinstance(number, int) or number < 0:
                raise QueryError(f"{name} is {number!r}; it is a whole number from 0")
        answer = ask(
            self._reader,
            query,
            limit=limit,
            offset=offset,
            counts=facets,
            days=timeline,
            texts=snippets,
            language=language,
            source=source,
            year=year,
            since=since,
            until=until,
            sort=sort,
            match=match,
            names=names,
            without=without,
        )
        return Results(
            query=query,
            total=answer.found.total,
            hits=list(hits_of(answer, self._reader, snippets=snippets)),
            facets=facets_of(answer),
            variants=variants_of(answer, self._reader),
            notes=answer.notes,
            suggestion=suggest_query(self._reader, query, answer.resolved.missing),
            limit=limit,
            offset=offset,
            generation=self.generation,
            timeline=timeline_of(answer.found.days) if answer.found.days else [],
            seconds=perf_counter() - began,
        )

    def scan(self, query: str, *, snippets: bool = True, **choices: Unpack[Choices]) -> Scan:
        """Find all articles, however many; a few at a time are read and marked, as they are taken.

        The arguments are those of `search`, and so are the matches, their order and total.

        Raises:
            QueryError: as `search`, at once.
        """
        self._check_open()
        answer = ask(
            self._reader, query, limit=None, offset=0, counts=False, texts=snippets, **choices
        )
        return Scan(
            query=query,
            total=answer.found.total,
            hits=self._while_open(hits_of(answer, self._reader, snippets=snippets)),
            notes=answer.notes,
            generation=self.generation,
        )

    def _while_open(self, hits: Iterator[Hit]) -> Iterator[Hit]:
        for hit in hits:
            yield hit
            self._check_open()

    def article(self, article_id: str) -> StoredArticle:
        """The whole article of this id.

        Raises:
            ArticleNotFound: the index holds none.
        """
        self._check_open()
        article = self._reader.article(article_id)
        if article is None:
            raise ArticleNotFound(
                Message("no article has the id {id!r}; ids are in search results", id=article_id)
            )
        return article

    def marks(
        self,
        article: StoredArticle,
        query: str,
        *,
        names: bool = True,
        without: Iterable[str] = (),
    ) -> tuple[Snippet, tuple[Span, ...]]:
        """Where a query matches in an article: its title, marked, and places in its `text`.

        Raises:
            QueryError
        """
        resolved, _ = resolve_query(self._reader, query, names=names, without=without)
        return Highlighter(resolved.marks, self._reader).marked(article)

    def similar(self, article: StoredArticle | str, *, limit: int = 5) -> list[Hit]:
        """Other articles on the same story or subject, in any language, the likest first.

        None whose likeness may be chance, so there may be none. Their `score` is comparable
        within one list only, `heading` is the title, and `snippet` is empty.

        Args:
            article: as the index holds it, or its id.

        Raises:
            ArticleNotFound: the index holds none of this id.
        """
        self._check_open()
        found = self.article(article) if isinstance(article, str) else article
        return find_similar(self._reader, found, limit)

    def complete(
        self, query: str, *, limit: int = 8, **choices: Unpack[Choices]
    ) -> list[Completion]:
        """How a query may go on that is being typed: its last word completed, the likeliest first.

        Each finds something with all the rest of the query, narrowed to what is chosen; `choices`
        are those of `search`. None for a query whose last word is
        not begun yet or finished (`grain `, `perego*`), and for a long text, that was pasted.

        Raises:
            QueryError: the query is no text, or the limit no number; for a choice as `search`.
        """
        self._check_open()
        if not isinstance(query, str) or not isinstance(limit, int) or limit < 0:
            raise QueryError(f"cannot complete {query!r} in {limit!r} ways")
        return self._completer.complete(query, limit, narrow(self._reader, **choices))

    def stats(self) -> Stats:
        """What the index holds."""
        self._check_open()
        return self._reader.stats()

    def warm_up(self) -> None:
        """Load now what the first questions would load: dictionaries, columns and modules."""
        make_dictionaries(self._reader.languages(), processors())
        for code in self._reader.languages():
            # A word of the language's own, or its dictionary stays where it is.
            analyzer_for(code).terms(language_name(code))
        names = " ".join(map(language_name, self._reader.languages()))
        resolve_query(self._reader, names)
        for hit in self.search("", limit=1, timeline=True).hits:
            self.similar(hit.id)
        self.search("wrods", limit=0)  # a slip: what is near it is looked for among all words
        self.complete("a")

    def is_current(self) -> bool:
        """Whether the index has not changed since it was opened."""
        return self._reader.is_current()

    def close(self) -> None:
        """Let go of the index's files; the index cannot be used any more."""
        if not self._closed:
            self._closed = True
            self._reader.close()

    def _check_open(self) -> None:
        if self._closed:
            raise UsageError("this index was closed; open it again with open_index")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
