"""What a word or phrase of a query may stand for in an index, and how an engine is asked for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product
from typing import Literal, NamedTuple

from search.analysis import LANGUAGES, analyzer_for, fold, script_of, stop_words, words
from search.analysis.analyzer import HYPHEN
from search.analysis.names import is_caseless
from search.engines.base import Alternative, Reader
from search.errors import QueryError
from search.messages import Message
from search.naming import Namer, Near
from search.terms import name_term

__all__ = ["Analyzed", "How", "Variant", "Variants", "check_keys"]

# How a variant comes from what was typed: another form of the word, the word with the marks that
# were left out, or a name that sounds so or means the same.
How = Literal["form", "spelling", "name"]

# What each weighs: matches of the word itself come first, those of a name in another alphabet
# last. An article that has a word ten times in the lighter way stays behind one that has it once.
_WEIGHT: dict[How, float] = {"form": 1.0, "spelling": 0.3, "name": 0.1}
# A name in the alphabet that was typed: EU, European Union.
_WEIGHT_IN_SCRIPT = 0.4
# A phrase of names has as many readings as its words have together; the nearest of them will do.
_MOST_OF_A_NAME = 4
_MOST_OF_A_PHRASE = 32
# "United Nations Security Council"
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """Consecutive terms of one language.

    Attributes:
        terms: of the language's analyzer.
        only_names: capitalised words only.
        shown: how it is written, where that is known beforehand; else "".
        same_script: as what was typed.
        share: of it that falls to one word, where it stands for several: "European Union" is EU.
    """

    language: str
    terms: tuple[str, ...]
    how: How = "form"
    only_names: bool = False
    shown: str = ""
    same_script: bool = True
    share: float = 1.0

    @property
    def key(self) -> str:
        """What tells it from other variants, and switches it off: `uk:столтенберг`."""
        return f"{self.language}:{' '.join(self.terms)}"

    def alternatives(self, kinds: tuple[str, ...]) -> Iterator[Alternative]:
        """The fields to look into, of titles, of bodies or of both."""
        is_near = self.how == "name" and self.same_script
        weight = self.share * (_WEIGHT_IN_SCRIPT if is_near else _WEIGHT[self.how])
        for kind in kinds:
            if self.only_names:
                terms = tuple(name_term(self.language, term) for term in self.terms)
                yield Alternative(f"name_{kind}", terms, weight)
            else:
                yield Alternative(f"{kind}_{self.language}", self.terms, weight)


class Analyzed(NamedTuple):
    """A text in the terms of one language, and its words folded."""

    language: str
    terms: tuple[str, ...]
    exact: tuple[str, ...]


class Variants:
    """Finds variants in one index; those of names only where they are wanted."""

    def __init__(self, reader: Reader, *, names: bool) -> None:
        self._reader = reader
        self._languages = reader.languages()
        self._namer = Namer(reader) if names else None
        self.analyzed: Callable[[str], list[Analyzed]] = cache(self._analyzed)

    def of_word(self, text: str, *, unmarked: bool, guess: bool = True) -> list[Variant]:
        """A word's forms, spellings and names; "Нью-Йорк" is a phrase that was typed as a word.

        Args:
            unmarked: the query was typed without marks, which it may be meant to have.
            guess: whether names are wanted that sound a little different.
        """
        spoken = _spoken(text)
        found = list(self._forms(text))
        if unmarked:
            found += self._spellings(text)
        if len(spoken) > 1:
            found += self._phrases_of_names(spoken, guess=guess)
        elif spoken and self._namer:
            for name in self._namer.sounding(spoken[0], guess=guess):
                found.append(_named(name.language, name.terms, spoken))
        return found + self.called([text])

    def of_phrase(self, text: str, *, guess: bool) -> list[Variant]:
        """A phrase's forms and names."""
        spoken = _spoken(text)
        return [
            *self._forms(text),
            *self._phrases_of_names(spoken, guess=guess),
            *self.called([text]),
        ]

    def called(self, typed_words: list[str]) -> list[Variant]:
        """What the well-known thing that these words name together is called."""
        spoken = _spoken(" ".join(typed_words))
        if not self._namer or not 0 < len(spoken) <= _LONGEST_NAME:
            return []
        if len(spoken) == 1 and not self._namer.sense(spoken[0]):
            return []
        typed = {(language, terms) for language, terms, _ in self.analyzed(" ".join(spoken))}
        return [
            replace(_named(language, name.terms, spoken), only_names=name.is_name, shown=name.shown)
            for language, name in self._namer.called(typed_words)
            if (language, name.terms) not in typed
        ]

    def _analyzed(self, text: str) -> list[Analyzed]:
        """The text in each language of the index.

        Also in lower case, where a language has capitals of its own: "Istanbul" may be typed by
        one who means ı, or by one who has no İ.
        """
        lower = fold(text)
        found = []
        for language in self._languages:
            both = [text, lower] if fold(text, language) != lower else [text]
            for reading in both:
                tokens = list(analyzer_for(language).tokens(reading))
                if tokens:
                    terms = tuple(token.term for token in tokens)
                    exact = tuple(token.exact for token in tokens)
                    found.append(Analyzed(language, terms, exact))
        return found

    def is_abbreviation(self, text: str) -> bool:
        """Whether "US", "IT" or "UN" was typed, and the index has it as a name.

        In some language it would be a function word.
        """
        if len(text) < 2 or not text.isupper():
            return False
        found = [one for one in self.analyzed(text) if len(one.terms) == 1]
        return any(map(self._is_function_word, found)) and any(
            self._reader.spread("name_body", name_term(one.language, one.terms[0])) for one in found
        )

    def _forms(self, text: str) -> Iterator[Variant]:
        """The text in each language's terms; an abbreviation that is a word as well, as a name."""
        is_abbreviation = self.is_abbreviation(text)
        # "віце-прем'єр" is written in one piece as well.
        joined = HYPHEN.sub("", text)
        found = [*self.analyzed(text), *(self.analyzed(joined) if joined != text else ())]
        # "war" is no word to look for in German where the index has the English one.
        telling = [one for one in found if not self._is_function_word(one)]
        if any(self._is_held(one) for one in telling):
            found = telling
        for language, terms, _ in found:
            if is_abbreviation:
                yield Variant(language, terms, only_names=True)
                continue
            yield Variant(language, terms)
            if any("." in term for term in terms):
                yield Variant(language, tuple(t.replace(".", "") for t in terms), only_names=True)

    def _is_held(self, analyzed: Analyzed) -> bool:
        field = f"body_{analyzed.language}"
        return all(self._reader.spread(field, term) for term in analyzed.terms)

    @staticmethod
    def _is_function_word(analyzed: Analyzed) -> bool:
        return len(analyzed.exact) == 1 and analyzed.exact[0] in stop_words(analyzed.language)

    def _spellings(self, text: str) -> Iterator[Variant]:
        """Words of the index that are this one when typed without their marks: sad, sąd."""
        for language, term in self._reader.spelled(fold(text)):
            yield Variant(language, (term,), "spelling")

    def _phrases_of_names(self, spoken: list[str], *, guess: bool) -> Iterator[Variant]:
        """The words of a phrase as names of one language, each in its nearest readings."""
        if not self._namer or not 1 < len(spoken) <= _LONGEST_NAME:
            return
        near: list[list[Near | Variant]] = [
            [
                *self._namer.sounding(word, guess=guess),
                *(v for v in self.called([word]) if len(v.terms) == 1),
            ]
            for word in spoken
        ]
        for language in self._languages:
            choices = []
            for word, names in zip(spoken, near, strict=True):
                own = [term for term, _ in analyzer_for(language).terms(word)]
                own += [name.terms[0] for name in names if name.language == language]
                held = [term for term in dict.fromkeys(own) if self._is_named(language, term)]
                choices.append(held[:_MOST_OF_A_NAME])
            for terms in islice(product(*choices), _MOST_OF_A_PHRASE):
                yield _named(language, terms, spoken)

    def _is_named(self, language: str, term: str) -> bool:
        if is_caseless(term):
            return self._reader.spread(f"body_{language}", term) > 0
        return self._reader.spread("name_body", name_term(language, term)) > 0


def _named(language: str, terms: tuple[str, ...], spoken: list[str]) -> Variant:
    same_script = script_of(terms[0][0]) == script_of(fold(spoken[0])[0])
    only_names = not any(map(is_caseless, terms))
    return Variant(language, terms, "name", only_names=only_names, same_script=same_script)


def _spoken(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


def check_keys(keys: Iterable[str]) -> None:
    """Refuse what can be the key of no variant.

    Raises:
        QueryError: one does not begin with a language, as `uk:столтенберг` does.
    """
    for key in keys:
        language, _, terms = key.partition(":")
        if language not in LANGUAGES or not terms:
            raise QueryError(
                Message(
                    "unknown variant {key!r}; the results name those of a query, "
                    "a language and its terms, such as uk:столтенберг",
                    key=key[:40],
                )
            )
