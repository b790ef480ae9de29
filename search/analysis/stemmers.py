"""From a word to the term that all its forms share.

A stemmer is any function from a folded word to a term. The table of languages names one for each
language, or several (`endings:ru+snowball:russian`), each of which takes what the one before gave.
A further kind is one more entry in `_KINDS`.
"""

from collections.abc import Callable
from functools import cache
from threading import Lock

from search.analysis.endings import endings

__all__ = ["Stem", "stemmer"]

Stem = Callable[[str], str]


def _snowball(algorithm: str) -> Stem:
    """Snowball (snowballstem.org) by PyStemmer, whose objects serve one thread at a time."""
    import Stemmer

    stem, lock = Stemmer.Stemmer(algorithm, 0).stemWord, Lock()

    def locked(word: str) -> str:
        with lock:
            return str(stem(word))

    return locked


def _lemmas(language: str) -> Stem:
    """A dictionary of word forms, by simplemma; a word that it does not know stays as it is."""
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultDictionaryFactory, DefaultStrategy

    # One language to a factory: the package's own keeps eight and reloads, at seconds each,
    # whatever is the ninth.
    factory = DefaultDictionaryFactory(cache_max_size=1)
    lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=factory))
    lock = Lock()

    def locked(word: str) -> str:
        with lock:
            lemma = lemmatizer.lemmatize(word, lang=language)
        # Some lemmas carry a note: "казвам-(се)".
        return lemma.partition("-(")[0].casefold()

    return locked


def _none(_: str) -> Stem:
    return str


_KINDS: dict[str, Callable[[str], Stem]] = {
    "": _none,
    "endings": endings,
    "lemmas": _lemmas,
    "snowball": _snowball,
}


_making = Lock()


def stemmer(name: str) -> Stem:
    """The stemmer of this name in the table of languages; safe to call from several threads."""
    with _making:  # or each thread of a cold start would make its own
        return _made(name)


@cache
def _made(name: str) -> Stem:
    steps = []
    for part in name.split("+"):
        kind, _, argument = part.partition(":")
        steps.append(_KINDS[kind](argument))

    def chain(word: str) -> str:
        for step in steps:
            word = step(word)
        return word

    return chain
