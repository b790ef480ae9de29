"""Which lines of a text are not the article.

Nothing is deleted: the spans found here are stored with the article, and left out of matching,
ranking and snippets. Losing a line of the article is worse than keeping a line of a menu, so each
rule wants a cue, or several lines of one shape; a full paragraph is set aside only behind a
heading that opens the tail of the page.
"""

import re
from dataclasses import dataclass

from search.models import Span
from search.text.cues import cues
from search.text.lines import Line, lines_of, merged

__all__ = ["Boilerplate", "find_boilerplate"]

_HOST = re.compile(r"\b((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})\b")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|\bcopyright\b", re.IGNORECASE)
_DATE_ONLY = re.compile(r"^(?=.*\d)[\w\s.,:/|-]{4,40}$")
_LONGEST_READ_ALSO = 250
_LONGEST_NOTICE = 300
_MENU_WORDS = 3
_MENU_LINES = 4


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """What is not the article.

    Attributes:
        spans: (start, end) in the text, in order, not overlapping, whole lines.
        site: a host that such a line names as the site's own, or "".
    """

    spans: tuple[Span, ...]
    site: str = ""


def find_boilerplate(text: str, aside: tuple[Span, ...] = ()) -> Boilerplate:
    """Judge every line of `text`; `aside` are spans that are known not to be the article."""
    lines = lines_of(text)
    known = [any(start <= line.start < end for start, end in aside) for line in lines]
    out = known.copy()
    site = ""
    for number, line in enumerate(lines):
        kind = _kind(line)
        if kind:
            out[number] = True
        if kind == "tail":
            for other in range(number + 1, _tail_end(lines, number)):
                out[other] = True
        if kind == "own" and not site:
            site = _only_host(line.text)
    _teasers(lines, out)
    _menu_at_the_end(lines, out)
    if all(out) and not all(known):
        # A text that is boilerplate through and through says that the rules are wrong about it.
        out = known
    spans = [(line.start, line.end) for line, is_out in zip(lines, out, strict=True) if is_out]
    return Boilerplate(merged([*spans, *aside], text), site)


def _kind(line: Line) -> str:
    """What the line's own words say that it is; "" for what may be the article."""
    words = cues()
    if line.bare in words.tail:
        return "tail"
    unbulleted = line.folded.lstrip("•·*-–—|>» ")
    if len(line.text) <= _LONGEST_READ_ALSO and unbulleted.startswith(words.read_also):
        return "read also"
    if line.bare in words.line or line.bare in words.read_more:
        return "line"
    if len(line.text) > _LONGEST_NOTICE:
        return ""
    if _COPYRIGHT.search(line.text) and len(line.text) < 200 and not line.is_paragraph:
        return "own"
    if any(cue in line.folded for cue in words.form):
        return "form"
    return "own" if any(cue in line.folded for cue in words.notice) else ""


def _tail_end(lines: list[Line], heading: int) -> int:
    """The number of the line where what the heading opened is over.

    Nothing but teasers, forms and comments follows to the end, unless a real paragraph does that
    is no reader's comment; then only what looks like teasers belongs to the heading.
    """
    if not any(line.is_paragraph and not _is_teaser(line) for line in lines[heading + 1 :]):
        return len(lines)
    number = heading + 1
    while number < len(lines) and not lines[number].is_sentence:
        number += 1
    return number


def _is_teaser(line: Line) -> bool:
    """Cut off, with or without an invitation to read on."""
    words = cues().read_more
    return line.is_cut_off or (line.bare.endswith(words) and not line.is_sentence)


def _teasers(lines: list[Line], out: list[bool]) -> None:
    """Set aside cut-off teasers with the site's "read more", and what belongs to each.

    One such line may be an article's own last words; two have a pattern.
    """
    more = cues().read_more
    found = [
        number
        for number, line in enumerate(lines)
        if line.bare.endswith(more)
        and not line.is_sentence
        and "…" in line.text.replace("...", "…")
    ]
    if len(found) < 2:
        return
    for number in found:
        out[number] = True
        for before in (number - 1, number - 2):
            if before < 1 or lines[before].is_sentence or len(lines[before].text) > 150:
                break
            out[before] = True
        after = number + 1
        if after < len(lines) and _DATE_ONLY.match(lines[after].text):
            out[after] = True


def _menu_at_the_end(lines: list[Line], out: list[bool]) -> None:
    """Set aside a run of words without a sentence at the very end: section names, tags."""
    run = 0
    for line in reversed(lines):
        if line.is_sentence or line.is_bullet or len(line.text.split()) > _MENU_WORDS:
            break
        run += 1
    if run >= _MENU_LINES and run < len(lines):
        out[len(lines) - run :] = [True] * run


def _only_host(text: str) -> str:
    """The host that the text names, if it names exactly one."""
    hosts = {host.lower().removeprefix("www.") for host in _HOST.findall(text)}
    return hosts.pop() if len(hosts) == 1 else ""
