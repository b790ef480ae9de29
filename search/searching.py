"""Searches: a query to results. `Index` is an index open for reading."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Self, get_args

from search.analysis.languages import language_name
from search.config import default_index
from search.engines.base import FACETS, Everything, Filter, Found, Reader, Request
from search.engines.whoosh import open_reader
from search.errors import ArticleNotFound, QueryError, UsageError
from search.highlighting import Highlighter
from search.models import (
    UNKNOWN,
    Facet,
    Hit,
    Match,
    Results,
    Snippet,
    Sort,
    Span,
    Stats,
    StoredArticle,
    Variant,
)
from search.periods import first_day, last_day, ordered
from search.queries import parse_query
from search.resolving import Resolved, Resolver, check_value
from search.suggesting import suggest_query
from search.variants import Variant as Meant
from search.variants import check_keys

__all__ = ["Index", "open_index", "search"]

_MOST_WORDS = 10
Choice = str | int | Iterable[str | int] | None


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
        )


class Index:
    """One state of an index. Later changes of the index do not show in it.

    Safe to use from several threads.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._closed = False

    @property
    def generation(self) -> str:
        """What tells this state of the index from every other."""
        return self._reader.generation

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

        Raises:
            QueryError: an unknown field, value, date, sort or match; the message says which are
                known.
        """
        _check("sort", sort, get_args(Sort))
        _check("match", match, get_args(Match))
        for name, number in (("limit", limit), ("offset", offset)):
            if not isinstance(number, int) or number < 0:
                raise QueryError(f"{name} is {number!r}; it is a whole number from 0")
        if not isinstance(query, str):
            raise QueryError(f"the query is {query!r}; it is a text, and every article for ''")
        self._check_open()
        first, last = ordered(first_day(since), last_day(until))
        parsed = parse_query(query)
        resolved = self._resolver(names, without).resolve(parsed.tree)
        request = Request(
            query=resolved.node(1 if match == "any" else len(resolved.required)),
            filters=self._filters(language=language, source=source, year=year),
            since=first,
            until=last,
            sort=sort if resolved.required or sort != "relevance" else "newest",
            limit=limit,
            offset=offset,
            counts=facets,
        )
        found = self._reader.search(request)
        notes = [*parsed.notes, *resolved.notes]
        if match == "auto" and not found.total and len(resolved.required) > 1:
            found = self._most(request, resolved, notes, found)
        highlighter = Highlighter(resolved.marks)
        return Results(
            query=query,
            total=found.total,
            hits=[_hit(article, score, highlighter, snippets) for article, score in found.hits],
            facets=_facets(found, request) if facets else {},
            variants=self._variants(resolved),
            notes=notes,
            suggestion=suggest_query(self._reader, query, resolved.missing),
            limit=limit,
            offset=offset,
            generation=self.generation,
        )

    def _resolver(self, names: bool, without: Iterable[str]) -> Resolver:
        keys = frozenset(without)
        check_keys(keys)
        return Resolver(self._reader, names=names, without=keys)

    def _variants(self, resolved: Resolved) -> dict[str, list[Variant]]:
        """What each part of the query stood for, with the words that the index has."""
        return {
            text: [
                Variant(v.key, v.language, v.how, tuple(self._words(v, text)[:_MOST_WORDS]))
                for v in variants
            ]
            for text, variants in resolved.variants.items()
        }

    def _words(self, variant: Meant, text: str) -> list[str]:
        if variant.shown:
            return [variant.shown]
        if len(variant.terms) == 1:
            return self._reader.forms(variant.language, variant.terms[0])
        if variant.how == "form":
            return [text]
        found = [self._reader.forms(variant.language, term)[:1] for term in variant.terms]
        return [" ".join(word for words in found for word in words)]

    def _filters(self, **choices: Choice) -> dict[str, Filter]:
        filters = {}
        for facet, choice in choices.items():
            values = [choice] if isinstance(choice, str | int) else list(choice or ())
            chosen = [str(value) for value in values if value]
            # A source may begin with a minus itself.
            minus = {v for v in chosen if v.startswith("-") and v not in self._reader.values(facet)}
            include = {self._value(facet, v) for v in chosen if v not in minus}
            exclude = {self._value(facet, v[1:]) for v in minus}
            if chosen:
                filters[facet] = Filter(frozenset(include), frozenset(exclude))
        return filters

    def _value(self, facet: str, value: str) -> str:
        if facet == "year" and (value == UNKNOWN or (value.isdecimal() and len(value) == 4)):
            return value  # a year without articles is no mistake
        return check_value(self._reader, facet, value)

    def _most(self, request: Request, resolved: Resolved, notes: list[str], found: Found) -> Found:
        """The articles with most of the words, where none has them all; else what was found.

        That is asked of all articles, whatever is chosen of the facets, or choosing a value would
        not show as many as stand beside it.
        """

        def has(minimum: int) -> bool:
            query = resolved.node(minimum)
            trial = replace(request, query=query, filters={}, limit=0, counts=False)
            return self._reader.search(trial).total > 0

        wanted = most = len(resolved.required)
        if has(wanted):
            return found
        fewest = 0
        while most - fewest > 1:  # some article has `fewest`, none has `most`
            middle = (fewest + most) // 2
            if has(middle):
                fewest = middle
            else:
                most = middle
        if fewest:
            notes.append(f"no article has all {wanted} words; these have {fewest} of them")
        return self._reader.search(replace(request, query=resolved.node(max(fewest, 1))))

    def article(self, article_id: str) -> StoredArticle:
        """The whole article of this id.

        Raises:
            ArticleNotFound: the index holds none.
        """
        self._check_open()
        article = self._reader.article(article_id)
        if article is None:
            raise ArticleNotFound(
                f"no article has the id {article_id!r}; ids are in search results"
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
        resolved = self._resolver(names, without).resolve(parse_query(query).tree)
        highlighter = Highlighter(resolved.marks)
        spans = highlighter.marked_spans(article)
        return highlighter.heading(article), spans

    def stats(self) -> Stats:
        """What the index holds."""
        self._check_open()
        return self._reader.stats()

    def warm_up(self) -> None:
        """Load now what the first searches would load: dictionaries and columns."""
        # A word of each language's own, or its dictionary stays where it is.
        names = " ".join(map(language_name, self._reader.languages()))
        Resolver(self._reader).resolve(parse_query(names).tree)
        self._reader.search(Request(Everything(), limit=0))

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


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise QueryError(f"unknown {name} {value!r}; it is one of {', '.join(known)}")


def _hit(article: StoredArticle, score: float, highlighter: Highlighter, snippets: bool) -> Hit:
    return Hit(
        id=article.id,
        title=article.title,
        source=article.source,
        language=article.language,
        date=article.date,
        url=article.url,
        score=score,
        heading=highlighter.heading(article) if snippets else Snippet(article.title),
        snippet=highlighter.snippet(article) if snippets else Snippet(""),
    )


def _facets(found: Found, request: Request) -> dict[str, list[Facet]]:
    """Facets, the most frequent value first; what is chosen or left out is listed at 0 too."""
    facets = {}
    for name in FACETS:
        wanted = request.filters.get(name, Filter())
        counts = dict.fromkeys(sorted(wanted.include | wanted.exclude), 0) | found.facets[name]
        label = language_name if name == "language" else _label
        facets[name] = [
            Facet(value, label(value), count, value in wanted.include, value in wanted.exclude)
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ]
    return facets


def _label(value: str) -> str:
    return "Unknown" if value == UNKNOWN else value
