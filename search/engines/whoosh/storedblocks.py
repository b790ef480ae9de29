"""Blocks of stored articles: what a list of results needs of each, apart from its text.

A block is two frames of zstandard, behind the size of the first (4 bytes, little-endian):

    heads    the articles' JSON, one to a line, in which the first `"text"` is ""
    texts    the letters that are left out there, as they stand in the JSON; one article to a line
"""

import os
import re
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import zstandard

__all__ = [
    "Record",
    "compressor_with",
    "dictionary_of",
    "heads_of",
    "pack",
    "parted",
    "share",
    "texts_of",
]

_SIZE = 4
_TEXT = b'"text":"'  # nowhere within a string: a quotation mark there has a backslash before it
_LETTERS = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+')

# With a dictionary, stored articles take .39 of their text so, .41 at level 3 in the same time, and
# .37 at level 5 in three times that. Words of Cyrillic letters have two bytes for each: to look for
# five is what makes it less than at level 3.
_PARAMETERS = zstandard.ZstdCompressionParameters(
    strategy=zstandard.STRATEGY_DFAST,
    min_match=5,
    hash_log=17,
    chain_log=17,
    search_log=1,
    window_log=20,
    write_checksum=True,
)
_DICTIONARY = 1 << 17  # bytes
# Bytes that are taken into it in one, and that are counted together: to have zstandard look for the
# best takes four times as long, and makes articles no smaller.
_TAKEN, _COUNTED = 500, 8
_LEVEL = 5

Code = Callable[[bytes], bytes]
Decode = Callable[[bytes | memoryview], bytes]


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


def dictionary_of(records: Sequence[Record]) -> bytes:
    """A dictionary made of stored articles.

    Raises:
        zstandard.ZstdError: they are too few.
    """
    return zstandard.train_dictionary(
        _DICTIONARY, [*chain.from_iterable(records)], k=_TAKEN, d=_COUNTED, level=_LEVEL
    ).as_bytes()


def compressor_with(dictionary: bytes) -> zstandard.ZstdCompressor:
    """What compresses blocks with a dictionary."""
    shared = zstandard.ZstdCompressionDict(dictionary)
    return zstandard.ZstdCompressor(dict_data=shared, compression_params=_PARAMETERS)


def heads_of(block: bytes | memoryview, decompress: Decode) -> list[bytes]:
    """The articles' JSON with "" for the text."""
    return decompress(block[_SIZE : _behind_heads(block)]).split(b"\n")


def texts_of(block: bytes | memoryview, decompress: Decode) -> list[bytes]:
    """The letters of the articles' texts, as JSON has them between quotation marks."""
    return decompress(block[_behind_heads(block) :]).split(b"\n")


def _behind_heads(block: bytes | memoryview) -> int:
    return _SIZE + int.from_bytes(block[:_SIZE], "little")


def share(dictionary: bytes, path: Path) -> bytes:
    """Put a dictionary where parts that are written find it, unless there is one by now.

    Returns:
        The one that is there.
    """
    if not path.exists():
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_bytes(dictionary)
        unfinished.replace(path)
    return path.read_bytes()
