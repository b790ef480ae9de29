"""The lines of a text, with what one needs to judge them."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import regex

from search.models import Span
from search.text.codes import Joined, Table, Values

__all__ = ["Folded", "Line", "fold_ahead", "fold_all", "fold_cue", "folded", "lines_of", "merged"]

_EDGES = " •·*-–—|<>»«›‹→←▶►▸▾▼:.…!\"'“”()[]*#"
_COMBINING = regex.compile(r"\p{Mn}+")
_APOSTROPHES = re.compile("[’ʼ‘`´]")
_COUNT = re.compile(r"\s*[(\[]?\d+[)\]]?$")
_SENTENCE_ENDS = frozenset(".!?।。؟۔")
_BEHIND_SENTENCE = "»\"”’')]"
_CUT_OFF = ("…", "...", "[…]", "[...]")
_BEHIND_CUT = '»"”)'
# What a line may end in that is a sentence or cut off.
_ENDINGS = frozenset((*_SENTENCE_ENDS, *_BEHIND_SENTENCE, *_BEHIND_CUT, "…"))
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
    if ahead := _ahead.get(text):
        (_, whole, *_), base = ahead
        known = whole[base : base + len(text)]
        if _UNEVEN not in known:
            return " ".join(known.split())
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("ı", "i"))
        text = _COMBINING.sub("", text)
    return " ".join(_APOSTROPHES.sub("'", text).split())


def _fold(character: str) -> int:
    if character.isspace():
        return ord("\n" if character == "\n" else " ")
    folded = fold_cue(character)
    # Marks that are no accents may change places with those around them.
    even = len(folded) == 1 and not unicodedata.combining(folded)
    return ord(folded) if even else ord(_UNEVEN)


_FOLDED = Table(_fold, np.uint32)


class Folded(NamedTuple):
    """Several texts, folded.

    Attributes:
        codes: their code points, a line's end behind each text, and one more behind the last.
        text: the same as text.
        starts: where each begins.
        wide: whether two blanks stand together in any of them.
    """

    codes: Values
    text: str
    starts: list[int]
    wide: bool


# What `fold_ahead` made of texts, and the place of each among them.
_ahead: dict[str, tuple[Folded, int]] = {}


def fold_all(texts: Sequence[str]) -> Folded:
    """Make of each character what `fold_cue` makes of it; blanks and ends of lines are kept.

    U+FFFF stands where that is not one character, and `fold_cue` has to be asked.
    """
    joined = Joined(texts)
    codes = _FOLDED.of(joined.codes)
    data = codes.astype("<u4", copy=False).tobytes()
    blank = codes == ord(" ")
    wide = bool((blank[1:] & blank[:-1]).any())
    return Folded(codes, data.decode("utf-32-le", "surrogatepass"), joined.starts, wide)


def fold_ahead(texts: Sequence[str]) -> Folded:
    """`fold_all`, which is remembered until the next texts: much faster than one by one."""
    found = fold_all(texts)
    _ahead.clear()
    for text, start in zip(texts, found.starts, strict=True):
        _ahead[text] = found, start
    return found


def folded(text: str) -> tuple[Folded, int]:
    """`fold_all` of one text or of several, and where this one begins in it."""
    return _ahead.get(text) or (fold_all([text]), 0)


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    return list(_lines_of(text))


@lru_cache(maxsize=4)  # heading, boilerplate and passages ask for the same text's, one by one
def _lines_of(text: str) -> tuple[Line, ...]:
    (_, whole, _, wide), base = folded(text)
    uneven = whole.find(_UNEVEN, base, base + len(text)) >= 0
    found = []
    at = 0
    for part in text.split("\n"):
        stripped = part.strip()
        if stripped:
            start = at if stripped[0] == part[0] else at + len(part) - len(part.lstrip())
            end = start + len(stripped)
            cue = whole[base + start : base + end]
            if uneven and _UNEVEN in cue:
                cue = fold_cue(stripped)
            elif wide and "  " in cue:
                cue = " ".join(cue.split())
            cut_off, ends = _ending(stripped) if stripped[-1] in _ENDINGS else (False, False)
            found.append(Line(stripped, start, end, cue, _bare(cue), cut_off, ends))
        at += len(part) + 1
    return tuple(found)


def _bare(cue: str) -> str:
    bare = cue.strip(_EDGES)
    last = cue[-1:]
    if last.isdecimal() or last in ")]":
        bare = _COUNT.sub("", cue).strip(_EDGES) or bare
    return bare


def _ending(text: str) -> tuple[bool, bool]:
    """Whether a line is cut off, and whether it is a sentence."""
    if text[-1] == "." and text[-2:-1] != ".":
        return False, True
    is_cut_off = text.rstrip(_BEHIND_CUT).endswith(_CUT_OFF)
    closed = text.rstrip(_BEHIND_SENTENCE)
    ends = closed[-1:] in _SENTENCE_ENDS and closed[-2:-1] != "."
    return is_cut_off, ends and not is_cut_off


def merged(spans: list[Span], text: str) -> tuple[Span, ...]:
    """The spans in order, those with only white space between them joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
