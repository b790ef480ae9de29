"""Articles as they are stored: each one line of JSON, which any Whoosh script can read."""

import json
from datetime import date, datetime
from typing import Any

from search.models import StoredArticle

__all__ = ["article_of", "record_of"]

# Beside the fields of the schema; all others stand in `about`.
_FIELDS = ("id", "title", "text", "url", "language", "source")


def record_of(article: StoredArticle) -> bytes:
    """The record of an article."""
    stored: dict[str, Any] = {name: getattr(article, name) for name in _FIELDS}
    stored["about"] = {
        "languages": article.languages,
        "date": article.date and article.date.isoformat(),
        "heading": article.heading,
        "boilerplate": article.boilerplate,
        "passages": article.passages,
        "repairs": dict(article.repairs),
        "path": article.path,
        "indexed": article.indexed and article.indexed.isoformat(),
    }
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def article_of(record: bytes) -> StoredArticle:
    """The article of a record.

    Raises:
        ValueError, KeyError, TypeError: it is no such record.
    """
    stored = json.loads(record.decode())  # of bytes it would look for the encoding
    about = stored["about"]
    day, indexed = about["date"], about["indexed"]
    start, end = about["heading"]
    return StoredArticle(
        id=stored["id"],
        title=stored["title"],
        text=stored["text"],
        source=stored["source"],
        language=stored["language"],
        languages=tuple(about["languages"]),
        date=day and date.fromisoformat(day),
        url=stored["url"],
        heading=(start, end),
        boilerplate=tuple((start, end) for start, end in about["boilerplate"]),
        passages=tuple((start, end, language) for start, end, language in about["passages"]),
        repairs=about["repairs"],
        path=about["path"],
        indexed=indexed and datetime.fromisoformat(indexed),
    )
