"""Cyrillic words typed in Latin letters: vijna, viyna and vijna' for війна, zelenskyj, pryvit.

Nobody keeps to one scheme. So a typed word and a Cyrillic one are both brought to what all schemes
have in common; where that is the same, the one may be meant by the other. It joins more than is
alike (и, і, ї, й, ы are one), which does no harm where only words that exist are compared.
"""

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

__all__ = ["beginnings", "common_spelling", "typed_spellings", "unlikeness"]

# Capitals are sounds that Latin needs two letters for: Z (ж), C (ч), S (ш).
_TYPED = {
    "zh": "Z", "ch": "C", "sh": "S", "kh": "h", "ts": "c", "tz": "c", "ph": "f", "ž": "Z",
    "č": "C", "š": "S", "ć": "C", "đ": "d", "g": "h", "j": "i", "q": "k", "w": "v", "y": "i",
    "x": "h", "'": "",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "h", "д": "d", "ђ": "d", "ѓ": "h", "е": "e",
    "ё": "io", "є": "e", "ж": "Z", "з": "z", "ѕ": "z", "и": "i", "і": "i", "ї": "i", "й": "i",
    "ј": "i", "к": "k", "л": "l", "љ": "li", "м": "m", "н": "n", "њ": "ni", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "ћ": "C", "ќ": "k", "у": "u", "ў": "u", "ф": "f", "х": "h",
    "ц": "c", "ч": "C", "џ": "dZ", "ш": "S", "щ": "SC", "ъ": "a", "ы": "i", "ь": "", "э": "e",
    "ю": "iu", "я": "ia", "'": "", "’": "",
}  # fmt: skip
_TWO = re.compile("|".join(sorted(_TYPED, key=len, reverse=True)))
# Schemes write є as ie, je, ye and e, and double letters or leave them.
_SOFT_E = re.compile("i+e")
_DOUBLE = re.compile(r"(.)\1+")
# Sound -> the letters that a word may have for it.
_LETTERS: dict[str, str] = {}
for _letter, _sounds in _CYRILLIC.items():
    for _sound in _sounds[:1]:
        _LETTERS[_sound] = _LETTERS.get(_sound, "") + _letter


# What single schemes have: those of passports and of the United Nations, and j for й as in the
# Slavic languages of Latin script. A language writes none of the letters that are ruled out.
_PLAIN = _CYRILLIC | {
    "г": "g", "ґ": "g", "ж": "zh", "й": "y", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ы": "y", "ю": "yu", "я": "ya", "ё": "yo", "є": "ye", "ї": "yi", "ъ": "",
}  # fmt: skip
_WITH_J = {"й": "j", "ю": "ju", "я": "ja", "ё": "jo", "є": "je", "ї": "ji", "х": "h"}
_UKRAINIAN = _PLAIN | {"г": "h", "и": "y"}
_BULGARIAN = _PLAIN | {"х": "h", "щ": "sht", "ъ": "a"}
_SCHEMES = (
    (_PLAIN, "іїєґў"),
    (_PLAIN | _WITH_J, "іїєґў"),
    (_UKRAINIAN, "ыэёъў"),
    (_UKRAINIAN | {"й": "i", "ю": "iu", "я": "ia", "є": "ie", "ї": "i"}, "ыэёъў"),
    (_UKRAINIAN | _WITH_J, "ыэёъў"),
    (_BULGARIAN, "іїєґўыэё"),
)


def unlikeness(typed: str, word: str) -> int:
    """How many edits lie between what was typed and the nearest scheme for a Cyrillic word."""
    return min(
        (
            OSA.distance(typed, "".join(scheme.get(letter, letter) for letter in word))
            for scheme, others in _SCHEMES
            if set(others).isdisjoint(word)
        ),
        default=len(word),
    )


def common_spelling(word: str) -> str:
    """A Cyrillic word, folded, as all schemes have it; "" for a word in another script."""
    if any(letter not in _CYRILLIC for letter in word):
        return ""
    return _levelled("".join(_CYRILLIC[letter] for letter in word))


def typed_spellings(word: str) -> set[str]:
    """What a word typed in Latin letters, folded, may be in common spelling; empty for others."""
    if not word.isascii():
        return set()
    found = {_levelled(_TWO.sub(lambda match: _TYPED[match[0]], word))}
    if "sht" in word or "x" in word:
        # Bulgarian щ; and x as in Latin.
        other = word.replace("sht", "shch").replace("x", "ks")
        found.add(_levelled(_TWO.sub(lambda match: _TYPED[match[0]], other)))
    return {spelling for spelling in found if spelling.isalpha()}


def beginnings(spelling: str) -> Iterator[str]:
    """Yield the two letters that Cyrillic words of a common spelling begin with."""
    if len(spelling) < 2:
        return
    first = _LETTERS.get(spelling[0], "")
    after = _LETTERS.get(spelling[1], "") + "ь"
    if "i" in spelling[:2]:
        after += _LETTERS.get(spelling[2:3], "")  # ю, я, љ and њ are two sounds
    if spelling[0] in "dS":
        after += "жч"
    yield from (letter + other for letter in first for other in dict.fromkeys(after + letter))


def _levelled(sounds: str) -> str:
    return _SOFT_E.sub("e", _DOUBLE.sub(r"\1", sounds))
