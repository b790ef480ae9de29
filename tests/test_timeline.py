"""Timelines are exact, and of a width that fits."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import UNKNOWN, Article, Index, Period, StoredArticle, build, open_index, update
from search.engines.base import Days
from search.output import results_as_dict, stats_as_dict
from search.periods import first_day, last_day, parse_day_range
from search.timelines import timeline_of
from tests.conftest import Build
from tests.test_facets import LANGUAGES, SENTENCES, SOURCES, WORDS, filters, has, passes


def on(*days: date | str | None, language: str = "en") -> Days:
    """Matches on these days."""
    stated = [date.fromisoformat(day) if isinstance(day, str) else day for day in days]
    numbers = [day.year * 10_000 + day.month * 100 + day.day if day else 0 for day in stated]
    dates, counts = np.unique(np.array(numbers, np.int64), return_counts=True)
    return Days(["bg", language], np.ones(dates.size, np.int64), dates, counts)


def through(first: str, days: int, step: int = 1) -> list[date]:
    return [date.fromisoformat(first) + timedelta(days=n) for n in range(0, days, step)]


def bounds(period: Period) -> tuple[date, date]:
    since, until = first_day(period.since), last_day(period.until)
    assert since is not None
    assert until is not None
    assert (since, until) == parse_day_range(period.name)
    return since, until


# The width


@pytest.mark.parametrize(
    ("days", "names"),
    [
        ([], []),
        ([None], []),
        (["2021-10-21"], ["2021-10-21"]),
        (["2021-10-30", "2021-11-02"], ["2021-10-30", "2021-10-31", "2021-11-01", "2021-11-02"]),
        (["2024-02-28", "2024-03-01"], ["2024-02-28", "2024-02-29", "2024-03-01"]),
        (["2021-11-01", "2022-02-01"], ["2021-11", "2021-12", "2022-01", "2022-02"]),
        (["2018-05-01", "2021-09-01"], ["2018", "2019", "2020", "2021"]),
        (["1203-01-01", "2021-10-21", "2023-01-01"], ["1203", "2021", "2022", "2023"]),
        (["0001-01-01", "9999-12-31"], ["0001", "9999"]),
    ],
)
def test_the_width_follows_from_the_span(days: list[str | None], names: list[str]) -> None:
    assert [period.name for period in timeline_of(on(*days))] == names


def test_days_are_of_two_months_and_months_of_forty() -> None:
    assert len(timeline_of(on("2021-10-01", "2021-12-01"))) == 62
    assert len(timeline_of(on("2021-10-01", "2021-12-02"))) == 3
    assert len(timeline_of(on("2021-10-01", "2025-01-31"))) == 40
    assert len(timeline_of(on("2021-10-01", "2025-02-01"))) == 5


@pytest.mark.parametrize(
    ("first", "years", "expected"),
    [
        (1984, 40, ["1984", "2023"]),
        (1983, 41, ["1980..1989", "2020..2029"]),
        (1600, 400, ["1600..1609", "1990..1999"]),
        (5, 1200, ["0001..0099", "1200..1299"]),
        (1, 9999, ["0001..0999", "9000..9999"]),
    ],
)
def test_of_many_years_periods_are_wider(first: int, years: int, expected: list[str]) -> None:
    found = timeline_of(on(*(date(first + n, 7, 1) for n in range(years))))
    assert [found[0].name, found[-1].name] == expected
    assert len(found) <= 40
    assert sum(period.count for period in found) == years


def test_a_wrong_date_does_not_hide_the_rest() -> None:
    march = through("2022-03-01", 31)
    found = timeline_of(on("1970-01-01", *march, "2099-12-31"))
    names = [period.name for period in found]
    assert names == ["1970-01-01", *map(str, march), "2099-12-31"]
    # Where they are many, they are no slip.
    found = timeline_of(on(*["1970-01-01"] * 5, *march))
    assert [period.name for period in found] == ["1970", "2022"]


def test_a_short_pause_is_shown_as_one() -> None:
    found = timeline_of(on("2011-01-01", "2021-01-01"))
    assert [period.count for period in found] == [1, *[0] * 9, 1]
    assert len(timeline_of(on("2010-01-01", "2021-01-01"))) == 2


_DATES = st.lists(st.dates() | st.dates(date(2021, 1, 1), date(2022, 12, 31)), max_size=60)


@given(_DATES)
def test_every_match_is_in_one_period_of_an_ordered_few(days: list[date]) -> None:
    found = timeline_of(on(*days, None, language="uk"))
    assert len(found) <= 62
    spans = [bounds(period) for period in found]
    for period, (since, until) in zip(found, spans, strict=True):
        assert period.count == sum(since <= day <= until for day in days)
        assert period.languages == ({"uk": period.count} if period.count else {})
    assert sum(period.count for period in found) == len(days)
    for (since, until), (later, _) in pairwise(spans):
        assert until < later
        # All next to each other, but for stretches of at least ten empty ones.
        assert later - until == timedelta(days=1) or later - until > 9 * (until - since)
    assert not found or (found[0].count and found[-1].count)


def test_languages_are_the_most_frequent_first() -> None:
    days = Days(
        ["en", "uk", "bg", "de"],
        np.array([0, 1, 1, 2]),
        np.array([20211021, 20211021, 20211022, 20211021]),
        np.array([2, 3, 1, 2]),
    )
    first, second = timeline_of(days)
    assert list(first.languages.items()) == [("uk", 3), ("bg", 2), ("en", 2)]
    assert (first.count, second.languages) == (7, {"uk": 1})


# In an index


@pytest.fixture(scope="module")
def collection(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Index, list[StoredArticle]]]:
    """160 articles of a year and a half, some undated, some replaced, one of the year 1823."""
    location = tmp_path_factory.mktemp("timeline") / "index"
    chance = random.Random(8)

    def article(number: int) -> Article:
        words = " ".join(word for bit, word in enumerate(WORDS) if number >> bit & 1)
        text = SENTENCES[LANGUAGES[number % 4]].format(words)
        day = date(2021, 3, 1) + timedelta(days=int(chance.triangular(0, 500, 200)))
        stated = None if number % 9 == 4 else date(1823, 4, 5) if number == 77 else day
        return Article(id=str(number), text=text, source=SOURCES[number // 4 % 4], date=stated)

    build([article(n) for n in range(130)], location)
    update([article(n) for n in range(90, 160)], location)
    update([Article(id="5", text="taken away")], location)
    with open_index(location) as index:
        yield index, [index.article(str(n)) for n in range(160)]


@given(
    chosen=filters(),
    required=st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
    since=st.sampled_from([None, "2021-10", "2021-10-05", "2022"]),
    until=st.sampled_from([None, "2021-10", "2022-01-31", "2022"]),
)
def test_bars_and_undated_articles_add_up(
    collection: tuple[Index, list[StoredArticle]],
    chosen: dict[str, list[str]],
    required: list[str],
    since: str | None,
    until: str | None,
) -> None:
    index, articles = collection
    if since == "2022" and until == "2021-10":
        until = None
    query = " ".join(required)
    asked: dict[str, Any] = {"since": since, "until": until, **chosen}
    results = index.search(query, match="all", limit=0, timeline=True, **asked)
    matching = [
        article
        for article in articles
        if all(has(article, word) for word in required)
        and all(passes(article, facet, values) for facet, values in chosen.items())
        and (not (since or until) or article.date)
        and (not since or (article.date and article.date >= first_day(since)))  # type: ignore[operator]
        and (not until or (article.date and article.date <= last_day(until)))  # type: ignore[operator]
    ]
    undated = sum(article.date is None for article in matching)
    assert results.total == len(matching)
    assert sum(period.count for period in results.timeline) + undated == results.total
    for period in results.timeline:
        first, last = bounds(period)
        held = [a for a in matching if a.date and first <= a.date <= last]
        assert period.count == len(held)
        assert period.languages == Counter(article.language for article in held)


def test_a_period_is_what_its_name_finds(
    collection: tuple[Index, list[StoredArticle]],
) -> None:
    index, _ = collection
    timeline = index.search("", limit=0, timeline=True).timeline
    assert timeline[0].name == "1823-04"
    for period in timeline:
        narrowed = index.search("", limit=0, since=period.since, until=period.until)
        assert narrowed.total == period.count == index.search(f"date:{period.name}").total


def test_months_of_the_statistics_equal_a_count_by_hand(
    collection: tuple[Index, list[StoredArticle]],
) -> None:
    index, articles = collection
    stats = index.stats()
    assert stats.months == Counter(str(a.date)[:7] if a.date else UNKNOWN for a in articles)
    assert list(stats.months) == [*sorted(stats.months.keys() - {UNKNOWN}), UNKNOWN]
    assert stats_as_dict(stats)["months"] == stats.months


def test_a_timeline_is_only_counted_when_asked_for(indexed: Build) -> None:
    index = indexed(Article(text=SENTENCES["en"].format("grain"), date="2021-10-21"))
    assert index.search("grain").timeline == []
    results = index.search("grain", timeline=True)
    assert results.timeline == [Period("2021-10-21", 1, {"en": 1})]
    assert results_as_dict(results)["timeline"] == [
        {"name": "2021-10-21", "count": 1, "languages": {"en": 1}}
    ]


def test_seconds_are_told_and_make_no_two_results_differ(indexed: Build) -> None:
    index = indexed("Grain left the harbour")
    first, second = index.search("grain"), index.search("grain")
    assert 0 < first.seconds < 60
    assert first == second
