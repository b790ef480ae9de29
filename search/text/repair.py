"""Undo what crawlers and content systems did to a text. What is changed is counted by kind."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import ftfy

__all__ = ["repair"]

# "& # 171;", "&#xAB;" and the like; an opening quotation mark takes the space behind it along,
# a closing one the space before it, since the same machine put it there.
_SPACED_NUMBER = re.compile(r"&\s*(?:amp;)?\s*#\s*([xX][0-9a-fA-F]{1,6}|\d{1,7})\s*;")
# "&laquo", "&amp;quot;". Without its semicolon only before what cannot continue a name, and not
# where an address may stand ("?a=1&copy=2").
_NAMED = re.compile(r"&(?:amp;)*([A-Za-z][A-Za-z0-9]{1,30})(;|(?![A-Za-z0-9=]))")
_BLOCK_TAGS = "p|br|div|li|ul|ol|h[1-6]|tr|td|table|section|article|blockquote|figure|hr"
_INLINE_TAGS = "a|b|i|u|em|strong|span|font|img|small|sup|sub|center|script|style|iframe"
_TAG = re.compile(
    rf"<\s*/?\s*(?:(?P<block>{_BLOCK_TAGS})|{_INLINE_TAGS})(?:\s[^<>]{{0,300}})?/?\s*>",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u180e]")
# Direction marks and overrides; a page sets the direction itself, and an override can make a
# text show other than it reads.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?|[\u2028\u2029\x85]")
_OPENING, _CLOSING = "«„", "»"


def _number(match: re.Match[str]) -> str:
    digits = match[1]
    value = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    # 128 to 159 are meant as Windows-1252, as HTML reads them: html.unescape knows.
    return html.unescape(f"&#{value};") if 9 <= value < 0x110000 else match[0]


def _name(match: re.Match[str]) -> str:
    entity = html.unescape(f"&{match[1]}{match[2]}")
    return match[0] if entity.startswith("&") and match[1] != "amp" else entity


def _tag(match: re.Match[str]) -> str:
    """A tag between blocks parts lines, unless it stands at the edge of one."""
    before = match.string[: match.start()].rstrip(" \t")
    after = match.string[match.end() : match.end() + 2].lstrip(" \t")
    at_edge = not before or before.endswith("\n") or not after or after.startswith("\n")
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
    text, numbers = _substitute(_SPACED_NUMBER, _number, text)
    if numbers:
        text = re.sub(rf"([{_OPENING}])[ \t]+(?=\S)", r"\1", text)
        text = re.sub(rf"(?<=\S)[ \t]+(?=[{_CLOSING}])", "", text)
    text, names = _substitute(_NAMED, _name, text)
    return text, numbers + names


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

    run("line ends", _NEWLINES, "\n")
    run("control characters", _CONTROL, "")
    if not text.isascii() and (fixed := ftfy.fix_encoding(text)) != text:
        text = fixed
        made["wrong encoding"] += 1
    if "&" in text:
        text, made["entities"] = _entities(text)
    if "<" in text:
        run("tags", _TAG, _tag)
    run("invisible characters", _INVISIBLE, "")
    run("direction marks", _DIRECTION, "")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
        made["decomposed letters"] = 1
    return text, +made
