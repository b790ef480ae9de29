"""What the package answers, as documents for JSON: of the command line and of the web alike.

Each document has the fields of its dataclass in `search.models`, under their own names and in
their order; see there for what they mean. What JSON has no word for is written so:

- a date: `"2021-10-21"`, or null where there is none; a moment: `"2026-11-22T08:30:00+00:00"`;
- a place in a text: `[start, end]`, in code points, the end exclusive; a passage:
  `[start, end, language]`;
- a piece of text with its matches (`heading`, `snippet`):
  `{"text": "Oslo calling", "html": "<mark>Oslo</mark> calling", "marks": [[0, 4]]}`.

A search:

    {"query": "oslo", "total": 1, "hits": [{"id": …, "title": …, "source": …, "language": "en",
     "date": "2021-10-21", "url": …, "score": 3.2, "heading": {…}, "snippet": {…},
     "indexed": "2026-11-22T08:30:00+00:00"}],
     "facets": {"language": [{"value": "en", "label": "English", "count": 1, "selected": false,
     "excluded": false}], "source": […], "year": […]},
     "variants": {"oslo": [{"key": "en:oslo", "language": "en", "kind": "form", "words": ["Oslo"]},
     {"key": "uk:осло", "language": "uk", "kind": "name", "words": ["Осло"]}]},
     "notes": [], "suggestion": "", "limit": 10, "offset": 0, "generation": …, "seconds": 0.004,
     "timeline": [{"name": "2021-10", "count": 1, "languages": {"en": 1}}]}
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from search.models import Completion, Hit, Report, Results, Snippet, Stats, StoredArticle

__all__ = [
    "article_as_dict",
    "hit_as_dict",
    "hits_as_dict",
    "printable",
    "report_as_dict",
    "results_as_dict",
    "stats_as_dict",
    "suggestions_as_dict",
    "to_json",
]

# What no reader should be sent: control characters (a terminal obeys them), the two overrides
# that turn a line around (U+202D, U+202E: "exe.gpj"), halves of a surrogate pair (UTF-8 has none)
# and noncharacters. Marks that writing from right to left needs (U+200E, U+200F, …) are not here.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def results_as_dict(results: Results) -> dict[str, Any]:
    """What a search found."""
    return _document(results)


def hit_as_dict(hit: Hit) -> dict[str, Any]:
    """One of the hits of a search, as it stands there."""
    return _document(hit)


def hits_as_dict(hits: Iterable[Hit]) -> dict[str, Any]:
    """Articles like another: `{"hits": […]}`."""
    return {"hits": [hit_as_dict(hit) for hit in hits]}


def suggestions_as_dict(completions: Iterable[Completion]) -> dict[str, Any]:
    """How a query may go on: `{"suggestions": [{"query": "oslo", …}]}`."""
    return {"suggestions": [_document(completion) for completion in completions]}


def article_as_dict(article: StoredArticle) -> dict[str, Any]:
    """A whole article; `boilerplate` and `passages` are places in its `text`.

    `body` and `set_aside` are the two parts of the text: without boilerplate, and its lines.
    """
    return {**_document(article), "body": article.body, "set_aside": list(article.set_aside)}


def report_as_dict(report: Report) -> dict[str, Any]:
    """What a build or an update did."""
    return _document(report)


def stats_as_dict(stats: Stats) -> dict[str, Any]:
    """What an index holds."""
    return _document(stats)


def to_json(document: Mapping[str, Any], indent: int | None = None) -> str:
    r"""The document as JSON, its letters as they are, without a line break at its end.

    Characters that no terminal should be sent are written as `\uXXXX`: none is lost, and
    places still count as they should.
    """
    written = json.dumps(document, ensure_ascii=False, indent=indent)
    # Line breaks between the lines of an indented document stand outside of strings.
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)


def printable(text: str) -> str:
    """The text without characters that are no writing; for people, after marks were placed."""
    return _UNPRINTABLE.sub("", text)


def _document(data: object) -> dict[str, Any]:
    document: dict[str, Any] = _plain(data)
    return document


def _plain(value: Any) -> Any:
    """A value in the words of JSON."""
    if isinstance(value, Snippet):
        marks = [list(mark) for mark in value.marks]
        return {"text": value.text, "html": value.html(), "marks": marks}
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
