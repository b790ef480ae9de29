"""The stored text and what a query matched in it, as marked passages.

Tokens are made again by the analyzers that made the index's terms, so a mark is always the whole
word that matched, in the form in which it stands.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from search.analysis import Token, analyzer_for
from search.analysis.names import is_name, is_shouted
from search.engines.base import Match
from search.models import Snippet, Span, StoredArticle
from search.terms import name_term

__all__ = ["Highlighter", "Mark"]

_SNIPPET = 320  # letters of a snippet, about three lines of a page
_FRAGMENT = 200  # letters of one passage in it
_MAX_FRAGMENTS = 3
_TELLING = 60  # letters that a sentence has at least
_ELLIPSIS = " … "
_SENTENCE_END = re.compile(r"(?<=[.!?…।。！？؟])[»”\"’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a part of the query matched: `part` is the number of that part."""

    start: int
    end: int
    part: int


class Highlighter:
    """Finds the matches of one query in texts."""

    def __init__(self, matches: Iterable[Match]) -> None:
        # field -> first term -> (all terms, part of the query)
        self._wanted: dict[str, dict[str, list[tuple[tuple[str, ...], int]]]] = {}
        for part, match in enumerate(matches):
            for alternative in match.alternatives:
                if alternative.only_ranks:
                    continue
                of_field = self._wanted.setdefault(alternative.field, {})
                entry = (alternative.terms, part)
                of_field.setdefault(alternative.terms[0], []).append(entry)

    def heading(self, article: StoredArticle) -> Snippet:
        """The title with its matches marked."""
        marks = self._find("title", article.title, article.language, 0)
        return Snippet(article.title, _spans(marks))

    def marks(self, article: StoredArticle) -> list[Mark]:
        """Every match in the article's own text, in order."""
        found: list[Mark] = []
        for start, end, language in article.passages:
            found += self._find("body", article.text[start:end], language, start)
        return found

    def marked_spans(self, article: StoredArticle) -> tuple[Span, ...]:
        """Places in the article's `text` to be marked, in order, not overlapping."""
        return _spans(self.marks(article))

    def _find(self, kind: str, text: str, language: str, offset: int) -> list[Mark]:
        stems = self._wanted.get(f"{kind}_{language}", {})
        exact = self._wanted.get(f"exact_{kind}", {})
        names = self._wanted.get(f"name_{kind}", {})
        if not stems and not exact and not names:
            return []
        analyzer = analyzer_for(language)
        tokens = list(analyzer.tokens(text))
        marks: set[Mark] = set()
        for run, longest in ((tokens, len(tokens)), (list(analyzer.compounds(text, tokens)), 1)):
            for wanted, found in (
                (stems, [token.term for token in run]),
                (exact, [token.exact for token in run]),
                (names, _names(run, text, language) if names and not is_shouted(text) else []),
            ):
                for number, term in enumerate(found if wanted else []):
                    for terms, part in wanted.get(term, ()):
                        end = number + len(terms)
                        if len(terms) <= longest and list(terms) == found[number:end]:
                            marks.update(
                                Mark(token.start + offset, token.end + offset, part)
                                for token in run[number:end]
                            )
        return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.part))

    def snippet(self, article: StoredArticle) -> Snippet:
        """The best passages of the article's own text; its beginning where nothing matched."""
        marks = self.marks(article)
        fragments = [
            piece
            for start, end, _ in article.passages
            for piece in _fragments(article.text, start, end)
        ]
        # A first sentence that is the title as well tells nothing new.
        opening = [f for f in fragments if article.text[slice(*f)].strip() in article.title]
        fragments = [f for f in fragments if f not in opening] or fragments
        return _joined(article.text, _best(fragments, marks), marks)


def _names(tokens: list[Token], text: str, language: str) -> list[str]:
    """The terms of capitalised words; "" for the others."""
    return [
        name_term(language, token.term) if is_name(text[token.start : token.end]) else ""
        for token in tokens
    ]


def _fragments(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of a passage; long ones in pieces that break between words."""
    at = start
    for stop in [*(m.end() for m in _SENTENCE_END.finditer(text, start, end)), end]:
        while stop - at > _FRAGMENT * 1.5:
            cut = text.rfind(" ", at + _FRAGMENT // 2, at + _FRAGMENT)
            cut = cut if cut > 0 else at + _FRAGMENT
            yield at, cut
            at = cut
        if text[at:stop].strip():
            yield at, stop
        at = stop


def _best(fragments: list[Span], marks: list[Mark]) -> list[Span]:
    """The fragments to show, in the text's order.

    Each choice is the one that shows most parts of the query that are not shown yet, then most
    of any, then the earliest.
    """
    starts = [mark.start for mark in marks]
    parts: list[list[int]] = []
    for start, end in fragments:
        parts.append([m.part for m in marks[bisect_left(starts, start) : bisect_left(starts, end)]])
    chosen: list[int] = []
    shown: set[int] = set()
    room = _SNIPPET
    candidates = [n for n, found in enumerate(parts) if found]
    while candidates and len(chosen) < _MAX_FRAGMENTS:
        best = max(
            candidates,
            key=lambda n: (len(set(parts[n]) - shown), len(set(parts[n])), len(parts[n]), -n),
        )
        start, end = fragments[best]
        if chosen and end - start > room:
            candidates.remove(best)
            continue
        chosen.append(best)
        candidates.remove(best)
        shown.update(parts[best])
        room -= end - start
    if not chosen and fragments:
        # A byline or a date is no beginning to show.
        first = next((n for n, (s, e) in enumerate(fragments) if e - s >= _TELLING), 0)
        chosen.append(first)
        room -= fragments[first][1] - fragments[first][0]
    number = chosen[0] + 1 if len(chosen) == 1 else 0
    # One short sentence tells little: what follows it is shown as well.
    while len(chosen) < _MAX_FRAGMENTS and 0 < number < len(fragments):
        start, end = fragments[number]
        if end - start > room:
            break
        chosen.append(number)
        room -= end - start
        number += 1
    return [fragments[n] for n in sorted(chosen)]


def _joined(text: str, fragments: list[Span], marks: list[Mark]) -> Snippet:
    """The fragments as one text, with the marks moved to where they are in it."""
    built, moved, last = "", list[Span](), 0
    spans = _spans(marks)
    for number, (start, end) in enumerate(fragments):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if number:
            built += _ELLIPSIS if text[last:start].strip() else " "
        shift = len(built) - start
        moved += [(s + shift, e + shift) for s, e in spans if start <= s and e <= end]
        built += text[start:end].replace("\n", " ")
        last = end
    if fragments and last and text[last:].strip() and not re.search(r"[.!?…»”\"]$", built):
        built += _ELLIPSIS.rstrip()
    return Snippet(built, tuple(moved))


def _spans(marks: Iterable[Mark]) -> tuple[Span, ...]:
    """The marks' places, in order, overlapping ones as one."""
    spans: list[Span] = []
    for mark in marks:
        if spans and mark.start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], mark.end))
        else:
            spans.append((mark.start, mark.end))
    return tuple(spans)
