"""The skeletons of many names at once: what `readings` tells of each, by operations on one text.

What is in doubt about a letter is seldom its class, so most words have one skeleton, whatever
their readings are; only for the others are choices made.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product, repeat
from math import prod

import numpy as np
from numpy.typing import NDArray

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
# By their first letters, which is quicker to look for.
_GRAPHEME = re.compile(
    "|".join(
        f"{first}(?:{'|'.join(several[1:] for several in _SEVERAL if several[0] == first)})"
        for first in sorted({several[0] for several in _SEVERAL})
    )
)


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
    (rf"h(?<=[^\n]h)(?![{_begin(VOWELS)}])", ""),
    (rf"у(?=[{_begin(_LIKE_U)}])", "u|v"),
    (r"x(?<=[^\n]x)", "ks"),
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
_OF_SIGN = dict.fromkeys(_SILENT, ("",)) | {
    sign: tuple(dict.fromkeys(map(_classes, sounds.split("|"))))
    for sign, sounds in _SOUNDS_OF_SIGNS.items()
}
# Each sign is read as one byte: a class; nothing; from 0x80 on several classes, or some in doubt.
_UNREAD, _END = b"?\n"
_BYTES: dict[tuple[str, ...], int] = {("",): 0, (_VOWEL,): ord(_VOWEL)}
_BYTES |= {(letter,): ord(letter) for letter in CLASSES.values()}
_others = [classes for classes in dict.fromkeys(_OF_SIGN.values()) if classes not in _BYTES]
_BYTES |= {classes: 0x80 + number for number, classes in enumerate(_others)}
_READ = np.full(0x10000, _UNREAD, np.uint8)
_READ[ord("\n")] = _END
_READ[list(map(ord, _OF_SIGN))] = list(map(_BYTES.__getitem__, _OF_SIGN.values()))
_SEVERAL_CLASSES = {
    bytes([byte]): classes[0].encode()
    for classes, byte in _BYTES.items()
    if len(classes) == 1 < len(classes[0])
}
_IN_DOUBT = {
    bytes([byte]): [way.encode() for way in classes]
    for classes, byte in _BYTES.items()
    if len(classes) > 1
}
_DOUBTFUL = re.compile(b"([" + b"".join(_IN_DOUBT) + b"])")
# In which lines there is any.
_LINE_UNREAD, _LINE_DOUBTFUL = re.compile(rb"\?.*"), re.compile(_DOUBTFUL.pattern + b".*")
_FOREIGN = re.compile("[\ue000-\uf8ff]")
# The hiss that swallows a tooth (Watson, Джонсон).
_HISSED = re.compile(b"[TD]S")


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
    text = _GRAPHEME.sub(lambda match: _SIGNS[match[0]], _letters("\n".join(words)))
    for pattern, sign in _IN_PLACE:
        text = pattern.sub(sign, text)
    read = _READ[np.minimum(_codes(text), _READ.size - 1)].tobytes().translate(None, b"\0")
    for byte, classes in _SEVERAL_CLASSES.items():
        read = read.replace(byte, classes)
    heard = [frozenset((told,)) if told else frozenset() for told in _skeletons(read)]
    signs, lines = text.split("\n"), read.split(b"\n")
    unread = set(_lines_with(_LINE_UNREAD, read))
    for number in unread:
        heard[number] = frozenset()
    spread: list[bytes] = []
    counts: dict[int, int] = {}
    for number in _lines_with(_LINE_DOUBTFUL, read):
        if number in unread:
            continue
        if prod(map(_CHOICES.get, signs[number], repeat(1))) <= MOST_READINGS:
            ways = _ways(lines[number])
            spread += ways
            counts[number] = len(ways)
        else:  # not all of them are readings
            heard[number] = frozenset(reading.skeleton for reading in readings(words[number]))
    each = iter(_skeletons(b"\n".join(spread)))
    for number, count in counts.items():
        heard[number] = frozenset(islice(each, count)) - {""}
    return heard


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _letters(text: str) -> str:
    """The text without marks that no reading depends on; what is of private use is not read."""
    codes = _codes(text)
    counts = np.bincount(codes)
    used = np.flatnonzero(counts)
    letters = np.zeros(counts.size, "<u4")
    letters[used] = _codes(bare(_FOREIGN.sub("?", "".join(map(chr, used.tolist())))))
    return letters[codes].tobytes().decode("utf-32-le", "surrogatepass")


def _skeletons(read: bytes) -> list[str]:
    """What is left of each line of classes."""
    classes = np.frombuffer(read, np.uint8)
    is_kept = np.ones(classes.size, np.bool_)  # not what is doubled
    is_kept[1:] = (classes[1:] != classes[:-1]) | (classes[1:] == _END)
    once = classes[np.flatnonzero(is_kept)].tobytes()
    return _HISSED.sub(b"S", once).replace(_VOWEL.encode(), b"").decode("latin-1").split("\n")


def _lines_with(pattern: re.Pattern[bytes], text: bytes) -> Iterator[int]:
    """The numbers of the lines in which something matches up to their ends."""
    line = at = 0
    for match in pattern.finditer(text):
        line += text.count(b"\n", at, match.start())
        at = match.start()
        yield line


def _ways(line: bytes) -> list[bytes]:
    """A line of classes for each choice of those in doubt."""
    pieces = _DOUBTFUL.split(line)
    return list(map(b"".join, product(*(_IN_DOUBT.get(piece, (piece,)) for piece in pieces))))
