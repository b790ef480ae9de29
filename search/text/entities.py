"""Character references, in the forms that crawlers and content systems leave of them."""

import html
import re
from html.entities import html5

from search.text.substitute import substitute

__all__ = ["decode_entities"]

# The names that HTML knows without their semicolon too, and those that news is full of.
_USUAL = {name for name in html5 if not name.endswith(";")} | {
    "apos", "bdquo", "bull", "emsp", "ensp", "euro", "hellip", "ldquo", "lrm", "lsaquo", "lsquo",
    "mdash", "minus", "ndash", "numero", "prime", "Prime", "rdquo", "rlm", "rsaquo", "rsquo",
    "sbquo", "thinsp", "trade", "zwj", "zwnj",
}  # fmt: skip
# Half of a sign beyond U+FFFF each: "&#55357;&#56832;" is one face.
_SURROGATES = re.compile(
    r"&(?:amp;)*#(5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d);"
    r"&(?:amp;)*#(563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3]);"
)
# "&#171;", and "& # 171;" as machines make it that put blanks around every sign.
_NUMBER = re.compile(r"&(\s{0,2})(?:amp;)*#\s{0,2}([xX]\s?[0-9a-fA-F]{1,6}|\d{1,7})\s{0,2};")
_NUMBER_BLANKED = re.compile(r"[ \t]?&\s{1,2}#\s{0,2}(\d{1,7})\s{0,2};[ \t]?")
_NAME_BLANKED = re.compile(r"[ \t]?&[ \t]{1,2}([A-Za-z]{2,8}[1-4]{0,2})[ \t]{0,2};[ \t]?")
_NAME_THEN_BLANK = re.compile(r"&(?:amp;)*([A-Za-z]{2,8}[1-4]{0,2})[ \t]{1,2};")
# Without its semicolon: as many digits as there are, none of them a hexadecimal letter too many.
_NUMBER_OPEN = re.compile(
    r"&(?:amp;)*#(?:(\d{2,5})(?![\d;])|[xX]([0-9a-fA-F]{2,4})(?![0-9A-Za-z;]))"
)
_SPLIT = re.compile(r"&(#?[A-Za-z0-9]{1,7})\n[ \t]{0,8}([A-Za-z0-9]{0,7});")
# "&laquo", "&amp;quot;". Without its semicolon only before what cannot continue a name.
_NAMED = re.compile(r"&(?:amp;)*([A-Za-z][A-Za-z0-9]{1,30})(;|(?![A-Za-z0-9=]))")
# "&nbspTalks": no word begins with these.
_GLUED = re.compile(r"&(?:amp;)*(nbsp|quot|laquo|raquo)(?=[A-Za-z0-9])")
_OPENING, _CLOSING = "«„", "»"
_FIRST_PRINTED = 34
# Entities come wrapped in entities ("&amp;amp;#171;"), but not without end.
_MOST_WRAPPED = 5


def decode_entities(text: str) -> tuple[str, int]:
    """The text with its entities decoded, and how many there were."""
    total = 0
    for _ in range(_MOST_WRAPPED):
        if "&" not in text:
            break
        count = 0
        for pattern, by in _STEPS:
            text, changed = substitute(pattern, by, text)
            count += changed
        total += count
        if not count:
            break
    return text, total


def _surrogates(match: re.Match[str]) -> str:
    high, low = int(match[1]), int(match[2])
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _number(match: re.Match[str]) -> str:
    digits = match[2]
    value = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return _sign(value) or match[0]


def _sign(value: int) -> str:
    # 128 to 159 are meant as Windows-1252, as HTML reads them: html.unescape knows.
    return html.unescape(f"&#{value};") if 9 <= value < 0x110000 else ""


def _number_open(match: re.Match[str]) -> str:
    value = int(match[1]) if match[1] else int(match[2], 16)
    return match[0] if value < _FIRST_PRINTED or _in_address(match) else _sign(value)


def _number_blanked(match: re.Match[str]) -> str:
    return _unblanked(match, _sign(int(match[1])))


def _name_blanked(match: re.Match[str]) -> str:
    name = match[1]
    return _unblanked(match, html5[f"{name};"]) if name in _USUAL else match[0]


def _unblanked(match: re.Match[str], sign: str) -> str:
    """What has blanks in it has one too many around it as well, inside of the quotation."""
    if not sign:
        return match[0]
    before, after = match[0][0].isspace(), match[0][-1].isspace()
    if sign in _OPENING:
        after = False
    elif sign in _CLOSING:
        before = False
    return " " * before + sign + " " * after


def _name_then_blank(match: re.Match[str]) -> str:
    return html5[f"{match[1]};"] if match[1] in _USUAL and not _in_address(match) else match[0]


def _split(match: re.Match[str]) -> str:
    whole = match[1] + match[2]
    known = whole in _USUAL or (whole[0] == "#" and whole[1:].isdecimal())
    return f"&{whole};" if known else match[0]


def _name(match: re.Match[str]) -> str:
    name, end = match[1], match[2]
    if f"{name};" not in html5 and name.lower() in _USUAL:
        name = name.lower()  # "&NBSP;", which browsers do not know
    if f"{name};" not in html5 or not (end or (name in html5 and not _in_address(match))):
        return match[0]
    return html5[f"{name};"]


def _glued(match: re.Match[str]) -> str:
    return match[0] if _in_address(match) else html5[f"{match[1]};"]


def _in_address(match: re.Match[str]) -> bool:
    """Whether the entity may be a parameter: "?a=1&copy"."""
    before = match.string[max(match.start() - 200, 0) : match.start()].rsplit(maxsplit=1)
    return bool(before) and match.string[match.start() - 1].strip() != "" and "?" in before[-1]


_STEPS = (
    (_SPLIT, _split),
    (_SURROGATES, _surrogates),
    (_NUMBER_BLANKED, _number_blanked),
    (_NUMBER, _number),
    (_NUMBER_OPEN, _number_open),
    (_NAME_BLANKED, _name_blanked),
    (_NAME_THEN_BLANK, _name_then_blank),
    (_NAMED, _name),
    (_GLUED, _glued),
)
