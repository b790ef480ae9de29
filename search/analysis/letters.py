"""Letters that are written one way or the other in the same word, brought to one of them.

`fold` keeps such spellings apart, since who types one may mean it; terms do not. Dictionaries are
read through the same tables, so that a word is found in them in each of its spellings.
"""

import re
import unicodedata
from collections.abc import Callable

__all__ = ["spelling"]

_TABLES = {
    # Alef with and without hamza, the two forms of final ya, ta marbuta written as ha.
    "ar": {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"},
    "de": {"ß": "ss"},
    # Arabic letters for Persian ones, the hamza of an ezafe.
    "fa": {"ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ۀ": "ه", "ة": "ه", "أ": "ا", "إ": "ا",
           "ؤ": "و"},
    "ru": {"ё": "е"},
    # Gaj's Latin alphabet, in which љ, њ and џ are two letters each.
    "sr": {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "đ", "е": "e", "ж": "ž", "з": "z",
        "и": "i", "ј": "j", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "ć", "у": "u", "ф": "f", "х": "h", "ц": "c",
        "ч": "č", "џ": "dž", "ш": "š",
    },
    # Abolished in 1933, back in 1990, and in many names a matter of taste.
    "uk": {"ґ": "г"},
    "ur": {"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ"},
    "yi": {"ײ": "יי", "ױ": "וי", "װ": "וו"},
}  # fmt: skip
_SHORT_AT_HEAD = re.compile(r"^ў", re.MULTILINE)


def _unaccented(words: str) -> str:
    """Greek without the accent, which capitals leave out; the diaeresis stays."""
    bare = unicodedata.normalize("NFD", words).replace("\u0301", "")
    return unicodedata.normalize("NFC", bare)


def _unshortened(words: str) -> str:
    """Belarusian with у at the start of a word, whatever the word before it ended in."""
    return _SHORT_AT_HEAD.sub("у", words)


def spelling(language: str) -> Callable[[str], str]:
    """What brings a folded word of the language to the one spelling that its term is made from.

    Several words are given to it at once on lines of their own.
    """
    if language == "el":
        return _unaccented
    if language == "be":
        return _unshortened
    if language not in _TABLES:
        return str
    letters = _TABLES[language]
    if len(letters) == 1:
        (old, new), *_ = letters.items()
        return lambda words: words.replace(old, new)
    table = str.maketrans(letters)
    return lambda words: words.translate(table)
