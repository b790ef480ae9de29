"""What a search needs of every article besides its terms, as arrays by article number."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.base import FACETS, Days, Filter
from search.engines.whoosh.dictionary import narrow
from search.engines.whoosh.postings import Docs, Segment
from search.models import UNKNOWN

__all__ = ["Coded", "Columns", "Passing"]

# For each value of a facet that is filtered, in the order of its values, whether it passes.
Passing = Mapping[str, NDArray[np.bool_]]

_MOST_TOGETHER = 1 << 16  # combinations of values that are counted together


class Coded:
    """A facet's value for every article.

    Args:
        values: the distinct values, in any order.
        codes: the place in `values` of each article's value.

    Attributes:
        values: the same, sorted.
        codes: places in these, in as few bytes as will do.
    """

    def __init__(self, values: list[str], codes: NDArray[np.integer]) -> None:
        in_order = sorted(range(len(values)), key=values.__getitem__)
        ranks = np.empty(len(values), np.int64)
        ranks[in_order] = np.arange(len(values))
        self.values = [values[place] for place in in_order]
        self.codes = narrow(ranks)[codes]
        self._names = np.array(self.values, np.object_)
        self._places = {value: place for place, value in enumerate(self.values)}

    def mask(self, values: frozenset[str]) -> NDArray[np.bool_]:
        """For each place in `values`: whether it is one of the given."""
        mask = np.zeros(len(self.values), np.bool_)
        mask[[self._places[value] for value in values if value in self._places]] = True
        return mask

    def passing(self, wanted: Filter) -> NDArray[np.bool_]:
        """For each place in `values`: whether it passes a filter."""
        passing = ~self.mask(wanted.exclude)
        return passing & self.mask(wanted.include) if wanted.include else passing

    def counted(self, docs: Docs) -> dict[str, int]:
        """Every value of these articles and how many have it, the most frequent first."""
        return self.named(np.bincount(self.codes.take(docs), minlength=len(self.values)))

    def named(self, counts: NDArray[np.integer]) -> dict[str, int]:
        """Values and their counts, given by place; the most frequent first, none that is 0."""
        (held,) = counts.nonzero()
        order = held[(-counts[held]).argsort(kind="stable")]
        return dict(zip(self._names[order].tolist(), counts[order].tolist(), strict=True))


class Columns:
    """The columns of one reader.

    Attributes:
        facets: `language`, `source`, `year` -> values by article number.
        dates: uint32, 20211021, 0 where there is none.
        lengths: `title`, `body` -> whole numbers, in words.
        set_aside: letters of the text set aside.
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.dates = _numbers(segments, "date").astype(np.uint32)
        years = self.dates // 10_000
        held = np.flatnonzero(np.bincount(years)) if years.size else np.zeros(0, np.int64)
        self.facets = {
            "language": _coded(segments, "language"),
            "source": _coded(segments, "source"),
            "year": Coded(
                [str(year) if year else UNKNOWN for year in held.tolist()],
                np.searchsorted(held, years),
            ),
        }
        self.lengths = {kind: _numbers(segments, f"{kind}_length") for kind in ("title", "body")}
        self.set_aside = _numbers(segments, "set_aside")

    def passed(self, docs: Docs, passing: Passing) -> NDArray[np.bool_]:
        """Which of these articles pass all of some filters, of which there is one at least."""
        passed = [mask[self.facets[name].codes.take(docs)] for name, mask in passing.items()]
        every: NDArray[np.bool_] = np.logical_and.reduce(passed)
        return every

    def counted(self, docs: Docs, passing: Passing) -> dict[str, dict[str, int]]:
        """Counts of each facet's values among the articles that pass the other facets' filters."""
        counted = {}
        sizes = [len(self.facets[name].values) for name in FACETS]
        together = prod(sizes) <= min(docs.size, _MOST_TOGETHER)
        if together:
            table = np.bincount(self._together.take(docs), minlength=prod(sizes)).reshape(sizes)
        for axis, name in enumerate(FACETS):
            others = {other: mask for other, mask in passing.items() if other != name}
            column = self.facets[name]
            if together:
                kept = table
                for other, mask in others.items():
                    kept = kept.compress(mask, FACETS.index(other))
                axes = tuple(other for other in range(len(FACETS)) if other != axis)
                counted[name] = column.named(np.add.reduce(kept, axis=axes))
            else:
                counted[name] = column.counted(docs[self.passed(docs, others)] if others else docs)
        return counted

    def days(self, docs: Docs) -> Days:
        """How many of these articles there are of each language and day."""
        languages, dates, codes = self._languages_and_dates
        own = codes.take(docs)
        if docs.size < dates.size:
            places, counts = np.unique(own, return_counts=True)
        else:
            counts = np.bincount(own, minlength=dates.size)
            (places,) = counts.nonzero()
            counts = counts[places]
        return Days(self.facets["language"].values, languages[places], dates[places], counts)

    @cached_property
    def _languages_and_dates(
        self,
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.integer]]:
        """Every language with every date that it has, and for each article the place of its own."""
        pairs = self.facets["language"].codes.astype(np.int64) << 32 | self.dates
        pairs, codes = np.unique(pairs, return_inverse=True)
        return pairs >> 32, pairs & 0xFFFFFFFF, narrow(codes)

    @cached_property
    def _together(self) -> NDArray[np.integer]:
        """For each article the place of its values in a table that has an axis for each facet."""
        columns = [self.facets[name] for name in FACETS]
        codes = [column.codes.astype(np.intp) for column in columns]
        return narrow(np.ravel_multi_index(codes, [len(column.values) for column in columns]))


def _numbers(segments: Sequence[Segment], name: str) -> NDArray[Any]:
    """A column of numbers over all segments."""
    parts = [segment.files.numbers(name) for segment in segments]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint32)


def _coded(segments: Sequence[Segment], name: str) -> Coded:
    """A column of texts over all segments."""
    places: dict[str, int] = {}
    parts = []
    for segment in segments:
        values, codes = segment.files.codes(name)
        known = [places.setdefault(value.decode(), len(places)) for value in values]
        parts.append(np.array(known, np.int32)[codes])
    return Coded(list(places), np.concatenate(parts) if parts else np.zeros(0, np.int32))
