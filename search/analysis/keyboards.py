"""Keyboard layouts: what was typed with another one switched on.

The layouts are those of XKB (symbols/us, ru, ua, by, bg, rs, mk, gr, il, ara, ir), letters and
what stands on the same keys, without Shift: capitals follow from the letters.
"""

from collections.abc import Iterator
from functools import cache

__all__ = ["switched"]

_US = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./"
# Language, and its layout key by key; "·" is a key that types no letter and no sign of a word.
_LAYOUTS = (
    ("ru", "ёйцукенгшщзхъфывапролджэячсмитьбю·"),
    ("uk", "'йцукенгшщзхїфівапролджєячсмитьбю·"),
    ("be", "ёйцукенгшўзх'фывапролджэячсмітьбю·"),
    # The typewriter layout (BDS), the traditional phonetic one and the one of BDS 5237:2006.
    ("bg", "·,уеишщксдзц;ьяаожгтнвмчюйъэфхпрлб"),
    ("bg", "чявертъуиопшщасдфгхйкл;'зьцжбнм,./"),
    ("bg", "ючшертъуиопящасдфгхйкл;'зжцвбнм,./"),
    ("sr", "·љњертзуиопшђасдфгхјклчћѕџцвбнм,./"),
    ("mk", "·љњертѕуиопшѓасдфгхјклчќзџцвбнм,./"),
    ("el", "··ςερτυθιοπ··ασδφγηξκλ·'ζχψωβνμ,./"),
    ("he", "··'קראטוןםפ··שדגכעיחלךף,זסבהנמצתץ."),
    ("ar", "ذضصثقفغعهخحجدشسيبلاتنمكطئءؤر·ىةوزظ"),
    ("fa", "·ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپو./"),
)
_ACCENTED = str.maketrans("αεηιουω", "άέήίόύώ")


@cache
def _tables() -> tuple[tuple[str, dict[int, str], dict[int, str]], ...]:
    """(language, from the US layout, to it) of each layout."""
    tables = []
    for language, keys in _LAYOUTS:
        pairs = [(us, key) for us, key in zip(_US, keys, strict=True) if key != "·"]
        there = {ord(us): key for us, key in pairs}
        back = {ord(key): us for us, key in pairs}
        for us, key in pairs:
            there.setdefault(ord(us.upper()), key.upper())
            back.setdefault(ord(key.upper()), us.upper())
        tables.append((language, there, back))
    return tuple(tables)


def switched(text: str) -> Iterator[tuple[str, str]]:
    """Yield (language, text) as the same keys would have typed it on other layouts.

    What was typed on the US layout comes in each of the others; what was typed on one of those
    comes in the US layout, with the language `en`. Texts may come twice.
    """
    for language, there, back in _tables():
        if text.isascii():
            typed = text.translate(there)
            if language == "el" and ";" in typed:
                typed = _with_accents(typed)
            if typed != text:
                yield language, typed
        else:
            typed = text.translate(back)
            if typed.isascii():
                yield "en", typed


def _with_accents(text: str) -> str:
    """Greek types its accent before the vowel, on a key of its own."""
    first, *others = text.split(";")
    return first + "".join(part[:1].translate(_ACCENTED) + part[1:] for part in others)
