"""Days: from what a file states to a date, or to nothing. Nothing is guessed."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

__all__ = ["date_in_url", "parse_date"]

_FIRST_YEAR = 1500  # before it, a number is no year of an article

_TIME = r"(?:[Tt]\d\d\S*|[\s,]+\d{1,2}[:.]\d\d.*|Z|[+-]\d\d:\d\d)?"
_ISO = re.compile(rf"(\d{{4}})-(\d\d?)-(\d\d?){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?([01]\d|2[0-3])([0-5]\d)([0-5]\d)?Z?)?")
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")  # seconds, milliseconds since 1970
_YEAR_FIRST = re.compile(  # 2021/10/21, 2021. 10. 21., 2021年10月21日, 2021년 10월 21일
    rf"(\d{{4}})\s*[-/.年년]\s*(\d\d?)\s*[-/.月월]\s*(\d\d?)(?:\s*[日일.])?{_TIME}"
)
_DAY_FIRST = re.compile(
    rf"(\d\d?)\s*([-/.])\s*(\d\d?)\s*\2\s*(\d{{4}})(?:\.?\s*(?:г|р)\.?)?{_TIME}"
)
_MONTHS = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_CLOCK = (  # a time of day with what follows it, also between the day and the year
    r"[,\s]*(?:(?:at|um|о|об|в|à|a las|ore|kl\.?)\s+)?\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?"
    r"(?:\s*[ap]\.?m\.?)?(?:\s*(?:Z|[+-]\d\d:?\d\d|\(?[^\W\d_a-z]{2,5}\)?(?=$|\s+\d{4}$)))*"
)
_ENGLISH = (
    re.compile(rf"{_WEEKDAY}{_DAY}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+{_YEAR}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}", re.IGNORECASE),
)
# Those that dateparser knows month names of. Not Croatian: its listopad is October, and November
# in Polish and Czech.
_LANGUAGES = [
    *("uk", "ru", "bg", "be", "mk", "sr", "pl", "cs", "sk", "sl", "de", "fr", "es", "it", "pt"),
    *("nl", "ca", "tr", "el", "ar", "he", "fa", "hu", "ro", "sv", "da", "nb", "fi", "et", "lv"),
    *("lt", "ka", "hy", "az"),
]
_WORD = re.compile(r"[^\W\d_]{3,}")  # a month's name has three letters at least
_URL_DAY = re.compile(
    r"/(\d{4})/(\d\d?)/(\d\d?)(?=[/-]|$)"
    r"|/(\d{4})-(\d\d)-(\d\d)(?!\d)"
    r"|/(\d{4})(\d\d)(\d\d)(?=/|$)"
)
_URL_MONTH_NAME = re.compile(r"/(\d{4})/([a-z]{3})/(\d\d?)(?=/|$)")


def parse_date(value: str | date | datetime | None) -> date | None:
    """The calendar day that a value states, as written there: zones are not converted.

    Args:
        value: ISO 8601, RFC 3339, RFC 2822, `20211021`, seconds or milliseconds since 1970 (the
            day in UTC), `21.10.2021`, `21/10/2021` (day first; month first only where the day
            could be no month), or a day with the month's name in some thirty languages.

    Returns:
        None unless day, month and year are all stated and make a day from 1500 to the end of
        next year. "yesterday" is None, and so is 2018-02-30.
    """
    if isinstance(value, datetime):
        return _within(value.date())
    if isinstance(value, date):
        return _within(value)
    text = value.strip() if value else ""
    if not text or len(text) > 100:
        return None
    return _in_text(text)


def date_in_url(url: str) -> date | None:
    """The day in an address's path: /2021/10/21/, /2021/oct/21/, /2021-10-21-…, /20211021/."""
    try:
        path = urlsplit(url.strip()).path
    except ValueError:
        return None
    for match in _URL_DAY.finditer(path):
        if found := _day(*(part for part in match.groups() if part)):
            return found
    for match in _URL_MONTH_NAME.finditer(path.lower()):
        if found := _day(match[1], _MONTHS.get(match[2], 0), match[3]):
            return found
    return None


@lru_cache(maxsize=4096)  # many articles are of one day
def _in_text(text: str) -> date | None:
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if (match := _COMPACT.fullmatch(text)) and (found := _day(match[1], match[2], match[3])):
        return found
    if match := _EPOCH.fullmatch(text):
        seconds = int(match[1]) / (1 if len(match[1]) <= 10 else 1000)
        return _within(datetime.fromtimestamp(seconds, UTC).date())
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        day, month = int(match[1]), int(match[3])
        if month > 12 and match[2] != ".":
            day, month = month, day
        return _day(match[4], month, day)
    text = " ".join(re.sub(_CLOCK, " ", text).split()).strip(" ,")
    for pattern in _ENGLISH:
        if match := pattern.fullmatch(text):
            return _day(match["year"], _MONTHS[match["month"][:3].lower()], match["day"])
    return _named_month(text)


def _named_month(text: str) -> date | None:
    """A day with its month's name in another language than English."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    # Exactly a day and a year, and a word that can be a month: dateparser reads a month into less.
    if len(numbers) != 2 or not _WORD.search(text) or max(numbers) < _FIRST_YEAR:
        return None
    parsed = _dateparser().get_date_data(text).date_obj
    if parsed is None:
        return None
    return _within(parsed.date())


@lru_cache(maxsize=1)
def _dateparser() -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=_LANGUAGES,
        settings={
            "REQUIRE_PARTS": ["day", "month", "year"],
            "STRICT_PARSING": True,
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": "DMY",
        },
    )


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return _within(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _within(found: date) -> date | None:
    return found if _FIRST_YEAR <= found.year <= date.today().year + 1 else None
