"""Dictionaries of word forms: simplemma's, turned once into tries that load in no time.

simplemma carries them packed. Unpacked into a Python dict, one takes up to eight seconds and 450
MB each time; as a trie (marisa-trie) it takes 1 to 20 MB and is read from the user's cache folder
in milliseconds (see `tries`). The first use of a language on a machine makes its trie, in a
second (Slovene) to half a minute (Polish).
"""

import logging
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from search.analysis.languages import LANGUAGES, language_name
from search.analysis.tries import BeingMade, is_writable, kept_trie
from search.analysis.unpacking import unpacked
from search.analysis.wordmaps import WordMap
from search.config import cache_folder
from search.errors import EngineError

__all__ = ["Lemmas", "dictionary", "lemmas", "make_dictionaries"]

_LOG = logging.getLogger(__name__)
_MAKERS = 4
_making = Lock()
_looked_for: set[str] = set()  # languages


class Lemmas(NamedTuple):
    """A dictionary, asked for folded, spelled words (see `letters`).

    Attributes:
        of: the lemmas of words; None for unknown ones.
        begins: whether a known word may begin so.
    """

    of: Callable[[Sequence[str]], list[str | None]]
    begins: Callable[[str], bool]


def dictionary(name: str, language: str) -> Callable[[str], str | None]:
    """`lemmas`, of one word at a time."""
    lemmas_of = lemmas(name, language).of
    return lambda word: lemmas_of((word,))[0]


def lemmas(name: str, language: str) -> Lemmas:
    """The look-ups in one dictionary.

    Where the dictionary has the lemma as a form of yet another word, that one's, and so on, so
    that a word's forms always meet the one that it is named by.

    Safe to use from several threads. Nothing is loaded before the first look-up.

    Args:
        name: simplemma's code of the dictionary.
        language: the code of the language whose folding and spelling it is read through.
    """
    trie: WordMap | None = None

    def loaded() -> WordMap:
        nonlocal trie
        if trie is None:
            with _making:
                trie = _trie(name, language)
        return trie

    return Lemmas(lambda words: loaded().get(words), lambda start: loaded().begins(start))


def make_dictionaries(languages: Iterable[str], makers: int) -> None:
    """Make the dictionaries of these languages that are not on this machine yet.

    Each takes seconds, on one processor, and up to 500 MB; so several processes make them, up to
    four and up to `makers`. One that some other process is making is left to it, and one that none
    can make to the first word that asks for it.
    """
    if missing := _missing(languages):
        from search.workers import Workers  # loads much, for what is seldom done

        try:
            with Workers(min(makers, _MAKERS, len(missing))) as workers:
                list(workers.map(_Making(), missing))
        except EngineError as error:
            _LOG.warning("what is left of the dictionaries is made one by one (%s)", error)


def _missing(languages: Iterable[str]) -> list[str]:
    """Those whose dictionaries are still to be made, if they can be kept; each is told once."""
    new = sorted(set(languages) - _looked_for)
    _looked_for.update(new)
    paths = {code: _path(name, code) for code in new if (name := LANGUAGES[code].lemmas)}
    missing = [code for code, path in paths.items() if not path.exists()]
    return missing if missing and is_writable(paths[missing[0]].parent) else []


@dataclass(frozen=True, slots=True)
class _Making:
    """A task for workers: the dictionary of a language."""

    def __call__(self, language: str, _: object) -> None:
        with suppress(BeingMade):
            _kept(LANGUAGES[language].lemmas, language, wait=False)


@cache
def _trie(name: str, language: str) -> WordMap:
    """Form -> lemma."""
    return _kept(name, language, wait=True)


def _kept(name: str, language: str, *, wait: bool) -> WordMap:
    what = f"the dictionary of {language_name(language)}"
    path = _path(name, language)
    return kept_trie(path, what, WordMap, lambda: unpacked(name, language), wait=wait)


def _path(name: str, language: str) -> Path:
    return cache_folder() / f"lemmas-{_edition()}" / f"{name}-{language}.trie"


@cache
def _edition() -> str:
    """What the tries are made from: simplemma's version, and a checksum of what is done to it."""
    from importlib.metadata import version  # loads much, for what is seldom asked

    made_by = b"".join(
        (files("search.analysis") / module).read_bytes()
        for module in ("folding.py", "letters.py", "tries.py", "unpacking.py", "wordmaps.py")
    )
    return f"{version('simplemma')}-{zlib.crc32(made_by):08x}"
