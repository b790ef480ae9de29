"""Facets and filters, as a page shows them."""

from collections.abc import Iterator
from typing import NamedTuple

from search.analysis.languages import language_name
from search.engines.base import FACETS
from search.models import UNKNOWN, Facet
from web.state import State

__all__ = ["Choices", "Chosen", "choices_of", "chosen_of", "pages_of"]

# What of a facet is seen without a click: about as much as fits beside the first three results.
_SHOWN = 8
# Nobody reads further down a list; a thousand sources would make the page heavier than its results.
_LISTED = 100


class Choices(NamedTuple):
    """One facet: the values that are seen at once, and those behind a click."""

    name: str
    shown: list[Facet]
    folded: list[Facet]
    is_filtered: bool
    unfold: bool  # something among the folded ones is chosen
    unlisted: int  # values that are on neither list


class Chosen(NamedTuple):
    """A filter in force, and the search without it; `language` is the code of a language's name."""

    before: str
    label: str
    language: str
    without: State


def choices_of(facets: dict[str, list[Facet]]) -> list[Choices]:
    """The facets in the page's order."""
    choices = []
    for name in FACETS:
        values = facets[name]
        if name == "year":  # looked for in their own order, not in that of their counts
            values = sorted(values, key=_year, reverse=True)
        # A fold that would hide one line takes a line itself.
        cut = _SHOWN if len(values) > _SHOWN + 1 else len(values)
        shown, folded = values[:cut], values[cut:]
        taken = [value.selected or value.excluded for value in values]
        listed = [v for n, v in enumerate(folded) if n < _LISTED or taken[cut + n]]
        unlisted = len(folded) - len(listed)
        choices.append(Choices(name, shown, listed, any(taken), any(taken[cut:]), unlisted))
    return choices


def _year(facet: Facet) -> str:
    return "" if facet.value == UNKNOWN else facet.value


def chosen_of(state: State) -> Iterator[Chosen]:
    """Every filter in force, each with the way out of it."""
    for facet in FACETS:
        for value in getattr(state, facet):
            bare = value.removeprefix("-")
            without = state.having(**{facet: tuple(v for v in getattr(state, facet) if v != value)})
            label = language_name(bare) if facet == "language" else bare
            if bare == UNKNOWN:
                label = f"unknown {facet}"
            code = bare if facet == "language" else ""
            yield Chosen("not" if value != bare else "", label, code, without)
    if state.since:
        yield Chosen("since", state.since, "", state.having(since=""))
    if state.until:
        yield Chosen("until", state.until, "", state.having(until=""))
    if state.match != "auto":
        label = "any of the words" if state.match == "any" else "all of the words"
        yield Chosen("", label, "", state.having(match="auto"))


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
