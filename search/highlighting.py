"""The stored text and what a query matched in it, as marked passages.

Nothing is analyzed again: the index says where the words of an article stand, and which words have
the terms that were looked for. So a mark is always the whole word that matched, in the form in
which it stands.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from search.engines.base import Match, Reader
from search.finding import Finder, Mark, Places, Wanted
from search.models import Snippet, Span, StoredArticle

__all__ = ["Highlighter"]

_SNIPPET = 320  # letters of a snippet, about three lines of a page
_FRAGMENT = 200  # letters of one passage in it
_MAX_FRAGMENTS = 3
_TELLING = 60  # letters that a sentence has at least
_ELLIPSIS = " … "
# That it begins with one class of letters has it found several times as fast.
_SENTENCE_END = re.compile(r"[.!?…।。！？؟\n](?:(?<=\n)\n*|[»”\"’)\]]*\s+)")
_CUT_SHORT = re.compile(r"[.!?…»”\"]$")


class Highlighter:
    """Finds the matches of one query in the articles of one index."""

    def __init__(self, matches: Iterable[Match], reader: Reader) -> None:
        self._reader = reader
        self._wanted: dict[str, Wanted] = {}  # by field
        for part, match in enumerate(matches):
            for alternative in match.alternatives:
                if alternative.only_ranks:
                    continue
                of_field = self._wanted.setdefault(alternative.field, {})
                entry = (alternative.terms, part)
                of_field.setdefault(alternative.terms[0], []).append(entry)
        self._finders: dict[tuple[str, str], Finder] = {}
        self._words: dict[tuple[str, str], list[str]] = {}
        self._last: tuple[StoredArticle, tuple[Places, Places]] | None = None

    def _places(self, article: StoredArticle) -> tuple[Places, Places]:
        """Where the words of the title and of the text stand; asked once for both."""
        if self._last is None or self._last[0] is not article:
            self._last = article, self._reader.places(article)
        return self._last[1]

    def heading(self, article: StoredArticle) -> Snippet:
        """The title with its matches marked."""
        places, _ = self._places(article)
        marks = self._find(
            "title", article.title, article.language, places, (0, len(article.title))
        )
        return Snippet(article.title, _spans(marks))

    def marks(self, article: StoredArticle) -> list[Mark]:
        """Every match in the article's own text, in order."""
        _, places = self._places(article)
        found: list[Mark] = []
        for start, end, language in article.passages:
            first, behind = places[:, 0].searchsorted((start, end))
            own = places[first:behind]
            found += self._find("body", article.text, language, own, (start, end))
        return found

    def marked_spans(self, article: StoredArticle) -> tuple[Span, ...]:
        """Places in the article's `text` to be marked, in order, not overlapping."""
        return _spans(self.marks(article))

    def _find(
        self, kind: str, text: str, language: str, places: Places, passage: Span
    ) -> list[Mark]:
        key = kind, language
        finder = self._finders.get(key)
        if finder is None:
            fields = (f"{kind}_{language}", f"exact_{kind}", f"name_{kind}")
            wanted = [self._wanted.get(field, {}) for field in fields]
            finder = self._finders[key] = Finder(self._words_of, language, *wanted)
        return finder.find(text, places, passage)

    def _words_of(self, language: str, term: str) -> list[str]:
        """The words that have a term in a language; asked once for titles and texts."""
        key = language, term
        known = self._words.get(key)
        if known is None:
            known = self._words[key] = self._reader.words(language, term)
        return known

    def snippet(self, article: StoredArticle) -> Snippet:
        """The best passages of the article's own text; its beginning where nothing matched."""
        marks = self.marks(article)
        text, title = article.text, article.title
        fragments = [
            piece for start, end, _ in article.passages for piece in _fragments(text, start, end)
        ]
        # A first sentence that is the title as well tells nothing new.
        telling = [(s, e) for s, e in fragments if text[s:e].strip() not in title]
        return _joined(text, _best(telling or fragments, marks), marks)


def _fragments(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of a passage; long ones in pieces that break between words."""
    at = start
    # What ends a sentence may stand right before the passage.
    stops = [found.end() for found in _SENTENCE_END.finditer(text, max(start - 1, 0), end)]
    for stop in [*stops, end]:
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
    starts = [start for start, _ in fragments]
    parts: dict[int, list[int]] = {}
    for mark in marks:
        number = bisect_right(starts, mark.start) - 1
        if number >= 0 and mark.start < fragments[number][1]:
            parts.setdefault(number, []).append(mark.part)
    chosen: list[int] = []
    shown: set[int] = set()
    room = _SNIPPET
    while parts and len(chosen) < _MAX_FRAGMENTS:
        best = max(
            parts,
            key=lambda n: (len(set(parts[n]) - shown), len(set(parts[n])), len(parts[n]), -n),
        )
        found = parts.pop(best)
        start, end = fragments[best]
        if not chosen or end - start <= room:
            chosen.append(best)
            shown.update(found)
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
    if fragments and last and text[last:].strip() and not _CUT_SHORT.search(built):
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
