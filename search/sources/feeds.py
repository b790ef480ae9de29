"""RSS and Atom: an article an entry."""

import io
from collections.abc import Iterator
from io import BufferedReader
from typing import Any

from search.messages import Message
from search.models import Article, Problem
from search.sources.faults import UnreadableError
from search.sources.found import Found
from search.sources.markup import html_to_text, is_html
from search.sources.opening import read_whole

__all__ = ["read_feed"]

_ENDS = (b"</rss>", b"</feed>", b":rss>", b":feed>", b":rdf>", b"</rdf>")


def read_feed(stream: BufferedReader, name: str) -> Iterator[Found | Problem]:
    """Read a feed.

    Raises:
        UnreadableError: it is neither RSS nor Atom.
    """
    import feedparser

    data = read_whole(stream)
    # A stream, since feedparser takes bytes for a file's name or an address to fetch.
    feed = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    if not feed.version and not feed.entries:
        raise UnreadableError(
            Message("it is neither RSS nor Atom"),
            Message("give articles as HTML, JSON Lines, CSV or plain text"),
        )
    site = _plain(feed.feed.get("title"))
    language = feed.feed.get("language") or ""
    for number, entry in enumerate(feed.entries, start=1):
        article = Article(
            id=_text(entry.get("id")),
            title=" ".join(_plain(entry.get("title")).split()),
            text=_plain(_content(entry)),
            source=_plain((entry.get("source") or {}).get("title")),
            language=_language(entry) or language,
            date=_date(entry),
            url=_text(entry.get("link")),
        )
        yield Found(article, site, number, Message("entry {number}", number=number))
    if feed.bozo and not data[-1024:].lower().rstrip().endswith(_ENDS):
        yield Problem(
            name,
            Message("after entry {number}", number=len(feed.entries)),
            Message("the feed is cut short"),
            Message("fetch it again; the last entry read may lack its end"),
        )


def _content(entry: Any) -> str:
    """The longest content (`content:encoded`, `content`), else the summary."""
    contents = [_text(content.get("value")) for content in entry.get("content") or ()]
    return max(contents, key=len, default="") or _text(entry.get("summary"))


def _language(entry: Any) -> str:
    stated = [content.get("language") for content in entry.get("content") or ()]
    stated.append((entry.get("title_detail") or {}).get("language"))
    return next(filter(None, stated), "")


def _date(entry: Any) -> str | None:
    """The date as written: feedparser's own is moved to UTC, and so perhaps to another day."""
    for name in ("published", "updated"):
        if name in entry:
            return _text(entry[name]) or None
    return None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _plain(value: Any) -> str:
    text = _text(value)
    return html_to_text(text) if is_html(text) else text
