"""Undo what crawlers and content systems did to a text. What is changed is counted by kind."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from html.entities import html5

import ftfy

__all__ = ["repair"]

# "&#171;", and "& # 171;" as machines make it that put blanks around every sign.
_NUMBER = re.compile(r"&(\s{0,2})(?:amp;)*#\s{0,2}([xX][0-9a-fA-F]{1,6}|\d{1,7})\s{0,2};")
_BLANKED = re.compile(r"[ \t]?&\s{1,2}#\s{0,2}(\d{1,7})\s{0,2};[ \t]?")
# "&laquo", "&amp;quot;". Without its semicolon only before what cannot continue a name.
_NAMED = re.compile(r"&(?:amp;)*([A-Za-z][A-Za-z0-9]{1,30})(;|(?![A-Za-z0-9=]))")
_BLOCK_TAGS = "p|br|div|li|ul|ol|h[1-6]|tr|td|table|section|article|blockquote|figure|hr"
_INLINE_TAGS = "a|b|i|u|em|strong|span|font|img|small|sup|sub|center|script|style|iframe"
_ATTRIBUTES = (
    r"""(?:\s{1,9}[a-zA-Z:-]{1,30}=(?:"[^"<>]{0,500}"|'[^'<>]{0,500}'|[^\s<>"']{1,200}))*"""
)
# Blanks inside are a sign of damage only in tags that nobody writes for "less than".
_TAG = re.compile(
    rf"<(?:[ \t]{{0,3}}/?[ \t]{{0,3}}(?P<block>{_BLOCK_TAGS})|/?(?:{_INLINE_TAGS}))"
    rf"{_ATTRIBUTES}\s{{0,3}}/?>",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u180e]")
# Direction marks and overrides; a page sets the direction itself, and an override can make a
# text show other than it reads.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_C1 = re.compile("[\x80-\x9f]")
_OPENING, _CLOSING = "«„", "»"
# Entities come wrapped in entities ("&amp;amp;#171;"), but not without end.
_MOST_WRAPPED = 5


def _number(match: re.Match[str]) -> str:
    digits = match[2]
    value = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    # 128 to 159 are meant as Windows-1252, as HTML reads them: html.unescape knows.
    return html.unescape(f"&#{value};") if 9 <= value < 0x110000 else match[0]


def _blanked(match: re.Match[str]) -> str:
    """A number with blanks in it has one too many around it as well, inside of the quotation."""
    sign = html.unescape(f"&#{match[1]};")
    before, after = match[0][0].isspace(), match[0][-1].isspace()
    if sign in _OPENING:
        after = False
    elif sign in _CLOSING:
        before = False
    return " " * before + sign + " " * after


def _name(match: re.Match[str]) -> str:
    name, end = match[1], match[2]
    if f"{name};" not in html5 or not (end or (name in html5 and not _in_address(match))):
        return match[0]
    return html5[f"{name};"]


def _in_address(match: re.Match[str]) -> bool:
    """Whether the entity may be a parameter: "?a=1&copy"."""
    before = match.string[max(match.start() - 200, 0) : match.start()].rsplit(maxsplit=1)
    return bool(before) and match.string[match.start() - 1].strip() != "" and "?" in before[-1]


def _tag(match: re.Match[str]) -> str:
    """A tag between blocks parts lines, unless it stands at the edge of one."""
    text, before, after = match.string, match.start() - 1, match.end()
    while before >= 0 and text[before] in " \t":
        before -= 1
    while after < len(text) and text[after] in " \t":
        after += 1
    at_edge = before < 0 or text[before] == "\n" or after == len(text) or text[after] == "\n"
    return "\n" if match["block"] and not at_edge else ""


def _substitute(
    pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str], text: str
) -> tuple[str, int]:
    """`pattern.subn`, counting only what did change something."""
    changed = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal changed
        new = by if isinstance(by, str) else by(match)
        changed += new != match[0]
        return new

    return pattern.sub(replace, text), changed


def _entities(text: str) -> tuple[str, int]:
    total = 0
    for _ in range(_MOST_WRAPPED):
        text, blanked = _substitute(_BLANKED, _blanked, text)
        text, numbers = _substitute(_NUMBER, _number, text)
        text, names = _substitute(_NAMED, _name, text)
        total += blanked + numbers + names
        if "&" not in text or not blanked + numbers + names:
            break
    return text, total


def _encoding(text: str) -> str:
    """UTF-8 that was read as something else, by ftfy; then what is left of Windows-1252."""
    text = ftfy.fix_encoding(text)
    return ftfy.fixes.fix_c1_controls(text) if _C1.search(text) else text


def repair(text: str) -> tuple[str, Counter[str]]:
    """The text as it was meant, and how many repairs of each kind that took.

    Kinds: `line ends`, `control characters`, `wrong encoding`, `entities`, `tags`,
    `invisible characters`, `direction marks`, `decomposed letters` (1 for the whole text).
    """
    made: Counter[str] = Counter()

    def run(kind: str, pattern: re.Pattern[str], by: str | Callable[[re.Match[str]], str]) -> None:
        nonlocal text
        text, count = _substitute(pattern, by, text)
        made[kind] += count

    if not text.isascii() and (fixed := _encoding(text)) != text:
        text = fixed
        made["wrong encoding"] += 1
    if "&" in text:
        text, made["entities"] = _entities(text)
    run("line ends", _NEWLINES, "\n")
    # Also those that stood in entities: in news they are a content system's leftovers.
    if "<" in text:
        run("tags", _TAG, _tag)
    run("control characters", _CONTROL, "")
    run("invisible characters", _INVISIBLE, "")
    run("direction marks", _DIRECTION, "")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        made["decomposed letters"] = 1
    return text, +made
