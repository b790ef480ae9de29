"""Named fields to an article: what JSON objects, CSV rows and front matter have in common."""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache

from search.models import Article
from search.sources.found import Found
from search.sources.markup import html_to_text, is_html, is_page
from search.sources.page import article_of_page

__all__ = ["ALIASES", "count_known", "found_in_fields", "names_body", "names_text"]

# A field of an article, and the names it has elsewhere in order of preference; case, spaces and
# signs do not count: `publishedAt`, `Published at` and `published_at` are one.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "article_id"),
    "title": ("title", "headline", "name", "subject"),
    "text": (
        *("text", "body", "content", "article", "full_text", "maintext", "article_body"),
        *("content_text", "content_html", "html", "description"),
    ),
    "source": (
        *("source", "site", "publisher", "outlet", "source_name", "domain", "newspaper"),
        "site_name",
    ),
    "language": ("language", "lang", "locale", "in_language"),
    "date": (
        *("date", "published", "published_at", "pub_date", "date_published", "publication_date"),
        *("time", "timestamp", "created", "datetime", "created_at"),
    ),
    "url": ("url", "link", "href", "uri", "permalink", "canonical"),
}
# Where an object stands for a value: news APIs, WordPress, MongoDB's exports.
_INNER = ("name", "rendered", "$oid", "$date", "$numberLong")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


_LOOKUP = {field: tuple(map(_plain, names)) for field, names in ALIASES.items()}
_TEXTUAL = frozenset((*_LOOKUP["title"], *_LOOKUP["text"]))
_BODIES = frozenset(_LOOKUP["text"][:-1])
_KNOWN = frozenset(name for names in _LOOKUP.values() for name in names)


def count_known(names: Iterable[str]) -> int:
    """How many of the names are known here."""
    return sum(_plain(name) in _KNOWN for name in names)


def names_body(names: Iterable[str]) -> bool:
    """Whether one of the names is a text's, and more than a description."""
    return any(_plain(name) in _BODIES for name in names)


def names_text(names: Iterable[str]) -> bool:
    """Whether one of the names is a title's or a text's."""
    return any(_plain(name) in _TEXTUAL for name in names)


def found_in_fields(fields: Mapping[str, object], number: int = 0, place: str = "") -> Found:
    """The article that named fields describe.

    HTML in title and text becomes plain text; of a whole page the main text is taken, and what
    the page states where the fields do not. Without any field known here the article is empty.

    Raises:
        UnreadableError: the text is a page that holds none.
    """
    values: dict[str, object] = {}
    for name, value in fields.items():
        if not _is_empty(value):
            values.setdefault(_plain(name), value)
    title, text = _value(values, "title").strip(), _value(values, "text", "\n\n")
    if is_html(title):
        title = " ".join(html_to_text(title).split())
    page = is_page(text)
    article = Article(
        id=_value(values, "id").strip(),
        title=title,
        text=html_to_text(text) if not page and is_html(text) else text,
        source=_value(values, "source").strip(),
        language=_value(values, "language").strip(),
        date=_value(values, "date").strip() or None,
        url=_value(values, "url").strip(),
    )
    if page:
        found = article_of_page(text, article.url)
        return Found(_completed(article, found.article), found.site, number, place)
    return Found(article, number=number, place=place)


def _completed(article: Article, page: Article) -> Article:
    return Article(
        id=article.id,
        title=article.title or page.title,
        text=page.text,
        source=article.source,
        language=article.language or page.language,
        date=article.date or page.date,
        url=article.url or page.url,
    )


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and (not value or value.isspace()))


def _value(values: Mapping[str, object], field: str, joint: str = ", ") -> str:
    for name in _LOOKUP[field]:
        value = values.get(name)
        if isinstance(value, str):
            return value  # none of them is empty
        if value is not None and (text := _as_text(value, joint)).strip():
            return text
    return ""


def _as_text(value: object, joint: str) -> str:
    """A value as text. One level of nesting is understood; what lies deeper is no value."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return joint.join(filter(None, map(_scalar, value)))
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, Mapping):
        value = next((value[name] for name in _INNER if value.get(name) is not None), None)
    match value:
        case str():
            return value
        case bool():
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case float() if math.isfinite(value):
            return repr(value)
        case int():
            return str(value)
    return ""
