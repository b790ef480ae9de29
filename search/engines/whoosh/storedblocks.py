"""Blocks of stored articles: what a list of results needs of each, apart from its text.

A block is two frames of zstandard, behind the size of the first (4 bytes, little-endian):

    heads    the articles' JSON, one to a line, in which the first `"text"` is ""
    texts    the letters that are left out there, as they stand in the JSON; one article to a line
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

__all__ = ["Record", "heads_of", "pack", "parted", "texts_of"]

_SIZE = 4
_TEXT = b'"text":"'  # nowhere within a string: a quotation mark there has a backslash before it
_LETTERS = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+')

Code = Callable[[bytes], bytes]


class Record(NamedTuple):
    """The JSON of a stored article in two parts, neither with a line break: head and text."""

    head: bytes
    text: bytes

    def whole(self) -> bytes:
        """The JSON."""
        return self.head.replace(_TEXT, _TEXT + self.text, 1)


def parted(record: bytes) -> Record:
    """The parts of a line of JSON."""
    at = record.find(_TEXT)
    if at < 0:
        return Record(record, b"")
    found = _LETTERS.match(record, at + len(_TEXT))
    assert found  # at least as nothing
    return Record(record[: found.start()] + record[found.end() :], found[0])


def pack(records: Sequence[Record], compress: Code) -> bytes:
    """A block of articles."""
    heads = compress(b"\n".join(head for head, _ in records))
    texts = compress(b"\n".join(text for _, text in records))
    return len(heads).to_bytes(_SIZE, "little") + heads + texts


def heads_of(block: bytes, decompress: Code) -> list[bytes]:
    """The articles' JSON with "" for the text."""
    return decompress(block[_SIZE : _behind_heads(block)]).split(b"\n")


def texts_of(block: bytes, decompress: Code) -> list[bytes]:
    """The letters of the articles' texts, as JSON has them between quotation marks."""
    return decompress(block[_behind_heads(block) :]).split(b"\n")


def _behind_heads(block: bytes) -> int:
    return _SIZE + int.from_bytes(block[:_SIZE], "little")
