"""Single letters and marks that were damaged: apostrophes, lost letters, heaped marks."""

import re
import unicodedata

from search.text.substitute import substitute

__all__ = [
    "APOSTROPHE_PAIRS",
    "drop_heaped_marks",
    "drop_joiners",
    "drop_private_use",
    "mend_apostrophes",
    "restore_lost_letters",
]

_LOST = "\ufffd"
# Where Ukrainian and Belarusian have an apostrophe: between a consonant and я, ю, є, ї. The usual
# signs for one are left as they are; the analyzer takes them for the same.
_CONSONANTS = "бвгґджзклмнпрстфхцчшщБВГҐДЖЗКЛМНПРСТФХЦЧШЩ"
_VOWELS = "яюєїЯЮЄЇ"
_ESCAPED = re.compile(rf"\\(?<=[{_CONSONANTS}].)(?=['’][{_VOWELS}])")
_BROKEN = re.compile(
    rf"(?:[*?^~]|{_LOST}|(?:''|’’)(?<=[бпвмфркздБПВМФРКЗД]..))(?<![^бпвмфркздБПВМФРКЗД'’].)(?=[{_VOWELS}][\w'’-])"
)
_FOR_ONE = f"*?^~'’{_LOST}"
# Finds all that the last one does, and is several times as fast, since it begins with a set.
_MAYBE_BROKEN = re.compile(rf"[{_FOR_ONE}](?<![^'’]['’])[{_VOWELS}]")
_DOUBLE = '"″”“„＂'
# Characters in a row, one of each, of which a text has some where `mend_apostrophes` finds any.
APOSTROPHE_PAIRS = (
    ("\\", "'’"),
    (f"*?^~{_LOST}{_DOUBLE}", _VOWELS),
    ("'’", "'’"),
)
_QUOTE = re.compile(rf"[{_DOUBLE}](?<=[{_CONSONANTS}].)(?=[{_VOWELS}]\w)")
_QUOTES = re.compile(f"[{_DOUBLE}]")
_USUAL = re.compile(rf"[{_CONSONANTS}](['’ʼ])[{_VOWELS}]")
_LOSSY_WORD = re.compile(
    rf"[^\W\d_]+(?:{_LOST}+[^\W\d_]+)+|[^\W\d_]{{3,}}{_LOST}+|{_LOST}+[^\W\d_]{{3,}}"
)
_WORD = re.compile(r"[^\W\d_]+")
# More than any language sets on one letter, once what can be composed is.
_HEAP = re.compile("[\u0300-\u036f\u0483-\u0489\u20d0-\u20ff]{3,}")
_TWICE = re.compile("([\u0300-\u036f])\\1+")
_SYMBOL_BULLET = re.compile("[\uf0a7\uf0a8\uf0b7\uf0d8\uf0e0\uf0fc\uf076\uf077]")
# Pictures of a font that is not at hand; between letters one may stand for a letter.
_PRIVATE = re.compile("(?<![^\\W\\d_])[\ue000-\uf8ff]+|[\ue000-\uf8ff]+(?![^\\W\\d_])")
# Persian, the languages of India and faces need them; these scripts do not.
_SIMPLE = r"\s!-~\u00a0-\u02af\u0370-\u052f\u1e00-\u1fff\u2010-\u203a"
_JOINER = re.compile(rf"(?<![^{_SIMPLE}])[\u200c\u200d]+(?![^{_SIMPLE}])")


def mend_apostrophes(text: str) -> tuple[str, int]:
    """The text with apostrophes where another sign stands for one: п*ять, об"єкт.

    They become what the text writes elsewhere, ’ if nothing.
    """
    given, usual = text, ""

    def apostrophe(_: re.Match[str]) -> str:
        nonlocal usual
        found = None if usual else _USUAL.search(given)
        usual = usual or (found[1] if found else "’")
        return usual

    text, escaped = substitute(_ESCAPED, "", text)
    broken = quotes = 0
    if any(sign in text for sign in _FOR_ONE) and _MAYBE_BROKEN.search(text):
        text, broken = substitute(_BROKEN, apostrophe, text)
    if any(sign in text for sign in _DOUBLE) and _QUOTE.search(text):
        lines = text.split("\n")
        for number, line in enumerate(lines):
            found = len(_QUOTE.findall(line))
            # The others have to pair: «"Слово"є» lacks a blank, and no apostrophe.
            if found and (len(_QUOTES.findall(line)) - found) % 2 == 0:
                lines[number] = _QUOTE.sub(apostrophe, line)
                quotes += found
        text = "\n".join(lines)
    return text, escaped + broken + quotes


def restore_lost_letters(text: str) -> tuple[str, int]:
    """The text with words whole that it has whole elsewhere, and how many there were.

    What remains of U+FFFD stays: it shows that something is lost, and where.
    """
    words = {word for word in _WORD.findall(text) if len(word) > 3}

    def restore(match: re.Match[str]) -> str:
        # A letter of two bytes leaves one sign or two.
        parts = re.split(f"({_LOST}+)", match[0])
        pattern = re.compile(
            "".join(
                f"[^\\W\\d_]{{{(len(part) + 1) // 2},{len(part)}}}" if _LOST in part else part
                for part in parts
            )
        )
        fitting = {word for word in words if pattern.fullmatch(word)}
        return fitting.pop() if len(fitting) == 1 else match[0]

    return substitute(_LOSSY_WORD, restore, text)


def drop_heaped_marks(text: str) -> tuple[str, int]:
    """The text without marks heaped up for effect; one that is set twice stands once."""
    text, heaps = substitute(_HEAP, "", unicodedata.normalize("NFC", text))
    text, twice = substitute(_TWICE, lambda match: match[1], text)
    return text, heaps + twice


def drop_private_use(text: str) -> tuple[str, int]:
    """The text without characters that mean something in one font only; bullets stay bullets."""
    text, bullets = substitute(_SYMBOL_BULLET, "•", text)
    text, others = substitute(_PRIVATE, "", text)
    return text, bullets + others


def drop_joiners(text: str) -> tuple[str, int]:
    """The text without zero-width joiners and non-joiners where they join nothing."""
    return substitute(_JOINER, "", text)
