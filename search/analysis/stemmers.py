"""From a word to the term that all its forms share.

    word -> one spelling (letters) -> its lemma (exceptions, else the dictionary), if it has one
         -> stemmer

What the table of languages names as `stemmer` has its say about every word, as `unknown` only
about those without a lemma: `endings:uk`, `prefixes:he`, `snowball:french`. A further kind is one
more entry in `_KINDS`.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock

from search.analysis.dictionaries import dictionary
from search.analysis.endings import endings
from search.analysis.exceptions import exceptions
from search.analysis.folding import fold
from search.analysis.languages import LANGUAGES, Language
from search.analysis.letters import spelling
from search.analysis.prefixes import prefixes

__all__ = ["Stem", "stemmer", "without_endings"]

Stem = Callable[[str], str]
Lemma = Callable[[str], str | None]
# What the dictionaries have of one and two letters are abbreviations: "си" as "минор".
_SHORTEST_LEMMATIZED = 3


def _snowball(algorithm: str, lemma: Lemma) -> Stem:
    """Snowball (snowballstem.org) by PyStemmer, whose objects serve one thread at a time."""
    import Stemmer

    stem, lock = Stemmer.Stemmer(algorithm, 0).stemWord, Lock()

    def locked(word: str) -> str:
        with lock:
            return str(stem(lemma(word) or word))

    return locked


_KINDS: dict[str, Callable[[str, Lemma], Stem]] = {
    "endings": endings,
    "prefixes": prefixes,
    "snowball": _snowball,
}


_making = Lock()


def stemmer(language: Language) -> Stem:
    """The stemmer of a row of the table; safe to call, and to use, from several threads."""
    with _making:  # or each thread of a cold start would make its own
        return _made(language)


@cache
def _made(language: Language) -> Stem:
    spell = spelling(language.code)
    lemma = _lemma(language, spell)
    kind, _, argument = (language.stemmer or language.unknown).partition(":")
    stem = _KINDS[kind](argument, lemma) if kind else None
    lemma_is_term = not language.stemmer

    def term(word: str) -> str:
        word = spell(word)
        if lemma_is_term and (found := lemma(word)) is not None:
            return found
        return stem(word) if stem else word

    return term


def _lemma(language: Language, spell: Stem) -> Lemma:
    listed = {
        spell(fold(form, language.code)): spell(fold(word, language.code))
        for form, word in exceptions(language.code).items()
    }
    if not language.lemmas:
        return listed.get
    known = dictionary(language.lemmas, language.code)

    def lemma(word: str) -> str | None:
        found = listed.get(word)
        if found is None and len(word) >= _SHORTEST_LEMMATIZED:
            found = known(word)
            if found is not None:
                found = listed.get(found, found)
        return found

    return lemma


def without_endings(word: str, script: str) -> set[str]:
    """A folded word without what may be its ending, as each language of a script has endings.

    For names only: no dictionary is asked.
    """
    return {stem(word) for stem in _endings_of(script)}


@cache
def _endings_of(script: str) -> tuple[Stem, ...]:
    return tuple(
        endings(row.code, _unknown)
        for row in LANGUAGES.values()
        if row.script == script and f"endings:{row.code}" in {row.stemmer, row.unknown}
    )


def _unknown(_: str) -> None:
    return None
