"""Lines that show only together that they are not the article: menus, teasers, lists of links.

Each function marks lines in `out`; each wants a pattern that several lines share, and a place or
a cue besides.
"""

import re
from collections import Counter
from collections.abc import Callable

from search.text.cues import cues
from search.text.lines import Line

__all__ = [
    "body_of",
    "head_menu",
    "is_date",
    "is_headline",
    "last_sentence",
    "set_foreign_tail_aside",
    "set_links_aside",
    "set_tail_menu_aside",
    "set_teasers_aside",
]

_LONGEST_DATE = 40
# Two numbers, one of them a year, or a time of day, and three words at most: "Monday February
# 24th, 2025", "12 квітня 2022 р.", "18:40".
_DATE_ONLY = re.compile(
    r"^(?=.*\d[^\d]+\d)(?=.*(?:\b(?:19|20)\d\d\b|\b\d{1,2}[:./]\d\d\b))"
    r"(?!(?:.*?[^\W\d_]{3,}\b){4})[\w\s.,:/|-]{4,40}$"
)
_MENU_WORDS = 3
_MENU_LINES = 4
_HEAD_LINES = 8
_HEAD_CUES = 3
_TITLE_WORDS = 4
_LONGEST = 200
_NEAR_BODY = 12  # lines between a headline and the text: date, author, buttons
# A link as Markdown and as some crawlers write it: "[Sport](/sport)", "https://site.example/1".
_LINK = re.compile(r"!?\[(?P<label>[^\[\]]*)\]\([^()\s]*\)|https?://\S+")
_BETWEEN_LINKS = re.compile(r"[\s•·*|/>»,;–—-]*")
_CUT = re.compile(r"\.\.\.\]?\s*(?P<end>[^.]{0,40})$")
_FOREIGN_LETTERS = 60


def head_menu(lines: list[Line], is_menu: Callable[[Line], bool], title: str = "") -> int:
    """How many lines of a page's menu stand before its headline.

    Args:
        lines: of the whole text.
        is_menu: whether a line is a menu's word, or comes again on most pages of its source.
        title: the headline, folded, if it is known.
    """
    body = body_of(lines)
    if body < _HEAD_LINES:
        return 0  # no menu is as short, and none goes on below
    known = next((n for n, ln in enumerate(lines[: body + 1]) if title and ln.folded == title), -1)
    if known < 0:
        near = range(max(0, body - _NEAR_BODY), body)
        known = next((n for n in near if is_headline(lines[n])), -1)
    cues = [number for number in range(max(known, 0)) if is_menu(lines[number])]
    if len(cues) < _HEAD_CUES or cues[-1] + 1 < _HEAD_LINES:
        return 0
    menu = lines[: cues[-1] + 1]
    short = sum(len(line.text.split()) <= _MENU_WORDS for line in menu)
    return len(menu) if short >= 0.6 * len(menu) else 0


def body_of(lines: list[Line]) -> int:
    """The number of the first line that is no menu's and no headline; 0 where all may be."""
    return next((n for n, ln in enumerate(lines) if len(ln.text) >= 80 or ln.is_sentence), 0)


def is_headline(line: Line) -> bool:
    """Whether a line may be the headline of an article, rather than a menu's word or a text."""
    words = len(line.text.split())
    return words >= _TITLE_WORDS and len(line.text) <= _LONGEST and not line.is_sentence


def is_date(text: str) -> bool:
    """Whether a line is a date or a time and little else."""
    return len(text) <= _LONGEST_DATE and bool(_DATE_ONLY.match(text))


def last_sentence(lines: list[Line], other: list[bool]) -> int:
    """The number of the last line that is a sentence and not marked in `other`; -1 if none is."""
    numbers = range(len(lines) - 1, -1, -1)
    return next((n for n in numbers if lines[n].is_sentence and not other[n]), -1)


def set_tail_menu_aside(lines: list[Line], out: list[bool]) -> None:
    """Set aside a run of words without a sentence at the very end: section names, tags.

    Half of them, or the line before, are known not to be the article: names of winners, of
    ingredients, of films stand so as well, and one may be called "Home".
    """
    words = cues()
    run = 0
    for line in reversed(lines):
        if line.is_sentence or line.is_bullet or len(line.text.split()) > _MENU_WORDS:
            break
        run += 1
    first = len(lines) - run
    if run < _MENU_LINES or first <= 0:
        return
    of_page = sum(out[n] or lines[n].bare in words.menu for n in range(first, len(lines)))
    if out[first - 1] or 2 * of_page >= run:
        out[first:] = [True] * run


def set_teasers_aside(lines: list[Line], out: list[bool]) -> None:
    """Set aside cut-off teasers with the site's "read more", and what belongs to each.

    One such line may be an article's own last words; two have a pattern. What ends three lines
    behind their ellipses in the same words is an invitation, in whatever language; and what is
    cut off twice with nothing but a date behind it is no sentence of a story.
    """
    words = cues()
    # Folding makes three dots of an ellipsis.
    dotted = (number for number, line in enumerate(lines) if "..." in line.folded)
    cut = {n: match["end"] for n in dotted if (match := _CUT.search(lines[n].folded))}
    if not cut:
        return
    endings = Counter(end for end in cut.values() if end)
    dated = [n for n in cut if n + 1 < len(lines) and is_date(lines[n + 1].text)]
    found = {
        number
        for number, line in enumerate(lines)
        if not line.is_sentence
        and words.ends_in_read_more.match(line.bare[::-1])
        and "…" in _dotless(line.text)
    }
    found |= {n for n in cut if n + 1 < len(lines) and lines[n + 1].bare in words.read_more}
    found |= {n for n, end in cut.items() if endings[end] >= 3 and not lines[n].is_sentence}
    found |= set(dated) if len(dated) > 1 else set()
    if len(found) < 2:
        return
    for number in found:
        out[number] = True
        for before in (number - 1, number - 2):
            if before < 1 or lines[before].is_sentence or len(lines[before].text) > 150:
                break
            out[before] = True
        after = number + 1
        if after < len(lines) and is_date(lines[after].text):
            out[after] = True


def _dotless(text: str) -> str:
    return text.replace("...", "…")


def set_links_aside(lines: list[Line], out: list[bool]) -> None:
    """Set aside lists of links at the head and at the tail, where the text kept their addresses.

    A few links with long labels may be an article's own reading list.
    """
    labels = [_labels(line.text) for line in lines]
    if not any(labels):
        return
    for numbers in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        run: list[int] = []
        for number in numbers:
            if labels[number] is None and not out[number]:
                break
            run.append(number)
        links = [n for n in run if labels[n] is not None]
        words = [len(label.split()) for n in links for label in labels[n] or ()]
        short = sum(count <= _MENU_WORDS for count in words) * 2 > len(words)
        if len(run) < len(lines) and len(links) >= (_MENU_LINES if short else _HEAD_LINES):
            for number in links:
                out[number] = True


def _labels(text: str) -> list[str] | None:
    """What the links of a line are called, if it holds links and nothing else."""
    if "http" not in text and "](" not in text:
        return None
    links = list(_LINK.finditer(text))
    rest = _LINK.sub("", text)
    return [m["label"] or "" for m in links] if links and _BETWEEN_LINKS.fullmatch(rest) else None


def set_foreign_tail_aside(
    lines: list[Line],
    out: list[bool],
    signs: list[bool],
    language_of: Callable[[str], str],
) -> None:
    """Set aside a tail of another language than the article's, without a sentence in it.

    `signs` are lines of a page among others: a poem at the end, in its own language, has none.
    `language_of` answers "" where a text does not tell.
    """
    last = last_sentence(lines, out)
    tail = range(last + 1, len(lines))
    if len(tail) < _MENU_WORDS or not any(out[n] or signs[n] for n in tail) or last < 0:
        return
    text = " ".join(lines[n].text for n in tail if not out[n])
    if sum(map(str.isalpha, text)) < _FOREIGN_LETTERS:
        return
    own = " ".join(ln.text for n, ln in enumerate(lines[: last + 1]) if not out[n])
    foreign, main = language_of(text), language_of(own)
    if foreign and main and foreign != main:
        out[last + 1 :] = [True] * len(tail)
