"""Bytes to text: what they declare where it can be true, else what they look like."""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from io import BufferedReader, TextIOWrapper

from search.messages import Message
from search.sources.faults import UnreadableError
from search.sources.opening import LIMIT, SNIFF, too_long

__all__ = ["decode", "peek_text", "text_lines", "usual_encoding"]

# Longest first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ANY_MARK = tuple(mark for mark, _ in _MARKS)
# What pages call by these names is written with the wider code page (WHATWG Encoding, 4.2).
_WIDER = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "koi8-r": "koi8_u",  # Ukrainian letters in place of lines for drawing boxes
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
}
# Python knows codecs that no page is written in, some of them slow enough to hang on (punycode);
# and a page that says UTF-16 in ASCII letters is not (WHATWG HTML, "prescan a byte stream").
_FOR_PAGES = re.compile(
    r"utf-?8|ascii|us-ascii|latin|iso|windows|cp\d|koi8|mac|x-mac|tis-620|gb|big5|euc|ks_c|shift|x-sjis|hz"
)
_CODE_PAGES = [
    *("cp1251", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic"),
    *("cp1250", "iso8859_2", "cp1252", "cp1254", "cp1253", "iso8859_7"),
    *("cp1255", "cp1256", "iso8859_6"),
]
# The letters beyond ASCII of one language each, which tell code pages of one script apart: the
# byte F1 is ñ in cp1252 and ń in cp1250, and only one of them goes with ¿ and í.
_ALPHABETS = [
    frozenset(letters + letters.upper())
    for letters in (
        "áéíóúüñ¿¡ªº",
        "àâæçéèêëîïôœùûüÿ",
        "äöüß",
        "áâãàçéêíóôõúü",
        "àèéìíòóùú",
        "éèëïóöü",
        "åäöæøé",
        "ąćęłńóśźż",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "čšžćđ",
        "áéíóöőúüű",
        "ăâîşţ",
        "çğıöşüİâî",
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґўђјљњћџѓќѕ",
        "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",
        "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيًٌٍَُِّْ،؛؟",
        "אבגדהוזחטיךכלםמןנסעףפץצקרשת",
    )
]
_NEUTRAL = frozenset("«»„“”‘’‚–—…€§°©®™·•№×²³½\xa0\xad")
_SAMPLE = 2**14  # bytes; more does not make the answer better, only later
# Measured on news in 12 languages, each in the code pages it was written in: of 892 texts of 1,500
# letters 890 are read right (with charset-normalizer's own choice 792), of 874 of 100 letters 841.
_CHAOS = 0.35  # charset-normalizer's measure of a mess; Polish in ISO 8859-2 comes to 0.3
_CERTAIN = 0.5  # the lowest score of a text read right was 0.69


def decode(data: bytes, declared: str = "") -> str:
    """Text from bytes, without a byte order mark.

    In this order: the byte order mark, UTF-8, the encoding that the file declares, UTF-8 with a
    few damaged places (U+FFFD stands there), what the letters look like.

    Args:
        data: the whole article, or a line.
        declared: an encoding that the page or its HTTP header names; unknown names do not matter.

    Raises:
        UnreadableError: it is no text in any encoding known here.
    """
    if data.startswith(_ANY_MARK):
        encoding = next(encoding for mark, encoding in _MARKS if data.startswith(mark))
        return data.decode(encoding, "replace").removeprefix("\ufeff")
    named = _codec_of(declared)
    if named.startswith(("iso-2022", "iso2022", "hz")) and (text := _try(data, named)):
        return text  # seven bits, so it would pass for UTF-8
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if named and (text := _try(data, named)) is not None:
        return text
    if (text := _damaged_utf8(data)) is not None:
        return text
    return data.decode(_detect(data), "replace")


@lru_cache(maxsize=64)  # every line of a file is decoded by itself
def _codec_of(declared: str) -> str:
    """The codec that a page means by a name, "" for what no page is written in."""
    named = declared.strip().lower()
    return _WIDER.get(named, named) if _FOR_PAGES.match(named) else ""


def _detect(data: bytes) -> str:
    """The code page that the letters look written in, as a codec's name.

    Raises:
        UnreadableError: they look like no text.
    """
    from charset_normalizer import from_bytes

    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - 200) if first else 0
    sample = data[start : start + _SAMPLE]
    found = from_bytes(sample, cp_isolation=_CODE_PAGES, threshold=_CHAOS)
    scores = [(_share_of_one_alphabet(str(match)) - 2 * match.chaos, match) for match in found]
    # Of equals max keeps the first, which is the library's own choice.
    score, match = max(scores, key=lambda scored: scored[0], default=(0.0, None))
    if match is None or score < _CERTAIN or b"\0" in sample:
        raise UnreadableError(
            Message("it is not text in any known encoding"),
            Message("save it as UTF-8, or leave it out"),
        )
    return match.encoding


def usual_encoding(stream: BufferedReader) -> str:
    """The encoding of a stream, by its first 64 KiB, which stay unread, as a codec's name.

    Raises:
        UnreadableError: they look like no text.
    """
    head = stream.peek(SNIFF)[:SNIFF]
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    return "utf-8" if _is_utf8_so_far(head) else _detect(head)


def peek_text(stream: BufferedReader) -> str:
    """The first 64 KiB of a stream, which stay unread, to see what kind of text it is."""
    try:
        encoding = usual_encoding(stream)
    except UnreadableError:
        encoding = "latin-1"  # the signs of a format are ASCII
    return stream.peek(SNIFF)[:SNIFF].decode(encoding, "replace").removeprefix("\ufeff")


def text_lines(stream: BufferedReader) -> Iterator[tuple[int, str | UnreadableError]]:
    """The lines of a stream with their numbers from 1, each with its end of line.

    A line in another encoding than the rest is decoded by itself. A line that cannot be decoded,
    or is longer than LIMIT, comes as the error; the lines after it follow.
    """
    try:
        usual = usual_encoding(stream)
    except UnreadableError:
        usual = ""  # each line is judged by itself
    if usual in {"utf-16", "utf-32"}:
        yield from _wide_lines(stream, usual)
        return
    number = 0
    while line := stream.readline(LIMIT + 1):
        number += 1
        if len(line) > LIMIT:
            while line and not line.endswith(b"\n"):
                line = stream.readline(SNIFF)
            yield number, too_long()
            continue
        try:
            yield number, decode(line, usual)
        except UnreadableError as error:
            yield number, error


def _wide_lines(
    stream: BufferedReader, encoding: str
) -> Iterator[tuple[int, str | UnreadableError]]:
    """Lines of UTF-16 or UTF-32, where a line's end is two or four bytes."""
    text = TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    number = 0
    try:
        while line := text.readline(LIMIT):
            number += 1
            yield number, line
    finally:
        text.detach()  # the stream is its opener's to close


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 with replacement characters, if most of its multi-byte letters are whole.

    Letters of a code page form one by chance only: é and я are followed by a letter or a space,
    never by a continuation byte.
    """
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(char > "\x7f" for char in text) - damaged
    return text if whole > 2 * damaged or (whole > 0 and _is_utf8_so_far(data)) else None


def _is_utf8_so_far(head: bytes) -> bool:
    """Whether the bytes may begin a UTF-8 text; the last letter may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _share_of_one_alphabet(text: str) -> float:
    """The share, 0 to 1, of the letters beyond ASCII that the best fitting language has."""
    letters = Counter(char for char in text if char > "\x7f" and char not in _NEUTRAL)
    total = letters.total()
    if not total:
        return 1.0
    best = max(
        sum(count for char, count in letters.items() if char in alphabet) for alphabet in _ALPHABETS
    )
    return best / total
