"""What a text says of itself at its head: its title, its site, its date."""

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

import regex

from search.dates import parse_date
from search.models import Span
from search.text.lines import Line, fold_cue, lines_of

__all__ = ["Heading", "dateline", "read_heading"]

_HOST = r"(?:[A-Za-z0-9-]+\.)+[a-z]{2,24}"
# "GENERICO.ruВ миреWhat did …": a host, then at once something that cannot belong to it.
_GLUED = re.compile(rf"(?P<host>{_HOST})(?=[^\Wa-z\d_])(?P<rest>.+)", re.DOTALL)
# "WorldNATO offers …": a small letter, and a capital right behind it.
_SECTION = regex.compile(r"(?P<section>\p{L}[^.!?]{0,38}?\p{Ll})(?P<title>[\p{Lu}«“„\"].+)")
_SITE_SUFFIX = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")
_MONTH_DAY = r"[^\W\d_]+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
_DAY_MONTH = r"\d{1,2}(?:\.|st|nd|rd|th)?\s+(?:de\s+)?[^\W\d_]+\.?\s+(?:de\s+)?\d{4}"
_DIGITS = r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}"
_YEAR_WORD = re.compile(r"^\s*(?:року|рік|р\.|года|год|г\.|година|roku|rok|r\.)(?!\w)")
_DATE = re.compile(rf"{_DIGITS}|{_DAY_MONTH}|{_MONTH_DAY}")
_YEAR = re.compile(r"\d{4}")  # no date is without; what begins with a word takes longer to find
# "Home > Politics", "Головна › Новини"; »…« are quotation marks as well.
_CRUMBS = re.compile(r"(?:[^>›»«]{1,30}(?:\s*[>›]\s*|\s+»\s+)){1,6}[^>›»«]{0,60}")
_LONGEST_TITLE = 160
_HEADLINE_WORDS = 4
_HEAD_LINES = 25
_HEAD = 2000  # letters


@dataclass(frozen=True, slots=True)
class Heading:
    """What was found.

    Attributes:
        title: "" where the text has no line at all.
        span: the line of the text that is the title and nothing else, or (0, 0).
        aside: further spans of the text that only repeat the title or lead up to it.
        site: a host that the text names as its own at its head, or "".
    """

    title: str
    span: Span = (0, 0)
    aside: tuple[Span, ...] = ()
    site: str = ""


def read_heading(text: str, title: str = "", menu: int = 0) -> Heading:
    """Find the title in a text; where a title is given, find only where the text has it.

    `menu` is the number of lines that are known to stand before it.
    """
    lines = lines_of(text)[menu:]
    first = lines[0] if lines[1:] else None
    crumbs = [first] if first and not first.is_sentence and _CRUMBS.fullmatch(first.text) else []
    found = _read(lines[len(crumbs) :], title)
    above = tuple((line.start, line.end) for line in crumbs)
    return replace(found, aside=above + found.aside) if above else found


def _read(lines: list[Line], title: str) -> Heading:
    if title or not lines:
        return _placed(title, lines, 0)
    first = lines[0]
    site, candidate = _unglue(first.text, lines[1:3])
    if site:
        found = _placed(candidate, lines, 1)
        aside = ((first.start, first.end), *found.aside)
        return Heading(candidate, found.span, aside, site)
    candidate = _SITE_SUFFIX.sub("", first.text)
    repeat = _repeat_of(candidate, lines)
    if repeat is not None:
        line = lines[repeat]
        before = tuple((other.start, other.end) for other in lines[:repeat])
        return Heading(line.text, (line.start, line.end), before)
    return _plain_heading(lines)


def _plain_heading(lines: list[Line]) -> Heading:
    """The usual case: the first line is the headline, or the first sentence of the article."""
    first = lines[0]
    if len(first.text) > _LONGEST_TITLE:
        cut = first.text[:_LONGEST_TITLE].rpartition(" ")[0] or first.text[:_LONGEST_TITLE]
        return Heading(cut.rstrip(" ,;:–—-") + "…")
    if len(lines) == 1 or (first.is_sentence and len(first.text) > 100):
        return Heading(first.text)
    return _placed(first.text, lines, 0)


def _placed(title: str, lines: list[Line], first: int) -> Heading:
    """The title, with the line near the head that it stands in; the lines that repeat it aside."""
    bare = fold_cue(title)
    near = [line for line in lines[first : first + 3] if bare and line.folded == bare]
    spans = [(line.start, line.end) for line in near]
    if not spans or len(lines) == len(near):
        return Heading(title)
    return Heading(title, spans[0], tuple(spans[1:]))


def _unglue(line: str, following: list[Line]) -> tuple[str, str]:
    """(host, title) of a first line that begins with a site's name; ("", "") of any other."""
    match = _GLUED.fullmatch(line)
    if not match:
        return "", ""
    rest = match["rest"]
    for other in following:
        if rest.endswith(other.text):
            return match["host"].lower(), other.text
    section = _SECTION.fullmatch(rest)
    return match["host"].lower(), section["title"] if section else rest


def _repeat_of(title: str, lines: list[Line]) -> int | None:
    """The number of a later line that is the title again, if only menu lines lead up to it."""
    for number, line in enumerate(lines[1:_HEAD_LINES], start=1):
        if line.text == title and len(title.split()) >= _HEADLINE_WORDS:
            return number
        if len(line.text) > 60 or line.is_sentence:
            return None
    return None


def dateline(text: str, others: tuple[Span, ...]) -> date | None:
    """The date that the article's first lines state as their own.

    That is a dateline, «KYIV, 21 October 2021 —», or a line that is little but a date; `others`
    are spans that do not count: the title, and what is set aside.
    """
    lines = (line for line in lines_of(text) if line.start < _HEAD)
    own = (line for line in lines if not any(s <= line.start < e for s, e in others))
    for line in islice(own, 3):
        shown = text[line.start : min(line.end, _HEAD)].rstrip()
        head = shown[:80]
        match = _YEAR.search(head) and _DATE.search(head)
        if not match:
            continue
        before = shown[: match.start()].strip()
        after = _YEAR_WORD.sub("", shown[match.end() :])
        place = not before or (len(before) < 40 and before[-1] in ",)/|(:–—-")
        opens = place and bool(re.match(r"\s*(?:\([^()]{0,40}\)|\))?\s*[-–—:|]\s", after))
        alone = len(before) + len(after) < 40 and not after.rstrip().endswith((".", "!", "?"))
        if (opens or alone) and (day := parse_date(match[0])):
            return day
    return None
