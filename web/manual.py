"""The query language in examples, as the page "How to search" shows them."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask_babel import lazy_gettext as _

from search.models import UNKNOWN, UNSURE
from search.searching import Index
from web.front import finds

__all__ = ["Row", "rows_of"]


class Row(NamedTuple):
    """Something to type, and what it finds, in the language of whoever reads it.

    Attributes:
        works: whether it finds anything in this index.
    """

    query: str
    about: object
    works: bool


# Of several that show the same, the first that the index has is taken.
_WORDS: tuple[tuple[tuple[str, ...], object], ...] = (
    (
        ("мир переговори", "grain Odesa", "NATO Stoltenberg", "Brexit parlament"),
        _("all the words, in any of their forms; where no article has all, those with most"),
    ),
    (
        ('"secretary general"', '"Theresa May"', '"European Union"'),
        _("words next to each other, in this order, in any of their forms"),
    ),
    (("grain OR wheat", "NATO OR EU", "Brexit OR referendum"), _("either of them")),
    (
        ("NATO -Finland", "Brexit -referendum", "Ukraine -NATO"),
        _("articles without a word; NOT does the same"),
    ),
    (("(grain OR wheat) Odesa", "(Brexit OR referendum) May"), _("groups")),
    (('"війну"', "=Stoltenberg", "=Brexit"), _("this very form of the word; = does the same")),
    (("перегов*", "grain*", "Brex*"), _("words that begin so")),
    (
        ("Stoltenbreg~", "Odesta~", "Brexti~"),
        _("words at most two letters off; ~1 for one letter"),
    ),
    (("title:NATO", "title:Brexit"), _("in headlines only")),
)
_ROWS: WeakKeyDictionary[Index, list[Row]] = WeakKeyDictionary()


def rows_of(index: Index | None) -> list[Row]:
    """The rows of the table, worked out once for each state of an index; it may be missing."""
    if index is None:
        return [Row(queries[0], about, False) for queries, about in _WORDS]
    if index not in _ROWS:
        _ROWS[index] = [*_rows_of_words(index), *_rows_of_fields(index)]
    return _ROWS[index]


def _rows_of_words(index: Index) -> Iterator[Row]:
    for queries, about in _WORDS:
        found = next((query for query in queries if finds(index, query)), "")
        yield Row(found or queries[0], about, bool(found))


def _rows_of_fields(index: Index) -> Iterator[Row]:
    stats = index.stats()
    if source := _first((name for name in stats.sources if '"' not in name), UNKNOWN):
        quoted = source if re.fullmatch(r"[\w.-]+", source) else f'"{source}"'
        yield Row(f"source:{quoted}", _("from one source"), True)
    if language := _first(stats.languages, UNSURE):
        yield Row(f"language:{language}", _("in one language, by its code or its name"), True)
    if year := _first(stats.years, UNKNOWN):
        yield Row(f"date:{year}", _("of a year, a month (2021-10) or a day (2021-10-21)"), True)
        yield Row(f"date:{year}..", _("from then on; 2021..2022 from one to the other"), True)


def _first(values: Iterable[str], unknown: str) -> str:
    return next((value for value in values if value != unknown), "")
