"""Undo what crawlers and content systems did to a text. What is changed is counted by kind.

Each kind is looked for only where a sign of it is: most texts have none of most.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import numpy as np

from search.analysis.lookalikes import replace_lookalikes
from search.messages import Message
from search.text.characters import (
    drop_heaped_marks,
    drop_joiners,
    drop_private_use,
    mend_apostrophes,
    restore_lost_letters,
)
from search.text.codes import Table, codes_of
from search.text.entities import decode_entities
from search.text.leftovers import strip_code, strip_shortcodes
from search.text.misread import fix_encoding
from search.text.mixture import may_be_mixed
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


def _in_one_script(text: str) -> tuple[str, int]:
    return replace_lookalikes(text) if may_be_mixed(text) else (text, 0)


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
    (Message("letters of another script"), _CYRILLIC | _GREEK, _in_one_script),
    (Message("lost letters"), frozenset("\ufffd"), restore_lost_letters),
)
_ALL = _MARKUP + _LETTERS
_WORDS, _LINES = Message("broken words"), Message("wrapped lines")
# For each character which of the steps it is a sign for: one bit each, above the lowest.
_SIGNS = Table(
    lambda char: 1 | sum(2 << n for n, (_, signs, _) in enumerate(_ALL) if char in signs),
    np.uint16,
)
# Nothing in it that any of this looks for: what most titles are.
_PLAIN = re.compile(
    r"[A-Za-z0-9 ,.:;!-]*"
    r"|(?=[^аеио]*[аеио])(?:(?:(?<![а-яёіїєґ])[А-ЯЁІЇЄҐ]+)?[а-яёіїєґ0-9 ,.:;!«»–—-]*)*+",
)
# One repair may uncover another: a tag inside an entity, a word behind a line's end.
_MOST_ROUNDS = 4


def repair(text: str) -> tuple[str, Counter[str]]:
    """The text as it was meant, and how many repairs of each kind that took.

    The kinds are those of the tables above, `wrong encoding` and `decomposed letters` (1 each for
    the whole text), `broken words` and `wrapped lines`.

    What is repaired needs no repair: a second time nothing changes.
    """
    return (text, Counter()) if _PLAIN.fullmatch(text) else _repaired(text)


def _repaired(text: str) -> tuple[str, Counter[str]]:
    made: Counter[str] = Counter()
    for _ in range(_MOST_ROUNDS):
        before = text
        if not text.isascii() and (fixed := fix_encoding(text)) != text:
            text = fixed
            made[Message("wrong encoding")] = 1
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
            made[Message("decomposed letters")] = 1
        there = _SIGNS.union(codes_of(text))
        text, there = _mended(text, there, 0, len(_MARKUP), made)
        if "\n" in text:
            text, words, lines = join_lines(text)
            made[_WORDS] += words
            made[_LINES] += lines
        text, _ = _mended(text, there, len(_MARKUP), len(_ALL), made)
        if text == before:
            break
    return text, +made if made else made


def _mended(text: str, there: int, first: int, end: int, made: Counter[str]) -> tuple[str, int]:
    """The text after the steps from `first` on, and the signs that were `there` or came to be."""
    for number in range(first, end):
        if there & 2 << number:
            kind, _, mend = _ALL[number]
            text, count = mend(text)
            if count:
                made[kind] += count
                there |= _SIGNS.union(codes_of(text))
    return text, there
