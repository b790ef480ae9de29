"""JSON: an object a line, an array, one object, or an object that holds a list."""

import codecs
import json
import re
from collections.abc import Iterator
from io import BufferedReader
from itertools import chain, islice

from search.messages import Message
from search.models import Problem
from search.sources.encoding import peek_text, text_lines, usual_encoding
from search.sources.faults import UnreadableError, guarded, problem_of
from search.sources.fields import found_in_fields, names_body
from search.sources.found import Found
from search.sources.opening import LIMIT, SNIFF, too_long

__all__ = ["read_json", "read_json_lines"]

# Where news APIs, JSON Feed and content systems put their articles.
_LISTS = ("articles", "items", "results", "entries", "posts", "data")
_BETWEEN = re.compile(r"[\s,\]]*")  # a comma too many does no harm
_OBJECT = re.compile(r"\n[ \t]*\{")
_DECODER = json.JSONDecoder()
_EXAMPLE = '{"title": …, "text": …}'


def read_json_lines(stream: BufferedReader, name: str) -> Iterator[Found | Problem]:
    """Read JSON Lines; a bad line is a Problem, and the others follow."""
    if _is_array(stream):
        yield from read_json(stream, name)
        return
    for number, line in text_lines(stream):
        place = Message("line {number}", number=number)
        if isinstance(line, UnreadableError):
            yield problem_of(line, name, place)
        elif not line.isspace():
            yield from guarded(_from_line(line, number, place), name, place)


def read_json(stream: BufferedReader, name: str) -> Iterator[Found | Problem]:
    """Read JSON of any shape above, a value at a time."""
    array = _is_array(stream)
    values = _values(stream)
    first = list(islice(values, 2))
    alone = not array and len(first) == 1 and not _listed(first[0])
    number = 0
    for value in chain(first, values):
        for item in _listed(value) or [value]:
            number += 1
            place = "" if alone else Message("record {number}", number=number)
            yield from guarded(_found(item, 0 if alone else number, place), name, place)


def _is_array(stream: BufferedReader) -> bool:
    return peek_text(stream).lstrip().startswith("[")


def _from_line(line: str, number: int, place: str) -> Iterator[Found]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _invalid(error) from error
    yield from _found(value, number, place)


def _found(value: object, number: int, place: str) -> Iterator[Found]:
    if isinstance(value, UnreadableError):
        raise value
    if not isinstance(value, dict):
        raise UnreadableError(
            Message("it is no JSON object"), Message("write it as {example}", example=_EXAMPLE)
        )
    yield found_in_fields(value, number, place)


def _listed(value: object) -> list[object] | None:
    """The list of objects that an object holds, if it is no article itself."""
    if isinstance(value, dict) and not names_body(value):
        for name in _LISTS:
            inner = value.get(name)
            if inner and isinstance(inner, list) and all(isinstance(item, dict) for item in inner):
                return inner
    return None


class _Window:
    """The decoded part of a stream that is being looked at: `text` from `at` on."""

    def __init__(self, stream: BufferedReader) -> None:
        decoder = codecs.getincrementaldecoder(usual_encoding(stream))
        self._stream = stream
        self._decoder = decoder(errors="replace")
        self._ended = False
        self.text = ""
        self.at = 0

    def grow(self) -> bool:
        """Read as much again as there is, so that a long value is parsed a few times only.

        Returns:
            False if there is no more, or the value is longer than LIMIT.
        """
        rest = self.text[self.at :]
        if self._ended or len(rest) > LIMIT:
            return False
        data = self._stream.read(max(SNIFF, len(rest)))
        self._ended = not data
        self.text, self.at = rest + self._decoder.decode(data, final=not data), 0
        return True


def _values(stream: BufferedReader) -> Iterator[object]:
    """The values of a stream, in an array or one after another; a broken one as its error."""
    window = _Window(stream)
    window.grow()
    opening = re.match(r"\ufeff?\s*\[?", window.text)
    window.at = opening.end() if opening else 0
    while True:
        between = _BETWEEN.match(window.text, window.at)
        window.at = between.end() if between else window.at
        if window.at == len(window.text):
            if not window.grow():
                return
            continue
        try:
            value, end = _DECODER.raw_decode(window.text, window.at)
        except (ValueError, RecursionError) as error:
            if _may_go_on(error, window) and window.grow():
                continue
            yield too_long() if len(window.text) - window.at > LIMIT else _invalid(error)
            if not _skip_to_object(window):
                return
            continue
        if end == len(window.text) and not isinstance(value, dict) and window.grow():
            continue  # a number may go on
        window.at = end
        yield value


def _may_go_on(error: Exception, window: _Window) -> bool:
    """Whether the value may be cut by the window's end, and not broken."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    # A literal or an escape is six characters at most: `false`, `\u0041`.
    return error.msg.startswith("Unterminated string") or error.pos > len(window.text) - 8


def _skip_to_object(window: _Window) -> bool:
    """Go to the next object that begins a line."""
    window.at += 1
    while not (found := _OBJECT.search(window.text, window.at)):
        window.at = max(window.at, len(window.text) - 64)  # what may be a line's indent
        if not window.grow():
            return False
    window.at = found.end() - 1
    return True


def _invalid(error: Exception) -> UnreadableError:
    said = f"{error.msg}, at {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else error
    return UnreadableError(
        Message("it is not JSON ({error})", error=str(said)), Message("mend it, or leave it out")
    )
