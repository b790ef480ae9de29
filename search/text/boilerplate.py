"""Which lines of a text are not the article.

Nothing is deleted: the spans found here are stored with the article, and left out of matching,
ranking and snippets. Losing a line of the article is worse than keeping a line of a menu, so a
line wants two signs: a cue and its place, a cue and the shape of the line, or several lines of one
shape. An article may well speak of cookies, comments or Telegram.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from search.models import UNSURE, Span
from search.text.blocks import (
    is_date,
    last_sentence,
    set_foreign_tail_aside,
    set_links_aside,
    set_tail_menu_aside,
    set_teasers_aside,
)
from search.text.cues import NETWORKS, cues
from search.text.furniture import set_repeated_aside
from search.text.language import detect_language
from search.text.lines import Folded, Line, folded, lines_of, merged
from search.text.repeated import Learnt

__all__ = ["Boilerplate", "find_boilerplate", "named_site"]

_HOST = re.compile(r"\b((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24})\b")
# At the head of a line or before a year; a caption ends with whose picture it is.
_COPYRIGHT = re.compile(r"^\W{0,3}©|(?:©|\(c\)|\bcopyright)\W*\d{4}", re.IGNORECASE)
_LONGEST_READ_ALSO = 250
_LONGEST_HEADLINE = 160
_LONGEST_NOTICE = 300
_MENU_WORDS = 3
_HEADLINES = 8  # a headline, what stands below it, date, author, buttons


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """What is not the article.

    Attributes:
        spans: (start, end) in the text, in order, not overlapping, whole lines.
        site: see `named_site`.
    """

    spans: tuple[Span, ...]
    site: str = ""


def find_boilerplate(
    text: str,
    aside: tuple[Span, ...] = (),
    *,
    learnt: Learnt | None = None,
    title: Span = (0, 0),
) -> Boilerplate:
    """Judge every line of `text`.

    Args:
        text: what is stored; spans point into it.
        aside: spans that are known not to be the article.
        learnt: what comes again in the other articles of its source.
        title: where the text's own title stands; that it comes again is held against no title.
    """
    lines = lines_of(text)
    known = [False] * len(lines)
    if aside:
        known = [any(start <= line.start < end for start, end in aside) for line in lines]
    kinds = _kinds(text)
    signs = list(map(_is_sign, lines, kinds))
    out = known.copy()
    if any(kinds):
        _set_cued_aside(lines, kinds, signs, out)
    _rest_of_the_tail(lines, out)
    set_teasers_aside(lines, out)
    set_tail_menu_aside(lines, out)
    set_links_aside(lines, out)
    if learnt:
        set_repeated_aside(lines, out, learnt, title)
    set_foreign_tail_aside(lines, out, signs, _language_of)
    if all(out) and not all(known):
        # A text that is boilerplate through and through says that the rules are wrong about it.
        out = known
    spans = [(line.start, line.end) for line, is_out in zip(lines, out, strict=True) if is_out]
    return Boilerplate(merged([*spans, *aside], text), named_site(text))


def _set_cued_aside(
    lines: list[Line], kinds: Sequence[str], signs: list[bool], out: list[bool]
) -> None:
    """Mark in `out` what stands aside by the words of single lines."""
    over = _last_paragraph(lines, kinds)
    last = last_sentence(lines, signs)
    for number, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        if not kind:
            continue
        below = number > last or number > over >= 0
        # A line that goes on in the next was broken in the middle of a sentence.
        goes_on = number + 1 < len(lines) and lines[number + 1].text[0].islower()
        alone = kind in {"line", "own"} or (kind == "read also" and not goes_on)
        if alone and _is_told(lines, kinds, number):
            alone = False
        if kind == "form" and below and number < last:
            # A short sentence follows that may be the article's, and so may this one be.
            alone = not line.is_sentence or any(signs[max(0, number - 1) : number + 2 : 2])
        if alone or (kind in {"form", "footer"} and number > last):
            out[number] = True
        if kind == "tail":
            end = len(lines) if below else _list_end(lines, kinds, number)
            if end > number + 1 and _is_page(lines[number + 1 : end], kinds[number + 1 : end]):
                out[number:end] = [True] * (end - number)
            elif end > number + 1 or " " in line.bare or below:
                out[number] = True  # one word above a sentence may be the article's own heading


def named_site(text: str) -> str:
    """A host that the site's own lines in a text name, or ""."""
    kinds = _kinds(text)
    if "own" not in kinds:
        return ""
    own = (ln.text for ln, kind in zip(lines_of(text), kinds, strict=True) if kind == "own")
    return next(filter(None, map(_only_host, own)), "")


# The texts in which cues were looked for last, and where each begins -> where in it one may begin.
_looked: list[tuple[Folded, dict[int, list[int]]]] = []


def _places(texts: Folded, start: int) -> list[int]:
    """Where in one of some texts a cue may begin; looked for in all of them."""
    last = _looked[:]
    if not last or last[0][0] is not texts:
        last = [(texts, _places_in(texts))]
        _looked[:] = last
    return last[0][1][start]


def _places_in(texts: Folded) -> dict[int, list[int]]:
    found = cues().places(texts.codes, texts.text)
    edges = [*(bisect_left(found, start) for start in texts.starts), len(found)]
    return {
        start: [place - start for place in found[first:end]]
        for start, (first, end) in zip(texts.starts, pairwise(edges), strict=True)
    }


@lru_cache(maxsize=4)
def _kinds(text: str) -> tuple[str, ...]:
    """What each line of a text is by its own words; "" for what may be the article."""
    texts, base = folded(text)
    whole, places = texts.text, _places(texts, base)[::-1]
    kinds = []
    known = cues().whole
    for line in lines_of(text):
        if len(line.text) > _LONGEST_NOTICE and line.bare not in known:
            kinds.append("")  # whatever it says; most lines of most articles are as long
            continue
        while places and places[-1] < line.start:
            places.pop()
        # Where folding changed the length of the line, no place in it is known.
        cued = bool(places) and places[-1] < line.end
        kinds.append(_kind(line, cued or line.folded != whole[base + line.start : base + line.end]))
    return tuple(kinds)


def _kind(line: Line, cued: bool) -> str:
    words = cues()
    if kind := words.whole.get(line.bare):
        return kind
    if _is_read_also(line):
        return "read also"
    if len(line.text) > _LONGEST_NOTICE:
        return ""
    if len(line.text) < 200 and not line.is_paragraph and _is_copyright(line):
        return "own"
    if cued and (_is_notice(line) or _invites(line)):
        return "own"
    required_field = line.text.endswith("*") and len(line.text.split()) <= _MENU_WORDS
    return "form" if required_field or (cued and words.form.search(line.folded)) else ""


def _is_copyright(line: Line) -> bool:
    cue = line.folded
    signed = "©" in cue or "(c)" in cue or "copyright" in cue
    return signed and bool(_COPYRIGHT.search(line.text))


def _is_read_also(line: Line) -> bool:
    """Points to another article: a cue, and a headline behind it.

    A headline begins with a capital, a figure or a quotation mark, where its script has capitals,
    and does not end like a sentence.
    """
    if len(line.text) > _LONGEST_READ_ALSO:
        return False
    if not cues().read_also.match(line.folded.lstrip("•·*-–—|>» ")):
        return False
    headline = line.text.partition(":")[2].strip()
    if len(headline) > _LONGEST_HEADLINE:
        return False  # the article goes on behind it
    return not headline[:1].islower() and not headline.endswith(".")


def _is_notice(line: Line) -> bool:
    """Says what the site does to its reader's computer, in its own words."""
    words = cues()
    return bool(words.cookie.search(line.folded) and words.notice.search(line.folded))


def _invites(line: Line) -> bool:
    """Invites to follow or to subscribe, and names the site's own channel."""
    words = cues()
    if line.is_paragraph and len(line.text) > _LONGEST_READ_ALSO:
        return False
    # What begins with a dash is said by somebody.
    if line.text[0] in "—–-" or not words.invite.search(line.folded):
        return False
    named = re.findall(r"[^\W_]+(?:\.com)?", line.folded)
    if not words.channel.isdisjoint(named) or any(map(_is_network, named)):
        return True
    # "It is. Follow us one night, and you will see." is said by somebody.
    return not line.text.endswith((".", "?", "”", "»")) and not words.us.isdisjoint(named)


def _is_network(word: str) -> bool:
    return word.startswith(NETWORKS)


def _last_paragraph(lines: list[Line], kinds: Sequence[str]) -> int:
    """The number of the last line that can only be the article's; -1 where none is."""
    numbers = range(len(lines) - 1, -1, -1)
    return next((n for n in numbers if _is_own_paragraph(lines[n], kinds[n])), -1)


def _is_told(lines: list[Line], kinds: Sequence[str], number: int) -> bool:
    """Whether a sentence of the article speaks of cookies; the article goes on around it.

    "We use cookies to improve your experience, the banners said."
    """
    around = [n for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    return (
        lines[number].is_sentence
        and _is_notice(lines[number])
        and len(around) == 2
        and all(_is_own_paragraph(lines[n], kinds[n]) for n in around)
    )


def _is_own_paragraph(line: Line, kind: str) -> bool:
    return line.is_paragraph and not kind


def _list_end(lines: list[Line], kinds: Sequence[str], heading: int) -> int:
    """Where a list of other articles ends that stands between parts of the article."""
    number = heading + 1
    while number < len(lines):
        line = lines[number]
        if not kinds[number] and (line.is_sentence or len(line.text) > _LONGEST_READ_ALSO):
            break
        number += 1
    if not any(map(_is_own_paragraph, lines[:heading], kinds[:heading])):
        # The list stands above the article, whose headline and date follow it.
        number = max(heading + 1, number - _HEADLINES)
    return number


def _is_page(lines: list[Line], kinds: Sequence[str]) -> bool:
    """Whether what follows a heading such as "Comments" belongs to the page, not to the article.

    The article's own sentences show no teaser, form or date among them.
    """
    if any(map(_is_sign, lines, kinds)):
        return True
    return not any(line.is_sentence for line in lines)


def _is_sign(line: Line, kind: str) -> bool:
    """Whether a line is seldom found in an article and often around it."""
    return bool(kind) or _is_teaser(line) or is_date(line.text)


def _rest_of_the_tail(lines: list[Line], out: list[bool]) -> None:
    """Set aside what stands among the last lines of a page, where no sentence follows them.

    From the first line behind the article's last sentence that is aside, if one more is.
    """
    last = last_sentence(lines, out)
    aside = [number for number in range(last + 1, len(lines)) if out[number]]
    if last >= 0 and len(aside) > 1:
        out[aside[0] :] = [True] * (len(lines) - aside[0])


def _language_of(text: str) -> str:
    code = detect_language(text)
    return "" if code == UNSURE else code


def _is_teaser(line: Line) -> bool:
    """Cut off, with or without an invitation to read on."""
    if line.is_cut_off or line.is_sentence:
        return line.is_cut_off
    return bool(cues().ends_in_read_more.match(line.bare[::-1]))


def _only_host(text: str) -> str:
    """The host that the text names, if it names exactly one."""
    hosts = {host.lower().removeprefix("www.") for host in _HOST.findall(text)}
    return hosts.pop() if len(hosts) == 1 else ""
