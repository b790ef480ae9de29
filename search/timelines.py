"""When matches were published: counts by day, gathered into periods of a width that fits."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.base import Days
from search.models import Period

__all__ = ["timeline_of"]

_MOST_DAYS = 62  # two months
_MOST = 40  # months, years, …: as many bars as a phone has room for
_LONG = 10  # empty periods in a row
_BULK = 0.9  # of the matches
_EPOCH = date(1970, 1, 1).toordinal()


class _Unit(NamedTuple):
    """A way to divide time; numbers of neighbouring periods are one apart.

    Attributes:
        numbers: of the period that each date is in.
        most: how many periods may be listed.
        name: the name of a period, by its number.
        is_long: it has no wider unit that shows more.
    """

    numbers: NDArray[np.int64]
    most: int
    name: Callable[[int], str]
    is_long: bool


def timeline_of(days: Days) -> list[Period]:
    """The periods from the first day with a match to the last, in order; undated ones in none.

    They are days where these lie within two months, months within forty months, else years; of
    more than forty years decades, else centuries, else millennia, named `"1850..1859"`. Empty
    periods between others are listed with 0. One wrong date, such as 1 January 1970, would make all
    else a sliver: so where nine in ten matches lie together, and of years always, a stretch of ten
    or more empty periods is left out of the list, and does not count for the width.
    """
    dated = days.dates > 0
    dates, codes, counts = days.dates[dated], days.codes[dated], days.counts[dated]
    if not dates.size:
        return []
    for unit in _units(dates):
        runs = _runs(unit, counts)
        if sum(map(len, runs)) <= unit.most:
            break
    listed = list(chain(*runs))
    table = np.zeros((len(listed), len(days.languages)), np.int64)
    np.add.at(table, (np.searchsorted(listed, unit.numbers), codes), counts)
    return [
        Period(unit.name(number), sum(row), _most_frequent_first(days.languages, row))
        for number, row in zip(listed, table.tolist(), strict=True)
    ]


def _most_frequent_first(languages: list[str], counts: list[int]) -> dict[str, int]:
    counted = [pair for pair in zip(languages, counts, strict=True) if pair[1]]
    return dict(sorted(counted, key=lambda pair: (-pair[1], pair[0])))


def _units(dates: NDArray[np.int64]) -> Iterator[_Unit]:
    """From days to millennia; there are ten of the last, which always fit."""
    years, day_of_month = dates // 10_000, dates % 100
    months = years * 12 + dates // 100 % 100 - 1
    first_days = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
    yield _Unit(first_days.astype(np.int64) + day_of_month - 1, _MOST_DAYS, _day, is_long=False)
    yield _Unit(months, _MOST, _month, is_long=False)
    for width in (1, 10, 100, 1000):
        yield _Unit(years // width, _MOST, partial(_years, width=width), is_long=True)


def _runs(unit: _Unit, counts: NDArray[np.int64]) -> list[range]:
    """The periods to be listed, those between two left-out stretches in one range."""
    numbers, places = np.unique(unit.numbers, return_inverse=True)
    starts = [0, *(np.flatnonzero(np.diff(numbers) > _LONG) + 1).tolist()]
    totals = np.add.reduceat(np.bincount(places, counts), starts)
    if not unit.is_long and totals.max() < _BULK * totals.sum():
        starts = [0]
    ends = [*starts[1:], numbers.size]
    return [
        range(int(numbers[start]), int(numbers[end - 1]) + 1)
        for start, end in zip(starts, ends, strict=True)
    ]


def _day(number: int) -> str:
    return date.fromordinal(_EPOCH + number).isoformat()


def _month(number: int) -> str:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _years(number: int, width: int) -> str:
    if width == 1:
        return f"{number:04}"
    return f"{max(number * width, 1):04}..{(number + 1) * width - 1:04}"  # there is no year 0
