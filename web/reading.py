"""An article laid out for reading: its paragraphs, what was set aside, its place in the results."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from search.models import Hit, Span, StoredArticle
from search.searching import Index
from web.state import State

__all__ = ["Block", "Place", "blocks_of", "joined", "place_of"]

_LINE = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that stand together: of one language, or set aside together.

    Attributes:
        paragraphs: the lines that are not blank, escaped. Matches are marked, and have the ids
            `m1`, `m2`, … over the whole article.
        is_foreign: they are the article's own, and not in its main language.
    """

    paragraphs: tuple[Markup, ...]
    language: str
    set_aside: bool
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands in the results of a search, and what stands beside it.

    Attributes:
        number: of the result, counted from 1.
        total: of results.
    """

    number: int
    total: int
    previous: Hit | None
    next: Hit | None


def place_of(article_id: str, number: int, state: State, index: Index) -> Place | None:
    """The place in the results that an address says the article has; None if it has another."""
    if not number:
        return None
    first = max(number - 1, 1)
    found = state.ask(index, limit=number - first + 2, offset=first - 1, brief=True)
    hits = dict(enumerate(found.hits, first))
    if number not in hits or hits[number].id != article_id:
        return None
    return Place(number, found.total, hits.get(number - 1), hits.get(number + 1))


def joined(text: str, spans: Sequence[Span]) -> list[Span]:
    """Words that match side by side as one match: a phrase is one place to go to."""
    found: list[Span] = []
    for start, end in spans:
        between = text[found[-1][1] : start] if found else "\n"
        if between.isspace() and "\n" not in between:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def blocks_of(article: StoredArticle, spans: Sequence[Span]) -> list[Block]:
    """The whole text in order, with the places of `spans` marked."""
    pieces = [(start, end, "", True) for start, end in article.boilerplate]
    pieces += [(start, end, language, False) for start, end, language in article.passages]
    marks = deque(enumerate(spans, 1))
    return [
        Block(
            tuple(_paragraphs(article.text, (start, end), marks)),
            language,
            set_aside,
            is_foreign=not set_aside and language != article.language,
        )
        for start, end, language, set_aside in sorted(pieces)
    ]


def _paragraphs(text: str, piece: Span, marks: deque[tuple[int, Span]]) -> Iterator[Markup]:
    """Each line that is not blank. Marks are used up on the way."""
    for line in _LINE.finditer(text, *piece):
        at, end = line.span()
        written = []
        while marks and marks[0][1][0] < end:
            number, (start, stop) = marks[0]
            # One that goes on in the next line is marked there as well, and has its id here.
            name = f' id="m{number}"' if start >= at else ""
            start = max(start, at)
            written += [escape(text[at:start]), f"<mark{name}>"]
            at = min(stop, end)
            written += [escape(text[start:at]), "</mark>"]
            if stop > end:
                break
            marks.popleft()
        yield Markup("".join([*written, escape(text[at:end])]))
