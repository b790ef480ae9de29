"""What content systems leave of themselves: shortcodes, templates, forum codes, lines of code."""

import re

from search.text.tags import strip

__all__ = ["CODE_PAIRS", "strip_code", "strip_shortcodes"]

_QUOTED = r"""(?:"[^"\[\]]{0,500}"|'[^'\[\]]{0,500}'|[“”„«″][^\[\]“”»″]{0,500}[“”»″])"""
# A code that anybody could make up shows itself by an attribute in quotation marks.
_KNOWN = (
    "audio|caption|embed|gallery|instagram|playlist|soundcloud|tweet|twitter|video|vimeo|youtube"
)
# Nobody writes these for people.
_MACHINE = "adrotate|contact-form(?:-7)?|(?:et_pb|fusion|ngg|su|vc|wp)_[a-z_]+"
_SHORTCODE = re.compile(
    rf"\[(?:(?P<machine>/?(?:{_MACHINE}))(?:\s[^\[\]\n]{{0,600}})?"
    rf"|(?P<known>{_KNOWN})(?P<attributes>\s+[\w-]{{1,30}}\s?=[^\[\]\n]{{0,600}})?"
    rf"|(?P<name>[a-z][a-z0-9_-]{{1,30}})(?:\s{{1,3}}[\w-]{{1,30}}\s?=\s?{_QUOTED}){{1,20}}\s{{0,2}}/?"
    r"|/(?P<end>[a-z][a-z0-9_-]{1,30}))\]"
)
_TEMPLATE = re.compile(
    r"\{\{\s{0,3}[#/^>!&]?\s?[A-Za-z_$][^{}\n]{0,300}\}\}|\{%-?\s[^{}\n]{1,300}%\}"
)
_FORUM = "b|i|u|s|url|img|quote|color|size|center|left|right|list|font|code|email|spoiler|justify"
_FORUM_CODE = re.compile(
    rf"\[(?P<end>/?)(?P<name>{_FORUM})(?:=[^\[\]\n]{{1,300}})?\]", re.IGNORECASE
)
_FORUM_IMAGE = re.compile(
    r"\[img[^\[\]\n]{0,60}\]\s{0,3}[^\s\[\]]{4,500}\s{0,3}\[/img\]", re.IGNORECASE
)

_OBJECTS = (
    r"(?:window|document|jQuery|\$|googletag|google_[a-z_]+|dataLayer|_gaq|_paq|_tmr|adsbygoogle"
    r"|twttr|FB|VK|Ya|Disqus|console)"
)
_CODE_LINE = re.compile(
    rf"""^[ \t]*(?:
      (?:var|let|const)\ [\w$]{{1,60}}\ ?=.*[;{{(\[,]
    | {_OBJECTS}\.[\w$.]{{1,80}}(?:\ ?\(.*[;{{(,\[)]|\ ?=[^=].*[;{{(\[])
    | (?:jQuery|\$)\(.*[;{{(,\[)]
    | (?:fbq|ga|gtag|ym|__gaTracker)\(['"\d].*\)\ ?;?
    | \(\ ?(?:adsbygoogle|window[\w.]*)\ ?=.*[;)]
    | [(!;]{{0,2}}(?:async\ )?function\ ?[\w$]{{0,60}}\ ?\([\w\s,$]{{0,200}}\)\ ?\{{.*
    | //\ ?(?:<!\[CDATA\[|\]\]>)
    | \{{\ ?"@(?:context|type)"\ ?:.*\}}
    | @(?:media|font-face|keyframes|-webkit-keyframes)\b[^\n{{}}]{{0,200}}\{{.*
    | (?:[.\#][\w-]|(?:a|body|div|h[1-6]|html|iframe|img|li|p|span|table|td|tr|ul)\b)
      [\w\s.\#:>,*+~()="'\[\]-]{{0,300}}\{{\ ?(?:[\w-]{{2,40}}\s?:[^{{}}\n]{{1,300}}\}}?)?
    )[ \t]*$""",
    re.MULTILINE | re.VERBOSE,
)
# Every such line has a brace in it or one of these at its end.
_CODE_ENDS = (";", "(", "[", ",", ")", ">")
# Characters in a row, one of each, of which a text with such lines has some; "" is any.
CODE_PAIRS = (("".join(_CODE_ENDS), "\n"), (" \t", "\n"), ("{", ""))
_MOST_LINES = 40
_CODE_GOES_ON = re.compile(r"^\s*(?:[})\]].*|//.*|/\*.*|.*[{}();,\[\]:]|)\s*$")
# Whoever writes about programs shows some.
_PROGRAMS = re.compile(
    r"(?<![\w./-])(?:javascript|jquery|typescript|css|html|php|python)(?![\w/])(?!\.\w)"
    r"|\b(?:programm(?:ing|ers?|ier)|програм(?:ува|іст)|программи(?:рова|ст)|програмира)",
    re.IGNORECASE,
)


def strip_shortcodes(text: str) -> tuple[str, int]:
    """The text without shortcodes, templates and forum codes, and how many there were.

    What stands between them stays, but for the address of an image.
    """
    total = 0
    if "[" in text:
        matches = list(_SHORTCODE.finditer(text))
        opened = {match["name"] or match["known"] for match in matches}
        closed = {match["end"] for match in matches}

        def shortcode(match: re.Match[str]) -> str:
            # "[video]" may be a headline's own.
            label = match["known"] and not match["attributes"] and match["known"] not in closed
            return match[0] if label or (match["end"] and match["end"] not in opened) else ""

        text, total = strip(_SHORTCODE, shortcode, text)
        text, images = strip(_FORUM_IMAGE, "", text)
        seen = {(match["name"].lower(), match["end"]) for match in _FORUM_CODE.finditer(text)}
        paired = {name for name, end in seen if end and (name, "") in seen}

        def forum_code(match: re.Match[str]) -> str:
            return "" if match["name"].lower() in paired else match[0]

        text, codes = strip(_FORUM_CODE, forum_code, text) if paired else (text, 0)
        total += images + codes
    if "{{" in text or "{%" in text:
        text, templates = strip(_TEMPLATE, "", text)
        total += templates
    return text, total


def strip_code(text: str) -> tuple[str, int]:
    """The text without lines of scripts and style sheets, and how many such lines there were.

    A text that speaks about programs keeps them.
    """
    lines = text.split("\n")
    if "{" not in text and not any(ln.rstrip(" \t").endswith(_CODE_ENDS) for ln in lines):
        return text, 0
    if not _CODE_LINE.search(text) or _PROGRAMS.search(text):
        return text, 0
    kept: list[str] = []
    number = 0
    while number < len(lines):
        if _CODE_LINE.match(lines[number]):
            number = _code_end(lines, number)
        else:
            kept.append(lines[number])
            number += 1
    return "\n".join(kept), len(lines) - len(kept)


def _code_end(lines: list[str], start: int) -> int:
    """The number of the line behind a piece of code: the first line's own, or its brackets'."""
    depth = 0
    for number, line in enumerate(lines[start : start + _MOST_LINES], start):
        if number > start and not _CODE_GOES_ON.match(line):
            break
        depth += sum((sign in "({[") - (sign in ")}]") for sign in line)
        if depth <= 0:
            return number + 1
    return start + 1
