"""Which of the lines that come again in a source are its pages' furniture.

That a line comes again is one sign; its place is the other. Furniture stands at the edge of a
text, in a block, or calls to the site itself; a subheading that every recipe has stands alone
between lines of its article, and stays. So does a sentence at the border of the article's own
text: a police report's "No one was hurt." comes again as well.
"""

import re
from collections.abc import Iterable

from search.models import Span
from search.text.blocks import head_menu, is_headline
from search.text.cues import NETWORKS, cues
from search.text.lines import Line, fold_cue
from search.text.repeated import MOST, NEARLY_ALL, Learnt

__all__ = ["menu_before_title", "set_repeated_aside"]

_BLOCK = 3  # lines that make a block
_ADDRESS = re.compile(r"https?://|\bwww\.|\bt\.me/|\S@\S+\.\w|(?:^|\s)@\w{3}")
_QUOTED = "\"'“”„«»‘‚"
_LEAD_IN = re.compile(r"(?P<cue>[^:!?.]{2,30}):\s*(?P<title>.+)")


def set_repeated_aside(
    lines: list[Line], out: list[bool], learnt: Learnt, title: Span = (0, 0)
) -> None:
    """Mark in `out` the lines that are furniture; `title` is where the text's own title stands."""
    own = [n for n, line in enumerate(lines) if not title[0] <= line.start < title[1]]
    often = {n: learnt.often(lines[n]) for n in own}
    marked: set[int] = set()
    if any(out) or any(often.values()):
        common = _common(lines, out, own, often, learnt)
        if len(common) == len(own):
            return  # nothing would be left: what we know of this source is not about this text
        for run, at_head, at_tail in _runs(own, common):
            marked.update(_furniture(run, at_head, at_tail, lines, out, often))
    for number in own:
        line = lines[number]
        if (often[number] and _calls(line)) or _leads(line, learnt):
            marked.add(number)
    for number in marked:
        out[number] = True


def menu_before_title(lines: list[Line], learnt: Learnt | None = None, title: str = "") -> int:
    """How many lines lead up to the title of a text, as on other pages; `title` if it is known.

    A recurring headline ("Live updates") with its byline is no menu yet. The headline itself may
    stand on most other pages, among the latest news: it is then the line above the text.
    """
    number = 0
    while number < len(lines) and learnt and not lines[number].is_sentence:
        if learnt.often(lines[number]) < MOST:
            break
        number += 1
    if 0 < number < len(lines) and not is_headline(lines[number]):
        number -= is_headline(lines[number - 1])
    words = cues()

    def is_menu(line: Line) -> bool:
        known = line.bare in words.menu or line.bare in words.line or line.bare in words.tail
        return known or bool(learnt and learnt.often(line) >= MOST)

    run = number if _BLOCK <= number < len(lines) and not title else 0
    return max(run, head_menu(lines, is_menu, fold_cue(title)))


def _calls(line: Line) -> bool:
    """Calls readers to the site or to its channel, and quotes nobody."""
    if line.text[0] in _QUOTED:
        return False
    words = re.findall(r"\w+", line.folded)
    if any(word.startswith(NETWORKS) for word in words):
        return True
    return bool(cues().cookie.search(line.folded) or _ADDRESS.search(line.folded))


def _leads(line: Line, learnt: Learnt) -> bool:
    """A few words, a colon, and the headline of another article."""
    if ":" not in line.text[:31]:
        return False
    led = _LEAD_IN.fullmatch(line.text)
    return led is not None and len(led["cue"].split()) <= 3 and learnt.links(led["title"])


def _common(
    lines: list[Line], out: list[bool], own: list[int], often: dict[int, int], learnt: Learnt
) -> set[int]:
    """Lines that come again, that are aside already, or that belong to one which does."""
    common: set[int] = set()
    before = -1
    for number in own:
        line = lines[number]
        # The headline of another article is a link below a heading of links, and news elsewhere.
        below = before in common and not line.is_sentence and learnt.links(line.text)
        if out[number] or often[number] or below:
            common.add(number)
        before = number
    return common


def _runs(own: list[int], common: set[int]) -> Iterable[tuple[list[int], bool, bool]]:
    """(lines, at the head, at the tail) of all runs of lines that are common."""
    run: list[int] = []
    for number in own:
        if number in common:
            run.append(number)
        elif run:
            yield run, run[0] == own[0], False
            run = []
    if run:
        yield run, False, True


def _furniture(
    run: list[int],
    at_head: bool,
    at_tail: bool,
    lines: list[Line],
    out: list[bool],
    often: dict[int, int],
) -> list[int]:
    """Those lines of a run that are furniture."""

    def doubtful(number: int) -> bool:
        # May be the article's own: something with a figure in it, or prose.
        line = lines[number]
        if any(map(str.isdigit, line.text)):
            return not out[number]
        return line.is_prose and not out[number] and often[number] < NEARLY_ALL

    first, last = 0, len(run)
    while not at_head and first < last and doubtful(run[first]):
        first += 1
    while not at_tail and first < last and doubtful(run[last - 1]):
        last -= 1
    block = [number for number in run[first:last] if not doubtful(number)]
    need = MOST if at_head or at_tail else NEARLY_ALL
    sure = sum(out[number] or often[number] >= need for number in block)
    if len(block) >= _BLOCK and sure >= (2 if at_head or at_tail else _BLOCK):
        return run[first:last]
    if not at_head and not at_tail:
        return []
    peeled = []
    for number in run if at_head else reversed(run):
        if doubtful(number) or (not out[number] and often[number] < NEARLY_ALL):
            break
        peeled.append(number)
    return peeled
