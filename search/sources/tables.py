"""CSV and TSV: an article a row, the first row names the columns."""

import csv
import re
from collections.abc import Iterator
from io import BufferedReader
from itertools import chain

from search.messages import Message
from search.models import Problem
from search.sources.encoding import peek_text, text_lines
from search.sources.faults import UnreadableError, guarded, problem_of
from search.sources.fields import count_known, found_in_fields, names_text
from search.sources.found import Found
from search.sources.opening import LIMIT

__all__ = ["read_table"]

# A whole cell in quotes, or quotes doubled inside of one.
_QUOTED = re.compile(r'(?:^|\t)"(?:[^"]|"")*"(?=\t|\r?$)|[^\t]""[^\t]', re.MULTILINE)


def read_table(stream: BufferedReader, name: str) -> Iterator[Found | Problem]:
    """Read a table; a bad row is a Problem, and the others follow.

    Raises:
        UnreadableError: the first row names no title and no text.
    """
    sample = peek_text(stream)
    lines = _Lines(stream, name)
    if csv.field_size_limit() < LIMIT:  # of the whole process: it is only ever raised
        csv.field_size_limit(LIMIT)
    first = next((line for line in lines if not line.isspace()), "")
    delimiter = max(",;\t|", key=lambda mark: _fit(first, mark))
    # Tables with tabs seldom quote; a stray quote would then swallow all that follows it.
    literal = delimiter == "\t" and not _QUOTED.search(sample)
    rows = csv.reader(
        chain([first], lines),
        delimiter=delimiter,
        quoting=csv.QUOTE_NONE if literal else csv.QUOTE_MINIMAL,
    )
    header = [cell.strip() for cell in next(rows, [])]
    if not names_text(header):
        raise UnreadableError(
            Message(
                "its first row names no title and no text ({row})", row=", ".join(header)[:100]
            ),
            Message("name the columns in the first row: title, text, date, source, language, url"),
        )
    number = 0
    while True:
        place = Message("line {number}", number=lines.number + 1)
        try:
            row = next(rows, None)
        except csv.Error as error:
            row = []
            reason = Message("it is no row of a table ({error})", error=str(error))
            yield Problem(name, place, reason, Message("quote its cells"))
        yield from lines.problems
        lines.problems.clear()
        if row is None:
            return
        if any(cell.strip() for cell in row):
            number += 1
            yield from guarded(_from_row(header, row, number, place), name, place)


class _Lines:
    """Lines for the csv module: what cannot be decoded is set aside.

    Attributes:
        number: of the line given last.
        problems: the lines that were left out, until the caller takes them.
    """

    def __init__(self, stream: BufferedReader, name: str) -> None:
        self._lines = text_lines(stream)
        self._name = name
        self.number = 0
        self.problems: list[Problem] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for number, line in self._lines:
            self.number = number
            if isinstance(line, str):
                return line
            self.problems.append(
                problem_of(line, self._name, Message("line {number}", number=number))
            )
        raise StopIteration


def _fit(line: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter divides the header: columns with known names, columns."""
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return count_known(cells), len(cells)


def _from_row(header: list[str], row: list[str], number: int, place: str) -> Iterator[Found]:
    while len(row) > len(header) and not row[-1].strip():
        row.pop()
    if len(row) != len(header):
        # Taken as it is, text would stand under the wrong names.
        raise UnreadableError(
            Message(
                "the row has {cells} cells, the first row {columns}",
                cells=len(row),
                columns=len(header),
            ),
            Message("quote cells that hold the separator, a quotation mark or a line break"),
        )
    yield found_in_fields(dict(zip(header, row, strict=True)), number, place)
