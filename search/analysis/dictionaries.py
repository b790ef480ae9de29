"""Dictionaries of word forms: simplemma's, turned once into tries that load in no time.

simplemma carries them packed. Unpacked into a Python dict, one takes up to eight seconds and 450
MB each time; as a trie (marisa-trie) it takes 1 to 20 MB and is read from the user's cache folder
in milliseconds (see `tries`). The first use of a language on a machine makes its trie, in half a
second (Slovene) to fifteen (Polish).
"""

import zlib
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from threading import Lock

from search.analysis.languages import language_name
from search.analysis.tries import kept_trie
from search.analysis.unpacking import unpacked
from search.analysis.wordmaps import WordMap
from search.config import cache_folder

__all__ = ["Lemmas", "dictionary", "lemmas"]

Lemmas = Callable[[Sequence[str]], list[str | None]]

_making = Lock()


def dictionary(name: str, language: str) -> Callable[[str], str | None]:
    """`lemmas` of one word at a time."""
    look_up = lemmas(name, language)
    return lambda word: look_up((word,))[0]


def lemmas(name: str, language: str) -> Lemmas:
    """A look-up from folded, spelled words (see `letters`) to their lemmas; None for unknown ones.

    Where the dictionary has the lemma as a form of yet another word, that one's, and so on, so
    that a word's forms always meet the one that it is named by.

    Safe to use from several threads. Nothing is loaded before the first look-up.

    Args:
        name: simplemma's code of the dictionary.
        language: the code of the language whose folding and spelling it is read through.
    """
    get: Lemmas | None = None

    def look_up(words: Sequence[str]) -> list[str | None]:
        nonlocal get
        if get is None:
            with _making:
                get = _trie(name, language).get
        return get(words)

    return look_up


@cache
def _trie(name: str, language: str) -> WordMap:
    """Form -> lemma."""
    path = cache_folder() / f"lemmas-{_edition()}" / f"{name}-{language}.trie"
    what = f"the dictionary of {language_name(language)}"
    return kept_trie(path, what, WordMap, lambda: unpacked(name, language))


@cache
def _edition() -> str:
    """What the tries are made from: simplemma's version, and a checksum of what is done to it."""
    from importlib.metadata import version  # loads much, for what is seldom asked

    made_by = b"".join(
        (files("search.analysis") / module).read_bytes()
        for module in ("folding.py", "letters.py", "tries.py", "unpacking.py", "wordmaps.py")
    )
    return f"{version('simplemma')}-{zlib.crc32(made_by):08x}"
