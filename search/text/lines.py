"""The lines of a text, with what one needs to judge them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import regex

from search.models import Span

__all__ = ["Line", "fold_cue", "lines_of", "merged"]

_EDGES = " •·*-–—|<>»«›‹→←▶►▸▾▼:.…!\"'“”()[]*#"
_COMBINING = regex.compile(r"\p{Mn}+")
_COUNT = re.compile(r"\s*[(\[]?\d+[)\]]?$")
# Closed like a sentence: by a full stop and its kin, perhaps with a quotation mark behind it.
_SENTENCE_END = re.compile(r"""(?<!\.)[.!?।。؟۔][»"”’')\]]*$""")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[»\"”)]*$")
_BULLET = re.compile(r"^\s*(?:[•·▪●►▸*–-]|\d{1,3}[.)])\s*\S")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank.

    Attributes:
        text: without white space at its ends; start, end: where that stands.
        folded: as `fold_cue` makes it.
        bare: `folded` without bullets, arrows, quotation marks, punctuation and a count in
            parentheses at its ends.
    """

    text: str
    start: int
    end: int
    folded: str
    bare: str

    @property
    def is_sentence(self) -> bool:
        """Closed as a sentence is, and not cut off."""
        return bool(_SENTENCE_END.search(self.text)) and not self.is_cut_off

    @property
    def is_cut_off(self) -> bool:
        """Ends in an ellipsis."""
        return bool(_CUT_OFF.search(self.text))

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


def fold_cue(text: str) -> str:
    """The text as cues are compared: lower case, no accents, one kind of apostrophe and space.

    Sites set headings in capitals, in which Greek and many a French word lose their accents.
    """
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("ı", "i"))
        text = _COMBINING.sub("", text)
    return " ".join(re.sub("[’ʼ‘`´]", "'", text).split())


def lines_of(text: str) -> list[Line]:
    """The lines of `text` that are not blank, in order."""
    return list(_lines_of(text))


@lru_cache(maxsize=4)  # heading, boilerplate and passages ask for the same text's, one by one
def _lines_of(text: str) -> tuple[Line, ...]:
    found = []
    for match in re.finditer(r"[^\n]+", text):
        stripped = match[0].strip()
        if stripped:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            folded = fold_cue(stripped)
            bare = _COUNT.sub("", folded).strip(_EDGES) or folded.strip(_EDGES)
            found.append(Line(stripped, start, start + len(stripped), folded, bare))
    return tuple(found)


def merged(spans: list[Span], text: str) -> tuple[Span, ...]:
    """The spans in order, those with only white space between them joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
