"""What a word or phrase of a query may stand for in an index, and how an engine is asked for it."""

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Literal, NamedTuple

from search.analysis import LANGUAGES, fold, script_of, stop_words
from search.analysis.analyzer import HYPHEN
from search.analysis.folding import FOLDED_APART
from search.analysis.names import is_caseless
from search.engines.base import Alternative, Named, Reader
from search.engines.batch import name_term
from search.errors import QueryError
from search.lookups import Lookups, folded, remembered, words_in
from search.messages import Message
from search.naming import Namer, Near

__all__ = ["Analyzed", "How", "Place", "Variant", "Variants", "check_keys"]

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

Place = tuple[str, tuple[str, ...]]  # a field, and consecutive terms in it


class Variant(NamedTuple):
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

    @property
    def weight(self) -> float:
        """What it adds to a score, for one match."""
        is_near = self.how == "name" and self.same_script
        return self.share * (_WEIGHT_IN_SCRIPT if is_near else _WEIGHT[self.how])

    def places(self, kinds: tuple[str, ...]) -> list[Place]:
        """Where to look for it, in titles, in bodies or in both."""
        if self.only_names:
            terms = tuple([name_term(self.language, term) for term in self.terms])
            return [(f"name_{kind}", terms) for kind in kinds]
        return [(f"{kind}_{self.language}", self.terms) for kind in kinds]

    def alternatives(self, kinds: tuple[str, ...]) -> Iterator[Alternative]:
        """The same, with its weight."""
        weight = self.weight
        return (Alternative(*place, weight) for place in self.places(kinds))


class Analyzed(NamedTuple):
    """A text in the terms of one language, and its words folded.

    Attributes:
        absent: the index has nothing of it in that language.
    """

    language: str
    terms: tuple[str, ...]
    exact: tuple[str, ...]
    absent: bool


class Variants(Lookups):
    """Finds variants in one index; those of names only where they are wanted."""

    def __init__(self, reader: Reader, *, names: bool) -> None:
        super().__init__(reader)
        self._namer = Namer(reader)
        self._names = names

    def of_word(self, text: str, *, unmarked: bool, guess: bool = True) -> list[Variant]:
        """A word's forms, spellings and names; "Нью-Йорк" is a phrase that was typed as a word.

        Args:
            unmarked: the query was typed without marks, which it may be meant to have.
            guess: whether names are wanted that sound a little different.
        """
        spoken = words_in(text)
        found = list(self._forms(text))
        if unmarked:
            found += self._spellings(text)
        if len(spoken) > 1:
            found += self._phrases_of_names(spoken, guess=guess)
        elif spoken and self._names:
            for name in self._namer.sounding(spoken[0], guess=guess):
                found.append(_named(name.language, name.terms, spoken))
        return found + self.called(text)

    def of_phrase(self, text: str, *, guess: bool) -> list[Variant]:
        """A phrase's forms and names."""
        spoken = words_in(text)
        return [
            *self._forms(text),
            *self._phrases_of_names(spoken, guess=guess),
            *self.called(text),
        ]

    def called(self, text: str) -> list[Variant]:
        """What the well-known thing that these words name together is called."""
        return self._called(text) if self._names else []

    @remembered
    def _called(self, text: str) -> list[Variant]:
        spoken = words_in(text)
        if not 0 < len(spoken) <= _LONGEST_NAME:
            return []
        if len(spoken) == 1 and not self._namer.sense(spoken[0]):
            return []
        names = self._namer.called([text])
        if not names:
            return []
        typed = {one[:2] for one in self.analyzed(" ".join(spoken))}
        return [
            _named(language, name.terms, spoken, name)
            for language, name in names
            if (language, name.terms) not in typed
        ]

    @remembered
    def analyzed(self, text: str) -> list[Analyzed]:
        """The text in each language of the index.

        Also in lower case, where a language has capitals of its own: "Istanbul" may be typed by
        one who means ı, or by one who has no İ.
        """
        lower = folded(text)
        found = []
        as_typed = self.uses_of_text(text)
        for language in as_typed.terms:
            both = [as_typed]
            if language in FOLDED_APART and fold(text, language) != lower:
                both.append(self.uses_of_text(lower))
            for reading in both:
                if pairs := reading.terms[language]:
                    terms, exact = zip(*pairs, strict=True)
                    found.append(Analyzed(language, terms, exact, language in reading.absent))
        return found

    @remembered
    def is_abbreviation(self, text: str) -> bool:
        """Whether "US", "IT" or "UN" was typed, and the index has it as a name.

        In some language it would be a function word.
        """
        if len(text) < 2 or not text.isupper():
            return False
        found = [one for one in self.analyzed(text) if len(one.terms) == 1]
        return any(map(self._is_function_word, found)) and any(
            self.holds("name_body", name_term(one.language, one.terms[0])) for one in found
        )

    def _forms(self, text: str) -> Iterator[Variant]:
        """The text in each language's terms; an abbreviation that is a word as well, as a name."""
        is_abbreviation = self.is_abbreviation(text)
        # "віце-прем'єр" is written in one piece as well.
        joined = HYPHEN.sub("", text)
        found = [*self.analyzed(text), *(self.analyzed(joined) if joined != text else ())]
        if not is_abbreviation:  # which may be there with full stops only: U.S.
            found = [one for one in found if not one.absent]
        # "war" is no word to look for in German where the index has the English one.
        telling = [one for one in found if not self._is_function_word(one)]
        if any(self._is_known(one) for one in telling):
            found = telling
        for language, terms, *_ in found:
            if is_abbreviation:
                yield Variant(language, terms, only_names=True)
                continue
            yield Variant(language, terms)
            if any("." in term for term in terms):
                yield Variant(language, tuple(t.replace(".", "") for t in terms), only_names=True)

    def _is_known(self, analyzed: Analyzed) -> bool:
        field = f"body_{analyzed.language}"
        return all(self.holds(field, term) for term in analyzed.terms)

    @staticmethod
    def _is_function_word(analyzed: Analyzed) -> bool:
        return len(analyzed.exact) == 1 and analyzed.exact[0] in stop_words(analyzed.language)

    def _spellings(self, text: str) -> Iterator[Variant]:
        """Words of the index that are this one when typed without their marks: sad, sąd."""
        for language, term in self._reader.spelled(folded(text)):
            yield Variant(language, (term,), "spelling")

    def _phrases_of_names(self, spoken: tuple[str, ...], *, guess: bool) -> Iterator[Variant]:
        """The words of a phrase as names of one language, each in its nearest readings."""
        if not self._names or not 1 < len(spoken) <= _LONGEST_NAME:
            return
        near: list[list[Near | Variant]] = [
            [
                *self._namer.sounding(word, guess=guess),
                *(v for v in self.called(word) if len(v.terms) == 1),
            ]
            for word in spoken
        ]
        for language in self.languages():
            choices = []
            for word, names in zip(spoken, near, strict=True):
                own = [term for term, _ in self.uses_of_word(word).terms[language]]
                own += [name.terms[0] for name in names if name.language == language]
                held = [term for term in dict.fromkeys(own) if self._is_named(language, term)]
                choices.append(held[:_MOST_OF_A_NAME])
            for terms in islice(product(*choices), _MOST_OF_A_PHRASE):
                yield _named(language, terms, spoken)

    def _is_named(self, language: str, term: str) -> bool:
        if is_caseless(term):
            return self.holds(f"body_{language}", term)
        return self.holds("name_body", name_term(language, term))


def _named(
    language: str, terms: tuple[str, ...], spoken: tuple[str, ...], called: Named | None = None
) -> Variant:
    """The variant of a name that was typed so; with what it is called, if that is well known."""
    same_script = script_of(terms[0][0]) == script_of(folded(spoken[0])[0])
    only_names = called.is_name if called else not any(map(is_caseless, terms))
    return Variant(language, terms, "name", only_names, called.shown if called else "", same_script)


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
