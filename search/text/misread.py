"""Text that was read in the wrong encoding, put right where that is certain.

UTF-8 read as a code page, once or several times, is ftfy's. One code page read as another leaves
no trace of its own ("Ïðèâåò" for "Привет"), so that words have to decide: function words of a
language that appear when the letters are exchanged, and were not there before.
"""

import re
from collections.abc import Callable
from functools import cache

import ftfy
import numpy as np
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES

from search.analysis import stop_words
from search.text.codes import Codes, Joined, Table, Values, codes_of

__all__ = ["fix_encoding", "may_be_misread"]

_C1 = frozenset(map(chr, range(0x80, 0xA0)))
# What stands in no misread UTF-8: ftfy takes longer than all else here. Left out are the capitals
# that the first byte of a letter becomes, and the signs that only a second byte is.
_INNOCENT = frozenset(
    (
        *map(chr, range(0x80)),
        *map(chr, range(0x410, 0x450)),
        *"ЁёІіЇїЄєҐґЎў„“”‘’«»–—…№\u00a0",
        *(chr(n) for n in range(0xC0, 0x180) if chr(n).islower()),
        *"ÀÁÇÈÉÊËÌÍÒÓÔÕÖÚÛÜÝĄĆĘŁŚŠŹŻŽČŘĞİŞ",
    )
)
_UPPER_HALF_LETTER = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"
# Four letters from the upper half of Latin-1 in a row: no language that is written with them.
_UPPER_HALF = re.compile(f"[{_UPPER_HALF_LETTER}]{{4}}")
_UPPER_HALF_LETTERS = re.compile("[\u00b2\u00b3\u00ba\u00bf-\u00ff]")
_PLAIN_WORD = re.compile(r"[^\W\d_]+")
# (as which it was read, in which it was written, languages that are then to be seen).
_CYRILLIC = ("uk", "ru", "bg", "be", "mk", "sr")
_BLOCKS = (
    ("cp1252", "cp1251", _CYRILLIC),
    ("cp1252", "koi8_u", _CYRILLIC),
    ("cp1252", "iso8859_5", _CYRILLIC),
    ("cp1252", "cp1253", ("el",)),
    ("cp1252", "cp1256", ("ar",)),
)
_TURNED = (("cp1251", "koi8_u", _CYRILLIC), ("koi8_u", "cp1251", _CYRILLIC))
_LATIN = (
    ("cp1252", "cp1250", ("cs", "pl", "sl")),
    ("cp1252", "iso8859_2", ("cs", "pl", "sl")),
    ("cp1252", "cp1254", ("tr",)),
    ("cp1250", "cp1252", ("de", "es", "fr", "it", "pt")),
)
# Letters beyond ASCII of each of these languages, and of others that must not be taken for a
# misreading: Danish, Swedish, Icelandic, Croatian, Hungarian, Romanian.
_ALPHABETS = {
    code: frozenset(letters) for code, letters in {
    "cs": "áčďéěíňóřšťúůýž", "pl": "ąćęłńóśźż", "sl": "čšžćđ", "tr": "çğıöşüİâî",
    "de": "äöüß", "es": "áéíóúüñ", "fr": "àâæçéèêëîïôœùûüÿ", "it": "àèéìíòóùú",
    "pt": "áâãàçéêíóôõúü", "da": "åäöæøéü", "is": "áðéíóúýþæö", "hu": "áéíóöőúüű",
    "ro": "ăâîşţșț",
}.items()}  # fmt: skip
_WINDOWS_ONLY = frozenset("šžœÿ")
_SIGNS = frozenset("ªµº")  # letters to Unicode
_SIGN_INSIDE = re.compile(r"[\u00a5\u00b1-\u00b3\u00b5\u00b6\u00b9-\u00bf](?<=[a-zA-Z].)[a-z]")
_SUSPICIOUS = frozenset("¥±²³µ¶¹º¼½¾¿ìøèùòïþðýŕă")
_LATIN_LEFT = re.compile(f"[{_UPPER_HALF_LETTER}]")
_MAX_MIXED = 0.03
_SAMPLE = 4_000  # letters; more decide no better
_MIN_SHARE = 0.08  # of function words; running text has .25 to .45, a headline fewer
_MIN_SHAPE = 0.85
_MIN_WORDS = 3


_UPPER, _SMALL, _CAPITAL, _STRANGE, _SUSPECT, _CONTROL, _FOREIGN, _MARKED, _ALONE, _PAIRED = (
    2 << n for n in range(10)
)

# ftfy goes on where its rules for what is unlikely match. To look for that takes the longest of all
# here, and in most texts it is in vain: a rule wants two characters beyond ASCII that stand next to
# each other, or one of those that are named alone.
_SPELLED = re.findall("[\x80-\uffff](?:-[\x80-\uffff])?", BADNESS_RE.pattern)
_NAMED = re.compile(f"[{''.join(_SPELLED)}]")
_NAMED_ALONE = _C1 | frozenset("ŒœÂÃ")
_PUNCTUATION = frozenset(
    MOJIBAKE_CATEGORIES["start_punctuation"] + MOJIBAKE_CATEGORIES["end_punctuation"]
)
_COMMON = re.compile("[{upper_common}{lower_common}]".format_map(MOJIBAKE_CATEGORIES))
_OTHER, _MARK, _LETTER, _BETWEEN = (1 << n for n in range(4))
# What each kind makes a pair with. A letter of Greek or Cyrillic, or a small one with an accent,
# stands by another in every text, and Greek and Cyrillic ones by quotation marks, but for those
# that rules want on both sides of one.
_PARTNERS = {
    _OTHER: _OTHER | _MARK | _LETTER | _BETWEEN,
    _MARK: _OTHER | _MARK | _BETWEEN,
    _LETTER: _OTHER,
    _BETWEEN: _OTHER | _MARK,
}
_PARTNER_BITS = len(_PARTNERS)
_KINDS = (1 << _PARTNER_BITS) - 1


def _kind(character: str) -> int:
    if character in _PUNCTUATION:
        return _MARK
    is_usual = character in _INNOCENT or "Ά" <= character <= "ώ"
    is_accented = is_usual and character.islower() and character < "\u0180"
    if character in "ВГРСΒΓΞΟ" or is_accented:
        return _BETWEEN
    return _LETTER if is_usual and _COMMON.match(character) else _OTHER


def _pairing(character: str) -> int:
    """The kind of a character, and above that what it makes a pair with; never 0."""
    kind = _kind(character)
    named = (kind | _PARTNERS[kind] << _PARTNER_BITS) * bool(_NAMED.match(character))
    return 1 << 2 * _PARTNER_BITS | named


_PAIRING = Table(_pairing, np.uint16)


def _is_foreign(character: str) -> bool:
    """Whether it is of a script that no code page has of which ftfy knows.

    A text with one is none of their misreadings as a whole; and a piece of it that is one begins
    with a letter beyond ASCII.
    """
    return "\u0530" <= character < "\u1e00" or "\u3040" <= character < "\ud7a4"


def _traits(character: str) -> int:
    return (
        1
        | _UPPER * bool(_UPPER_HALF_LETTERS.match(character))
        | _CAPITAL * ("А" <= character <= "Я" or character == "Ё")
        | _STRANGE * (character not in _INNOCENT and not _is_foreign(character))
        | _FOREIGN * _is_foreign(character)
        | _MARKED * (character in _INNOCENT and character > "\x7f" and character.isalpha())
        | _SUSPECT * (character in _SUSPICIOUS)
        | _CONTROL * (character in _C1)
        | _ALONE * (character in _NAMED_ALONE)
        | _SMALL * ("а" <= character <= "я" or character == "ё")
    )


_TRAITS = Table(_traits, np.uint16)
# Cyrillic code pages hold small letters where others have capitals: "рТЙЧЕФ".
_CASE_TURNED = bytes([_SMALL, _CAPITAL, _CAPITAL, _CAPITAL])


def may_be_misread(joined: Joined) -> list[bool]:
    """For each text whether `fix_encoding` may find something to do; else it has nothing."""
    return [
        bits & (_UPPER | _CAPITAL | _SUSPECT | _CONTROL) > 0 or _is_for_ftfy(bits)
        for bits in joined.unions(_rows(joined.codes))
    ]


def _rows(codes: Codes) -> Values:
    """What is to be known of each character, and of two in a row what only both together show."""
    traits, pairing = _TRAITS.of(codes), _PAIRING.of(codes)
    first, second = traits[:-1], traits[1:]
    # Letters of the upper half in a row, a small letter before a capital.
    rows: Values = first & second & np.uint16(_UPPER)
    rows |= np.left_shift(first & _SMALL, 1, dtype=np.uint16) & second
    rows |= first & (_STRANGE | _SUSPECT | _CONTROL | _FOREIGN | _MARKED | _ALONE)
    is_pair = pairing[:-1] & (pairing[1:] >> _PARTNER_BITS) & _KINDS
    rows |= (is_pair != 0) * np.uint16(_PAIRED)
    return rows


def _is_for_ftfy(bits: int) -> bool:
    """Whether ftfy may find something to do in a text of such rows."""
    is_strange = bits & _STRANGE or bits & (_FOREIGN | _MARKED) == _FOREIGN | _MARKED
    return bool(is_strange and bits & (_PAIRED | _ALONE))


def fix_encoding(text: str) -> str:
    """The text as it was written, or as it is where nobody can tell."""
    before = text
    codes = Joined([text]).codes
    traits = _TRAITS.of(codes)
    there = int(np.bitwise_or.reduce(traits))
    if there & _UPPER and _UPPER_HALF.search(text):
        text = _exchange(text, _BLOCKS, _is_upper_half)
    elif there & _CAPITAL and _has_turned_case(traits):
        text = _exchange(text, _TURNED, _is_case_turned)
    # After the code pages: two of their letters may happen to be one in UTF-8.
    may_be_bad = there & (_STRANGE | _FOREIGN) and _is_for_ftfy(
        int(np.bitwise_or.reduce(_rows(codes)))
    )
    if text is not before or may_be_bad:
        text = ftfy.fix_encoding(text)
        there = _TRAITS.union(codes_of(text))
    if there & _SUSPECT:
        text = _exchange_latin(text)
    # What is left of Windows-1252 read as Latin-1: quotation marks and dashes.
    return ftfy.fixes.fix_c1_controls(text) if there & _CONTROL else text


def _has_turned_case(traits: Values) -> bool:
    return _CASE_TURNED in (traits & (_SMALL | _CAPITAL)).astype(np.uint8).tobytes()


@cache
def _table(read_as: str, written_in: str) -> dict[int, str]:
    """What each letter of one code page is in the other, by their common byte."""
    table = {}
    for byte in range(0x80, 0x100):
        found = [bytes([byte]).decode(name, "ignore") for name in (read_as, written_in)]
        if read_as == "cp1252":
            table[byte] = found[1]  # read as Latin-1, the byte is the letter's number
        if found[0] and found[1]:
            table[ord(found[0])] = found[1]
    return {letter: other for letter, other in table.items() if other and other.isprintable()}


def _exchange(
    text: str,
    pairs: tuple[tuple[str, str, tuple[str, ...]], ...],
    is_bad: Callable[[str], bool],
) -> str:
    """Exchange the letters of the lines that are bad, by the pair that makes most sense of them."""
    lines = text.split("\n")
    bad = [is_bad(line) for line in lines]
    sample = "\n".join(line for line, it_is in zip(lines, bad, strict=True) if it_is)[:_SAMPLE]
    now = max(_share(sample, code) for code in _CYRILLIC)
    best, best_sense = None, 0.0
    for read_as, written_in, languages in pairs:
        table = _table(read_as, written_in)
        changed = sample.translate(table)
        known = max(_share(changed, code) for code in languages)
        shape = _shape(changed)
        # A headline may have no function word; Cyrillic shows itself by vowels and capitals.
        shown = pairs is _BLOCKS and languages is _CYRILLIC and shape == 1
        certain = known - now >= _MIN_SHARE or shown
        mixed = len(_LATIN_LEFT.findall(changed)) > _MAX_MIXED * len(changed)
        if certain and not mixed and shape >= _MIN_SHAPE and known + shape > best_sense:
            best, best_sense = table, known + shape
    if best is None:
        return text
    return "\n".join(
        line.translate(best) if it_is else line for line, it_is in zip(lines, bad, strict=True)
    )


def _exchange_latin(text: str) -> str:
    """Exchange letters between code pages of Latin script.

    Certain is a text with the function words of one language and with letters that this language
    does not have, but has once they are exchanged: in ordinary words, not in names only.
    """
    there = _characters(text)
    marked = _marked(there)
    fits = any(marked - _SIGNS <= letters for letters in _ALPHABETS.values())
    if fits and not (marked & _SIGNS or _SIGN_INSIDE.search(text)):
        return text
    sample = text[:_SAMPLE]
    there = _characters(sample) if len(text) > _SAMPLE else there
    best, best_known = None, 0
    words: set[str] = set()
    for read_as, written_in, languages in _LATIN:
        table = _table(read_as, written_in)
        letters = _marked(there.translate(table))
        codes = [code for code in languages if letters <= _ALPHABETS[code]]
        # š and ž are of one byte in the two code pages of Windows, and signs in ISO 8859-2.
        if not codes or (written_in == "iso8859_2" and not _WINDOWS_ONLY.isdisjoint(marked)):
            continue
        if not words:  # for most texts it does not come to this
            words = {word for word in sample.split() if word[0].islower() and not word.isascii()}
            best_known = max(_MIN_WORDS, *map(_known_words(sample), _ALPHABETS)) - 1
        if sum(word.translate(table) != word for word in words) < _MIN_WORDS:
            continue
        changed = sample.translate(table)
        left = len(_SIGN_INSIDE.findall(changed))
        count = _known_words(changed)
        for code in codes:
            known = count(code) - left
            if known > best_known:
                best, best_known = table, known
    return text.translate(best) if best else text


def _characters(text: str) -> str:
    """Each character of a text once."""
    return "".join(map(chr, np.flatnonzero(np.bincount(codes_of(text))).tolist()))


def _marked(characters: str) -> set[str]:
    """The letters beyond ASCII among them, in lower case."""
    return {letter for letter in characters.casefold() if letter > "\x7f" and letter.isalpha()}


def _is_upper_half(line: str) -> bool:
    letters = sum(map(str.isalpha, line))
    return letters > 3 and len(_UPPER_HALF_LETTERS.findall(line)) > 0.6 * letters


def _is_case_turned(line: str) -> bool:
    letters = [letter for letter in line if letter.isalpha()]
    return 2 * sum(map(str.isupper, letters)) > len(letters) > 3


def _known_words(text: str) -> Callable[[str], int]:
    """What counts the function words of a language in a text."""
    words = [word.casefold() for word in _PLAIN_WORD.findall(text)]
    return lambda language: sum(map(stop_words(language).__contains__, words))


def _share(text: str, language: str) -> float:
    """The share of a text's words that are function words of a language, as they are written."""
    words = _PLAIN_WORD.findall(text)
    stops = stop_words(language)
    return (
        sum(word.lower() in stops and not word[1:].isupper() for word in words) / len(words)
        if words
        else 0.0
    )


def _shape(text: str) -> float:
    """The share of the words that look like some: capitals at their heads or all over, vowels."""
    words = [word for word in _PLAIN_WORD.findall(text) if len(word) > 2]
    good = sum(
        (word[1:].islower() or word[1:].lower() == word[1:] or word.isupper())
        and word[0] not in "ъьыЪЬЫ"
        and (
            not "а" <= word[-1].lower() <= "ґ"
            or 0.1 <= sum(letter in "аеєиіїоуюяыэёъ" for letter in word.lower()) / len(word) <= 0.75
        )
        for word in words
    )
    return good / len(words) if words else 0.0
