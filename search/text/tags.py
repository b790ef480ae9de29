"""Markup that stands in a text as text: tags, comments, and what a script or style sheet held."""

import re

from search.text.substitute import By, substitute

__all__ = ["strip", "strip_tags"]

_BLOCK_TAGS = (
    "p|br|div|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|thead|tbody|tfoot|section|article|aside"
    "|header|footer|nav|blockquote|figure|figcaption|hr|pre|form|body|html|head"
)
_INLINE_TAGS = (
    "a|b|i|u|s|em|strong|strike|span|font|img|small|big|sup|sub|center|script|noscript|style"
    "|iframe|nobr|wbr|noindex|abbr|acronym|cite|(?:o|w|v|st1):[a-z]{1,20}"
)
# Words that people also put between these signs, as "<source>"; tags only with attributes.
_WORD_TAGS = (
    "amp-[a-z-]{1,20}|audio|button|code|del|embed|input|ins|label|link|mark|meta|object|option"
    "|param|path|picture|select|source|svg|time|video"
)
_VALUE = r"""(?:"[^"<>]{0,500}"|'[^'<>]{0,500}'|[“”„«][^<>“”»]{0,500}[“”»]|[^\s<>"'“”„]{1,300})"""
_ATTRIBUTE = rf"\s{{1,9}}[a-zA-Z:-]{{1,30}}\s{{0,2}}=\s{{0,2}}{_VALUE}"
_FLAG = r"\s{1,9}(?:allowfullscreen|async|checked|controls|defer|hidden|itemscope|nowrap)\b"
_ATTRIBUTES = rf"(?:{_ATTRIBUTE}|{_FLAG})"
_END = r"\s{0,3}/?\s{0,3}>"
# Blanks inside are a sign of damage only in tags that nobody writes for "less than".
_TAG = re.compile(
    rf"<(?:(?P<blanks>[ \t]{{0,3}}/?[ \t]{{0,3}})(?P<block>{_BLOCK_TAGS}){_ATTRIBUTES}*"
    rf"|/?(?:{_INLINE_TAGS}){_ATTRIBUTES}*"
    rf"|(?:{_WORD_TAGS}){_ATTRIBUTES}+|/(?:{_WORD_TAGS})){_END}",
    re.IGNORECASE,
)
# Cut off in the middle, or its end lost: up to the last attribute that is whole, or to the line's
# end in one that is not.
_UNCLOSED = re.compile(
    r"<(?:a|div|font|iframe|img|p|script|span|table|td)"
    r"(?=\s{1,9}(?:align|alt|class|data-[a-z-]{1,20}|height|href|id|rel|src|style|target|title"
    rf"|width)\s{{0,2}}=)(?:{_ATTRIBUTE})*"
    r"(?:\s{1,9}[a-zA-Z:-]{1,30}=[\"'][^\"'<>\n]{0,500}(?=\n|\Z))?(?!\s{0,3}/?\s{0,3}>)",
    re.IGNORECASE,
)
_WITH_CONTENT = re.compile(
    r"<!--(?:(?!<!--|-->).){0,4000}-->"
    r"|<(?P<name>script|style)\b[^<>]{0,500}>(?:(?!</?(?:script|style)\b).){0,20000}"
    r"</(?P=name)\s{0,3}>"
    r"|<!doctype\b[^<>]{0,300}>|<\?(?:xml|php)\b[^<>]{0,500}\?>",
    re.DOTALL | re.IGNORECASE,
)
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# What an article about markup says; a file's name, an address or a hashtag says nothing.
_MARKUP = re.compile(
    r"(?<![\w./#@&?=<-])(?<!doctype )(?:x?html5?|css[23]?|xml|bbcode)(?![\w/=])(?!\.\w)"
    r"|\b(?:тег(?:[аиу]|ом|ов|ами|ах|ів)?|shortcodes?|шорткод\w{0,3})\b",
    re.IGNORECASE,
)


def strip_tags(text: str) -> tuple[str, int]:
    """The text without markup, and how many pieces of it there were.

    Where a text speaks about markup its tags are what it says: they stay, whether they were
    written as they are or as entities, but for those that are damaged (`< p>`).
    """
    total = 0
    for pattern, sign, by in (
        (_WITH_CONTENT, "<", ""),
        (_CDATA, "<![CDATA[", ""),
        (_TAG, "<", _tag),
        (_UNCLOSED, "<", ""),
    ):
        if sign in text:
            text, count = strip(pattern, by, text)
            total += count
    return text, total


def strip(pattern: re.Pattern[str], by: By, text: str) -> tuple[str, int]:
    """`substitute`, but for lines that speak about markup; for all, where two or more of them do.

    A match with a group `blanks` that holds any is damaged, and is spared nowhere.
    """
    lines: set[int] | None = None  # looked for when the first is found: most texts have none

    def replace(match: re.Match[str]) -> str:
        nonlocal lines
        if lines is None:
            lines = {text.count("\n", 0, found.start()) for found in _MARKUP.finditer(text)}
        damaged = "blanks" in pattern.groupindex and (match["blanks"] or "").strip("/")
        spoken_of = len(lines) > 1 or (lines and text.count("\n", 0, match.start()) in lines)
        if spoken_of and not damaged:
            return match[0]
        return by if isinstance(by, str) else by(match)

    return substitute(pattern, replace, text)


def _tag(match: re.Match[str]) -> str:
    """A tag between blocks parts lines, unless it stands at the edge of one."""
    text, before, after = match.string, match.start() - 1, match.end()
    while before >= 0 and text[before] in " \t":
        before -= 1
    while after < len(text) and text[after] in " \t":
        after += 1
    at_edge = before < 0 or text[before] == "\n" or after == len(text) or text[after] == "\n"
    return "\n" if match["block"] and not at_edge else ""
