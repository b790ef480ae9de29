"""Undo what crawlers and content systems did to a text. What is changed is counted by kind.

Each kind is looked for only where a sign of it is: most texts have none of most.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from search.analysis.lookalikes import replace_lookalikes
from search.messages import Message
from search.text.characters import (
    drop_heaped_marks,
    drop_joiners,
    drop_private_use,
    mend_apostrophes,
    restore_lost_letters,
)
from search.text.entities import decode_entities
from search.text.leftovers import strip_code, strip_shortcodes
from search.text.misread import fix_encoding
from search.text.substitute import substitute
from search.text.tags import strip_tags
from search.text.wrapping import join_lines

__all__ = ["repair"]

Mend = Callable[[str], tuple[str, int]]


def _by(characters: str, new: str = "", pattern: str = "") -> tuple[frozenset[str], Mend]:
    """A step that replaces single characters: its signs, and what it does."""
    compiled = re.compile(pattern or f"[{characters}]")
    signs = frozenset(re.findall(compiled, "".join(map(chr, range(0x10000)))))
    return signs, lambda text: substitute(compiled, new, text)


_MARKS = frozenset(map(chr, (*range(0x300, 0x370), *range(0x483, 0x48A), *range(0x20D0, 0x2100))))
_CYRILLIC = frozenset(map(chr, range(0x400, 0x530)))
_GREEK = frozenset(map(chr, range(0x370, 0x400)))
# Kind, signs one of which has to be there, and what is then done; in this order, and lines are
# joined between the two. A set of a text's characters is cheap, and tells what it has not.
_Steps = tuple[tuple[str, frozenset[str], Mend], ...]
_MARKUP: _Steps = (
    (Message("entities"), frozenset("&"), decode_entities),
    (
        Message("line ends"),
        *_by("\r\x0b\x0c\x85\u2028\u2029", "\n", "\r\n?|[\x0b\x0c\x85\u2028\u2029]"),
    ),
    # Also those that stood in entities: in news they are a content system's leftovers.
    (Message("tags"), frozenset("<"), strip_tags),
    (Message("shortcodes"), frozenset("[{"), strip_shortcodes),
    (Message("code"), frozenset("({/"), strip_code),
    (Message("control characters"), *_by("\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff")),
)
_LETTERS: _Steps = (
    (Message("invisible characters"), *_by("\u00ad\u200b\u2060-\u2064\ufeff\u180e\ufff9-\ufffb")),
    # A page sets the direction itself, and an override can make a text show other than it reads.
    (Message("direction marks"), *_by("\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069")),
    (
        Message("private-use characters"),
        frozenset(map(chr, range(0xE000, 0xF900))),
        drop_private_use,
    ),
    (Message("invisible characters"), frozenset("\u200c\u200d"), drop_joiners),
    (Message("heaped marks"), _MARKS, drop_heaped_marks),
    (Message("apostrophes"), frozenset("яюєїЯЮЄЇ"), mend_apostrophes),
    (Message("letters of another script"), _CYRILLIC | _GREEK, replace_lookalikes),
    (Message("lost letters"), frozenset("\ufffd"), restore_lost_letters),
)
# One repair may uncover another: a tag inside an entity, a word behind a line's end.
_MOST_ROUNDS = 4


def repair(text: str) -> tuple[str, Counter[str]]:
    """The text as it was meant, and how many repairs of each kind that took.

    The kinds are those of the tables above, `wrong encoding` and `decomposed letters` (1 each for
    the whole text), `broken words` and `wrapped lines`.

    What is repaired needs no repair: a second time nothing changes.
    """
    made: Counter[str] = Counter()
    for _ in range(_MOST_ROUNDS):
        before = text
        there = set(text)
        if not text.isascii() and (fixed := fix_encoding(text, there)) != text:
            text, there = fixed, set(fixed)
            made[Message("wrong encoding")] = 1
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
            there = set(text)
            made[Message("decomposed letters")] = 1
        text = _mended(text, there, _MARKUP, made)
        if "\n" in text:
            text, words, lines = join_lines(text)
            made[Message("broken words")] += words
            made[Message("wrapped lines")] += lines
        text = _mended(text, there, _LETTERS, made)
        if text == before:
            break
    return text, +made


def _mended(text: str, there: set[str], steps: _Steps, made: Counter[str]) -> str:
    """The text after these steps; `there`, its characters, and `made` are kept up."""
    for kind, signs, mend in steps:
        if not signs.isdisjoint(there):
            text, count = mend(text)
            if count:
                made[kind] += count
                there |= set(text)
    return text
