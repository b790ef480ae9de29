"""What the start page says of an index: what it holds, and searches to begin with."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask_babel import lazy_gettext as _

from search.models import UNKNOWN, UNSURE, Stats
from search.searching import Index

__all__ = ["Example", "Front", "finds", "front_of"]


class Example(NamedTuple):
    """A query, and what it shows, in the language of whoever reads it."""

    query: str
    about: object


class Front(NamedTuple):
    """What an index holds, and queries that find something in it.

    `languages` and `sources` count those that are known.
    """

    articles: int
    languages: int
    sources: int
    first: date | None
    last: date | None
    examples: list[Example]


# Of the demonstration collection, and likely to find something in other news as well.
_WORDS = (
    Example("Stoltenberg", _("a name in every alphabet and grammatical form")),
    Example('"Secretary General" -Finland', _("words side by side; articles without another")),
    Example("title:NATO", _("in headlines only")),
    Example("земл*", _("words that begin so")),
)
_fronts: WeakKeyDictionary[Index, Front] = WeakKeyDictionary()


def front_of(index: Index) -> Front:
    """The front of one state of an index, worked out once."""
    front = _fronts.get(index)
    if front is None:
        stats = index.stats()
        front = _fronts[index] = Front(
            articles=stats.articles,
            languages=len(stats.languages.keys() - {UNSURE}),
            sources=len(stats.sources.keys() - {UNKNOWN}),
            first=stats.first,
            last=stats.last,
            examples=list(_examples(index, stats)),
        )
    return front


def finds(index: Index, query: str) -> bool:
    """Whether articles have all that the query asks for."""
    # `all`: what "auto" finds by leaving out a word would show something else.
    return index.search(query, match="all", limit=0, facets=False, snippets=False).total > 0


def _examples(index: Index, stats: Stats) -> Iterator[Example]:
    yield from (example for example in _WORDS if finds(index, example.query))
    for language in stats.languages:
        if language != UNSURE:
            yield Example(f"language:{language}", _("one language"))
            break
    for year in stats.years:
        if year != UNKNOWN:
            yield Example(f"date:{year}", _("one year; or a month, 2022-07; or 2022..2024"))
            break
