"""Did you mean: what else may have been typed, out of the words that the index has.

For a word that no article has: a slip of the fingers, another keyboard layout, Cyrillic typed in
Latin letters. For one that hardly any has, and no dictionary: the word that it is a slip of. The
query stays as it is around the words that are replaced, and so do capitals.
"""

import math
import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from search.analysis import LANGUAGES, fold, script_of, words
from search.analysis.dictionaries import dictionary
from search.analysis.keyboards import switched
from search.analysis.letters import spelling
from search.analysis.romanized import beginnings, common_spelling, typed_spellings, unlikeness
from search.engines.base import Reader, Request
from search.lookups import Lookups, folded, mended, remembered
from search.naming import Namer
from search.queries import parse_query
from search.resolving import Resolver

__all__ = ["suggest_query"]

_FIELDS = ("exact_body", "exact_title")
# Edits that a slip of the fingers makes in a word of fewer letters than this; two of them are
# believed in a word of middle length only where it begins as it should and is about as long.
_EDITS = ((4, 0), (6, 1), (10_000, 2))
_LONG = 8
# What a guess costs, in edits. Ten times the articles are worth nearly half of one.
_SWITCHED, _ROMANIZED, _OF_A_SCHEME = 0.3, 0.5, 0.5
_OTHER_FORM = 0.4
_OTHER_START, _OTHER_LANGUAGE = 0.3, 0.9
_PER_TENFOLD = 0.4
_GUESSES = 12  # looked at closely
_MOST_BEGINNING = 3_000  # words of one beginning that are compared
_MOST_WORDS = 6  # of a query, that guesses are made for: a pasted article is not mistyped
# Guesses for a word, words that more than one is tried for, searches that may find something.
_CHOICES, _VARIED, _TRIALS = 3, 4, 6
# A word of so few articles is a slip where another is so many times as frequent.
_RARE, _TIMES = 2, 50
_SHORTEST_RARE = 5

_QUOTES = '"“”„«»'
_GROUP = rf"\([^()]*\)?|=?[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]?|[^\s()]+"
_PIECES = re.compile(
    rf"""
    (?i:\b(?:source|site|language|lang|date)):\s*(?:{_GROUP})   # a value is no word
  | (?:(?<=[\s(])|^)(?:[-−–!]|NOT\s+)(?:{_GROUP})               # nor is what is not wanted
  | (?P<piece>[^\s(){_QUOTES}]+)
    """,
    re.VERBOSE,
)
_HEAD = re.compile(r"[A-Za-z]+:(?!//)|[+=]+")
_LIKE = re.compile(r"\*$|~[012]?$")
_WEIGHT = re.compile(r"\^[\d.]*$")
_OPERATORS = frozenset({"OR", "AND", "|", "||", "&&", "+"})
# Letters that tell languages apart, and those that have them.
_LETTERS = {
    letter: frozenset(languages.split())
    for letters, languages in (
        ("їєґ", "uk"), ("і", "uk be"), ("ў", "be"), ("ыэё", "ru be"), ("ъ", "bg ru"),
        ("щ", "uk ru bg"), ("йьюя", "uk ru bg be"), ("и", "uk ru bg sr mk"), ("ђћ", "sr"),
        ("ѓќѕ", "mk"), ("јљњџ", "sr mk"), ("łąęśźżń", "pl"), ("řůě", "cs"), ("ťď", "cs sk"),
        ("ľĺŕ", "sk"), ("ñ", "es"), ("ãõ", "pt"), ("ß", "de"), ("ğış", "tr"), ("ășț", "ro"),
        ("őű", "hu"), ("å", "da no sv"), ("ø", "da no"), ("þð", "is"), ("œ", "fr"), ("ķļņģ", "lv"),
    )
    for letter in letters
}  # fmt: skip


class _Slot(NamedTuple):
    """A place in the query: where, and what may stand there instead, the best first."""

    start: int
    end: int
    guesses: list[str]


class _Piece(NamedTuple):
    """What stands between blanks and quotation marks, if words are searched for in it."""

    start: int
    end: int
    text: str


def suggest_query(reader: Reader, query: str, missing: list[str]) -> str:
    """The query with other words for those that it may not have meant, or "".

    Args:
        reader: of the index that was searched.
        query: as it was typed.
        missing: its words and phrases that no article has in any form; at most names that sound
            like them.
    """

    def suggest() -> tuple[str, int]:
        return _suggested(reader, query, missing), 12 * len(query)  # what is missing is part of it

    return Lookups(reader).of_query(("suggest", query, *missing), suggest)


def _suggested(reader: Reader, query: str, missing: list[str]) -> str:
    slots = _Suggester(reader, missing).slots(query)
    if not slots:
        return ""
    least = _found(reader, query)
    choices = [slot.guesses[: _CHOICES if n < _VARIED else 1] for n, slot in enumerate(slots)]
    tried = list(product(*choices))
    tried.sort(
        key=lambda chosen: sum(s.guesses.index(g) for s, g in zip(slots, chosen, strict=True))
    )
    suggestions = [_with(query, slots, chosen) for chosen in tried[:_TRIALS]]
    as_good = (s for s in suggestions if _found(reader, s) >= max(least, 1))
    return next(as_good, "" if least else suggestions[0])


def _with(query: str, slots: list[_Slot], chosen: Iterable[str]) -> str:
    for slot, word in sorted(zip(slots, chosen, strict=True), reverse=True):
        query = query[: slot.start] + word + query[slot.end :]
    return query


def _found(reader: Reader, query: str) -> int:
    """How many articles have all that the query asks for."""
    resolved = Resolver(reader).resolve(parse_query(query).tree)
    request = Request(resolved.node(len(resolved.required)), limit=0, counts=False)
    return reader.search(request).total


class _Suggester(Lookups):
    def __init__(self, reader: Reader, missing: list[str]) -> None:
        super().__init__(reader)
        self._missing = {folded(text[a:b]) for text in missing for a, b in words(text)}
        self._texts = {text.strip() for text in missing}
        self._left = _MOST_WORDS

    def slots(self, query: str) -> list[_Slot]:
        """The places of a query to replace."""
        pieces = list(_pieces(query))
        slots = []
        layouts = []
        for piece in pieces:
            switch = self._switched(piece)
            if switch and self._has_company(piece, pieces):
                # On a phonetic layout "генерал" is "general"; beside "секретар" it is not meant.
                same = common_spelling(fold(piece.text))
                switch = {t: n for t, n in switch.items() if same not in typed_spellings(fold(t))}
            found = list(self._words(piece, pieces, switch))
            if switch and not found:
                # Signs of the one layout are letters of the other: "erhf]yt".
                best = sorted(switch, key=lambda text: (-switch[text], text))
                found = [_Slot(piece.start, piece.end, best)]
            layouts.append(found[0].guesses[0] if found and found[0].guesses[0] in switch else "")
            slots += found
        if any(layouts):
            taken = {slot.start for slot in slots}
            free = [p for p in pieces if taken.isdisjoint(range(p.start, p.end))]
            slots += self._short_ones(pieces, layouts, free)
        return sorted(slots)

    def _words(
        self, piece: _Piece, pieces: list[_Piece], switch: dict[str, float]
    ) -> Iterator[_Slot]:
        spans = list(words(piece.text))
        whole = spans == [(0, len(piece.text))]
        for start, end in spans if whole or not switch else ():
            typed = piece.text[start:end]
            others = [other for other in pieces if other is not piece]
            if guesses := self._guesses(typed, others, switch):
                yield _Slot(piece.start + start, piece.start + end, guesses)

    def _guesses(self, typed: str, others: list[_Piece], switch: dict[str, float]) -> list[str]:
        """What may have been meant, the best first, with capitals as they were typed."""
        word = folded(mended(typed))  # as the query was read
        if not self._left:
            return []
        is_missing = word in self._missing
        if is_missing and self._articles(word):
            return []  # a word of a phrase
        likely = self._meant_by(typed) if is_missing else self._commoner(word)
        if likely is None:
            return []
        self._left -= 1
        ranks = dict(likely)
        if languages := self._meant(word, others):
            for other in ranks:
                if not languages & self._languages_of(other):
                    ranks[other] -= _OTHER_LANGUAGE
        found = {
            _cased(other, typed): rank
            for other, rank in ranks.items()
            if is_missing or not self._same_word(word, other)
        }
        found |= switch
        return sorted(found, key=lambda text: (-found[text], text))

    @remembered
    def _meant_by(self, typed: str) -> dict[str, float]:
        """Words for one that no article has, and what each is worth, the best first."""
        word = folded(mended(typed))
        costs = self._romanized(word)
        # Serbia, Biden: the right word for what the index has nothing about.
        if not Namer(self._reader).called([typed]):
            edits = next(edits for length, edits in _EDITS if len(word) < length)
            costs = {**self._near(word, edits), **costs}
        return self._best(word, costs, 1)

    @remembered
    def _commoner(self, word: str) -> dict[str, float] | None:
        """The same for one that hardly any has; None if it stands for itself."""
        held = self._exactly(word)
        if not 0 < held <= _RARE or len(word) < _SHORTEST_RARE or self._known(word):
            return None
        return self._best(word, self._near(word, 1), _TIMES * held)

    def _best(self, word: str, costs: dict[str, float], least: int) -> dict[str, float]:
        """The best of the words that at least so many articles have."""
        ranks = {}
        for other, cost in costs.items():
            articles = self._exactly(other)
            if articles >= least and other != word:
                ranks[other] = _worth(articles) - cost
        best = sorted(ranks, key=lambda other: (-ranks[other], other))[:_GUESSES]
        return {other: ranks[other] for other in best}

    def _near(self, word: str, edits: int) -> dict[str, float]:
        """Words at most so many edits away, and what each costs."""
        if not edits:
            return {}
        nearest: dict[str, float] = {}
        for distance in range(edits, 0, -1):
            for field in _FIELDS:
                for other in self._reader.similar(field, word, distance):
                    away = 0.0 if other[0] == word[0] else _OTHER_START
                    alike = not away and abs(len(other) - len(word)) < 2
                    if distance == 1 or len(word) >= _LONG or alike:
                        nearest[other] = distance + away
        return nearest

    def _romanized(self, word: str) -> dict[str, float]:
        """Cyrillic words that are so typed in Latin letters."""
        found: dict[str, float] = {}
        spellings = typed_spellings(word) if len(word) > 2 else set()
        for typed in spellings:
            for beginning in beginnings(typed):
                for field in _FIELDS:
                    for other in self._reader.expand(field, beginning, _MOST_BEGINNING):
                        if common_spelling(other) == typed:
                            found[other] = _ROMANIZED + _OF_A_SCHEME * unlikeness(word, other)
        return found

    def _switched(self, piece: _Piece) -> dict[str, float]:
        """What the piece is on other keyboard layouts, and how likely it was meant."""
        if piece.text not in self._texts or self._articles(folded(piece.text)):
            return {}
        found: dict[str, float] = {}
        for language, typed in switched(piece.text):
            for text in (typed, typed.rstrip(".,;:'[]/?!")):
                if language not in self.languages() or [*words(text)] != [(0, len(text))]:
                    continue
                word = fold(text)
                if articles := self._exactly(word):
                    found[text] = _worth(articles) - _SWITCHED
                # A stemmer brings words together that are none: another form has to be known.
                elif language != "en" and self._known(word) and (other := self._articles(word)):
                    found[text] = _worth(other) - _SWITCHED - _OTHER_FORM
        return found

    def _has_company(self, piece: _Piece, pieces: list[_Piece]) -> bool:
        """Whether another word of the query is of the same script, and one of the index."""
        script = script_of(piece.text[0])
        return any(
            script_of(other.text[0]) == script and self._articles(folded(other.text))
            for other in pieces
            if other is not piece
        )

    def _short_ones(
        self, pieces: list[_Piece], chosen: list[str], free: list[_Piece]
    ) -> Iterator[_Slot]:
        """Words beside those of another layout that exist on both, more often on the other."""
        used = {
            language
            for piece, choice in zip(pieces, chosen, strict=True)
            for language, text in switched(piece.text)
            if text == choice
        }
        for piece in free:
            texts = {text for language, text in switched(piece.text) if language in used}
            held = {text: self._articles(folded(text)) for text in texts}
            best = max(sorted(held), key=held.__getitem__, default="")
            if best and held[best] > self._articles(folded(piece.text)):
                yield _Slot(piece.start, piece.end, [best])

    def _exactly(self, word: str) -> int:
        """About how many articles have just this word."""
        return max(self.articles(field, word) for field in _FIELDS)

    def _articles(self, word: str) -> int:
        """About how many articles have the word, in any form."""
        return self._exactly(word) or max(self._in_languages(word).values(), default=0)

    def _in_languages(self, word: str) -> dict[str, int]:
        """Language -> articles in it that have the word in any form."""
        found = {}
        for code, terms in self.uses_of_text(word).terms.items():
            if len(terms) == 1:
                term, _ = terms[0]
                articles = max(self.articles(f"{kind}_{code}", term) for kind in ("body", "title"))
                if articles:
                    found[code] = articles
        return found

    def _languages_of(self, word: str) -> set[str]:
        """The languages in which the word is used; not those in which it is quoted now and then."""
        found = self._in_languages(word)
        most = max(found.values(), default=0)
        return {code for code, articles in found.items() if 5 * articles >= most}

    def _meant(self, word: str, others: list[_Piece]) -> set[str]:
        """The languages that a word may be of: by letters, dictionaries, the words beside it."""
        by_letters = [_LETTERS[letter] for letter in word if letter in _LETTERS]
        if by_letters:
            languages = set.intersection(*map(set, by_letters))
            if len(languages) == 1:
                return languages
        known = self._known(word)
        if known:
            return known
        beside = [self._languages_of(folded(other.text)) for other in others]
        shared = set.intersection(*filter(None, beside)) if any(beside) else set()
        return shared or (set(languages) if by_letters else set())

    def _known(self, word: str) -> set[str]:
        """The languages of the index whose dictionaries have the word."""
        script = script_of(word[0])
        return {
            code
            for code in self.languages()
            if (row := LANGUAGES[code]).lemmas
            and row.script == script
            and dictionary(row.lemmas, code)(spelling(code)(fold(word, code))) is not None
        }

    def _same_word(self, word: str, other: str) -> bool:
        """Whether two words are forms of one in some language."""
        one, two = self.uses_of_word(word).terms, self.uses_of_word(other).terms
        return any(one[code][0][0] == two[code][0][0] for code in self.languages())


def _worth(articles: int) -> float:
    return _PER_TENFOLD * math.log10(1 + articles)


def _pieces(query: str) -> Iterator[_Piece]:
    for match in _PIECES.finditer(query):
        text = match["piece"]
        if not text or text in _OPERATORS or _LIKE.search(text):
            continue
        head = _HEAD.match(text)
        start = head.end() if head else 0
        text = _WEIGHT.sub("", text[start:])
        if text:
            start += match.start()
            yield _Piece(start, start + len(text), text)


def _cased(word: str, like: str) -> str:
    """The word with capitals where the typed one has them."""
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if like[:1].isupper() else word
