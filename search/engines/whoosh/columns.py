"""What a search needs of every article besides its terms, as arrays by article number."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from search.models import UNKNOWN

__all__ = ["Coded", "Columns"]


class Coded:
    """A facet's value for every article.

    Attributes:
        values: the distinct values.
        codes: int32, the place in `values` of each article's value.
    """

    def __init__(self, column: list[str]) -> None:
        places: dict[str, int] = {}
        codes = [places.setdefault(value, len(places)) for value in column]
        self.codes = np.array(codes, np.int32)
        self.values = list(places)
        self._places = places
        in_order = sorted(range(len(places)), key=self.values.__getitem__)
        self._ranks = np.argsort(np.array(in_order, np.int64))

    def mask(self, values: frozenset[str]) -> NDArray[np.bool_]:
        """For each place in `values`: whether it is one of the given."""
        mask = np.zeros(len(self.values), np.bool_)
        mask[[self._places[value] for value in values if value in self._places]] = True
        return mask

    def counted(self, docs: NDArray[np.int32]) -> dict[str, int]:
        """Every value of these articles and how many have it, the most frequent first."""
        counts = np.bincount(self.codes[docs], minlength=len(self.values))
        held = np.flatnonzero(counts)
        order = held[np.lexsort((self._ranks[held], -counts[held]))]
        values = map(self.values.__getitem__, order.tolist())
        return dict(zip(values, counts[order].tolist(), strict=True))


class Columns:
    """The columns of one reader.

    Attributes:
        facets: `language`, `source`, `year` -> values by article number.
        dates: uint32, 20211021, 0 where there is none.
        lengths: `title`, `body` -> float32, in words.
        set_aside: uint32, letters of the text set aside.
    """

    def __init__(self, reader: IndexReader) -> None:
        self.dates = np.array(_column(reader, "date"), np.uint32)
        years = [str(date // 10_000) if date else UNKNOWN for date in self.dates.tolist()]
        self.facets = {
            "language": Coded(_column(reader, "language")),
            "source": Coded(_column(reader, "source")),
            "year": Coded(years),
        }
        self.lengths = {
            kind: np.array(_column(reader, f"{kind}_length"), np.float32)
            for kind in ("title", "body")
        }
        self.set_aside = np.array(_column(reader, "set_aside"), np.uint32)


def _column(reader: IndexReader, name: str) -> list[Any]:
    """A column over all segments."""
    found: list[Any] = []
    for leaf, _ in reader.leaf_readers():
        column = leaf.column_reader(name)
        found.extend(column[number] for number in range(leaf.doc_count_all()))
    return found
