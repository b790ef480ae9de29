"""The last word of a query that is still being typed. Knows the query language, and no index."""

import re
from typing import NamedTuple

from search.analysis.tokenizer import APOSTROPHES, words
from search.queries import ALIASES, PIECES

__all__ = ["Unfinished", "unfinished_word"]

_FACETS = ("source", "language")
_OPERATORS = frozenset({"OR", "AND", "NOT", "|", "||", "&&", "+"})
_SIGNS = re.compile(r"[+=]+")
# Who has typed one of these behind a word is done with it.
_DONE = re.compile(r"\*$|~[012]?$|\^[\d.]*$")
_CLOSING = {"“": "”", "„": "“", "«": "»"}


class Unfinished(NamedTuple):
    """Where it is, and what is typed of it.

    Attributes:
        start: of the word in the query; it runs to the end.
        text: the word so far; "" only where a value is typed.
        facet: `source` or `language`, where a value of it is typed; else "".
        closing: the quotation mark that is missing behind it, where one stands open.
        piece: start of all that is typed since the last blank or sign; with another keyboard
            layout what looks like several words may be one.
        unwanted: a minus, or NOT, stands before it.
    """

    start: int
    text: str
    facet: str = ""
    closing: str = ""
    piece: int = 0
    unwanted: bool = False


def unfinished_word(query: str) -> Unfinished | None:
    """The word at the end of a query; None where nothing is to be completed."""
    facet = ""  # of the value that comes next
    groups: list[str] = []  # of each group that is open
    unwanted = False
    last = None
    for last in PIECES.finditer(query):
        inside = groups[-1] if groups else ""
        before = facet or inside, unwanted
        if last["space"]:
            continue
        facet, unwanted = "", False
        if last["field"]:
            name = last["field"].strip()[:-1].lower()
            name = ALIASES.get(name, name)
            facet = name if name in {*_FACETS, "date"} else ""
        elif last["open"]:
            groups.append(before[0])
        elif last["close"]:
            groups[-1:] = []
        elif last["minus"] or last["word"] == "NOT":
            facet, unwanted = before[0], True
    if last is None or "date" in (facet, before[0]):
        return None
    if last["field"]:
        return Unfinished(last.end(), "", facet) if facet else None
    if last["open"] and groups[-1]:
        return Unfinished(last.end(), "", groups[-1])
    if last["phrase"]:
        return None if last["end"] else _in_phrase(last, *before)
    return _in_word(last, *before) if last["word"] else None


def _in_phrase(piece: re.Match[str], facet: str, unwanted: bool) -> Unfinished | None:
    quoted, start = piece["quoted"], piece.start("quoted")
    if facet:
        return Unfinished(piece.start(), quoted, facet, piece=piece.start(), unwanted=unwanted)
    mark = piece.string[start - 1]
    return _last_word(quoted, start, _CLOSING.get(mark, mark), unwanted)


def _in_word(piece: re.Match[str], facet: str, unwanted: bool) -> Unfinished | None:
    text, start = piece["word"], piece.start()
    if facet:
        return Unfinished(start, text, facet, piece=start, unwanted=unwanted)
    if text in _OPERATORS or _DONE.search(text):
        return None
    if signs := _SIGNS.match(text):
        text, start = text[signs.end() :], start + signs.end()
    return _last_word(text, start, "", unwanted)


def _last_word(text: str, start: int, closing: str, unwanted: bool) -> Unfinished | None:
    """The word at the very end of a text; of scripts without blanks, all up to there."""
    # An apostrophe may be inside a word that goes on: об'єкт.
    bare = text.rstrip(APOSTROPHES)
    spans = list(words(bare))
    if not spans or spans[-1][1] < len(bare):
        return None
    begins = spans[-1][0]
    for first, end in reversed(spans[:-1]):
        if end <= begins:
            break
        begins = first
    return Unfinished(start + begins, text[begins:], "", closing, start, unwanted)
