"""How a query may go on while it is typed: words, names and values that the index holds.

For the beginning of a word: the index's most frequent words with that beginning, each in one form
only, and what well-known things are called. Where there is none: names that sound so far alike, in
any alphabet, and what the same keys type on another layout. Whatever is offered finds something
together with the rest of the query.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial
from itertools import accumulate
from typing import Literal, NamedTuple

from search.analysis import fold, plain, stop_words
from search.analysis.keyboards import switched
from search.analysis.languages import language_name
from search.analysis.lookalikes import replace_lookalikes
from search.analysis.names import Reading, is_caseless, is_name, readings, unlikeness
from search.analysis.tokenizer import APOSTROPHES, is_unspaced, words
from search.asking import Narrowing
from search.engines.base import Named, Reader, Request
from search.engines.batch import Word, name_term
from search.models import Completion
from search.queries import QUOTES
from search.remainder import Remainder, Ways, found_by
from search.unfinished import Unfinished, unfinished_word

__all__ = ["Completer"]

# A pasted text is not being typed.
_LONGEST = 500
# Words of a beginning that are looked at, the most frequent; many are function words or forms of
# one word. Names of well-known things likewise.
_MOST_WORDS = 96
_MOST_NAMES = 32
# Completions for one that is wanted, whether they find something with the rest of the query.
# Where a filter leaves out most articles, the most frequent words may be those of others.
_TRIALS, _TRIALS_IF_NARROWED = 2, 6
_REMAINDERS = 64  # of queries that are being typed, kept
# The base form of a word stands for it, unless another form is so many times as frequent.
_TIMES = 5
# From how many letters on it is asked what else may have been meant.
_SHORTEST = 3
# Names that sound so far alike; how far apart they may be for each consonant (see `naming`), and
# if there are only two, which tell little. In scripts without vowels even less is left.
_MOST_SOUNDING = 500
_FARTHEST, _FARTHEST_OF_TWO = 0.1, 0.025
_FEWEST, _FEWEST_CASELESS = 2, 3
_FIELDS = ("exact_body", "exact_title")
# Written so, they would mean something else.
_OPERATORS = frozenset({"OR", "AND", "NOT"})
_BARE = re.compile(rf"[^\s(){QUOTES}\-−–!=+][^\s(){QUOTES}]*")
_FINAL_SIGMA = re.compile(r"(?<=\w)σ\b")


Kind = Literal["word", "name", "source", "language"]


class _Line(NamedTuple):
    """A word, name or value to be offered.

    Attributes:
        written: in a query, outside of a phrase; else as `text`.
        ways: (language, terms) by which it is found; none for a value.
    """

    text: str
    language: str
    articles: int
    kind: Kind
    written: str = ""
    ways: Ways = ()


class _Found(NamedTuple):
    """A word of one language, and its forms that begin as they should, the best first."""

    language: str
    term: str
    articles: int
    forms: list[Word]


class Completer:
    """Completes queries for one index. Safe to use from several threads."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._counted: dict[tuple[str, Named], int] = {}
        # From key to key only the last word changes.
        self._remainder: Callable[[str, bool, Narrowing], Remainder] = lru_cache(_REMAINDERS)(
            partial(Remainder, reader)
        )

    def complete(self, query: str, limit: int, to: Narrowing) -> list[Completion]:
        """At most `limit` completions of the query's last word; see `Index.complete`."""
        typed = unfinished_word(query) if len(query) <= _LONGEST else None
        if typed is None:
            return []
        trials = limit * (_TRIALS_IF_NARROWED if to.leaves_out else _TRIALS)
        start, lines = typed.start, self._values(typed, trials) if typed.facet else []
        if not typed.facet:
            start, lines = self._words(typed, query[: typed.start], trials)
        remainder = self._remainder(query[:start], typed.unwanted, to)
        found = []
        for line in lines[:trials]:
            # In an open phrase a name needs no quotation marks of its own.
            written = line.text if typed.closing else line.written or line.text
            completed = query[:start] + written + typed.closing
            # A mark of quotation inside the word would end the phrase.
            if completed == query or (typed.closing and set(line.text) & set(QUOTES)):
                continue
            if articles := remainder.count(line.articles, completed, line.text, line.ways):
                found.append(Completion(completed, line.text, line.language, articles, line.kind))
            # What is not wanted finds the less the more common it is: nothing is to be sorted.
            if typed.unwanted and len(found) == limit:
                break
        if not typed.unwanted:
            found.sort(key=lambda completion: -completion.articles)
        return found[:limit]

    def _values(self, typed: Unfinished, most: int) -> list[_Line]:
        """Values of a facet that begin so, or of which a later word does; the most frequent."""
        lines, starts, text = self._lines_of_values[typed.facet]
        beginning = re.escape(typed.text.casefold())
        found: dict[int, None] = {}
        for pattern in (f"(?m)^(?=.){beginning}", rf"\b(?=.){beginning}"):
            for match in re.finditer(pattern, text):
                if len(found) >= most:
                    break
                found[bisect_right(starts, match.start()) - 1] = None
        return [lines[place] for place in found]

    @cached_property
    def _lines_of_values(self) -> dict[str, tuple[list[_Line], list[int], str]]:
        """Facet -> its values, where each begins in a text of them all, that text, in lower case.

        Each has a line there for itself and one for its label.
        """
        return {facet: self._listed(facet) for facet in ("source", "language")}

    def _listed(self, facet: Kind) -> tuple[list[_Line], list[int], str]:
        lines, texts = [], []
        for value, articles in self._reader.values(facet).items():
            if set(value) & set(QUOTES):
                continue  # no query can name it
            label = language_name(value) if facet == "language" else value
            written = value if _BARE.fullmatch(value) else f'"{value}"'
            lines.append(_Line(label, "", articles, facet, written))
            names = dict.fromkeys((value, label))
            texts.append("".join(f"{' '.join(name.split())}\n" for name in names).casefold())
        starts = list(accumulate(map(len, texts), initial=0))
        return lines, starts, "".join(texts)

    def _words(self, typed: Unfinished, before: str, most: int) -> tuple[int, list[_Line]]:
        """Where the completed word begins in the query, and what it may be, the best first."""
        text = replace_lookalikes(before + typed.text)[0]
        text = text[len(before) :] if len(text) == len(before + typed.text) else typed.text
        if is_unspaced(text):
            return self._unspaced(typed)
        beginnings = self._folded(text)
        for ways in (beginnings, [bare for way in beginnings for bare in plain(way)]):
            if lines := self._beginning(ways, most):
                return typed.start, lines
        if len(text) >= _SHORTEST:
            piece = (before + typed.text)[typed.piece :]
            if lines := self._beginning(self._switched(piece), most):
                return typed.piece, lines
            names = list(self._sounding(beginnings[0]))
            return typed.start, self._lines(names, self._articles_of(names), most)
        return typed.start, []

    def _folded(self, text: str) -> list[str]:
        """The beginning as words of the index are folded; with a capital I it may be ı or i."""
        apostrophe = "'" if text[-1] in APOSTROPHES else ""
        ways = (fold(text, language) for language in ("", *self._reader.languages()))
        return list(dict.fromkeys(way + apostrophe for way in ways))

    def _beginning(self, ways: Iterable[str], most: int) -> list[_Line]:
        """Words and names that begin in one of these ways."""
        articles: dict[str, int] = {}
        names: list[_Line] = []
        for way in ways:
            for field in _FIELDS:
                for word, number in self._reader.expand(field, way, _MOST_WORDS).items():
                    articles[word] = max(number, articles.get(word, 0))
            names += self._names(way)
        best = sorted(articles, key=lambda word: (-articles[word], word))[:_MOST_WORDS]
        found = self._reader.uses(word for word in best if not is_unspaced(word))
        lines = [*self._lines(found, articles, most), *names]
        return sorted(lines, key=lambda line: (-line.articles, line.text))

    def _lines(self, found: Iterable[Word], articles: Mapping[str, int], most: int) -> list[_Line]:
        """Each word once, whatever its forms and languages; the most frequent."""
        forms: dict[tuple[str, str], list[Word]] = {}
        for word in found:
            if word.word not in stop_words(word.language):
                forms.setdefault(word[:2], []).append(word)
        held = (
            _Found(*key, self._spread(*key), _preferred(key[1], each, articles))
            for key, each in forms.items()
        )
        groups: dict[str, list[_Found]] = {}
        for one in sorted(held, key=lambda one: (-one.articles, one[:2])):
            # In another language it is the same word if that has the very form that is offered.
            words = [form.word for form in one.forms]
            same = next((word for word in words if word in groups), words[0])
            if one.articles:
                groups.setdefault(same, []).append(one)
        best = sorted(groups.values(), key=lambda group: -sum(one.articles for one in group))
        return list(filter(None, map(self._line, best[:most])))

    def _line(self, group: list[_Found]) -> _Line | None:
        """A word in the best of its forms that is still there."""
        language, term, held, forms = group[0]
        best = next((form for form in forms if self._written(form.word)), None)
        if best is None:
            return None
        found = [one for one in group if any(form.word == best.word for form in one.forms)]
        is_named = not is_caseless(term) and (
            2 * self._reader.spread("name_body", name_term(language, term)) >= held
        )
        text = _as_shown(best) if is_named else best.word
        return _Line(
            text=_FINAL_SIGMA.sub("ς", best.word if text in _OPERATORS else text),
            language=language if len(found) == 1 else "",
            articles=sum(one.articles for one in found),
            kind="name" if is_named else "word",
            ways=tuple((one.language, (one.term,)) for one in found),
        )

    def _spread(self, language: str, term: str) -> int:
        spread = self._reader.spread
        return spread(f"body_{language}", term) or spread(f"title_{language}", term)

    def _written(self, word: str) -> int:
        return max(self._reader.spread(field, word) for field in _FIELDS)

    def _articles_of(self, found: Iterable[Word]) -> dict[str, int]:
        return {word.word: self._written(word.word) for word in found}

    def _names(self, beginning: str) -> Iterator[_Line]:
        """What well-known things are called in several words, or in a script without blanks."""
        keys = self._well_known
        first = bisect_left(keys, (beginning,))
        lines: dict[str, _Line] = {}
        for key, language, name in keys[first : first + _MOST_NAMES]:
            if not key.startswith(beginning):
                break
            if articles := self._articles(language, name):
                written = f'"{name.shown}"' if " " in name.shown else ""
                ways = ((language, name.terms),)
                line = _Line(name.shown, language, articles, "name", written, ways)
                lines[name.shown] = max(line, lines.get(name.shown, line), key=lambda x: x.articles)
        yield from lines.values()

    @cached_property
    def _well_known(self) -> list[tuple[str, str, Named]]:
        """(as it may be typed, language, name), sorted."""
        keys = []
        for language, name in self._reader.well_known():
            is_new = len(name.terms) > 1 or is_unspaced(name.shown)
            if is_new and not set(name.shown) & set(QUOTES):
                folded = " ".join(fold(word, language) for word in name.shown.split())
                keys += [(key, language, name) for key in (folded, *plain(folded, language))]
        return sorted(keys)

    def _articles(self, language: str, name: Named) -> int:
        """How many articles have a name."""
        key = language, name
        if key not in self._counted:
            is_held = all(self._spread(language, term) for term in name.terms)
            found = found_by(((language, name.terms),))
            request = Request(found, limit=0, counts=False)
            self._counted[key] = self._reader.search(request).total if is_held else 0
        return self._counted[key]

    def _unspaced(self, typed: Unfinished) -> tuple[int, list[_Line]]:
        """Names in a script without blanks, for the longest end of what is typed."""
        for skipped in range(len(typed.text)):
            if lines := list(self._names(fold(typed.text[skipped:]))):
                return typed.start + skipped, lines
        return typed.start, []

    def _sounding(self, word: str) -> Iterator[Word]:
        """Names whose beginning sounds like the word."""
        fewest = _FEWEST_CASELESS if is_caseless(word) else _FEWEST
        for typed in readings(word):
            consonants = len(typed.skeleton)
            if consonants < fewest:
                continue
            farthest = consonants * (_FARTHEST if consonants > 2 else _FARTHEST_OF_TWO)
            for name in self._reader.sounding_so_far(typed.skeleton, _MOST_SOUNDING):
                whole = (r for r in readings(name.word) if r.skeleton.startswith(typed.skeleton))
                if any(unlikeness(typed, _begun(reading, typed)) <= farthest for reading in whole):
                    yield name

    def _switched(self, piece: str) -> Iterator[str]:
        """What the keys type on other layouts, as far as it is one word."""
        languages = {*self._reader.languages(), "en"}
        for language, text in dict.fromkeys(switched(piece)):
            if language in languages and list(words(text)) == [(0, len(text))]:
                yield fold(text, language)


def _preferred(term: str, forms: list[Word], articles: Mapping[str, int]) -> list[Word]:
    """The forms of a word, the base form first and then the most frequent."""
    most = max(articles[form.word] for form in forms)

    def rank(form: Word) -> tuple[bool, int, str]:
        is_base = form.word == term and _TIMES * articles[term] >= most
        return not is_base, -articles[form.word], form.word

    return sorted(forms, key=rank)


def _as_shown(word: Word) -> str:
    """A name with its capital, without what is written together with it: l'Elysée, Ankara'da."""
    length = len(word.word)
    parts = (word.shown[:length], word.shown[-length:])
    shown = next((part for part in parts if fold(part, word.language) == word.word), word.word)
    return shown if is_name(shown) else shown[:1].upper() + shown[1:]


def _begun(whole: Reading, typed: Reading) -> Reading:
    """So much of a name as is typed; the vowels behind the last consonant may be unfinished."""
    consonants = len(typed.skeleton)
    return Reading(
        skeleton=typed.skeleton,
        consonants=whole.consonants[:consonants],
        vowels=(*whole.vowels[:consonants], typed.vowels[-1]),
    )
