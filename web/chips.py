"""What a query was also searched for, each as a link that switches it off, and on again."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from search.also import also_searched
from search.models import Results
from search.searching import Index
from web.state import State

__all__ = ["Besides", "Chip", "Group", "besides_of"]

# About two lines of a page, and a third of a phone's screen; what is more stands behind a click.
_SHOWN = 8


class Chip(NamedTuple):
    """Forms of a word, or a name in another spelling; `switched` is the search with or without."""

    words: tuple[str, ...]
    languages: tuple[str, ...]
    is_off: bool
    switched: State


class Group(NamedTuple):
    """What a word of the query, or several together, stood for."""

    text: str
    chips: list[Chip]


class Besides(NamedTuple):
    """The whole row.

    Attributes:
        more: how many are folded.
        unfold: something among the folded ones is switched off.
        has_names: there are names in other spellings, searched or not.
        state: what was asked, without keys that have no meaning in this query.
    """

    shown: list[Group]
    folded: list[Group]
    more: int
    unfold: bool
    has_names: bool
    state: State


def besides_of(state: State, results: Results, index: Index) -> Besides:
    """What the query stood for, and what it would stand for, were nothing switched off."""
    variants = results.variants
    if state.without or state.names == "off":
        # Any of the words: what they stand for is all that is asked here.
        whole = index.search(state.q, match="any", limit=0, facets=False, snippets=False)
        variants = whole.variants
    known = {variant.key for variant in chain.from_iterable(variants.values())}
    state = replace(state, without=tuple(key for key in state.without if key in known))
    groups: list[Group] = []
    has_names = False
    for text, also in also_searched(variants).items():
        chips = []
        for meant in also:
            has_names |= meant.is_name
            if state.names == "on" or not meant.is_name:
                is_off = state.has_off(*meant.keys)
                switched = state.switched(*meant.keys)
                chips.append(Chip(meant.words, meant.languages, is_off, switched))
        groups.append(Group(text, chips))
    return _folded(groups, has_names, state)


def _folded(groups: list[Group], has_names: bool, state: State) -> Besides:
    """The first of every word, and of all as many as are shown."""
    places = [(at, number) for number, group in enumerate(groups) for at in range(len(group.chips))]
    # A fold that would hide one takes its place itself.
    cut = _SHOWN if len(places) > _SHOWN + 1 else len(places)
    seen = set(sorted(places)[:cut])

    def part(wanted: Iterable[tuple[int, int]]) -> list[Group]:
        chosen = set(wanted)
        parts = [
            Group(group.text, [c for at, c in enumerate(group.chips) if (at, number) in chosen])
            for number, group in enumerate(groups)
        ]
        return [group for group in parts if group.chips]

    folded = part(place for place in places if place not in seen)
    return Besides(
        shown=part(seen),
        folded=folded,
        more=len(places) - cut,
        unfold=any(chip.is_off for group in folded for chip in group.chips),
        has_names=has_names,
        state=state,
    )
