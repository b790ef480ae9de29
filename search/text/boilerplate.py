"""Which lines of a text are not the article.

Nothing is deleted: the spans found here are stored with the article, and left out of matching,
ranking and snippets. Losing a line of the article is worse than keeping a line of a menu, so a
line wants two signs: a cue and its place, a cue and the shape of the line, or several lines of one
shape. An article may well speak of cookies, comments or Telegram.
"""

import re
from dataclasses import dataclass

from search.models import Span
from search.text.cues import cues
from search.text.lines import Line, lines_of, merged

__all__ = ["Boilerplate", "find_boilerplate"]

_HOST = re.compile(r"\b((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})\b")
_COPYRIGHT = re.compile(r"©|\(c\)\s*\d{4}|\bcopyright\s+\d{4}", re.IGNORECASE)
_DATE_ONLY = re.compile(r"^(?=.*\d)[\w\s.,:/|-]{4,40}$")
# Where a sentence may begin in a line; an invitation in quotation marks is somebody's words.
_SENTENCES = re.compile(r"(?:^|(?<=[.!?:;|—–-])\s+)(?=[^\W\d_])")
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
    kinds = [_kind(line) for line in lines]
    over = _last_paragraph(lines, kinds)
    out = known.copy()
    site = ""
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        # A line that goes on in the next was broken in the middle of a sentence.
        goes_on = number + 1 < len(lines) and lines[number + 1].text[0].islower()
        alone = kind in {"line", "own"} or (kind == "read also" and not goes_on)
        if alone or (kind == "form" and number > over):
            out[number] = True
        if kind == "tail":
            end = len(lines) if number > over else _list_end(lines, kinds, number)
            if end > number + 1 and _is_page(lines[number + 1 : end], kinds[number + 1 : end]):
                out[number:end] = [True] * (end - number)
            else:
                out[number] = True
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
    if line.bare in words.line or line.bare in words.read_more:
        return "line"
    if _is_read_also(line):
        return "read also"
    if len(line.text) > _LONGEST_NOTICE:
        return ""
    if _COPYRIGHT.search(line.text) and len(line.text) < 200 and not line.is_paragraph:
        return "own"
    if any(cue in line.folded for cue in words.notice) or _invites(line):
        return "own"
    required_field = line.text.endswith("*") and len(line.text.split()) <= _MENU_WORDS
    return "form" if required_field or any(cue in line.folded for cue in words.form) else ""


def _is_read_also(line: Line) -> bool:
    """Points to another article: a cue, and a headline behind it.

    A headline begins with a capital, a figure or a quotation mark, where its script has capitals,
    and does not end like a sentence.
    """
    cue_in_it = line.folded.lstrip("•·*-–—|>» ").startswith(cues().read_also)
    if not cue_in_it or len(line.text) > _LONGEST_READ_ALSO:
        return False
    headline = line.text.partition(":")[2].strip()
    return not headline[:1].islower() and not headline.endswith(".")


def _invites(line: Line) -> bool:
    """Invites to follow or to subscribe, and names the site's own channel."""
    words = cues()
    if line.is_paragraph and len(line.text) > _LONGEST_READ_ALSO:
        return False
    starts = (match.end() for match in _SENTENCES.finditer(line.folded))
    if not any(line.folded.startswith(words.invite, start) for start in starts):
        return False
    return not words.channel.isdisjoint(re.findall(r"[^\W_]+(?:\.com)?", line.folded))


def _last_paragraph(lines: list[Line], kinds: list[str]) -> int:
    """The number of the last line that can only be the article's; -1 where none is."""
    numbers = [
        number
        for number, (line, kind) in enumerate(zip(lines, kinds, strict=True))
        if line.is_paragraph and not kind and not _is_teaser(line)
    ]
    return numbers[-1] if numbers else -1


def _list_end(lines: list[Line], kinds: list[str], heading: int) -> int:
    """Where a list of other articles ends that stands between parts of the article."""
    number = heading + 1
    while number < len(lines) and (kinds[number] or not lines[number].is_sentence):
        number += 1
    return number


def _is_page(lines: list[Line], kinds: list[str]) -> bool:
    """Whether what follows a heading such as "Comments" belongs to the page, not to the article.

    The article's own sentences show no teaser, form or date among them.
    """
    signs = sum(
        bool(kind) or _is_teaser(line) or bool(_DATE_ONLY.match(line.text))
        for line, kind in zip(lines, kinds, strict=True)
    )
    return signs > 0 or not any(line.is_sentence for line in lines)


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
