"""Whether a text may have letters of one script among those of another.

What `replace_lookalikes` looks for takes it longer than all else that repair does, and most texts
have none of it. A text has some only where letters of two scripts meet, where a letter stands
alone among words of the other script, or where all letters of a word have doubles there.
"""

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from search.text.codes import Joined, Table

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


_BOTH = (_LATIN | _CYRILLIC, _LATIN | _GREEK, _CYRILLIC | _GREEK)
_TABLE = Table(_traits, np.uint8)
_ANY = bytes(script | double for script in (_LATIN, _CYRILLIC, _GREEK) for double in (0, _DOUBLE))
# Words of three letters or more, all of which have doubles. What begins with a letter is found
# much faster than what begins with a look behind.
_WHOLE = {
    script: re.compile(b"%b(?<![%b].)%b{2,}(?![%b])" % (letter, _ANY, letter, _ANY), re.DOTALL)
    for script in (_LATIN, _CYRILLIC)
    for letter in [re.escape(bytes([script | _DOUBLE]))]
}


def may_be_mixed(joined: Joined) -> list[bool]:
    """For each text whether `replace_lookalikes` may find something to do; else it has nothing."""
    traits = _TABLE.of(joined.codes)
    found = [False] * len(joined.starts)
    for number, there in enumerate(joined.unions(traits)):
        scripts = there & _LETTER
        found[number] = scripts not in {0, _LATIN, _GREEK, _CYRILLIC} or (
            scripts == _CYRILLIC and not there & _VOWEL
        )
    if not any(found):
        return found
    letters = traits & _LETTER
    meeting = (letters[:-1] | letters[1:]).tobytes()
    vowels = traits & (_LETTER | _VOWEL)
    words = (traits & (_LETTER | _DOUBLE)).tobytes()
    around = (traits & (_LETTER | _ALONE | _BLANK)).tobytes()
    ends = [*joined.starts[1:], len(traits) - 1]
    for number, (start, end) in enumerate(zip(joined.starts, ends, strict=True)):
        if found[number]:
            # A blank stands before each text.
            before = max(start - 1, 0)
            here = slice(before, end)
            found[number] = _is_mixed(meeting[here], vowels[here], words[here], around[here])
    return found


def _is_mixed(
    meeting: bytes, vowels: npt.NDArray[np.integer[Any]], words: bytes, around: bytes
) -> bool:
    """Whether letters of two scripts meet, or stand where those of the other may be meant.

    Args:
        meeting: for each two characters in a row the scripts of both.
        vowels, words, around: for each character its script, and whether it is a vowel, has a
            double, or stands alone or for a blank.
    """
    if any(both in meeting for both in _BOTH):
        return True
    cyrillic, latin = (
        np.count_nonzero(vowels == script | _VOWEL) for script in (_CYRILLIC, _LATIN)
    )
    other = _LATIN if cyrillic > latin else _CYRILLIC
    if bytes([other | _DOUBLE] * 3) in words and _WHOLE[other].search(words):
        return True
    single = bytes([other | _ALONE, _BLANK])
    # Behind a blank, another sign, or nothing.
    return bytes([_BLANK]) + single in around or b"\0" + single in around or around[:2] == single
