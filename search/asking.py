"""What is asked of an index: the arguments of a search, checked, put to it, and its answer."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, TypedDict, Unpack, get_args

from search.engines.base import Filter, Found, Reader, Request, bytes_of
from search.errors import QueryError
from search.lookups import Lookups
from search.messages import Message
from search.models import UNKNOWN, Match, Sort
from search.periods import first_day, last_day, ordered
from search.queries import parse_query
from search.resolving import Resolved, Resolver
from search.values import FACET_NAMES, check_value
from search.variants import check_keys

__all__ = [
    "Answer",
    "Choice",
    "Choices",
    "Narrowing",
    "ask",
    "check_choice",
    "narrow",
    "resolve_query",
]

_RESOLVED = 3_000  # bytes of a resolved query besides its tree, about
_SORTS, _MATCHES = get_args(Sort), get_args(Match)

Choice = str | int | Iterable[str | int] | None


class Choices(TypedDict, total=False):
    """What a search is narrowed to and how it is meant; see `Index.search`."""

    language: Choice
    source: Choice
    year: Choice
    since: date | str | None
    until: date | str | None
    sort: Sort
    match: Match
    names: bool
    without: Iterable[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an index answered.

    Attributes:
        request: the request that was answered in the end.
        resolved: what its words stood for.
        notes: for the person who searched.
    """

    request: Request
    found: Found
    resolved: Resolved
    notes: list[str]


class Narrowing(NamedTuple):
    """What a query is narrowed to, and what its words stand for: choices, checked.

    Attributes:
        filters: (facet, filter).
        since, until: both included.
    """

    filters: tuple[tuple[str, Filter], ...] = ()
    since: date | None = None
    until: date | None = None
    names: bool = True
    without: frozenset[str] = frozenset()

    @property
    def leaves_out(self) -> bool:
        """Whether a query may find less under it than alone."""
        return bool(self.filters or self.since or self.until or self.without)


def narrow(
    reader: Reader,
    *,
    language: Choice = None,
    source: Choice = None,
    year: Choice = None,
    since: date | str | None = None,
    until: date | str | None = None,
    sort: Sort = "relevance",
    match: Match = "auto",
    names: bool = True,
    without: Iterable[str] = (),
) -> Narrowing:
    """Check choices against an index.

    Raises:
        QueryError: an unknown value, date, sort or match; a key that can be none.
    """
    check_choice("sort", sort, _SORTS)
    check_choice("match", match, _MATCHES)
    keys = frozenset(without)
    check_keys(keys)
    first, last = ordered(first_day(since), last_day(until))
    filters = _filters(reader, language=language, source=source, year=year)
    return Narrowing(tuple(filters.items()), first, last, names, keys)


def ask(
    reader: Reader,
    query: str,
    *,
    limit: int | None = None,
    offset: int = 0,
    counts: bool = False,
    days: bool = False,
    texts: bool = True,
    **choices: Unpack[Choices],
) -> Answer:
    """Put a query to an index; the arguments are those of `Index.search` and of `Request`.

    Raises:
        QueryError: an unknown field, value, date, sort or match.
    """
    if not isinstance(query, str):
        raise QueryError(f"the query is {query!r}; it is a text, and every article for ''")
    to = narrow(reader, **choices)
    sort, match = choices.get("sort", "relevance"), choices.get("match", "auto")
    resolved, notes = resolve_query(reader, query, names=to.names, without=to.without)
    request = Request(
        query=resolved.node(1 if match == "any" else len(resolved.required)),
        filters=dict(to.filters),
        since=to.since,
        until=to.until,
        sort=sort if resolved.required or sort != "relevance" else "newest",
        limit=limit,
        offset=offset,
        counts=counts,
        days=days,
        texts=texts,
    )
    found = reader.search(request)
    if match == "auto" and not found.total and len(resolved.required) > 1:
        most = _most(reader, request, resolved)
        if most < len(resolved.required):
            if most:
                notes.append(
                    Message(
                        "no article has all {wanted} words; these have {most} of them",
                        wanted=len(resolved.required),
                        most=most,
                    )
                )
            request = replace(request, query=resolved.node(max(most, 1)))
            found = reader.search(request)
    return Answer(request, found, resolved, notes)


def resolve_query(
    reader: Reader, query: str, *, names: bool = True, without: Iterable[str] = ()
) -> tuple[Resolved, list[str]]:
    """What a query stands for in an index, and notes on what was passed over.

    Raises:
        QueryError: an unknown field, value or date in the query; a key that can be none.
    """
    keys = frozenset(without)
    check_keys(keys)

    def resolve() -> tuple[tuple[Resolved, list[str]], int]:
        parsed = parse_query(query)
        found = Resolver(reader, names=names, without=keys).resolve(parsed.tree)
        parts = (*found.required, *found.implied, *found.narrowing)
        size = 4 * len(query) + _RESOLVED + sum(map(bytes_of, parts))
        return (found, [*parsed.notes, *found.notes]), size

    resolved, notes = Lookups(reader).of_query(("resolve", query, names, keys), resolve)
    return resolved, [*notes]


def check_choice(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a value that is none of those known.

    Raises:
        QueryError
    """
    if value not in known:
        raise QueryError(
            Message(
                "unknown {name} {value!r}; it is one of {known}",
                name=name,
                value=value,
                known=", ".join(known),
            )
        )


def _filters(reader: Reader, **choices: Choice) -> dict[str, Filter]:
    filters = {}
    for facet, choice in choices.items():
        if not choice:
            continue
        values = [choice] if isinstance(choice, str | int) else list(choice)
        chosen = [str(value) for value in values if value]
        # A source may begin with a minus itself.
        minus = {v for v in chosen if v.startswith("-") and v not in reader.values(facet)}
        include = {_value(reader, facet, v) for v in chosen if v not in minus}
        exclude = {_value(reader, facet, v[1:]) for v in minus}
        if both := include & exclude:
            raise QueryError(
                Message(
                    "{name} {value!r} is both chosen and left out; leave one of the two",
                    name=FACET_NAMES[facet],
                    value=min(both),
                )
            )
        if chosen:
            filters[facet] = Filter(frozenset(include), frozenset(exclude))
    return filters


def _value(reader: Reader, facet: str, value: str) -> str:
    if facet == "year" and (value == UNKNOWN or re.fullmatch("[0-9]{4}", value)):
        return value  # a year without articles is no mistake
    return check_value(reader, facet, value)


def _most(reader: Reader, request: Request, resolved: Resolved) -> int:
    """How many of the words an article has at most.

    That is asked of all articles, whatever is chosen of the facets, or choosing a value would
    not show as many as stand beside it.
    """

    def has(minimum: int) -> bool:
        query = resolved.node(minimum)
        trial = replace(request, query=query, filters={}, limit=0, counts=False, days=False)
        return reader.search(trial).total > 0

    most = len(resolved.required)
    if has(most):
        return most
    fewest = 0
    while most - fewest > 1:  # some article has `fewest`, none has `most`
        middle = (fewest + most) // 2
        if has(middle):
            fewest = middle
        else:
            most = middle
    return fewest
