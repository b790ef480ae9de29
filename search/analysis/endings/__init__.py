"""Endings that nouns, names and adjectives take: one file per language.

One ending to a line, as `ending` or `ending>what stands there instead` where the stem's last
consonant changes with it (Polish `rze>r`: Twitterze, Twitter). The longest that leaves
enough of the word is taken off. This is what brings the forms of a name together that no
dictionary knows; it knows nothing of verbs.
"""

from collections.abc import Callable
from importlib.resources import files

__all__ = ["endings"]

# A word of four letters is seldom a stem and one vowel: ріка and рік are two words.
_SHORTEST_STEM = 3
_SHORTEST_STEM_OF_ONE = 4


def endings(language: str) -> Callable[[str], str]:
    """A stemmer that takes one ending off a folded word.

    Raises:
        FileNotFoundError: there is no file for the language.
    """
    lines = (files(__package__) / f"{language}.txt").read_text("utf-8").split()
    table = {ending: new for ending, _, new in (line.partition(">") for line in lines)}
    lengths = sorted({len(ending) for ending in table}, reverse=True)

    def stem(word: str) -> str:
        for length in lengths:
            shortest = _SHORTEST_STEM_OF_ONE if length == 1 else _SHORTEST_STEM
            if len(word) - length >= shortest:
                new = table.get(word[-length:])
                if new is not None:
                    return word[:-length] + new
        return word

    return stem
