"""The skeletons of many names at once: what `readings` tells of each, by operations on one text.

What is in doubt about a letter is seldom its class, so most words have one skeleton, whatever
their readings are; only for the others are choices made.
"""

import re
from collections.abc import Sequence
from itertools import islice, product, repeat
from math import prod

from search.analysis.alphabets import SOFT, SOUNDS
from search.analysis.names import CLASSES, FRONT, MOST_READINGS, VOWELS, bare, readings

__all__ = ["skeletons"]

# Any vowel; no class is written so.
_VOWEL = "a"
_SILENT = "'-."
# Graphemes of several letters, and those that sound otherwise where they stand, become one sign
# each, of those that Unicode leaves to private use.
_PRIVATE = 0xE000
_SEVERAL = sorted((grapheme for grapheme in SOUNDS if len(grapheme) > 1), key=len, reverse=True)
_SIGNS = {grapheme: chr(_PRIVATE + number) for number, grapheme in enumerate(_SEVERAL)}
_FIRST = {_SIGNS.get(grapheme, grapheme): grapheme[0] for grapheme in SOUNDS}
_FIRST_OF_SEVERAL = "".join(sorted({grapheme[0] for grapheme in _SEVERAL}))
_GRAPHEME = re.compile(f"(?=[{_FIRST_OF_SEVERAL}])(?:{'|'.join(_SEVERAL)})")


def _begin(letters: frozenset[str]) -> str:
    """The signs of graphemes that begin with one of the letters."""
    return "".join(sign for sign, first in _FIRST.items() if first in letters)


_LIKE_U = frozenset(first for first in _FIRST.values() if SOUNDS.get(first, "x")[:1] in VOWELS)
# As `readings` has them; a word begins behind a line break.
_RULES = [
    *(
        (rf"{_SIGNS.get(grapheme, grapheme)}(?=[{_begin(FRONT)}])", sounds)
        for grapheme, sounds in SOFT.items()
    ),
    (rf"(?<=[^\n])h(?![{_begin(VOWELS)}])", ""),
    (rf"у(?=[{_begin(_LIKE_U)}])", "u|v"),
    (r"(?<=[^\n])x", "ks"),
]
_SOUNDS_OF_SIGNS = {
    **{_SIGNS.get(grapheme, grapheme): sounds for grapheme, sounds in SOUNDS.items()},
    **{chr(_PRIVATE + len(_SEVERAL) + n): sounds for n, (_, sounds) in enumerate(_RULES)},
}
_IN_PLACE = [
    (re.compile(pattern), chr(_PRIVATE + len(_SEVERAL) + number))
    for number, (pattern, _) in enumerate(_RULES)
]


def _classes(sounds: str) -> str:
    classes = "".join(CLASSES.get(sound, _VOWEL) for sound in sounds)
    return re.sub(f"{_VOWEL}+", _VOWEL, classes)


_CHOICES = {sign: len(sounds.split("|")) for sign, sounds in _SOUNDS_OF_SIGNS.items()}
_OF_SIGN = {
    sign: tuple(dict.fromkeys(map(_classes, sounds.split("|"))))
    for sign, sounds in _SOUNDS_OF_SIGNS.items()
}
_DOUBTFUL = re.compile(f"([{''.join(s for s, classes in _OF_SIGN.items() if len(classes) > 1)}])")
_CERTAIN = str.maketrans(
    {sign: classes[0] for sign, classes in _OF_SIGN.items() if len(classes) == 1}
    | dict.fromkeys(_SILENT, "")
)
_UNREAD = re.compile(f"[^{''.join(_OF_SIGN)}{re.escape(_SILENT)}\n]")
_FOREIGN = re.compile("[\ue000-\uf8ff]")
# Of classes: a letter that is doubled, and the hiss that swallows a tooth (Watson, Джонсон).
_DOUBLED = re.compile(rf"([^{_VOWEL}\n])\1+")
_HISSED = re.compile("[TD]S")


# Names come back: those of so many words are kept, in some 30 MB.
_MOST = 100_000
_known: dict[str, frozenset[str]] = {}


def skeletons(words: Sequence[str]) -> list[frozenset[str]]:
    """The skeletons of the `readings` of each folded word; none has a line break in it.

    Safe to use from several threads. What was once worked out is kept for the next call.
    """
    global _known
    known = _known if len(_known) < _MOST else {}
    new = [word for word in dict.fromkeys(words) if word not in known]
    if new:
        known.update(zip(new, _heard(new), strict=True))
    _known = known
    return list(map(known.__getitem__, words))


def _heard(words: Sequence[str]) -> list[frozenset[str]]:
    """The skeletons of each word, of which there is one at least."""
    text = _GRAPHEME.sub(lambda match: _SIGNS[match[0]], bare(_FOREIGN.sub("?", "\n".join(words))))
    for pattern, sign in _IN_PLACE:
        text = pattern.sub(sign, text)
    spread: list[str] = []
    counts: list[int] = []
    told: dict[int, frozenset[str]] = {}
    lines = text.translate(_CERTAIN).split("\n")
    for number, (signs, line) in enumerate(zip(text.split("\n"), lines, strict=True)):
        if _UNREAD.search(signs):
            ways = []
        elif not _DOUBTFUL.search(line):
            ways = [line]
        elif prod(map(_CHOICES.get, signs, repeat(1))) <= MOST_READINGS:
            ways = _ways(line)
        else:  # not all of them are readings
            ways = []
            told[number] = frozenset(reading.skeleton for reading in readings(words[number]))
        spread += ways
        counts.append(len(ways))
    heard = _HISSED.sub("S", _DOUBLED.sub(r"\1", "\n".join(spread)))
    each = iter(heard.replace(_VOWEL, "").split("\n"))
    return [
        told.get(number) or frozenset(islice(each, count)) - {""}
        for number, count in enumerate(counts)
    ]


def _ways(line: str) -> list[str]:
    """A line of classes for each choice of those in doubt."""
    pieces = _DOUBTFUL.split(line)
    return list(map("".join, product(*(_OF_SIGN.get(piece, (piece,)) for piece in pieces))))
