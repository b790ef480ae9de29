"""Words as they are compared, and as those type them who leave marks out."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import regex

from search.analysis.tokenizer import APOSTROPHES

__all__ = ["FOLDED_APART", "fold", "fold_all", "plain"]

_INVISIBLE = regex.compile(r"[\u00ad\u200b-\u200d\u2060]")
_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | {"״": '"'})
# Vowel points and the tatweel of Arabic and Hebrew; a stress mark over a Cyrillic vowel, which is
# what is left of U+0301 once ѓ and ќ are composed.
_MARKS = regex.compile(
    r"[\u0610-\u061a\u064b-\u065f\u0670\u0640\u0591-\u05bd\u05bf-\u05c7]"
    r"|(?<=\p{Cyrillic})[\u0300\u0301]"
)
_FIGURE = regex.compile(r"(?![0-9])\p{Nd}")
_LETTERS: dict[str, dict[int, str] | dict[int, int]] = {
    "tr": str.maketrans({"İ": "i", "I": "ı"}),
    # The letters with a cedilla stand for those with a comma in most Romanian texts.
    "ro": str.maketrans("şţŞŢ", "șțȘȚ"),
}
# Languages of which `fold` knows letters that it folds otherwise elsewhere.
FOLDED_APART = frozenset(_LETTERS)
# What folding makes small and no more, whatever it stands among; most words are of nothing else.
# Of letters that look as if they belonged here: some have several small forms (Σ) or are folded
# to others (ς, ŉ, ſ, և), and marks may be composed with the letter before them, or change places.
_PLAIN = (
    r"\n\-.0-9A-Za-z"
    "À-ÖØ-öø-įıĴ-ľŁ-ňŊ-žƠơƯưȘ-țẠ-ỹ"
    "ΆΈ-ΊΌΎ-ΡΤ-ρσ-ώЀ-ҁҊ-ԯԱ-Ֆՠ-ֆა-ჺ"
    "א-תء-ؿف-يٹ-ۓەऄ-हा-्"
    "ぁ-ゖァ-ヺー々㐀-䶿一-鿿가-힣"
)
# But for letters that a language folds its own way.
_OTHER = {
    language: re.compile(f"[^{_PLAIN}]" + "".join(f"|{chr(letter)}" for letter in letters))
    for language, letters in {"": dict[int, Any](), **_LETTERS}.items()
}
# Letters that have no decomposition, and what is typed for them.
_TYPED = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
     "ґ": "г", "ё": "е", "'": ""}
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_RINGS = str.maketrans({"å": "aa", "ä": "ae", "ö": "oe", "ø": "oe", "æ": "ae"})
# Languages whose own spelling without those letters has two for them: Müller, Mueller.
_SPELLED_OUT = {"de": _UMLAUTS, "da": _RINGS, "no": _RINGS, "sv": _RINGS}
_MARKED = regex.compile(r"(?<=[\p{Latin}\p{Greek}])\p{Mn}+")


def fold(word: str, language: str = "") -> str:
    """The word itself as it is compared: composed, lower case, one apostrophe, nothing invisible.

    Vowel points go in Arabic and Hebrew, stress marks in Cyrillic; figures of all scripts are 0 to
    9, ligatures and full-width letters the usual ones. No mark is taken from a letter that it
    makes (й, ї, ґ, é).
    """
    if word and not _other(language).search(word):
        return word.lower()
    return _small(_composed(word).strip("'") or "'", language)


def fold_all(words: Sequence[str], language: str = "") -> list[str]:
    """`fold` of each word, in a fraction of the time; none has a line break in it."""
    text = "\n".join(words)
    folded = text.lower().split("\n") if words else []
    places = [n for n, word in enumerate(words) if not word]
    line = last = 0
    for other in _other(language).finditer(text):
        line += text.count("\n", last, other.start())
        last = other.start()
        places.append(line)
    if places:
        places = list(dict.fromkeys(places))
        composed = _composed("\n".join(words[n] for n in places)).split("\n")
        small = _small("\n".join(word.strip("'") or "'" for word in composed), language)
        for place, word in zip(places, small.split("\n"), strict=True):
            folded[place] = word
    return folded


def _other(language: str) -> re.Pattern[str]:
    return _OTHER.get(language) or _OTHER[""]


def _composed(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_APOSTROPHE)


def _small(text: str, language: str) -> str:
    if language in _LETTERS:
        text = text.translate(_LETTERS[language])
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", _MARKS.sub("", _lower(text)))
    text = _FIGURE.sub(lambda figure: str(unicodedata.digit(figure[0])), text)
    # casefold leaves a dot above after the i of "İ".
    return text.replace("i\u0307", "i")


def _lower(word: str) -> str:
    """The word case-folded, but for ß: who types it means it."""
    if "ß" not in word:
        return word.casefold()
    return "ß".join(part.casefold() for part in word.split("ß"))


def plain(word: str, language: str = "") -> tuple[str, ...]:
    """What a folded word may be typed as without its marks; empty where it has none.

    Accents go from Latin and Greek letters, ґ and ё become г and е, an apostrophe is left out;
    what makes other letters of other scripts (й, ї) stays.
    """
    spelled = word.translate(_SPELLED_OUT[language]) if language in _SPELLED_OUT else word
    return tuple(sorted({_unmarked(word), _unmarked(spelled)} - {word}))


def _unmarked(word: str) -> str:
    bare = _MARKED.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(_TYPED)
