"""What metadata say of a language, in one form."""

import re
from functools import cache

from babel import Locale
from babel.core import get_global

from search.analysis import LANGUAGES

__all__ = ["stated_language"]

# The row under which readers look for a language that has none.
_NEAREST = {
    "nb": "no", "nn": "no", "fil": "tl",
    "cmn": "zh", "yue": "zh", "wuu": "zh", "nan": "zh", "prs": "fa", "arz": "ar", "gsw": "de",
    "als": "sq", "ydd": "yi", "vls": "nl",
}  # fmt: skip
_MORE_NAMES = {"bokmål": "no", "farsi": "fa", "nynorsk": "no", "srpski": "sr"}
# "Undetermined", "several" and "no language" say nothing.
_NO_LANGUAGE = {"mis", "mul", "root", "und", "zxx"}
_CODE = re.compile(r"[a-z]{2,3}(?![^\W_])")
_NOT_LETTERS = re.compile(r"[\W\d_]+")


def stated_language(value: str) -> str:
    """The code of a stated language: `uk` for `uk_UA`, `ukr`, `Ukrainian`, `Українська мова`.

    A language that the table lacks keeps its code (`is`); "" for what names no language.
    """
    value = value.strip().casefold()
    found = _CODE.match(value)
    if found:
        return _row(found[0])
    names = _names()
    for name in (value, _NOT_LETTERS.split(value)[0]):
        if name in names:
            return names[name]
    return ""


def _row(code: str) -> str:
    if code in LANGUAGES:
        return code
    # Three letters, or no longer in use: ukr, ger, deu, iw, in, ji.
    newer = get_global("language_aliases").get(code, code).partition("_")[0]
    newer = _NEAREST.get(newer, newer)
    known = newer in LANGUAGES or newer in Locale("en").languages
    return newer if known and newer not in _NO_LANGUAGE else ""


@cache
def _names() -> dict[str, str]:
    """Name, in English or in the language itself, in lower case -> code."""
    names = {name.casefold(): _row(code) for code, name in Locale("en").languages.items()}
    names |= _MORE_NAMES
    names |= {row.name.casefold(): code for code, row in LANGUAGES.items() if row.name}
    return {name: code for name, code in names.items() if code}
