"""Undo what crawlers and content systems did to a text. What is changed is counted by kind.

Each kind is looked for only where a sign of it is: most texts have none of most.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from search.analysis.lookalikes import replace_lookalikes
from search.messages import Message
from search.text.characters import (
    APOSTROPHE_PAIRS,
    drop_heaped_marks,
    drop_joiners,
    drop_private_use,
    mend_apostrophes,
    restore_lost_letters,
)
from search.text.codes import Joined, Table, codes_of
from search.text.entities import decode_entities
from search.text.leftovers import CODE_PAIRS, strip_code, strip_shortcodes
from search.text.misread import fix_encoding, may_be_misread
from search.text.mixture import may_be_mixed
from search.text.substitute import substitute
from search.text.tags import strip_tags
from search.text.wrapping import BROKEN_PAIRS, is_wrapped, join_lines

__all__ = ["repair", "repair_all"]

Mend = Callable[[str], tuple[str, int]]
# Two characters in a row: of the first set, then of the second; "" is any.
Pairs = tuple[tuple[str, str], ...]


class _Step(NamedTuple):
    """One kind of repair.

    Attributes:
        signs: characters one of which has to be there.
        pairs: of which one has to be there as well, if there are any.
    """

    kind: str
    signs: frozenset[str]
    mend: Mend
    pairs: Pairs = ()


def _by(characters: str, new: str = "", pattern: str = "") -> tuple[frozenset[str], Mend]:
    """A step that replaces single characters: its signs, and what it does."""
    compiled = re.compile(pattern or f"[{characters}]")
    signs = frozenset(re.findall(compiled, "".join(map(chr, range(0x10000)))))
    return signs, lambda text: substitute(compiled, new, text)


def _may_compose(character: str) -> bool:
    """Whether a text with this character may be other than composed."""
    code = ord(character)
    if code < 0x300:
        return False
    # Marks, and parts of Korean syllables. Beyond these ranges nobody is asked.
    known = code < 0x1100 or 0x1E00 <= code < 0xD800
    mark = unicodedata.category(character)[0] == "M"
    return not known or mark or not unicodedata.is_normalized("NFC", character)


_CYRILLIC = frozenset(map(chr, range(0x400, 0x530)))
_GREEK = frozenset(map(chr, range(0x370, 0x400)))
_MARKS = frozenset(map(chr, (*range(0x300, 0x370), *range(0x483, 0x48A), *range(0x20D0, 0x2100))))
# Kinds in this order; lines are joined between the two.
_MARKUP = (
    _Step(Message("entities"), frozenset("&"), decode_entities),
    _Step(
        Message("line ends"),
        *_by("\r\x0b\x0c\x85\u2028\u2029", "\n", "\r\n?|[\x0b\x0c\x85\u2028\u2029]"),
    ),
    # Also those that stood in entities: in news they are a content system's leftovers.
    _Step(Message("tags"), frozenset("<"), strip_tags),
    _Step(Message("shortcodes"), frozenset("[{"), strip_shortcodes),
    _Step(Message("code"), frozenset("({/"), strip_code, CODE_PAIRS),
    _Step(
        Message("control characters"),
        *_by("\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff"),
    ),
)
_LETTERS = (
    _Step(
        Message("invisible characters"),
        *_by("\u00ad\u200b\u2060-\u2064\ufeff\u180e\ufff9-\ufffb"),
    ),
    # A page sets the direction itself, and an override can make a text show other than it reads.
    _Step(Message("direction marks"), *_by("\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069")),
    _Step(
        Message("private-use characters"),
        frozenset(map(chr, range(0xE000, 0xF900))),
        drop_private_use,
    ),
    _Step(Message("invisible characters"), frozenset("\u200c\u200d"), drop_joiners),
    _Step(Message("heaped marks"), _MARKS, drop_heaped_marks),
    _Step(Message("apostrophes"), frozenset("яюєїЯЮЄЇ"), mend_apostrophes, APOSTROPHE_PAIRS),
    # Where `may_be_mixed` says so.
    _Step(Message("letters of another script"), _CYRILLIC | _GREEK, replace_lookalikes),
    _Step(Message("lost letters"), frozenset("\ufffd"), restore_lost_letters),
)
_ALL = _MARKUP + _LETTERS
_WORDS, _LINES = Message("broken words"), Message("wrapped lines")
# What may have to be done to a text: one bit for each of the steps, above the lowest, and further
# ones for what is no step.
_MIXED = 2 << _ALL.index(next(step for step in _ALL if step.mend is replace_lookalikes))
_COMPOSE, _MISREAD, _JOIN = (2 << len(_ALL) + n for n in range(3))
# For each character which of the steps it is a sign for.
_SIGNS = Table(
    lambda char: (
        1
        | sum(2 << n for n, step in enumerate(_ALL) if char in step.signs)
        | _COMPOSE * _may_compose(char)
    ),
    np.uint32,
)
# The bit of what each two characters in a row may have to have done, and which they are.
_PAIRS = [
    *((2 << n, *pair) for n, step in enumerate(_ALL) for pair in step.pairs),
    *((_JOIN, *pair) for pair in BROKEN_PAIRS),
]


def _table_of(sets: Sequence[str]) -> Table:
    """For each character in which of the sets it is, one bit each above the lowest."""
    return Table(
        lambda char: 1 | sum(2 << n for n, own in enumerate(sets) if not own or char in own),
        np.uint16,
    )


_FIRSTS = _table_of([first for _, first, _ in _PAIRS])
_SECONDS = _table_of([second for _, _, second in _PAIRS])
# The steps that want a pair.
_PAIRED = sum(2 << n for n, step in enumerate(_ALL) if step.pairs)
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
    return (text, Counter()) if _PLAIN.fullmatch(text) else repair_all([text])[0]


def repair_all(texts: Sequence[str]) -> list[tuple[str, Counter[str]]]:
    """`repair` of several texts, which is much faster than one by one."""
    needs = zip(texts, _needs(texts), strict=True)
    return [_repaired(text, need) if need else (text, Counter()) for text, need in needs]


def _needs(texts: Sequence[str]) -> list[int]:
    """What each text may need, as bits; what it does not need would change nothing of it."""
    joined = Joined(texts)
    pairs = joined.unions(_FIRSTS.of(joined.codes)[:-1] & _SECONDS.of(joined.codes)[1:])
    found = []
    for text, signs, paired, mixed, misread in zip(
        texts,
        joined.unions(_SIGNS.of(joined.codes)),
        pairs,
        may_be_mixed(joined),
        may_be_misread(joined),
        strict=True,
    ):
        near = _bits_of_pairs(paired)
        need = signs & (near | ~_PAIRED) & ~1 | near & _JOIN
        if need & _COMPOSE and unicodedata.is_normalized("NFC", text):
            need &= ~_COMPOSE
        if not mixed:
            need &= ~_MIXED
        if misread:
            need |= _MISREAD
        if not need & _JOIN and is_wrapped(text):
            need |= _JOIN
        found.append(need)
    return found


@lru_cache(maxsize=256)
def _bits_of_pairs(paired: int) -> int:
    found = 0
    for number, (bit, *_) in enumerate(_PAIRS):
        if paired & 2 << number:
            found |= bit
    return found


def _repaired(text: str, need: int) -> tuple[str, Counter[str]]:
    made: Counter[str] = Counter()
    for _ in range(_MOST_ROUNDS):
        before = text
        if need & _MISREAD and (fixed := fix_encoding(text)) != text:
            text = fixed
            made[Message("wrong encoding")] = 1
            need = _needs([text])[0]
        if need & _COMPOSE:
            text = unicodedata.normalize("NFC", text)
            made[Message("decomposed letters")] = 1
            need = _needs([text])[0]
        text, need = _mended(text, need, 0, len(_MARKUP), made)
        if need & _JOIN and "\n" in text:
            joined, words, lines = join_lines(text)
            if words or lines:
                need |= _signs(text)
                text = joined
                made[_WORDS] += words
                made[_LINES] += lines
        text, _ = _mended(text, need, len(_MARKUP), len(_ALL), made)
        if text == before:
            break
        need = _needs([text])[0]
    return text, +made


def _mended(text: str, need: int, first: int, end: int, made: Counter[str]) -> tuple[str, int]:
    """The text after the steps from `first` on, and what it may need, or may need now."""
    for number in range(first, end):
        if need & 2 << number:
            kind, _, mend, _ = _ALL[number]
            mended, count = mend(text)
            if count:
                made[kind] += count
                need |= _signs(text) | _signs(mended) | _JOIN
            text = mended
    return text, need


def _signs(text: str) -> int:
    return _SIGNS.union(codes_of(text)) & ~_COMPOSE
