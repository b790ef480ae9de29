"""Periods: years, months and days, and from one to another."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.errors import QueryError
from search.periods import first_day, last_day, parse_day_range


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-10", "2021-10-01", "2021-10-31"),
        ("2021-2", "2021-02-01", "2021-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("2021-10-21", "2021-10-21", "2021-10-21"),
        ("2021-1-9", "2021-01-09", "2021-01-09"),
        (" 2021 ", "2021-01-01", "2021-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("0001", "0001-01-01", "0001-12-31"),
        ("2021..2022", "2021-01-01", "2022-12-31"),
        ("2021 .. 2022", "2021-01-01", "2022-12-31"),
        ("2021-10..2022-02", "2021-10-01", "2022-02-28"),
        ("2021-10-21..2021-10-21", "2021-10-21", "2021-10-21"),
        ("2021..", "2021-01-01", None),
        ("..2021", None, "2021-12-31"),
        ("*..2021-10", None, "2021-10-31"),
        ("2021-10..*", "2021-10-01", None),
        (">=2021-10", "2021-10-01", None),
        (">=2021-10-21", "2021-10-21", None),
        (">2021", "2022-01-01", None),
        (">2021-12", "2022-01-01", None),
        (">2021-12-31", "2022-01-01", None),
        ("<=2021-02", None, "2021-02-28"),
        ("<2022", None, "2021-12-31"),
        ("<2024-03", None, "2024-02-29"),
        ("> 2021", "2022-01-01", None),
    ],
)
def test_ranges(text: str, since: str | None, until: str | None) -> None:
    assert parse_day_range(text) == (
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
    )


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "..", "*..*", "..*", "*", "foo", "21", "20210", "2021-", "2021-10-", "-2021",
        "2021-13", "2021-02-29", "2021-04-31", "2021-10-32", "0000",
        "2021/10", "October 2021", ">", ">=", "<foo", "=2021", "2021..foo", "foo..2021",
        "2021..2022..2023", "2021...2022", ">=2021..2022",
    ],
)  # fmt: skip
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(QueryError, match="write a year, month or day, such as 2021"):
        parse_day_range(text)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-10-21", date(2021, 10, 21), date(2021, 10, 21)),
        (date(2021, 10, 21), date(2021, 10, 21), date(2021, 10, 21)),
        (datetime(2021, 10, 21, 23, 59), date(2021, 10, 21), date(2021, 10, 21)),
        (None, None, None),
        ("", None, None),
    ],
)
def test_first_and_last_day(
    value: date | str | None, first: date | None, last: date | None
) -> None:
    assert (first_day(value), last_day(value)) == (first, last)
    assert type(first_day(value)) is type(last_day(value)) is type(first)


@pytest.mark.parametrize("value", ["foo", "2021-13", "..2021", ">2021"])
def test_an_end_is_one_period(value: str) -> None:
    for end in (first_day, last_day):
        with pytest.raises(QueryError):
            end(value)


_DAYS = st.dates(date(1, 1, 2), date(9999, 12, 30))


@given(_DAYS)
def test_before_on_and_after_a_day_leave_no_gap(day: date) -> None:
    one = timedelta(days=1)
    assert parse_day_range(f"{day}") == (day, day)
    assert parse_day_range(f"<{day}") == (None, day - one)
    assert parse_day_range(f"<={day}") == (None, day)
    assert parse_day_range(f">={day}") == (day, None)
    assert parse_day_range(f">{day}") == (day + one, None)


@given(_DAYS)
def test_months_and_years_hold_their_days(day: date) -> None:
    for period in (f"{day:%Y}".zfill(4), f"{day.year:04}-{day.month:02}"):
        since, until = parse_day_range(period)
        assert since is not None
        assert until is not None
        assert since <= day <= until
        assert since.day == 1
        assert until == date.max or (until + timedelta(days=1)).day == 1


@given(st.text(st.sampled_from("0123456789-.*<>=T ")))
def test_any_text_is_a_range_or_a_query_error(text: str) -> None:
    try:
        since, until = parse_day_range(text)
    except QueryError:
        return
    assert since or until


def test_a_day_may_be_written_as_in_articles() -> None:
    day = date(2021, 10, 21)
    assert parse_day_range("21.10.2021") == (day, day)
    assert parse_day_range("21.10.2021..2022") == (day, date(2022, 12, 31))
