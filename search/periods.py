"""Periods as a person asks for them: a year, a month, a day, or from one to another."""

import calendar
import re
from datetime import date, datetime, timedelta

from search.dates import parse_date
from search.errors import QueryError
from search.messages import Message

__all__ = ["first_day", "last_day", "ordered", "parse_day_range"]

_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_COMPARED = re.compile(r"(>=|<=|>|<)(.+)")
_DAY = timedelta(days=1)
_HELP = Message("write a year, month or day, such as 2021, 2021-10 or 2021-10-21")


def _bounds(text: str) -> tuple[date, date]:
    """The first and last day of a year, a month or a day."""
    if not isinstance(text, str):
        raise _no_date(text)
    match = _PERIOD.fullmatch(text.strip())
    if not match:
        if stated := parse_date(text.strip()):
            return stated, stated  # 21.10.2021 and the like, as in articles
        raise _no_date(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
        last_month = 12 if month is None else month
        last_day = calendar.monthrange(first.year, last_month)[1] if day is None else day
        last = date(first.year, last_month, last_day)
    except (ValueError, calendar.IllegalMonthError):
        raise QueryError(
            Message("{text!r} is not a day of the calendar; {help}", text=text, help=_HELP)
        ) from None
    return first, last


def _no_date(text: object) -> QueryError:
    return QueryError(Message("{text!r} is not a date; {help}", text=text, help=_HELP))


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
            case ">" if last < date.max:
                return last + _DAY, None
            case "<" if first > date.min:
                return None, first - _DAY
        raise QueryError(Message("there is no day {text}; {help}", text=text, help=_HELP))
    since, dots, until = text.partition("..")
    if not dots:
        return _bounds(text)
    since, until = since.strip("*"), until.strip("*")
    if not since and not until:
        raise QueryError(Message("{text!r} names no day; {help}", text=text, help=_HELP))
    return ordered(first_day(since), last_day(until))


def ordered(since: date | None, until: date | None) -> tuple[date | None, date | None]:
    """Both, as given.

    Raises:
        QueryError: the second lies before the first.
    """
    if since and until and until < since:
        raise QueryError(
            Message(
                "{until} lies before {since}; give the earlier date first",
                until=until,
                since=since,
            )
        )
    return since, until
