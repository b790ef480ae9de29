"""Whether a text may have letters of one script among those of another.

What `replace_lookalikes` looks for takes it longer than all else that repair does, and most texts
have none of it. A text has some only where letters of two scripts meet, where a letter stands
alone among words of the other script, or where all letters of a word have doubles there.
"""

import re

import numpy as np

from search.text.codes import Table, codes_of

__all__ = ["may_be_mixed"]

_LATIN, _CYRILLIC, _GREEK, _ALONE, _DOUBLE, _BLANK, _VOWEL = (2 << n for n in range(7))
_LETTER = _LATIN | _CYRILLIC | _GREEK
_TRAITS = (
    (_LATIN, re.compile("[A-Za-zµÀ-ÖØ-öø-ɏḀ-ỿ]")),
    (_CYRILLIC, re.compile("[Ѐ-ԯ]")),
    (_GREEK, re.compile("[Ͱ-Ͽἀ-῿]")),
    (_ALONE, re.compile("[aiocyeAIOCYBKаіоуеАІОУ]")),
    (_DOUBLE, re.compile("[ABCEHIJKMOPTXYÏËaceijopxyïëАВСЕНІЈКМОРТХУЇЁасеіјорхуїё]")),
    (_BLANK, re.compile(r"\s")),
    (_VOWEL, re.compile("[aeioаеио]")),
)


def _traits(character: str) -> int:
    return 1 | sum(bit for bit, pattern in _TRAITS if pattern.match(character))


_TABLE = Table(_traits, np.uint8)
_ANY = bytes(script | double for script in (_LATIN, _CYRILLIC, _GREEK) for double in (0, _DOUBLE))
# Words of three letters or more, all of which have doubles.
_WHOLE = {
    script: re.compile(
        b"(?<![%b])%b{3,}(?![%b])" % (_ANY, re.escape(bytes([script | _DOUBLE])), _ANY)
    )
    for script in (_LATIN, _CYRILLIC)
}


def may_be_mixed(text: str) -> bool:
    """Whether `replace_lookalikes` may find something to do; it has nothing where this is false."""
    traits = _TABLE.of(codes_of(text))
    scripts = int(np.bitwise_or.reduce(traits)) & _LETTER
    if scripts in {0, _LATIN, _GREEK}:
        return False
    vowels = (traits & (_LETTER | _VOWEL)).tobytes()
    cyrillic = vowels.count(_CYRILLIC | _VOWEL)
    if scripts == _CYRILLIC and cyrillic:
        return False
    letters = traits & _LETTER
    meeting = (letters[:-1] | letters[1:]).tobytes()
    if any(both in meeting for both in (_LATIN | _CYRILLIC, _LATIN | _GREEK, _CYRILLIC | _GREEK)):
        return True
    other = _LATIN if cyrillic > vowels.count(_LATIN | _VOWEL) else _CYRILLIC
    words = (traits & (_LETTER | _DOUBLE)).tobytes()
    if bytes([other | _DOUBLE] * 3) in words and _WHOLE[other].search(words):
        return True
    single = bytes([other | _ALONE, _BLANK])
    around = (traits & (_LETTER | _ALONE | _BLANK)).tobytes()
    # Behind a blank, another sign, or nothing.
    return bytes([_BLANK]) + single in around or b"\0" + single in around or around[:2] == single
