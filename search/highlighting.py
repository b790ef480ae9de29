"""The stored text and what a query matched in it, as marked passages.

Nothing is analyzed again: the index says where the words of articles stand, and which words have
the terms that were looked for. So a mark is always the whole word that matched, in the form in
which it stands.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from search.beginnings import Texts
from search.engines.base import Match, Reader
from search.finding import Finder, Mark, Passage, Wanted
from search.lookups import Lookups
from search.models import Snippet, Span, StoredArticle

__all__ = ["Highlighter"]

_SNIPPET = 320  # letters of a snippet, about three lines of a page
_FRAGMENT = 200  # letters of one passage in it
_LONG = 300  # letters of a sentence that is cut
_MAX_FRAGMENTS = 3
_NEAR = 100  # letters in which the end of the sentence before is looked for first
_TELLING = 60  # letters that a sentence has at least
_ELLIPSIS = " … "
# That it begins with one class of letters has it found several times as fast.
_SENTENCE_END = re.compile(r"[.!?…।。！？؟\n](?:(?<=\n)\n*|[»”\"’)\]]*\s+)")
_ENDS = tuple('.!?…»”"')
_VISIBLE = re.compile(r"\S")
_TITLE, _BODY = range(2)


class Highlighter:
    """Finds the matches of one query in the articles of one index."""

    def __init__(self, matches: Iterable[Match], reader: Reader) -> None:
        self._lookups = Lookups(reader)
        self._matches = matches
        self._finders: dict[str, Finder] = {}

    @cached_property
    def _wanted(self) -> defaultdict[str, Wanted]:
        """What is looked for, by field."""
        found = defaultdict[str, Wanted](lambda: Wanted({}, {}))
        for part, match in enumerate(self._matches):
            for alternative in match.alternatives:
                if alternative.only_ranks:
                    continue
                wanted, terms = found[alternative.field], alternative.terms
                if len(terms) == 1:
                    wanted.alone.setdefault(terms[0], []).append(part)
                else:
                    wanted.runs.setdefault(terms[0], []).append((terms, part))
        return found

    def _finder(self, language: str) -> Finder:
        finder = self._finders.get(language)
        if finder is None:
            kinds = [
                (
                    self._wanted[f"{kind}_{language}"],
                    self._wanted[f"exact_{kind}"],
                    self._wanted[f"name_{kind}"],
                )
                for kind in ("title", "body")
            ]
            finder = self._finders[language] = Finder(self._lookups.words, language, kinds)
        return finder

    def marks(self, articles: Sequence[StoredArticle]) -> list[tuple[list[Mark], list[Mark]]]:
        """Every match in articles: in their titles, and in their own text; each in order.

        Many at once take much less time than each by itself.
        """
        if not articles:
            return []
        texts = Texts(articles, self._lookups.places(articles))
        passages = defaultdict[str, list[Passage]](list)
        for number, article in enumerate(articles):
            title, text = 2 * number, 2 * number + 1
            base = texts.bases[title]
            passage = Passage(title, _TITLE, base, base + len(article.title))
            passages[article.language].append(passage)
            base = texts.bases[text]
            for start, end, language in article.passages:
                passages[language].append(Passage(text, _BODY, base + start, base + end))
        found: list[list[Mark]] = [[] for _ in range(2 * len(articles))]
        for language, parts in passages.items():
            for passage, marks in self._finder(language).find(texts, parts):
                found[passage.text] += marks
        for marks in found:
            marks.sort()  # those of one language came before those of another
        return list(zip(found[::2], found[1::2], strict=True))

    def page(self, articles: Sequence[StoredArticle]) -> list[tuple[Snippet, Snippet]]:
        """Of each article its title, marked, and the best passages of its own text.

        Where nothing matched in the text, it is its beginning.
        """
        marked = zip(articles, self.marks(articles), strict=True)
        return [
            (_heading(article, title), _snippet(article, text)) for article, (title, text) in marked
        ]

    def marked(self, article: StoredArticle) -> tuple[Snippet, tuple[Span, ...]]:
        """The title of an article, marked, and the places in its `text` that are to be marked.

        Those are in order and do not overlap.
        """
        [(title, text)] = self.marks([article])
        return _heading(article, title), _spans(text)


def _heading(article: StoredArticle, marks: list[Mark]) -> Snippet:
    return Snippet(article.title, _spans(marks))


def _snippet(article: StoredArticle, marks: list[Mark]) -> Snippet:
    text, title = article.text, article.title
    marked = _marked(article, marks)
    telling = {
        it: parts for it, parts in marked.items() if text[it[0] : it[1]].strip() not in title
    }
    if not telling and next(_fragments_of(article, title, 0), None) is None:
        title, telling = "", marked
    best = _best(telling, partial(_fragments_of, article, title))
    return _joined(text, best, marks)


def _marked(article: StoredArticle, marks: list[Mark]) -> dict[Span, list[int]]:
    """The fragments that marks begin in, in order, and the parts of the query that these are of."""
    text, passages = article.text, iter(article.passages)
    found: dict[Span, list[int]] = {}
    end = stop = 0  # of a passage, of a sentence
    fragment = 0, 0
    for at, _, part in marks:
        if at >= end:
            stop, end = next((start, end) for start, end, _ in passages if at < end)
            fragment = stop, stop
        if at >= fragment[1]:
            begin = fragment[1]
            if at >= stop:
                begin = _last_stop(text, stop, at)
                behind = _SENTENCE_END.search(text, at, end)
                stop = behind.end() if behind else end
            fragment = next(it for it in _pieces(text, begin, stop) if at < it[1])
        found.setdefault(fragment, []).append(part)
    return found


def _last_stop(text: str, start: int, at: int) -> int:
    """Where the last sentence that ends before a word does; `start`, should there be none."""
    first, back = at, _NEAR
    while first > start:
        first = max(start, at - back)
        # Nothing that ends a sentence has a letter in it.
        while first > start and not text[first].isalnum():
            first -= 1
        stops = [found.end() for found in _SENTENCE_END.finditer(text, max(first - 1, 0), at)]
        if stops:
            return stops[-1]
        back *= 2
    return start


def _fragments_of(article: StoredArticle, title: str, at: int) -> Iterator[Span]:
    """The fragments from 0, or from the end of one, but for those that the title has as well.

    A first sentence that is the title tells nothing new.
    """
    text = article.text
    for start, end, _ in article.passages:
        if at < end:
            for first, behind in _fragments(text, max(start, at), end):
                if text[first:behind].strip() not in title:
                    yield first, behind


def _fragments(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of a passage; long ones in pieces that break between words."""
    at = start
    # What ends a sentence may stand right before the passage.
    for found in _SENTENCE_END.finditer(text, max(start - 1, 0), end):
        yield from _pieces(text, at, found.end())
        at = found.end()
    yield from _pieces(text, at, end)


def _pieces(text: str, start: int, end: int) -> Iterable[Span]:
    """A sentence in one piece or several; none if it is blank."""
    if end - start > _LONG:
        return _cut(text, start, end)
    return ((start, end),) if text[start:end].strip() else ()


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > _LONG:
        cut = text.rfind(" ", start + _FRAGMENT // 2, start + _FRAGMENT)
        cut = cut if cut > 0 else start + _FRAGMENT
        yield start, cut
        start = cut
    yield from _pieces(text, start, end)


def _best(parts: dict[Span, list[int]], fragments: Callable[[int], Iterator[Span]]) -> list[Span]:
    """The fragments to show, in the text's order.

    Each choice is the one that shows most parts of the query that are not shown yet, then most
    of any, then the earliest.

    Args:
        parts: of the query, that each fragment shows.
        fragments: those from 0, or from the end of one, whatever they show.
    """
    left = sorted(parts, key=lambda it: (-len({*parts[it]}), -len(parts[it]), it))
    chosen: list[Span] = []
    shown: set[int] = set()
    room = _SNIPPET
    while left and len(chosen) < _MAX_FRAGMENTS:
        best = max(left, key=lambda it: len({*parts[it]} - shown)) if chosen else left[0]
        chosen.append(best)
        shown.update(parts[best])
        room -= best[1] - best[0]
        left = [it for it in left if it != best and it[1] - it[0] <= room]
    if not chosen:
        # A byline or a date is no beginning to show.
        first = next((it for it in fragments(0) if it[1] - it[0] >= _TELLING), None)
        if first := first or next(fragments(0), None):
            chosen.append(first)
            room -= first[1] - first[0]
    if len(chosen) == 1:
        # One short sentence tells little: what follows it is shown as well.
        for start, end in fragments(chosen[0][1]):
            if len(chosen) == _MAX_FRAGMENTS or end - start > room:
                break
            chosen.append((start, end))
            room -= end - start
    return sorted(chosen)


def _joined(text: str, fragments: list[Span], marks: list[Mark]) -> Snippet:
    """The fragments as one text, with the marks moved to where they are in it."""
    built, moved, last = "", list[Span](), 0
    spans = _spans(marks)
    for number, (start, end) in enumerate(fragments):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        piece = piece.strip()
        end = start + len(piece)
        if number:
            built += _ELLIPSIS if _VISIBLE.search(text, last, start) else " "
        shift = len(built) - start
        moved += [(s + shift, e + shift) for s, e in spans if start <= s and e <= end]
        built += piece.replace("\n", " ")
        last = end
    if last and not built.endswith(_ENDS) and _VISIBLE.search(text, last):
        built += _ELLIPSIS.rstrip()
    return Snippet(built, tuple(moved))


def _spans(marks: Iterable[Mark]) -> tuple[Span, ...]:
    """The marks' places, in order, overlapping ones as one."""
    spans: list[Span] = []
    for start, end, _ in marks:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return tuple(spans)
