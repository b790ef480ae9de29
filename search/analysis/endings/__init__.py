"""Endings that nouns, names and adjectives take: what brings a name's forms together.

A dictionary has no names of the day, and not every form of those that it has. So, for a word:

1. if the dictionary knows it, its lemma; else, if taking an ending off (and putting on one that
   lemmas have) gives a lemma, that one;
2. off a lemma, the ending that lemmas have; off any other word, the longest ending;
3. if what is left has the fleeting vowel of some forms (Jacek, Jacka), without it.

One file per language: `endings`, as `ending` or `ending>what stands there instead` where the
stem's last consonant changes with it (Polish `rze>r`: Twitterze, Twitter); `lemmas`, what the
dictionary's forms end in, where there is a dictionary; `stems`, what ends of stems become.
"""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import NamedTuple

from search.analysis.dictionaries import Lemmas

__all__ = ["endings"]

_CACHED = 65_536
_SHORTEST_STEM = 3
# A word of four letters is seldom a stem and one vowel, unless the dictionary has it: ріка and рік
# are two words.
_SHORTEST_STEM_OF_ONE = 4
# No lemma ends in an ending that ends in any other letter: the om of Gazprom is its own.
_SOFT = frozenset("аеиоуыэюяєіїйьaeiouyáéíóúýěů")


def endings(language: str, lemmas: Lemmas) -> Callable[[Sequence[str]], list[str]]:
    """A stemmer for folded words of one language.

    Args:
        language: its code.
        lemmas: its dictionary.

    Raises:
        FileNotFoundError: there is no file for the language.
    """
    data = tomllib.loads((files(__package__) / f"{language}.toml").read_text("utf-8"))
    pairs = _pairs(data["endings"])
    table = _table(pairs)
    soft = _table({ending: new for ending, new in pairs.items() if ending[-1] in _SOFT})
    hard = _table({ending: new for ending, new in pairs.items() if ending[-1] not in _SOFT})
    on_lemmas = ("", *data.get("lemmas", "").split())
    stems = _table(_pairs(data.get("stems", "")))

    def lemmas_of(unknown: Sequence[str]) -> dict[str, str]:
        """The lemma of each word that is one with another ending."""
        if not unknown or len(on_lemmas) == 1:
            return {}
        bare = {word: list(_bare(word, table)) for word in unknown}
        # All are looked up at once, though most words need but their first: that costs less.
        starts = list(filter(lemmas.begins, dict.fromkeys(chain.from_iterable(bare.values()))))
        forms = [start + ending for start in starts for ending in on_lemmas]
        found: dict[str, str] = {}
        for place, (form, lemma) in enumerate(zip(forms, lemmas.of(forms), strict=True)):
            if form == lemma:
                found.setdefault(starts[place // len(on_lemmas)], form)
        first = ((word, next(filter(None, map(found.get, of)), None)) for word, of in bare.items())
        return {word: lemma for word, lemma in first if lemma is not None}

    # Names come in many forms, all of which have the same lemma.
    @lru_cache(_CACHED)
    def stem_of(known: str) -> str:
        return _off(_off(known, soft), stems)

    def stem_of_unknown(word: str) -> str:
        left = _off(word, table)
        # Gazprom, Gazpromem: what looks like an ending may stand before another.
        while (shorter := _off(left, hard)) != left:
            left = shorter
        return _off(left, stems)

    def stems_of(words: Sequence[str]) -> list[str]:
        known = lemmas.of(words)
        found = lemmas_of([w for w, lemma in zip(words, known, strict=True) if lemma is None])
        known = [
            found.get(w) if lemma is None else lemma for w, lemma in zip(words, known, strict=True)
        ]
        return [
            stem_of_unknown(word) if lemma is None else stem_of(lemma)
            for word, lemma in zip(words, known, strict=True)
        ]

    return stems_of


def _pairs(text: str) -> dict[str, str]:
    return {ending: new for ending, _, new in (item.partition(">") for item in text.split())}


class _Table(NamedTuple):
    """Endings.

    Attributes:
        new: what stands instead of each.
        lengths: of those that end in a letter, the longest first.
    """

    new: dict[str, str]
    lengths: dict[str, tuple[int, ...]]


def _table(pairs: dict[str, str]) -> _Table:
    lengths: dict[str, set[int]] = {}
    for ending in pairs:
        lengths.setdefault(ending[-1], set()).add(len(ending))
    return _Table(
        pairs, {letter: tuple(sorted(of, reverse=True)) for letter, of in lengths.items()}
    )


def _bare(word: str, table: _Table) -> Iterator[str]:
    """The word without each of the endings that it has, the longest first."""
    for length in table.lengths.get(word[-1:], ()):
        new = table.new.get(word[-length:])
        if new is not None and length <= len(word) - _SHORTEST_STEM:
            yield word[:-length] + new


def _off(word: str, table: _Table) -> str:
    """The word without the longest ending that it has."""
    for length in table.lengths.get(word[-1:], ()):
        new = table.new.get(word[-length:])
        if new is not None and length <= len(word) - (
            _SHORTEST_STEM if length > 1 else _SHORTEST_STEM_OF_ONE
        ):
            return word[:-length] + new
    return word
