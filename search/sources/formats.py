"""Which reader reads which file: adding a format is a row of READERS."""

import mimetypes
import os
from collections.abc import Mapping
from functools import cache

from search.sources.feeds import read_feed
from search.sources.found import Reader
from search.sources.jsons import read_json, read_json_lines
from search.sources.markdown import read_markdown
from search.sources.opening import split_compression
from search.sources.page import read_page
from search.sources.plain import read_plain
from search.sources.tables import read_table
from search.sources.warcs import read_warc

__all__ = ["READERS", "reader_for"]

READERS: Mapping[str, Reader] = {
    ".atom": read_feed,
    ".csv": read_table,
    ".htm": read_page,
    ".html": read_page,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".ndjson": read_json_lines,
    ".rss": read_feed,
    ".text": read_plain,
    ".tsv": read_table,
    ".txt": read_plain,
    ".warc": read_warc,
    ".wet": read_warc,
    ".xhtml": read_page,
    ".xml": read_feed,
}
# What lies beside pages and articles, and Python's own table has in some versions only.
_OTHERS = frozenset(
    (
        *(".7z", ".avif", ".bin", ".cdx", ".cdxj", ".db", ".eot", ".ico", ".idx", ".iso", ".jar"),
        *(".map", ".mp3", ".mp4", ".otf", ".parquet", ".pyc", ".rar", ".sqlite", ".ttf", ".wacz"),
        *(".wasm", ".webm", ".webp", ".woff", ".woff2", ".zst"),
    )
)


def reader_for(name: str) -> Reader | None:
    """The reader for a file's name; None if by its name it is no article.

    A name that says nothing is taken for plain text, whose reader checks that it is text.
    """
    unpacked = split_compression(name)[0]
    suffix = os.path.splitext(unpacked)[1].lower()
    if reader := READERS.get(suffix):
        return reader
    kind = _types().guess_type(f"x{suffix}", strict=False)[0]
    if suffix in _OTHERS or kind not in {None, "text/plain", "message/rfc822"}:
        return None
    return read_plain


@cache
def _types() -> mimetypes.MimeTypes:
    """Python's own table, without what the machine adds: the answer is the same everywhere."""
    return mimetypes.MimeTypes()
