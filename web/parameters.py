"""The parameters of the API: one table, which reads addresses and describes them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import unquote_to_bytes

from flask import Request

from search.asking import Choices
from search.errors import QueryError
from search.models import Match, Sort
from web.state import LONGEST_CHOICE, LONGEST_QUERY, LONGEST_VALUE, MOST_VALUES

__all__ = ["COMPLETE", "SEARCH", "SIMILAR", "Parameter", "read_parameters"]

_LAST_OFFSET = 10**9
_SWITCH = {"on": True, "off": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in the query of an address.

    Attributes:
        name: as `Index.search` and its kin call it.
        schema: JSON Schema of its value: a string, a whole number, or an array of strings, which
            is written by repeating the parameter.
        description: what it does, in Markdown.
        example: a value that shows how it is written.
    """

    name: str
    schema: Mapping[str, Any]
    description: str
    example: Any = None


def _text(longest: int, **more: Any) -> dict[str, Any]:
    return {"type": "string", "maxLength": longest, **more}


def _number(most: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "maximum": most, "default": default}


def _one_of(values: Iterable[str], default: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(values), "default": default}


def _texts() -> dict[str, Any]:
    items = _text(LONGEST_VALUE)
    return {"type": "array", "items": items, "maxItems": MOST_VALUES, "default": []}


_QUERY = Parameter(
    "query",
    _text(LONGEST_QUERY, default=""),
    "What to search for, in the query language of the README. Empty, or left out: every article.",
    "grain deal",
)
_SHORT = Parameter("q", _text(LONGEST_QUERY), "A short form of `query`; give one of the two.")

SEARCH = (
    _QUERY,
    _SHORT,
    Parameter("limit", _number(1000, 10), "At most so many hits.", 5),
    Parameter("offset", _number(_LAST_OFFSET, 0), "Leave out so many hits at the beginning."),
    Parameter(
        "language",
        _texts(),
        "ISO 639-1 codes, any of which will do; `-ru` leaves one out; `unsure` is one too. Empty "
        "values are passed over, here and in the other lists.",
        ["uk", "en"],
    ),
    Parameter(
        "source",
        _texts(),
        "Sources, spelled as results show them; with `-` before it, one is left out; `unknown` is "
        "one too.",
        ["-north.example"],
    ),
    Parameter("year", _texts(), "Years, likewise; `unknown` is one too.", ["2022"]),
    Parameter(
        "since",
        _text(LONGEST_CHOICE, default=""),
        "From this day, month or year on. An article without a date is in no such period.",
        "2021-10",
    ),
    Parameter(
        "until", _text(LONGEST_CHOICE, default=""), "Up to this day, month or year.", "2022-01-31"
    ),
    Parameter(
        "sort",
        _one_of(get_args(Sort), "relevance"),
        "The order of the hits; articles without a date come last.",
        "newest",
    ),
    Parameter(
        "match",
        _one_of(get_args(Match), "auto"),
        "`all` words, `any` of them, or `auto`: all, and where no article has all, as many as any "
        "article has.",
    ),
    Parameter(
        "names",
        _one_of(_SWITCH, "on"),
        "Whether a word finds what sounds like it or means the same: `Stoltenberg` finds "
        "Столтенберг.",
    ),
    Parameter(
        "without",
        _texts(),
        "Keys of variants that are not wanted, from `variants` of an earlier answer.",
        ["uk:столтенберг"],
    ),
    Parameter("facets", _one_of(_SWITCH, "on"), "Whether to count facets; without is faster."),
    Parameter("snippets", _one_of(_SWITCH, "on"), "Whether to quote passages; likewise."),
    Parameter("timeline", _one_of(_SWITCH, "off"), "Whether to count matches by time."),
)
SIMILAR = (Parameter("limit", _number(100, 5), "At most so many articles."),)
COMPLETE = (
    Parameter("query", _QUERY.schema, "What is typed so far.", "grain de"),
    _SHORT,
    Parameter("limit", _number(100, 8), "At most so many suggestions."),
    # What is suggested finds something under them.
    *(parameter for parameter in SEARCH if parameter.name in Choices.__annotations__),
)


def read_parameters(request: Request, known: Iterable[Parameter] = ()) -> dict[str, Any]:
    """What an address says, under the names of the script API; what it leaves out is not there.

    A slip is never passed over: it would quietly search for something else.

    Raises:
        QueryError: a parameter is not known, given twice, or its value does not fit its schema.
    """
    table = {parameter.name: parameter for parameter in known}
    try:
        unquote_to_bytes(request.query_string).decode()
    except UnicodeDecodeError:
        raise QueryError("the address is not UTF-8; percent-encode the text as UTF-8") from None
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        if name not in table:
            listed = f"known are {', '.join(table)}" if table else "there are none here"
            raise QueryError(f"unknown parameter {name[:40]!r}; {listed}")
        schema = table[name].schema
        if schema["type"] != "array" and len(values) > 1:
            raise QueryError(f"{name} is given {len(values)} times; give it once")
        target = _QUERY.name if name == _SHORT.name else name
        if target in given:
            raise QueryError(f"{_QUERY.name} and {_SHORT.name} are one; give one of them")
        given[target] = _READ[schema["type"]](name, values, schema)
    return given


def _many(name: str, values: list[str], schema: Mapping[str, Any]) -> tuple[str, ...]:
    if len(values) > schema["maxItems"]:
        raise QueryError(f"{len(values):,} values of {name}; at most {schema['maxItems']} are read")
    for value in values:
        _one(name, [value], schema["items"])
    return tuple(dict.fromkeys(filter(None, values)))


def _one(name: str, values: list[str], schema: Mapping[str, Any]) -> str | bool:
    value = values[0]
    if "enum" in schema:
        if value not in schema["enum"]:
            known = ", ".join(schema["enum"])
            raise QueryError(f"unknown {name} {value[:40]!r}; it is one of {known}")
        return _SWITCH.get(value, value)
    if len(value) > schema["maxLength"]:
        raise QueryError(
            f"{name} is {len(value):,} characters long; "
            f"the longest that is read here has {schema['maxLength']:,}"
        )
    return value


def _whole(name: str, values: list[str], schema: Mapping[str, Any]) -> int:
    value, least, most = values[0], schema["minimum"], schema["maximum"]
    if not re.fullmatch("[0-9]{1,12}", value) or not least <= int(value) <= most:
        raise QueryError(f"{name} is {value[:40]!r}; it is a whole number from {least} to {most:,}")
    return int(value)


_READ = {"array": _many, "string": _one, "integer": _whole}
