"""From a word to the term that all its forms share.

    word -> one spelling (letters) -> its lemma (exceptions, else the dictionary), if it has one
         -> stemmer

What the table of languages names as `stemmer` has its say about every word, as `unknown` only
about those without a lemma: `endings:uk`, `prefixes:he`, `snowball:french`. A further kind is one
more entry in `_KINDS`.
"""

from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock

from search.analysis import dictionaries
from search.analysis.dictionaries import Lemmas
from search.analysis.endings import endings
from search.analysis.exceptions import exceptions
from search.analysis.folding import fold
from search.analysis.languages import LANGUAGES, Language
from search.analysis.letters import spelling
from search.analysis.prefixes import prefixes

__all__ = ["Stems", "stemmer", "without_endings"]

Stems = Callable[[Sequence[str]], list[str]]
# What the dictionaries have of one and two letters are abbreviations: "си" as "минор".
_SHORTEST_LEMMATIZED = 3


def _snowball(algorithm: str, lemmas: Lemmas) -> Stems:
    """Snowball (snowballstem.org) by PyStemmer, whose objects serve one thread at a time."""
    import Stemmer

    stem, lock = Stemmer.Stemmer(algorithm, 0).stemWords, Lock()

    def locked(words: Sequence[str]) -> list[str]:
        known = [lemma or word for lemma, word in zip(lemmas.of(words), words, strict=True)]
        with lock:
            return list(stem(known))

    return locked


_KINDS: dict[str, Callable[[str, Lemmas], Stems]] = {
    "endings": endings,
    "prefixes": prefixes,
    "snowball": _snowball,
}


_making = Lock()


def stemmer(language: Language) -> Stems:
    """The stemmer of a row of the table; safe to call, and to use, from several threads."""
    with _making:  # or each thread of a cold start would make its own
        return _made(language)


@cache
def _made(language: Language) -> Stems:
    spell = spelling(language.code)
    lemmas = _lemmas(language, spell)
    kind, _, argument = (language.stemmer or language.unknown).partition(":")
    stems = _KINDS[kind](argument, lemmas) if kind else list
    lemma_is_term = not language.stemmer

    def terms(words: Sequence[str]) -> list[str]:
        words = list(map(spell, words))
        if not lemma_is_term:
            return stems(words)
        known = lemmas.of(words)
        of_unknown = iter(
            stems([w for w, lemma in zip(words, known, strict=True) if lemma is None])
        )
        return [next(of_unknown) if lemma is None else lemma for lemma in known]

    return terms


def _lemmas(language: Language, spell: Callable[[str], str]) -> Lemmas:
    listed = {
        spell(fold(form, language.code)): spell(fold(word, language.code))
        for form, word in exceptions(language.code).items()
    }
    starts = {form[:end] for form in listed for end in range(len(form) + 1)}
    if not language.lemmas:
        return Lemmas(lambda words: list(map(listed.get, words)), starts.__contains__)
    known = dictionaries.lemmas(language.lemmas, language.code)

    def lemmas_of(words: Sequence[str]) -> list[str | None]:
        found = [lemma and listed.get(lemma, lemma) for lemma in known.of(words)]
        for place, word in enumerate(words):
            if len(word) < _SHORTEST_LEMMATIZED or word in listed:
                found[place] = listed.get(word)
        return found

    return Lemmas(lemmas_of, lambda start: start in starts or known.begins(start))


def without_endings(word: str, script: str) -> set[str]:
    """A folded word without what may be its ending, as each language of a script has endings.

    For names only: no dictionary is asked.
    """
    return {stems((word,))[0] for stems in _endings_of(script)}


@cache
def _endings_of(script: str) -> tuple[Stems, ...]:
    nothing = Lemmas(lambda words: [None] * len(words), lambda start: False)
    return tuple(
        endings(row.code, nothing)
        for row in LANGUAGES.values()
        if row.script == script and f"endings:{row.code}" in {row.stemmer, row.unknown}
    )
