"""An article laid out for reading: its paragraphs in order, its languages, what was set aside."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from search.models import Snippet, Span, StoredArticle

__all__ = ["Block", "Paragraph", "blocks_of"]

_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text, escaped, its matches marked; `is_first` of those that have any."""

    html: Markup
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that stand together: of one language, or set aside together."""

    paragraphs: tuple[Paragraph, ...]
    language: str
    set_aside: bool


def blocks_of(article: StoredArticle, spans: Sequence[Span]) -> list[Block]:
    """The whole text in order, with the places of `spans` marked."""
    pieces = [(start, end, "", True) for start, end in article.boilerplate]
    pieces += [(start, end, language, False) for start, end, language in article.passages]
    marks = deque(spans)
    first = marks[0] if marks else None
    blocks = []
    for start, end, language, set_aside in sorted(pieces):
        paragraphs = tuple(_paragraphs(article.text, (start, end), marks, first))
        blocks.append(Block(paragraphs, language, set_aside))
    return blocks


def _paragraphs(
    text: str, piece: Span, marks: deque[Span], first: Span | None
) -> Iterator[Paragraph]:
    """Each line that is not blank. Marks are used up on the way."""
    for line in _LINE.finditer(text, *piece):
        start, end = line.span()
        found = []
        while marks and marks[0][0] < end:
            mark_start, mark_end = marks[0]
            if mark_end > start:
                found.append((max(mark_start, start) - start, min(mark_end, end) - start))
            if mark_end > end:  # goes on in the next line
                break
            marks.popleft()
        is_first = first is not None and start <= first[0] < end
        yield Paragraph(Markup(Snippet(line[0], tuple(found)).html()), is_first)
