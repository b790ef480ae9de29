"""Blocks of stored articles: what a list of results needs of each, apart from its text.

A block is two frames of zstandard, behind the size of the first (4 bytes, little-endian):

    heads    the articles' JSON, one to a line, in which the first `"text"` is ""
    texts    the letters that are left out there, as they stand in the JSON; one article to a line
"""

import re
from collections.abc import Callable, Sequence

__all__ = ["heads_of", "pack", "records_of", "texts_of"]

_SIZE = 4
_TEXT = b'"text":"'  # nowhere within a string: a quotation mark there has a backslash before it
_LETTERS = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+')

Code = Callable[[bytes], bytes]


def pack(records: Sequence[bytes], compress: Code) -> bytes:
    """A block of articles, each a line of JSON without its end."""
    parts = [_parted(record) for record in records]
    heads = compress(b"\n".join(head for head, _ in parts))
    texts = compress(b"\n".join(text for _, text in parts))
    return len(heads).to_bytes(_SIZE, "little") + heads + texts


def _parted(record: bytes) -> tuple[bytes, bytes]:
    at = record.find(_TEXT)
    if at < 0:
        return record, b""
    found = _LETTERS.match(record, at + len(_TEXT))
    assert found  # at least as nothing
    return record[: found.start()] + record[found.end() :], found[0]


def heads_of(block: bytes, decompress: Code) -> list[bytes]:
    """The articles' JSON with "" for the text."""
    return decompress(block[_SIZE : _behind_heads(block)]).split(b"\n")


def texts_of(block: bytes, decompress: Code) -> list[bytes]:
    """The letters of the articles' texts, as JSON has them between quotation marks."""
    return decompress(block[_behind_heads(block) :]).split(b"\n")


def records_of(heads: Sequence[bytes], texts: Sequence[bytes]) -> list[bytes]:
    """The articles as they were packed."""
    return [head.replace(_TEXT, _TEXT + text, 1) for head, text in zip(heads, texts, strict=True)]


def _behind_heads(block: bytes) -> int:
    return _SIZE + int.from_bytes(block[:_SIZE], "little")
