"""HTML to plain text: what a reader of the page would see, paragraphs on lines of their own."""

import re
from typing import Any

__all__ = ["BLOCKS", "HIDDEN", "html_to_text", "is_html", "is_page", "parse_html", "visible_text"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # lxml takes none of these
_SPACE = re.compile(r"[ \t\r\n\f]+")
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAGS = "a|b|blockquote|div|em|figure|h[1-6]|i|li|ol|p|span|strong|table|td|tr|u|ul"
# An end tag, a line break or a leading tag: an article that only mentions <p> stays as it is.
_FRAGMENT = re.compile(
    rf"</(?:{_TAGS})\s*>|<(?:br|hr)\s*/?>|\A\s*<(?:{_TAGS}|img)\b[^>]*>", re.IGNORECASE
)

HIDDEN = frozenset(
    (
        *("button", "canvas", "head", "iframe", "input", "noscript", "object", "option", "script"),
        *("select", "style", "svg", "template", "textarea", "title"),
    )
)
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hr", "main", "nav", "ol", "p", "pre", "section", "summary"),
        *("table", "ul"),
    )
)
# Written between pieces of text; parsing leaves no such characters in.
_LINE, _BLOCK = "\x1e", "\x1f"
_BREAKS = {
    **dict.fromkeys(BLOCKS, _BLOCK),
    "br": "\n",
    "li": _LINE,
    "tr": _LINE,
    "td": " ",
    "th": " ",
}
_MEETING = re.compile(r"[ \t\n]*[\x1e\x1f][ \t\n\x1e\x1f]*")


def is_html(text: str) -> bool:
    """Whether a text is marked up as HTML: `<p>…</p>`, as feeds and databases hold it."""
    return "<" in text and _FRAGMENT.search(text) is not None


def is_page(text: str) -> bool:
    """Whether a text is a whole HTML page."""
    head = text[:4096].lstrip()  # comments and scripts may come first, but no text
    return head.startswith("<") and _PAGE.search(head) is not None


def parse_html(text: str) -> Any:
    """The lxml tree of a page or fragment; None where there is nothing in it."""
    from lxml import etree, html  # type: ignore[import-untyped]

    # A parser with an encoding of its own reads no <meta charset>, which decoding made untrue.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(_CONTROL.sub("", text).encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def html_to_text(text: str) -> str:
    """The visible text of a page or a fragment of one."""
    tree = parse_html(f"<body>{text}")
    return "" if tree is None else visible_text(tree)


def visible_text(tree: Any) -> str:
    """The text of an lxml element: scripts, forms' fields and hidden parts left out."""
    from lxml import etree

    pieces: list[str] = []
    literal = 0  # how many <pre> are open
    bullet = ""  # of an item whose text has not come yet
    walk = etree.iterwalk(tree, events=("start", "end"))  # no recursion: pages nest without bounds
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        started = event == "start"
        pieces.append(_BREAKS.get(tag, "") if started or tag != "br" else "")
        text = element.text if started else element.tail if element is not tree else ""
        if started and (tag in HIDDEN or element.get("hidden") is not None):
            walk.skip_subtree()
            text = ""
        literal += (tag == "pre") * (1 if started else -1)
        bullet = "• " * started if tag == "li" else bullet
        if text and not text.isspace():
            text, bullet = f"{bullet}{text.lstrip() if bullet else text}", ""
        pieces.append((text or "") if literal else _SPACE.sub(" ", text or ""))
    return _tidy("".join(pieces))


def _tidy(text: str) -> str:
    """Breaks that meet become one, the widest; no spaces at the ends of lines."""
    text = _MEETING.sub(lambda run: "\n\n" if _BLOCK in run[0] else "\n", text)
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
