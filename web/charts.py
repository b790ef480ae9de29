"""Charts, laid out for a template to draw: matches over time, and lists with a bar in each row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

from flask_babel import gettext

from search.models import Period
from search.periods import first_day, last_day
from search.searching import Index
from web.axis import Label, first_day_of, labels_of, name_of, written
from web.state import State

__all__ = ["OTHER", "Bar", "Chart", "Share", "chart_of", "ranked_languages", "shares_of"]

OTHER = ""  # stands for the languages that have no colour of their own
_COLOURS = 6
_HEIGHT = 96  # of the highest bar
_SLOT = 10  # from bar to bar; the styles draw bars of 8 in slots of 10
_LEAST = 2.0  # a bar of one article beside one of thousands is still seen
_GAP = 1.0  # between two parts of a bar
_FEW, _FEWEST = 8, 6  # bars, that would be slabs in a wide chart, or in any
_ranked: WeakKeyDictionary[Index, list[str]] = WeakKeyDictionary()


class Bar(NamedTuple):
    """A period.

    Attributes:
        name: in words.
        x: where its slot begins.
        parts: its articles, in the order of the chart's languages.
        narrowed: the search in this period alone.
    """

    name: str
    x: int
    articles: int
    parts: list[int]
    narrowed: State


class Chart(NamedTuple):
    """Matches over time, in a box `width` wide and `height` high.

    Attributes:
        slot: width of what belongs to a bar.
        languages: the most frequent first, their parts from the bottom up; the last may be
            `OTHER`.
        colours: the number of each one's colour, from 1.
        paths: what to draw for each of them.
        breaks: slots that stand for a stretch of time that is left out.
        most: articles in the highest bar.
        undated: matches that are in no bar.
        wider: where the dates are narrowed, the ways back: label and search.
        is_small: there are too few bars for the whole width of a page.
    """

    width: int
    bars: list[Bar]
    languages: list[str]
    colours: list[int]
    paths: list[str]
    labels: list[Label]
    breaks: list[int]
    most: int
    undated: int
    wider: list[tuple[str, State]]
    is_small: bool
    height: int = _HEIGHT
    slot: int = _SLOT


class Share(NamedTuple):
    """A row of a list; `percent` of the longest bar."""

    value: str
    articles: int
    percent: float


def shares_of(counts: dict[str, int]) -> list[Share]:
    """Each value with its bar, in the order given."""
    most = max(counts.values(), default=1)
    return [Share(value, n, max(round(100 * n / most, 1), 0.5)) for value, n in counts.items()]


def ranked_languages(index: Index) -> list[str]:
    """The languages of one state of an index, the most frequent first; worked out once."""
    ranked = _ranked.get(index)
    if ranked is None:
        ranked = _ranked[index] = list(index.stats().languages)
    return ranked


def chart_of(
    timeline: list[Period], total: int, state: State, ranked: Sequence[str] = ()
) -> Chart | None:
    """The chart of a search; None where there is too little to draw.

    That is where fewer than two matches have a date, and no dates are narrowed that a reader might
    want to widen again.

    Args:
        timeline, total: of its results.
        ranked: the languages of the whole index, the most frequent first: those keep their colours
            whatever is searched for.
    """
    dated = sum(period.count for period in timeline)
    wider = list(_wider(state))
    if dated < (1 if wider else 2):
        return None
    languages = _languages(timeline)
    breaks, starts, bars = list[int](), [0], list[Bar]()
    for place, period in enumerate(timeline):
        at = (place + len(breaks)) * _SLOT
        if place and _is_apart(timeline[place - 1], period):
            breaks.append(at)
            starts.append(place)
            at += _SLOT
        parts = [_count(period, language, languages) for language in languages]
        narrowed = state.having(since=period.since, until=period.until)
        bars.append(Bar(name_of(period), at, period.count, parts, narrowed))
    width = max(bars[-1].x + _SLOT, _FEWEST * _SLOT)
    middles = [100 * (bar.x + _SLOT / 2) / width for bar in bars]
    is_small = width <= _FEW * _SLOT
    most = max(bar.articles for bar in bars)
    return Chart(
        width=width,
        bars=bars,
        languages=languages,
        colours=_colours(languages, ranked),
        paths=_paths(bars, most),
        labels=labels_of(timeline, middles, starts, is_small=is_small),
        breaks=breaks,
        most=most,
        undated=total - dated,
        wider=wider,
        is_small=is_small,
    )


def _is_apart(one: Period, next_one: Period) -> bool:
    """Whether time is left out between two periods."""
    end = last_day(one.until)
    return end is not None and end + timedelta(days=1) < first_day_of(next_one)


def _languages(timeline: list[Period]) -> list[str]:
    totals: Counter[str] = Counter()
    for period in timeline:
        totals.update(period.languages)
    ranked = sorted(totals, key=lambda code: (-totals[code], code))
    return ranked if len(ranked) <= _COLOURS else [*ranked[: _COLOURS - 1], OTHER]


def _colours(languages: list[str], ranked: Sequence[str]) -> list[int]:
    """The first of the index have theirs; of what is left the others take the next."""
    own = {code: place for place, code in enumerate(ranked[: _COLOURS - 1], 1)} | {OTHER: _COLOURS}
    taken = {own.get(code) for code in languages}
    rest = sorted(set(languages) - own.keys(), key=lambda code: (code not in ranked, code))
    left = (number for number in range(1, _COLOURS + 1) if number not in taken)
    own |= dict(zip(rest, left, strict=False))
    return [own[code] for code in languages]


def _count(period: Period, language: str, languages: list[str]) -> int:
    if language != OTHER:
        return period.languages.get(language, 0)
    return period.count - sum(period.languages.get(named, 0) for named in languages)


def _paths(bars: list[Bar], most: int) -> list[str]:
    """For each language a path: a stroke, as wide as a bar, in each bar that has it."""
    strokes: list[list[str]] = [[] for _ in bars[0].parts]
    for bar in bars:
        height = max(_HEIGHT * bar.articles / most, _LEAST)
        x, low = bar.x + _SLOT // 2, 0.0
        for place, count in enumerate(bar.parts):
            if count:
                part = height * count / bar.articles
                # What is hardly higher than the gap would vanish in it.
                gap = _GAP if low and part > 2 * _GAP else 0
                low += part
                top = max(_HEIGHT - low, 0)  # what was rounded may be a hair above
                strokes[place].append(f"M{x} {round(top, 1):g}v{round(part - gap, 1):g}")
    return ["".join(each) for each in strokes]


def _wider(state: State) -> Iterator[tuple[str, State]]:
    """From every date to the month that the dates lie in, as far as they are narrower."""
    since, until = first_day(state.since), last_day(state.until)
    if not since and not until:
        return
    yield gettext("All dates"), state.having(since="", until="")
    if since and until:
        for length, pattern in ((4, "y"), (7, "LLLL y")):
            name = since.isoformat()[:length]
            whole = first_day(name), last_day(name)
            if until.isoformat().startswith(name) and whole != (since, until):
                yield written(since, pattern), state.having(since=name, until=name)
