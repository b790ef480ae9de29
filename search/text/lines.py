"""The lines of a text, with what one needs to judge them."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import regex

from search.models import Span
from search.text.codes import Table, Values, codes_of

__all__ = ["Line", "fold_cue", "folded", "lines_of", "merged"]

_EDGES = " •·*-–—|<>»«›‹→←▶►▸▾▼:.…!\"'“”()[]*#"
_COMBINING = regex.compile(r"\p{Mn}+")
_COUNT = re.compile(r"\s*[(\[]?\d+[)\]]?$")
_SENTENCE_ENDS = frozenset(".!?।。؟۔")
_BEHIND_SENTENCE = "»\"”’')]"
_CUT_OFF = ("…", "...", "[…]", "[...]")
_BEHIND_CUT = '»"”)'
_BULLET = re.compile(r"^\s*(?:[•·▪●►▸*–-]|\d{1,3}[.)])\s*\S")
# Stands for what folding makes more or less than one letter of; no text means it.
_UNEVEN = "\uffff"


class Line(NamedTuple):
    """One line that is not blank.

    Attributes:
        text: without white space at its ends; start, end: where that stands.
        folded: as `fold_cue` makes it.
        bare: `folded` without bullets, arrows, quotation marks, punctuation and a count in
            parentheses at its ends.
        is_cut_off: ends in an ellipsis.
        is_sentence: closed as a sentence is, by a full stop and its kin, perhaps with a quotation
            mark behind it, and not cut off.
    """

    text: str
    start: int
    end: int
    folded: str
    bare: str
    is_cut_off: bool
    is_sentence: bool

    @property
    def is_paragraph(self) -> bool:
        """Long enough, and closed well enough, to be a paragraph of an article."""
        return len(self.text) >= 160 and self.is_sentence

    @property
    def is_prose(self) -> bool:
        """A sentence, or longer than a menu's words and most headlines are."""
        return self.is_sentence or len(self.text) > 100

    @property
    def is_bullet(self) -> bool:
        """Begins as an item of a list does."""
        return bool(_BULLET.match(self.text))


@lru_cache(maxsize=64)  # a title is folded several times
def fold_cue(text: str) -> str:
    """The text as cues are compared: lower case, no accents, one kind of apostrophe and space.

    Sites set headings in capitals, in which Greek and many a French word lose their accents.
    """
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("ı", "i"))
        text = _COMBINING.sub("", text)
    return " ".join(re.sub("[’ʼ‘`´]", "'", text).split())


def _fold(character: str) -> int:
    if character.isspace():
        return ord(" ")
    folded = fold_cue(character)
    # Marks that are no accents may change places with those around them.
    even = len(folded) == 1 and not unicodedata.combining(folded)
    return ord(folded) if even else ord(_UNEVEN)


_FOLDED = Table(_fold, np.uint32)


@lru_cache(maxsize=4)
def folded(text: str) -> tuple[Values, str]:
    """What `fold_cue` makes of each character of a text, blanks kept: code points, and a text.

    U+FFFF stands where that is not one character, and `fold_cue` has to be asked.
    """
    codes = _FOLDED.of(codes_of(text))
    return codes, codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    return list(_lines_of(text))


@lru_cache(maxsize=4)  # heading, boilerplate and passages ask for the same text's, one by one
def _lines_of(text: str) -> tuple[Line, ...]:
    whole = folded(text)[1]
    uneven, blanks = _UNEVEN in whole, "  " in whole
    found = []
    at = 0
    for part in text.split("\n"):
        stripped = part.strip()
        if stripped:
            start = at if stripped[0] == part[0] else at + len(part) - len(part.lstrip())
            end = start + len(stripped)
            cue = whole[start:end]
            if uneven and _UNEVEN in cue:
                cue = fold_cue(stripped)
            elif blanks and "  " in cue:
                cue = " ".join(cue.split())
            found.append(_line(stripped, start, end, cue))
        at += len(part) + 1
    return tuple(found)


def _line(text: str, start: int, end: int, cue: str) -> Line:
    bare = cue.strip(_EDGES)
    last = cue[-1:]
    if last.isdecimal() or last in ")]":
        bare = _COUNT.sub("", cue).strip(_EDGES) or bare
    is_cut_off = text.rstrip(_BEHIND_CUT).endswith(_CUT_OFF)
    closed = text.rstrip(_BEHIND_SENTENCE)
    ends = closed[-1:] in _SENTENCE_ENDS and closed[-2:-1] != "."
    return Line(text, start, end, cue, bare, is_cut_off, ends and not is_cut_off)


def merged(spans: list[Span], text: str) -> tuple[Span, ...]:
    """The spans in order, those with only white space between them joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
