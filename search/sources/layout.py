"""The visible lines of a page, each with the place in the page that it comes from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from search.sources.markup import BLOCKS, HIDDEN

__all__ = ["Line", "ancestors", "letters", "lines_of_page", "prose", "words_of"]

_SPACE = re.compile(r"\s+")
_UNSEEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
# What is never an article's own words, wherever it stands.
_SKIPPED = HIDDEN | {"amp-ad", "amp-sidebar", "audio", "dialog", "map", "nav", "video"}
_LINES = BLOCKS | {"li", "tr"}
_HOLDERS = _LINES | {"td", "th"}
# A table with one of these in a cell is a page's scaffold: its cells are no row to be read across.
_SCAFFOLD = ("br", "div", "form", "h1", "h2", "h3", "img", "ol", "p", "script", "table", "ul")
# A sign of these scripts says about as much as this many letters of an alphabet.
_DENSE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSITY = 2.5
_LEAST_PROSE = 25  # letters: the least that Readability takes for a paragraph
_STOPS = re.compile(r"[,;.!?，、。；．！？،؛۔।]")
_WORDS = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line.

    Attributes:
        text: with single spaces, and a bullet where it begins an item of a list.
        links: how many of its characters are links.
        block: the innermost lxml element that sets it apart from other lines.
        prose: how much it looks like a paragraph: 0 for what is no prose, about 1.5 for one
            sentence, 9 at most.
    """

    text: str
    links: int
    block: Any
    prose: float

    @property
    def is_link(self) -> bool:
        """At least half of it leads elsewhere."""
        return 2 * self.links >= len(self.text.removeprefix("• "))


def prose(text: str, links: int) -> float:
    """How much a line looks like a paragraph: by its length and its punctuation, without links.

    After the scores of Arc90's Readability: one, one for each comma, one for each hundred letters
    up to three. Here stops count as well as commas, half and up to ten, since not every language
    has commas.
    """
    size = letters(text) * (1 - links / len(text))
    if size < _LEAST_PROSE or 2 * links > len(text):
        return 0
    return 1 + 0.5 * min(len(_STOPS.findall(text)), 10) + min(size / 100, 3)


def letters(text: str) -> float:
    """How long a text is, in letters of an alphabet."""
    return len(text) + len(_DENSE.findall(text)) * (_DENSITY - 1)


def words_of(element: Any) -> frozenset[str]:
    """The words in an element's class, id and role, and in its name if that is a custom one.

    `class="articleTools post-42 tag-war"` has article, tools, post. WordPress gives an article's
    own tags and categories as classes; those describe the text.
    """
    given = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    names = [name for name in given.split() if not name.startswith(("tag-", "category-"))]
    if "-" in element.tag:
        names.append(element.tag)
    # Builders of pages call every part a widget; only as the whole name does the word say much.
    words = {word.lower() for name in names for word in _WORDS.findall(name)} - {"widget"}
    return frozenset(words | ({"widget"} & set(names)))


def ancestors(line: Line) -> Iterator[Any]:
    """The element of the line and all that it stands in, from inside out."""
    yield line.block
    yield from line.block.iterancestors()


def lines_of_page(tree: Any, *, unseen: bool = False) -> list[Line]:
    """The lines of a page in order.

    Args:
        tree: the lxml tree.
        unseen: take the parts as well that are hidden until a script shows them.
    """
    from lxml import etree  # type: ignore[import-untyped]

    reader = _Reader({table for table in tree.iter("table") if _is_data(table)})
    walk = etree.iterwalk(tree, events=("start", "end"))  # no recursion
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "end":
            reader.end(element, tag)
        elif tag in _SKIPPED or not (unseen or _is_seen(element)):
            if tag in _LINES:
                reader.flush()
            walk.skip_subtree()
            reader.skipped.add(element)
        else:
            reader.start(element, tag)
    reader.flush()
    return reader.lines


def _is_seen(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is None and not (style and _UNSEEN.search(style))


def _is_data(table: Any) -> bool:
    """Whether a table's rows are to be read across, as a person reads figures."""
    if len(list(islice(table.iter(*_SCAFFOLD), 2))) > 1:  # the table itself is the first
        return False
    return sum(len(row) > 1 for row in table.iter("tr")) > 1


class _Reader:
    """Gathers text until something ends the line."""

    def __init__(self, data: set[Any]) -> None:
        self.lines: list[Line] = []
        self.skipped: set[Any] = set()
        self._data = data
        self._pieces: list[str] = []
        self._links = 0
        self._block: Any = None
        self._in_links = 0
        self._in_data = 0
        self._in_pre = 0
        self._bullet = False

    def start(self, element: Any, tag: str) -> None:
        self._in_data += element in self._data
        if tag in _LINES or tag == "br" or (tag in ("td", "th") and not self._in_data):
            self.flush()
        elif tag in ("td", "th"):
            self._pieces.append(" ")
        self._bullet = tag == "li" or (self._bullet and tag not in ("ol", "table", "ul"))
        self._in_links += tag == "a" and element.get("href") is not None
        self._in_pre += tag == "pre"
        self._add(element.text, element)

    def end(self, element: Any, tag: str) -> None:
        if element not in self.skipped:
            self._in_data -= element in self._data
            self._in_links -= tag == "a" and element.get("href") is not None
            self._in_pre -= tag == "pre"
            if tag in _LINES or (tag in ("td", "th") and not self._in_data):
                self.flush()
        parent = element.getparent()
        if parent is not None:
            self._add(element.tail, parent)

    def _add(self, text: str | None, holder: Any) -> None:
        if not text:
            return
        first, *others = text.split("\n") if self._in_pre else [text]
        self._piece(first, holder)
        for other in others:
            self.flush()
            self._piece(other, holder)

    def _piece(self, text: str, holder: Any) -> None:
        self._pieces.append(text)
        if text and not text.isspace():
            if self._in_links:
                self._links += len(_SPACE.sub(" ", text))
            if self._block is None:
                while holder.tag not in _HOLDERS and holder.getparent() is not None:
                    holder = holder.getparent()
                self._block = holder

    def flush(self) -> None:
        """End the line."""
        text = _SPACE.sub(" ", "".join(self._pieces)).strip()
        if any(map(str.isalnum, text)):
            links = min(self._links, len(text))
            bullet = "• " if self._bullet and not text.startswith("•") else ""
            self.lines.append(Line(bullet + text, links, self._block, prose(text, links)))
            self._bullet = False
        self._pieces.clear()
        self._links, self._block = 0, None
