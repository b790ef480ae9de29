"""Facets and filters, as a page shows them."""

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import get_locale

from search.analysis.folding import fold, plain
from search.engines.base import FACETS
from search.models import UNKNOWN, Facet
from web.showing import label_of
from web.state import State

__all__ = [
    "FETCHED",
    "Choices",
    "Chosen",
    "Listing",
    "choices_of",
    "chosen_of",
    "listing_of",
    "pages_of",
]

# What of a facet is seen without a click: about as much as fits beside the first three results.
_SHOWN = 8
# Each value is two links, and each link repeats the query: more of them make the page heavier than
# its results. A longer list is searched; it has a page of its own, from which a script fetches the
# first.
_FOLDED = 8
FETCHED = 24
# There a value is two boxes to tick, about 250 bytes.
_LISTED = 100


class Choices(NamedTuple):
    """One facet: the values that are seen at once, and those behind a click.

    Attributes:
        shown: the first ones, and all that are chosen or left out.
        more: how many others there are; `folded` has them if they are few.
    """

    name: str
    shown: list[Facet]
    folded: list[Facet]
    more: int
    is_filtered: bool

    @property
    def is_searched(self) -> bool:
        """Whether there are too many others to list."""
        return self.more > len(self.folded)


class Listing(NamedTuple):
    """One part of all the values of a facet that have something in their name.

    Attributes:
        taken: what is chosen or left out, whatever its name and on every part.
        values: the others of this part.
        found: how many others there are on all parts.
        part, last: counted from 1.
    """

    name: str
    taken: list[Facet]
    values: list[Facet]
    found: int
    part: int
    last: int


class Chosen(NamedTuple):
    """A filter in force, and the search without it.

    `kind` is "value" or "left out", each of a `facet`; "since", "until" or "match".
    """

    kind: str
    facet: str
    value: str
    without: State


def choices_of(facets: dict[str, list[Facet]]) -> list[Choices]:
    """The facets in the page's order."""
    choices = []
    for name in FACETS:
        values = _ordered(name, facets[name])
        # A fold that would hide one line takes a line itself.
        cut = _SHOWN if len(values) > _SHOWN + 1 else len(values)
        rest = values[cut:]
        shown = values[:cut] + [value for value in rest if _is_taken(value)]
        rest = [value for value in rest if not _is_taken(value)]
        is_filtered = any(map(_is_taken, shown))
        folded = rest if len(rest) <= _FOLDED else []
        choices.append(Choices(name, shown, folded, len(rest), is_filtered))
    return choices


def listing_of(
    name: str,
    values: list[Facet],
    find: str = "",
    part: int = 1,
    *,
    size: int = _LISTED,
    is_below: bool = False,
) -> Listing:
    """Values that are called `find`, in part, whatever the case and the marks of the letters.

    If it is below the first ones, as in the column of filters, it has none of those.

    A language is found by its own name, by that in the reader's language, and by its code.
    """
    ordered = _ordered(name, values)
    others = ordered[_SHOWN:] if is_below else ordered
    found = [value for value in others if not _is_taken(value)]
    if find:
        wanted = _plain(find)
        found = [value for value in found if wanted in _plain(_names_of(name, value.value))]
    return Listing(
        name=name,
        taken=[value for value in ordered if _is_taken(value)],
        values=found[(part - 1) * size : part * size],
        found=len(found),
        part=part,
        last=max(-(-len(found) // size), 1),
    )


def _is_taken(value: Facet) -> bool:
    return value.selected or value.excluded


def _names_of(facet: str, value: str) -> str:
    label = label_of(facet, value)
    if facet != "language":
        return label
    return f"{label}\n{get_locale().languages.get(value, '')}\n{value}"


def _plain(text: str) -> str:
    folded = fold(text)
    return next(iter(plain(folded)), folded)


def _ordered(name: str, values: list[Facet]) -> list[Facet]:
    """The most frequent first, but years as they are looked for."""
    return sorted(values, key=_year, reverse=True) if name == "year" else values


def _year(facet: Facet) -> str:
    return "" if facet.value == UNKNOWN else facet.value


def chosen_of(state: State, facets: dict[str, list[Facet]]) -> Iterator[Chosen]:
    """Every filter in force, each with the way out of it."""
    for facet in FACETS:
        for value in facets[facet]:
            if value.selected:
                yield Chosen("value", facet, value.value, state.toggled(facet, value.value))
            elif value.excluded:
                yield Chosen("left out", facet, value.value, state.excluding(facet, value.value))
    for bound in ("since", "until"):
        if value := getattr(state, bound):
            yield Chosen(bound, "", value, state.having(**{bound: ""}))
    if state.match != "auto":
        yield Chosen("match", "", state.match, state.having(match="auto"))


def pages_of(page: int, last: int) -> list[int]:
    """The pages that are linked: the first, the last, and those beside this one; 0 is a gap."""
    near = {1, last, *range(max(page - 1, 1), min(page + 1, last) + 1)}
    linked: list[int] = []
    for number in sorted(near):
        before = linked[-1] if linked else number - 1
        if number == before + 2:  # a gap of one page is that page
            linked.append(number - 1)
        elif number > before + 2:
            linked.append(0)
        linked.append(number)
    return linked
