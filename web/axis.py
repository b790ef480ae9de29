"""Words under the bars of a chart of time: as many as are easily read, and no two that touch."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from babel.core import Locale
from babel.dates import format_date
from flask_babel import get_locale

from search.models import Period

__all__ = ["Label", "first_day_of", "labels_of", "name_of", "written"]

# How wide a chart is on a phone and on a desk; a letter of a label; the least room between two.
_PHONE, _DESK, _LETTER, _APART = 320, 720, 7, 14  # pixels
_QUARTERS, _WEEKS = (4, 7, 10), (8, 15, 22)  # January and the first have words of their own
_STEPS = (50, 20, 10, 5, 2, 1)  # years, or decades, …
_WORDS = {10: "d MMMM y", 7: "LLLL y"}  # by the length of `2021-10-21`, `2021-10`


class Label(NamedTuple):
    """A word under the bars.

    Attributes:
        x: in percent of the chart's width.
        anchor: which part of the word stands there: `start`, `middle` or `end`.
        is_extra: there is no room for it on a phone.
    """

    text: str
    x: float
    anchor: str
    is_extra: bool


class _Level(NamedTuple):
    """Words of one importance: text, and the middle of its bar in percent.

    Attributes:
        is_even: all of them are shown, or none: gaps in what is regular would mislead.
    """

    wishes: list[tuple[str, float]]
    is_even: bool


def first_day_of(period: Period) -> date:
    """The day that a period begins with."""
    return date.fromisoformat(f"{period.since}-01-01"[:10])


def name_of(period: Period) -> str:
    """`21 October 2021`, `October 2021`, `2021` or `1850–1859`, as the reader's language has it."""
    if period.since != period.until:
        return f"{period.since}–{period.until}"
    pattern = _WORDS.get(len(period.name))
    return written(first_day_of(period), pattern) if pattern else period.name


def written(day: date, pattern: str) -> str:
    """A day by a pattern of Unicode's CLDR, in the language of the interface."""
    return _written(day, pattern, get_locale())


@lru_cache(maxsize=10_000)  # a tenth of a millisecond each, and a chart has a hundred
def _written(day: date, pattern: str, locale: Locale) -> str:
    text: str = format_date(day, pattern, locale=locale)
    return text


def labels_of(
    timeline: list[Period], middles: list[float], starts: list[int], *, is_small: bool
) -> list[Label]:
    """The words for bars whose middles are given, in percent.

    Args:
        starts: places of the first bars of each stretch of time, which are told in full.
        is_small: the chart is no wider on a desk than on a phone.
    """
    levels = list(_levels(timeline, middles, starts))
    labels: list[Label] = []
    for pixels in (_PHONE,) if is_small else (_PHONE, _DESK):
        for level in levels:
            wished = [_label(text, x, pixels) for text, x in level.wishes]
            if level.is_even and not all(_is_clear(a, b, pixels) for a, b in pairwise(wished)):
                break
            for label in wished:
                if all(_is_clear(label, other, pixels) for other in labels):
                    labels.append(label)
    return labels


def _levels(timeline: list[Period], middles: list[float], starts: list[int]) -> Iterator[_Level]:
    """What may be written, the most important first."""
    length = len(timeline[0].since)
    days = [first_day_of(period) for period in timeline]
    locale = get_locale()

    def level(places: Iterable[int], pattern: str, *, is_even: bool = True) -> _Level:
        words = (
            _written(days[at], pattern, locale) if pattern else timeline[at].since for at in places
        )
        return _Level(list(zip(words, (middles[at] for at in places), strict=True)), is_even)

    everywhere = range(len(days))
    if length == 10:
        yield level(starts, "d MMM y", is_even=False)
        yield level([at for at in everywhere if days[at].day == 1], "d MMM", is_even=False)
        yield level([at for at in everywhere if days[at].day in _WEEKS], "d MMM")
        yield level(everywhere, "d")
    elif length == 7:
        yield level([at for at in everywhere if days[at].month == 1], "y", is_even=False)
        yield level(starts, "LLL y", is_even=False)
        yield level([at for at in everywhere if days[at].month in _QUARTERS], "LLL")
        yield level(everywhere, "LLL")
    else:
        yield level(starts, "", is_even=False)
        width = int(timeline[0].until) - int(timeline[0].since) + 1
        for step in _STEPS:
            yield level([at for at in everywhere if days[at].year % (step * width) == 0], "")


def _label(text: str, x: float, pixels: int) -> Label:
    """In the middle of its bar, but not beyond the chart's edges."""
    half, at = len(text) * _LETTER / 2, x * pixels / 100
    is_extra = pixels != _PHONE
    if at < half:
        return Label(text, 0, "start", is_extra)
    if at > pixels - half:
        return Label(text, 100, "end", is_extra)
    return Label(text, round(x, 2), "middle", is_extra)


def _is_clear(one: Label, other: Label, pixels: int) -> bool:
    (start, end), (other_start, other_end) = _extent(one, pixels), _extent(other, pixels)
    return end + _APART <= other_start or other_end + _APART <= start


def _extent(label: Label, pixels: int) -> tuple[float, float]:
    width = len(label.text) * _LETTER
    start = label.x * pixels / 100 - width * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
    return start, start + width
