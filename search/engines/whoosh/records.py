"""Articles as they are stored: each one line of JSON, which any Whoosh script can read."""

import json
from datetime import date, datetime

from search.engines.whoosh.storedblocks import Record
from search.models import StoredArticle

__all__ = ["article_of", "record_of"]

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_parsed = json.JSONDecoder().raw_decode  # `json.loads` takes half as long again
# What JSON escapes and texts seldom have.
_RARE = bytes({*range(0x20)} - {*b"\n"})


def record_of(article: StoredArticle) -> Record:
    """The record of an article."""
    about = {
        "languages": article.languages,
        "date": article.date and article.date.isoformat(),
        "heading": article.heading,
        "boilerplate": article.boilerplate,
        "passages": article.passages,
        "repairs": dict(article.repairs),
        "path": article.path,
        "indexed": article.indexed and article.indexed.isoformat(),
    }
    head = {
        # The fields of the schema; all others stand in `about`.
        "id": article.id,
        "title": article.title,
        "text": "",
        "url": article.url,
        "language": article.language,
        "source": article.source,
        "about": about,
    }
    return Record(_json(head).encode(), _letters(article.text))


def _letters(text: str) -> bytes:
    """A text as JSON has it between quotation marks."""
    letters = text.encode()
    if len(letters.translate(None, _RARE)) < len(letters):
        return _json(text)[1:-1].encode()
    # A quarter of the time that it takes letter by letter.
    return letters.replace(b"\\", rb"\\").replace(b'"', rb"\"").replace(b"\n", rb"\n")


def article_of(record: bytes) -> StoredArticle:
    """The article of a record.

    Raises:
        ValueError, KeyError, TypeError: it is no such record.
    """
    line = record.decode()
    stored, end = _parsed(line)
    if end < len(line):
        raise ValueError("something stands behind the article")
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
        boilerplate=tuple([(start, end) for start, end in about["boilerplate"]]),
        passages=tuple([(start, end, language) for start, end, language in about["passages"]]),
        repairs=about["repairs"],
        path=about["path"],
        indexed=indexed and datetime.fromisoformat(indexed),
    )
