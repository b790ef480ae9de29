"""The names that a query's word may stand for in an index, in any alphabet.

Two ways lead from a name to another: what they sound like (`analysis/names.py`), and what
well-known things are called (`analysis/gazetteer/`). Both lead only to names that the index holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from search.analysis import LANGUAGES, analyzer_for, script_of, words
from search.analysis.gazetteer import concepts_called, gazetteer
from search.analysis.names import (
    Reading,
    is_abbreviation,
    is_caseless,
    is_name,
    readings,
    spoken,
    unlikeness,
)
from search.analysis.stemmers import without_endings
from search.engines.base import Named
from search.engines.batch import name_term
from search.lookups import Lookups, Uses, folded, remembered

__all__ = ["Namer", "Near", "well_known"]

# How far two names may be apart, for each consonant that they share: Biden and Байден differ by
# 0.2 and share three.
_FARTHEST = 0.2
# Of two consonants it is less, Рада and Руда differ by 0.25; of one next to nothing.
_FARTHEST_OF_FEW = 0.2
_FARTHEST_OF_ONE = 0.05
# The same sounds; an alphabet may leave its vowels unwritten, at 0.05 each.
_FARTHEST_IF_SURE = 0.08
_FARTHEST_IF_KNOWN = 0.01  # a variant of the spelling, Zelensky and Zelenskyy
# Beside the nearest name of a language, others this much farther are taken as well.
_NEXT = 0.25
_SHORTEST_CASELESS = 4
# A capital tells less here: Minsk is no Mensch.
_NOUNS_ARE_CAPITALISED = frozenset({"de", "lb"})
_OF_NOUNS = 0.4
_OF_THINGS = 0.3
_MOST_OF_A_LANGUAGE = 12
# What is allowed for a word that may be no name: "vijna" is no Vienna.
_MAYBE = 0.25


@cache
def well_known(language: str) -> tuple[Named, ...]:
    """What well-known things are called in a language, in the terms of its analyzer."""
    found: dict[Named, None] = {}
    names = gazetteer(language)
    # Thai has no capitals, and a Latin name among its own.
    cased = 2 * sum(is_name(name) for _, name in names) > len(names)
    analyzer = analyzer_for(language)
    analyzer.learn(name[start:end] for _, name in names for start, end in words(name))
    for concept, name in names:
        tokens = list(analyzer.tokens(name))
        # CLDR has "world" and "outlying Oceania" among its territories.
        if tokens and (not cased or is_name(name) or concept.islower()):
            is_one = len(tokens) == 1 and is_name(name)
            terms = tuple(token.term for token in tokens)
            terms = (terms[0].replace(".", ""),) if is_one else terms
            found[Named(concept, terms, name, is_one)] = None
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Near:
    """A name that another sounds like: its terms, which are one, and how far apart the two are."""

    language: str
    terms: tuple[str, ...]
    unlikeness: float


class Namer(Lookups):
    """Finds names in one index."""

    @remembered
    def sense(self, word: str) -> float:
        """How surely a word of a query means a name: 0.0 not at all, 1.0 surely.

        One with a capital does, unless the index mostly has it without ("War in Ukraine"); one
        without does if the index mostly has it with a capital, and may if it has it not at all.
        """
        if is_caseless(word):
            return 1.0
        named = held = 0
        uses = self.uses_of_word(word)
        for language in uses.terms.keys() - uses.absent:
            for term, _ in uses.terms[language]:
                in_body = self.articles(f"body_{language}", term)
                held += in_body
                if in_body:
                    named += self.articles("name_body", name_term(language, term))
        if held:
            is_named = 2 * named >= held or (named > 0 and is_abbreviation(word))
            return 1.0 if is_named else 0.0
        return 1.0 if is_name(word) else _MAYBE

    def sounding(self, word: str, *, guess: bool = True) -> list[Near]:
        """Names of the index that sound like a word, the nearest first, each once.

        Without `guess` only those that sound the same.
        """
        return self._sounding(word, guess)

    @remembered
    def _sounding(self, word: str, guess: bool) -> list[Near]:
        sense = self.sense(word)
        if not sense:
            return []
        ways, held_in = self._read(word)
        script = script_of(folded(word)[0])
        own = readings(folded(word))
        # Where it is known what the word names, nothing that only sounds like it can be meant.
        is_known = bool(self.called([word]))
        found: dict[tuple[str, str], float] = {}
        for skeleton in {reading.skeleton for reading in ways}:
            alike = [reading for reading in ways if reading.skeleton == skeleton]
            for language, term, shown in self._reader.sounding(skeleton):
                form = folded(shown)
                known = language in held_in and script_of(form[0]) == script
                farthest = sense * _farthest(word, shown, len(skeleton), known=known or is_known)
                if not guess:
                    farthest = min(farthest, len(skeleton) * _FARTHEST_IF_SURE)
                if farthest < 0:
                    continue
                if language in _NOUNS_ARE_CAPITALISED:
                    farthest *= _OF_NOUNS
                key = language, term
                # Where the word itself is known, its base form is that of its own forms only.
                apart = _apart(own, form) if known else _apart(alike, form, term)
                if apart > min(farthest, found.get(key, farthest)) or not self._is_name(*key):
                    continue
                # What names a thing of its own, as Geneva does, is hardly meant by Jennifer.
                if apart <= farthest * _OF_THINGS or not self._reader.concepts(language, (term,)):
                    found[key] = apart
        return self._nearest(found)

    def _is_name(self, language: str, term: str) -> bool:
        """Whether the index mostly has the word with a capital, where there are capitals."""
        if is_caseless(term):
            return True
        named = self.articles("name_body", name_term(language, term))
        return 2 * named >= self.articles(f"body_{language}", term)

    def _read(self, word: str) -> tuple[set[Reading], set[str]]:
        """How the word may be read; and the languages that have it in its own script."""
        form = folded(word)
        script = script_of(form[0])
        bases: set[str] = set()
        held_in = set()
        uses = self.uses_of_word(word)
        for language, pairs in uses.terms.items():
            if script in {LANGUAGES[language].script, LANGUAGES[language].also}:
                bases.update(term for term, _ in pairs)
            if language not in uses.absent and any(
                self.holds(f"body_{language}", term) for term, _ in pairs
            ):
                held_in.add(language)
        # A script of which the index has no language: Столтенбергом among English articles.
        return spoken(form, bases or without_endings(form, script)), held_in

    def _nearest(self, found: dict[tuple[str, str], float]) -> list[Near]:
        near = sorted((apart, *key) for key, apart in found.items())
        kept: list[Near] = []
        for language in self.languages():
            own = [(apart, term) for apart, code, term in near if code == language]
            kept += [
                Near(language, (term,), apart)
                for apart, term in own[:_MOST_OF_A_LANGUAGE]
                if apart <= own[0][0] + _NEXT
            ]
        return sorted(kept, key=lambda name: (name.unlikeness, name.language, name.terms))

    def called(self, words: Iterable[str]) -> list[tuple[str, Named]]:
        """(language, name) of what well-known things of this name are called, as far as held."""
        return self._called(" ".join(words))

    @remembered
    def _called(self, text: str) -> list[tuple[str, Named]]:
        of_text = self.uses_of_text(text)
        concepts: dict[str, None] = {}
        for language, pairs in of_text.terms.items():
            terms = tuple([term for term, _ in pairs])
            bare = (terms[0].replace(".", ""),) if len(terms) == 1 else terms
            concepts |= dict.fromkeys(self._reader.concepts(language, bare)) if terms else {}
        may_be_name = is_name(text) or text.lower() == text.upper()
        if may_be_name and not (concepts or self._is_held(of_text)):
            # Typed in a language that the index has nothing in.
            concepts = dict.fromkeys(concepts_called(text))
        found = {name: None for concept in concepts for name in self._reader.named(concept)}
        return [(language, name) for language, name in found if language in self.languages()]

    def _is_held(self, uses: Uses) -> bool:
        """Whether the index has every word in some language."""
        return any(
            all(self.holds(f"body_{language}", term) for term, _ in pairs)
            for language, pairs in uses.terms.items()
            if language not in uses.absent
        )


def _apart(ways: Iterable[Reading], form: str, *bases: str) -> float:
    """How far the nearest reading of a name is from the nearest of some others."""
    others = spoken(form, bases)
    return min(
        (
            unlikeness(way, other)
            for way in ways
            for other in others
            if way.skeleton == other.skeleton
        ),
        default=9.0,
    )


def _farthest(word: str, name: str, consonants: int, *, known: bool) -> float:
    """How far a name may be from a word that the name's language has (`known`) or has not."""
    if is_abbreviation(word) or is_abbreviation(name):
        return -1.0 if known else 0.0
    # Without capitals or vowels little is left to tell names from words.
    caseless = is_caseless(word) or is_caseless(name)
    if caseless and (known or consonants < _SHORTEST_CASELESS):
        return -1.0
    if known:
        return consonants * _FARTHEST_IF_KNOWN if consonants > 1 else -1.0
    if consonants == 1:
        return _FARTHEST_OF_ONE
    return _FARTHEST_OF_FEW if consonants == 2 else consonants * _FARTHEST
