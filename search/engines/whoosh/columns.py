"""What a search needs of every article besides its terms, as arrays by article number."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.postings import Docs, Segment
from search.models import UNKNOWN

__all__ = ["Coded", "Columns"]


class Coded:
    """A facet's value for every article.

    Args:
        values: the distinct values, in any order.
        codes: the place in `values` of each article's value.

    Attributes:
        values: the same, sorted.
        codes: places in these.
    """

    def __init__(self, values: list[str], codes: NDArray[np.integer]) -> None:
        in_order = sorted(range(len(values)), key=values.__getitem__)
        ranks = np.empty(len(values), np.intp)  # what NumPy counts without a copy
        ranks[in_order] = np.arange(len(values))
        self.values = [values[place] for place in in_order]
        self.codes: NDArray[np.intp] = ranks[codes]
        self._places = {value: place for place, value in enumerate(self.values)}

    def mask(self, values: frozenset[str]) -> NDArray[np.bool_]:
        """For each place in `values`: whether it is one of the given."""
        mask = np.zeros(len(self.values), np.bool_)
        mask[[self._places[value] for value in values if value in self._places]] = True
        return mask

    def counted(self, docs: Docs) -> dict[str, int]:
        """Every value of these articles and how many have it, the most frequent first."""
        counts = np.bincount(self.codes[docs], minlength=len(self.values))
        held = np.flatnonzero(counts)
        order = held[np.argsort(-counts[held], kind="stable")]
        values = map(self.values.__getitem__, order.tolist())
        return dict(zip(values, counts[order].tolist(), strict=True))


class Columns:
    """The columns of one reader.

    Attributes:
        facets: `language`, `source`, `year` -> values by article number.
        dates: uint32, 20211021, 0 where there is none.
        lengths: `title`, `body` -> float64, in words.
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
        self.lengths = {
            kind: _numbers(segments, f"{kind}_length").astype(np.float64)
            for kind in ("title", "body")
        }
        self.set_aside = _numbers(segments, "set_aside")


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
