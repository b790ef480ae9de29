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
        lemmas: the look-up in its dictionary.

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

    # Names come in many forms, all of which ask for the same.
    @lru_cache(_CACHED)
    def lemma_of(bare: str) -> str | None:
        """The lemma that is a stem with an ending of lemmas."""
        forms = list(map(bare.__add__, on_lemmas))
        return next(
            (form for form, found in zip(forms, lemmas(forms), strict=True) if found == form), None
        )

    @lru_cache(_CACHED)
    def stem_of(known: str) -> str:
        return _off(_off(known, soft), stems)

    def unknown(word: str) -> str:
        if len(on_lemmas) > 1:
            candidates = map(lemma_of, _bare(word, table, _SHORTEST_STEM))
            known = next(filter(None, candidates), None)
            if known is not None:
                return stem_of(known)
        left = _off(word, table)
        # Gazprom, Gazpromem: what looks like an ending may stand before another.
        while (shorter := _off(left, hard)) != left:
            left = shorter
        return _off(left, stems)

    return lambda words: [
        unknown(word) if known is None else stem_of(known)
        for word, known in zip(words, lemmas(words), strict=True)
    ]


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


def _bare(word: str, table: _Table, shortest_of_one: int) -> Iterator[str]:
    """The word without each of the endings that it has, the longest first."""
    for length in table.lengths.get(word[-1:], ()):
        if length <= len(word) - _SHORTEST_STEM:
            new = table.new.get(word[-length:])
            if new is not None and (length > 1 or len(word) > shortest_of_one):
                yield word[:-length] + new


def _off(word: str, table: _Table) -> str:
    """The word without the longest ending that it has."""
    # Most words end in a letter that no ending has, and need nothing of what follows.
    lengths = table.lengths.get(word[-1:])
    return next(_bare(word, table, _SHORTEST_STEM_OF_ONE), word) if lengths else word
