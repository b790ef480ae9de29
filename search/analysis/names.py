"""How a name sounds, in whatever alphabet it is written: what joins Столтенберг and Stoltenberg.

A reading of a word is its consonants with the vowels between them. Consonants fall into classes
wide enough for what transliterations make of them: Гитлер and Hitler have one `skeleton`. Names of
one skeleton may be one name; `unlikeness` says how far their vowels and finer consonants are apart.
A word may have several readings: the j of Johnson is a consonant, that of Juncker is hardly one,
and no spelling tells which.

In the spirit of Beider and Morse (Phonetic Matching: A Better Soundex, 2008), reduced to what
varies from alphabet to alphabet.
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from search.analysis.alphabets import ABJADS, CASELESS, SOFT, SOUNDS

__all__ = [
    "CLASSES",
    "FRONT",
    "MOST_READINGS",
    "SHOUTED_HEAD",
    "VOWELS",
    "Reading",
    "bare",
    "is_abbreviation",
    "is_caseless",
    "is_name",
    "is_shouted",
    "readings",
    "shouts",
    "spoken",
    "unlikeness",
]

Counts = np.int_ | NDArray[np.int_]


class Reading(NamedTuple):
    """One way to read a word aloud.

    Attributes:
        skeleton: the classes of its consonants.
        consonants: its consonants; as many letters as `skeleton` has.
        vowels: what stands before, between and behind them; one more than there are consonants.
            `*` where the script does not write them.
    """

    skeleton: str
    consonants: str
    vowels: tuple[str, ...]


_GRAPHEME = regex.compile("|".join(sorted(SOUNDS, key=len, reverse=True)))
VOWELS = frozenset("aeiou")
# A vowel that is not written, and may be any or none.
_UNWRITTEN = "*"
# g, h, k, x are one class, since Hamburg is Гамбург and Хамбург; so are all that hiss.
CLASSES = dict(zip("bdlmnprtvfghkxszcSZCJ", "BDLMNPRTVVKKKKSSSSSSS", strict=True))
MOST_READINGS = 12
FRONT = frozenset("eiyειηυ")
# So much of a text tells whether it is set in capitals.
SHOUTED_HEAD = 1000
# Longer words in capitals are shouted, not abbreviated.
_MOST_CAPITALS = 6
_KEPT_MARKS = frozenset("çćčšśşșţțžżźğäöüłđ")


class _Bare(dict[int, int]):
    """Letter -> the letter without a mark that no reading depends on, as code points."""

    def __missing__(self, point: int) -> int:
        letter = chr(point)
        # й and ї are letters of the table; é and ά are not.
        if letter not in _KEPT_MARKS and letter not in SOUNDS:
            letter = unicodedata.normalize("NFD", letter)[0]
        self[point] = ord(letter)
        return self[point]


_BARE = _Bare()


def bare(text: str) -> str:
    """Folded words without the marks that no reading depends on; as many letters."""
    return text.translate(_BARE)


def is_name(word: str) -> bool:
    """Whether a word as it stands is written as names are: with a capital in it."""
    return word != word.lower()


def is_caseless(word: str) -> bool:
    """Whether a word is of an alphabet without capitals: any word of it may be a name."""
    return word[:1] in CASELESS


def is_shouted(text: str) -> bool:
    """Whether a text is set in capitals, so that a capital tells nothing."""
    head = text[:SHOUTED_HEAD]
    distinct = set(head)
    capitals, letters = (
        np.int_(sum(map(head.count, filter(kind, distinct)))) for kind in (str.isupper, str.isalpha)
    )
    return bool(shouts(capitals, letters))


def shouts(capitals: Counts, letters: Counts) -> np.bool_ | NDArray[np.bool_]:
    """Whether heads with so many letters, so many of them capitals, are set in capitals."""
    return (2 * capitals > letters) & (letters > _MOST_CAPITALS)


def is_abbreviation(word: str) -> bool:
    """Whether a word as it stands is a few capitals: NATO, США, U.S."""
    return word.isupper() and 1 < len(word) <= _MOST_CAPITALS


@lru_cache(maxsize=65_536)
def readings(word: str) -> tuple[Reading, ...]:
    """The readings of a folded word; none where it is written in no alphabet known here."""
    spelled = bare(word)
    parts: list[tuple[str, ...]] = []
    at = 0
    for match in _GRAPHEME.finditer(spelled):
        if match.start() != at and spelled[at : match.start()].strip("'-."):
            return ()
        at = match.end()
        grapheme, following = match[0], spelled[at : at + 1]
        sounds = SOUNDS[grapheme]
        if grapheme in SOFT and following in FRONT:
            sounds = SOFT[grapheme]
        elif grapheme == "h" and match.start() and following not in VOWELS:
            sounds = ""  # Kohl, Mehren
        elif grapheme == "у" and following and SOUNDS.get(following, "x")[:1] in VOWELS:
            sounds = "u|v"  # Уоллес, Wallace
        elif grapheme == "x" and match.start():
            sounds = "ks"
        parts.append(tuple(sounds.split("|")))
    if spelled[at:].strip("'-.") or not parts:
        return ()
    found: dict[Reading, None] = {}
    is_abjad = spelled[0] in ABJADS
    for choice in product(*parts):
        reading = _reading("".join(choice))
        if is_abjad:
            reading = reading._replace(vowels=tuple(v or _UNWRITTEN for v in reading.vowels))
        found[reading] = None
        if len(found) == MOST_READINGS:
            break
    return tuple(reading for reading in found if reading.skeleton)


def _reading(sounds: str) -> Reading:
    skeleton, consonants, vowels = "", "", [""]
    for sound in sounds:
        if sound in VOWELS:
            if not vowels[-1].endswith(sound):
                vowels[-1] += sound
            continue
        kind = CLASSES[sound]
        if skeleton and not vowels[-1]:
            if skeleton[-1] == kind:  # a doubled letter
                continue
            if kind == "S" and skeleton[-1] in "TD":  # Watson, Джонсон
                skeleton = skeleton[:-1] + "S"
                consonants = consonants[:-1] + sound
                continue
        skeleton += kind
        consonants += sound
        vowels.append("")
    return Reading(skeleton, consonants, tuple(vowels))


def spoken(word: str, bases: Iterable[str]) -> set[Reading]:
    """The readings of a word as it stands and in its base forms, all folded.

    A base form that is left with one consonant tells nothing of the word.
    """
    own = readings(word)
    of_bases = (reading for base in bases for reading in readings(base))
    return {*own, *(reading for reading in of_bases if len(reading.skeleton) > 1)}


_NEAR_VOWELS = {frozenset(pair): cost for pair, cost in {
    "ei": 0.2, "ao": 0.25, "ou": 0.2, "ae": 0.25, "au": 0.25, "oe": 0.3, "eu": 0.3, "iu": 0.3,
}.items()}  # fmt: skip
_FAR_VOWELS = 0.4
_NO_VOWEL = 0.35
_NO_VOWEL_AT_HEAD = 0.6  # Iran, Ran
_NEAR_CONSONANTS = {frozenset(pair): cost for pair, cost in {
    "gh": 0.05, "hx": 0.0, "gx": 0.2, "kx": 0.2, "gk": 0.5, "hk": 0.4, "vf": 0.2,
    "sz": 0.15, "zc": 0.1, "sc": 0.15, "SC": 0.2, "SZ": 0.2, "CJ": 0.2, "ZJ": 0.05, "sS": 0.2,
    "zZ": 0.3, "cC": 0.3, "zJ": 0.4, "SJ": 0.3, "CZ": 0.3,
}.items()}  # fmt: skip
_FAR_CONSONANTS = 0.4


def unlikeness(one: Reading, other: Reading) -> float:
    """How differently two readings of one skeleton sound: 0.0 for alike, about 0.3 a vowel.

    A vowel at the end says little, being an ending in one language and none in the next.
    """
    cost = 0.0
    last = len(one.skeleton)
    for number, (left, right) in enumerate(zip(one.vowels, other.vowels, strict=True)):
        if left == right:
            continue
        if number == last or _UNWRITTEN in {left, right}:
            cost += 0.05
        elif number == 0 and not (left and right):
            cost += _NO_VOWEL_AT_HEAD
        else:
            cost += _vowels(left, right)
    for left, right in zip(one.consonants, other.consonants, strict=True):
        if left != right:
            cost += _NEAR_CONSONANTS.get(frozenset((left, right)), _FAR_CONSONANTS)
    return cost


def _vowels(one: str, other: str) -> float:
    bare, other_bare = one.replace("i", "") or one, other.replace("i", "") or other
    if bare == other_bare:
        return 0.05 if one and other else 0.1
    if not one or not other:
        return 0.1 if {one, other} == {"", "i"} else _NO_VOWEL
    if one in other or other in one:
        return 0.2
    if len(bare) == len(other_bare) == 1:
        return _NEAR_VOWELS.get(frozenset((bare, other_bare)), _FAR_VOWELS)
    return _FAR_VOWELS
