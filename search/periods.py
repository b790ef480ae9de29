"""Periods as a person asks for them: a year, a month, a day, or from one to another."""

import calendar
import re
from datetime import date, datetime

from search.errors import QueryError

__all__ = ["first_day", "last_day", "parse_day_range"]

_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_COMPARED = re.compile(r"(>=|<=|>|<)(.+)")
_HELP = "write a year, month or day, such as 2021, 2021-10 or 2021-10-21"


def _bounds(text: str) -> tuple[date, date]:
    """The first and last day of a year, a month or a day."""
    match = _PERIOD.fullmatch(text.strip())
    if not match:
        raise QueryError(f"{text!r} is not a date; {_HELP}")
    year, month, day = (int(part) if part else 0 for part in match.groups())
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    except (ValueError, calendar.IllegalMonthError):
        raise QueryError(f"{text!r} is not a day of the calendar; {_HELP}") from None
    return first, last


def first_day(value: date | str | None) -> date | None:
    """The first day of what was asked for: `2021-10` is 1 October. Raises QueryError."""
    if not value:
        return None
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    return _bounds(value)[0]


def last_day(value: date | str | None) -> date | None:
    """The last day of what was asked for: `2021-10` is 31 October. Raises QueryError."""
    if not value:
        return None
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    return _bounds(value)[1]


def parse_day_range(text: str) -> tuple[date | None, date | None]:
    """The first and last day of `2021-10`, `2021-10..2022-01`, `..2022`, `>=2021-10`, `<2022`.

    An open end is None.

    Raises:
        QueryError: it is none of these, or names no day at all.
    """
    if compared := _COMPARED.fullmatch(text):
        first, last = _bounds(compared[2])
        match compared[1]:
            case ">=":
                return first, None
            case "<=":
                return None, last
            case ">":
                return date.fromordinal(last.toordinal() + 1), None
            case _:
                return None, date.fromordinal(first.toordinal() - 1)
    since, dots, until = text.partition("..")
    if not dots:
        return _bounds(text)
    since, until = since.strip("*"), until.strip("*")
    if not since and not until:
        raise QueryError(f"{text!r} names no day; {_HELP}")
    return first_day(since), last_day(until)
