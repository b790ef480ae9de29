"""The stored text and what a query matched in it, as marked passages.

Nothing is analyzed again: the index says where the words of an article stand, and which words have
the terms that were looked for. So a mark is always the whole word that matched, in the form in
which it stands.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from search.analysis import analyzer_for, fold
from search.analysis.analyzer import HYPHEN, HYPHENS, MOST_PARTS
from search.analysis.names import is_name, is_shouted
from search.analysis.tokenizer import APOSTROPHES
from search.engines.base import Match, Reader
from search.models import Snippet, Span, StoredArticle
from search.terms import name_term

__all__ = ["Highlighter", "Mark"]

_SNIPPET = 320  # letters of a snippet, about three lines of a page
_FRAGMENT = 200  # letters of one passage in it
_MAX_FRAGMENTS = 3
_TELLING = 60  # letters that a sentence has at least
_ELLIPSIS = " … "
_APOSTROPHES = frozenset(APOSTROPHES)
_SENTENCE_END = re.compile(r"(?<=[.!?…।。！？؟])[»”\"’)\]]*\s+|\n+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a part of the query matched: `part` is the number of that part."""

    start: int
    end: int
    part: int


class _Token(NamedTuple):
    """A word that may have matched: its term, itself folded, its term as a name; "" for none."""

    term: str
    exact: str
    name: str


# First term -> (all terms, part of the query).
_Wanted = dict[str, list[tuple[tuple[str, ...], int]]]


class Highlighter:
    """Finds the matches of one query in the articles of one index."""

    def __init__(self, matches: Iterable[Match], reader: Reader) -> None:
        self._reader = reader
        self._wanted: dict[str, _Wanted] = {}  # by field
        for part, match in enumerate(matches):
            for alternative in match.alternatives:
                if alternative.only_ranks:
                    continue
                of_field = self._wanted.setdefault(alternative.field, {})
                entry = (alternative.terms, part)
                of_field.setdefault(alternative.terms[0], []).append(entry)
        self._finders: dict[tuple[str, str], _Finder] = {}
        self._last: tuple[StoredArticle, tuple[list[Span], list[Span]]] | None = None

    def _places(self, article: StoredArticle) -> tuple[list[Span], list[Span]]:
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
        at = 0
        for start, end, language in article.passages:
            at = bisect_left(places, (start, start), at)
            behind = bisect_left(places, (end, end), at)
            found += self._find("body", article.text, language, places[at:behind], (start, end))
            at = behind
        return found

    def marked_spans(self, article: StoredArticle) -> tuple[Span, ...]:
        """Places in the article's `text` to be marked, in order, not overlapping."""
        return _spans(self.marks(article))

    def _find(
        self, kind: str, text: str, language: str, places: Sequence[Span], passage: Span
    ) -> list[Mark]:
        key = kind, language
        finder = self._finders.get(key)
        if finder is None:
            fields = (f"{kind}_{language}", f"exact_{kind}", f"name_{kind}")
            wanted = [self._wanted.get(field, {}) for field in fields]
            finder = self._finders[key] = _Finder(self._reader, language, *wanted)
        return finder.find(text, places, passage)

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


# Texts begin their words in a few thousand ways.
_folded = lru_cache(50_000)(fold)


class _Finder:
    """Finds the matches of one query in titles, or bodies, of one language."""

    def __init__(
        self, reader: Reader, language: str, stems: _Wanted, exact: _Wanted, names: _Wanted
    ) -> None:
        self._reader = reader
        self._language = language
        own = {term: entries for term, entries in names.items() if term.startswith(f"{language}:")}
        self._wanted = stems, exact, own
        self._splits = analyzer_for(language).language.apostrophe != "joins"
        self._may_begin = _Beginnings(self)
        self._tokens: dict[str, tuple[_Token, ...]] = {}

    @cached_property
    def _terms(self) -> dict[str, str]:
        """Word, folded -> its term, of all words that may match."""
        stems, exact, names = (
            {term for entries in wanted.values() for terms, _ in entries for term in terms}
            for wanted in self._wanted
        )
        found = dict.fromkeys(exact, "")
        bare = {name.partition(":")[2] for name in names}
        # An abbreviation's full stops are left out of a name: U.S., US.
        for term in sorted(stems | bare | {".".join(name) for name in bare}):
            found |= dict.fromkeys(self._reader.words(self._language, term), term)
        return found

    def may_begin(self, letters: str) -> bool:
        """Whether a word that may match begins with these letters, or with the first of them."""
        folded = _folded(letters, self._language)
        # What folding changes may belong to the letters that follow it.
        if not folded[0].isalnum():
            return True
        return folded[: 2 if folded.isalnum() else 1] in self._heads

    @cached_property
    def _heads(self) -> frozenset[str]:
        return frozenset(word[:length] for word in self._terms for length in (1, 2))

    def _read(self, word: str) -> tuple[_Token, ...]:
        """The tokens of a word as it stands; empty if none of them may match."""
        known = self._tokens.get(word)
        if known is None:
            known = self._tokens[word] = tuple(self._made(word))
        return known

    def _made(self, word: str) -> Iterator[_Token]:
        parts = analyzer_for(self._language).parts(word)
        if any(part in self._terms for part in parts):
            is_capital = is_name(word)
            for part in parts:
                term = self._terms.get(part, "")
                name = name_term(self._language, term) if is_capital and term else ""
                yield _Token(term, part, name)

    def find(self, text: str, places: Sequence[Span], passage: Span) -> list[Mark]:
        """Every match, in order.

        Args:
            places: where the words stand in `text`; those of an elision at one place.
            passage: what part of the text it is that they stand in.
        """
        if not any(self._wanted) or not self._terms:
            return []
        may_begin = self._may_begin
        likely = [n for n, (start, _) in enumerate(places) if may_begin[text[start : start + 2]]]
        if self._splits:
            likely += [
                number
                for number, (start, end) in enumerate(places)
                if not _APOSTROPHES.isdisjoint(text[start:end])
            ]
        found: dict[int, tuple[_Token, ...]] = {}
        marks: set[Mark] = set()
        for number in likely:
            tokens = self._read(text[slice(*places[number])])
            if tokens and (not number or places[number - 1] != places[number]):
                found[number] = tokens
            self._add_compound(text, places, number, marks)
        if not found and not marks:
            return []
        row = {
            number + offset: token
            for number, tokens in found.items()
            for offset, token in enumerate(tokens)
        }
        kinds = (0, 1, 2) if self._wanted[2] and not is_shouted(text[slice(*passage)]) else (0, 1)
        for number in row:
            for kind in kinds:
                for terms, part in self._wanted[kind].get(row[number][kind], ()):
                    run = range(number, number + len(terms))
                    if all(n in row and row[n][kind] == t for n, t in zip(run, terms, strict=True)):
                        marks.update(Mark(*places[n], part) for n in run)
        return sorted(marks, key=lambda mark: (mark.start, mark.end, mark.part))

    def _add_compound(
        self, text: str, places: Sequence[Span], number: int, marks: set[Mark]
    ) -> None:
        """Mark the hyphenated word that begins with a word, if it matches as one."""
        last = number
        while last + 1 < len(places) and text[places[last][1] : places[last + 1][0]] in HYPHENS:
            last += 1
        if last == number:
            return
        first = number
        while first and text[places[first - 1][1] : places[first][0]] in HYPHENS:
            first -= 1
        if (number - first) % MOST_PARTS:
            return
        start, end = places[number][0], places[min(last, number + MOST_PARTS - 1)][1]
        tokens = self._read(HYPHEN.sub("", text[start:end]))
        if len(tokens) == 1:
            for wanted, term in zip(self._wanted, tokens[0], strict=True):
                for terms, part in wanted.get(term, ()):
                    if len(terms) == 1:
                        marks.add(Mark(start, end, part))


class _Beginnings(dict[str, bool]):
    """The first letters of a word -> whether it may match; folded once for each."""

    def __init__(self, finder: _Finder) -> None:
        self._finder = finder

    def __missing__(self, letters: str) -> bool:
        known = self[letters] = self._finder.may_begin(letters)
        return known


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
