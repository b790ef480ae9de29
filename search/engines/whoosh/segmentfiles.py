"""The files of one segment: what is in them, written in one go and read as memory maps.

.trm   the terms of all fields (see `dictionary.py`)
.pst   documents of every term (see `documentcodes.py`)
.pos   positions (see `inverted.py`)
.doc   columns and the lengths of fields
.txt   stored articles: JSON, in blocks compressed by zstandard (see `storedblocks.py`), with a
       dictionary that it made of the first of them; empty where they are too few for that
.lex   the lexicon of its words (see `lexicon.py`)
.off   where the words of each article stand (see `offsets.py`)
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter, DamagedFile
from search.engines.whoosh.dictionary import Dictionary, Entry, narrow, write_dictionary
from search.engines.whoosh.documentcodes import decode_documents
from search.engines.whoosh.inverted import Coded
from search.engines.whoosh.lexicon import Lexicon, Rows, no_rows, write_lexicon
from search.engines.whoosh.storedblocks import (
    Record,
    compressor_with,
    dictionary_of,
    heads_of,
    pack,
    share,
    texts_of,
)
from search.engines.whoosh.textcolumn import TextColumn
from search.engines.whoosh.varint import Bytes, decode, encode

__all__ = ["EXTENSIONS", "Lengths", "SegmentFiles", "SegmentFilesWriter"]

EXTENSIONS = ("trm", "pst", "pos", "doc", "txt", "lex", "off")
# Bytes of stored articles that are compressed together. With a dictionary, larger blocks are hardly
# smaller in all, and take longer to read an article from.
_BLOCK = 1 << 13
_LEVEL = 5
_SAMPLE = 1 << 19  # bytes of stored articles that a dictionary is made of
_CACHED_BLOCKS = 128


class Lengths(NamedTuple):
    """How many words the articles have in a field: documents ascending, int64, and their words."""

    documents: NDArray[np.int64]
    words: NDArray[np.int64]


class SegmentFilesWriter:
    """Writes the files of a segment; `close` finishes them, the end of a `with` lets go of them.

    Args:
        shared: the path of the dictionary for stored articles that is used if it is there, and put
            there if not. Articles of segments that share one are copied when they are merged.

    Attributes:
        keys: the terms that were added.
        dictionary: what stored articles are compressed with, if with any.
    """

    def __init__(self, folder: Path, name: str, shared: Path | None = None) -> None:
        self._shared = shared
        self._files = {ext: ArrayFileWriter(folder / f"{name}.{ext}") for ext in EXTENSIONS}
        for ext, array in (
            ("pst", "documents"), ("pos", "positions"), ("txt", "blocks"), ("off", "offsets"),
        ):  # fmt: skip
            self._files[ext].begin(array)
        self.keys: list[bytes] = []
        self._coded: list[Coded] = []
        self._offset_sizes: list[NDArray[np.int64]] = []
        self._compressor = zstandard.ZstdCompressor(_LEVEL, write_checksum=True)
        self._stored_compressor: zstandard.ZstdCompressor | None = None
        self.dictionary = b""
        self._waiting: list[Record] = []
        self._waiting_size = 0
        self._blocks: list[tuple[int, int]] = []  # (articles, bytes)
        self._rows: Rows | None = None
        self._columns: dict[str, str] = {}
        self._fields: dict[str, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.abandon()

    def terms(self, keys: Sequence[bytes], coded: Coded) -> None:
        """Add terms, behind all those before them."""
        self.keys += keys
        self._files["pst"].append(coded.documents)
        self._files["pos"].append(coded.positions)
        nothing = np.zeros(0, np.uint8)
        self._coded.append(coded._replace(documents=nothing, positions=nothing))

    def use_dictionary(self, dictionary: bytes) -> None:
        """Compress stored articles with the dictionary of another segment; before any is added."""
        self.dictionary = dictionary
        self._stored_compressor = compressor_with(dictionary)

    def stored(self, records: Iterable[Record]) -> None:
        """Add stored articles."""
        for record in records:
            self._waiting.append(record)
            self._waiting_size += len(record.head) + len(record.text)
            if self._stored_compressor is None:
                if self._waiting_size >= _SAMPLE:
                    self._train()
            elif self._waiting_size >= _BLOCK:
                self._flush()

    def _train(self) -> None:
        """Have a dictionary, and compress the articles that wait."""
        waiting, self._waiting, self._waiting_size = self._waiting, [], 0
        try:
            self.use_dictionary(_shared_dictionary(self._shared) or _trained(waiting, self._shared))
        except zstandard.ZstdError:
            # Of a few long articles it can make none.
            self._stored_compressor = self._compressor
        self.stored(waiting)

    def stored_block(self, articles: int, block: bytes) -> None:
        """Add a block of another segment, as it is: one with the same `dictionary`."""
        self._flush()
        self._add_block(articles, block)

    def _flush(self) -> None:
        if self._waiting:
            waiting, self._waiting, self._waiting_size = self._waiting, [], 0
            compressor = self._stored_compressor or self._compressor
            self._add_block(len(waiting), pack(waiting, compressor.compress))

    def _add_block(self, articles: int, block: bytes) -> None:
        self._blocks.append((articles, len(block)))
        self._files["txt"].append_bytes(block)

    def offsets(self, code: Bytes, sizes: NDArray[np.int64]) -> None:
        """Add where the words of articles stand; each article has so many bytes."""
        self._files["off"].append(code)
        self._offset_sizes.append(sizes)

    def words(self, rows: Rows) -> None:
        """Have these rows in the lexicon."""
        self._rows = rows

    def numbers(self, name: str, values: NDArray[np.integer]) -> None:
        """Write a column of whole numbers from 0."""
        self._columns[name] = "numbers"
        self._files["doc"].add(f"{name}.numbers", narrow(values))

    def texts(self, name: str, values: Sequence[bytes]) -> None:
        """Write a column of bytes; what comes again is written once."""
        places: dict[bytes, int] = {}
        codes = np.array([places.setdefault(value, len(places)) for value in values], np.int64)
        self.codes(name, list(places), codes)

    def codes(self, name: str, values: Sequence[bytes], codes: NDArray[np.integer]) -> None:
        """Write a column of bytes as places in `values`."""
        self._columns[name] = "texts"
        file = self._files["doc"]
        if len(values) < codes.size or (codes != np.arange(codes.size)).any():
            file.add(f"{name}.codes", narrow(codes))
        file.add_bytes(f"{name}.values", self._compressor.compress(b"".join(values)))
        file.add(f"{name}.sizes", encode(np.array([len(v) for v in values], np.int64))[0])

    def lengths(self, field: str, lengths: Lengths) -> None:
        """Write how many words the articles have in a field, where they have any."""
        file = self._files["doc"]
        gaps = np.diff(lengths.documents, prepend=-1) - 1
        file.add(f"{field}.having", encode(gaps)[0])
        file.add(f"{field}.words", encode(lengths.words)[0])

    def field(self, name: str, *, positions: bool) -> None:
        """Name a field; its terms may have positions."""
        self._fields[name] = positions

    def close(self, size: int) -> None:
        """Finish the files of a segment of `size` articles."""
        if self._stored_compressor is None:
            self._stored_compressor = self._compressor
            waiting, self._waiting, self._waiting_size = self._waiting, [], 0
            self.stored(waiting)
        self._flush()
        stored = self._files["txt"]
        stored.add("articles", _ends([articles for articles, _ in self._blocks]))
        stored.add("ends", _ends([length for _, length in self._blocks]))
        stored.add_bytes("dictionary", self.dictionary)
        sizes = np.concatenate(self._offset_sizes) if self._offset_sizes else np.zeros(0, np.int64)
        self._files["off"].add("ends", narrow(np.cumsum(sizes)))
        numbers = write_dictionary(self._files["trm"], self.keys, self._coded)
        write_lexicon(self._files["lex"], self._rows or no_rows(), numbers)
        about = {"size": size, "columns": self._columns, "fields": self._fields}
        self._files["doc"].add_bytes("about", json.dumps(about).encode())
        for file in self._files.values():
            file.close()


def _shared_dictionary(path: Path | None) -> bytes:
    return path.read_bytes() if path and path.exists() else b""


def _trained(records: Sequence[Record], path: Path | None) -> bytes:
    """A dictionary made of stored articles; other processes may be about to make another."""
    made = dictionary_of(records)
    return share(made, path) if path else made


def _ends(sizes: list[int]) -> NDArray[np.integer]:
    return narrow(np.cumsum(np.array(sizes, np.int64)))


class SegmentFiles:
    """Reads the files of a segment. Safe to use from several threads.

    Attributes:
        size: how many articles it has, deleted ones included.
        fields: the names of its fields, sorted, and whether their terms have positions.
        columns: the names of its columns: `numbers` or `texts`.
        terms: its dictionary.
        documents_code, positions_code: what the entries of the dictionary are places in.
        dictionary: what blocks of stored articles were compressed with; b"" for none.

    Raises:
        DamagedFile: a file is not what was written.
        OSError: one is not there.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._place = folder, name
        self._files = {ext: ArrayFile(folder / f"{name}.{ext}") for ext in EXTENSIONS}
        about = json.loads(self._files["doc"].checked("about").tobytes())
        self.size: int = about["size"]
        self.fields: dict[str, bool] = dict(sorted(about["fields"].items()))
        self.columns: dict[str, str] = about["columns"]
        self.terms = Dictionary(self._files["trm"])
        self.documents_code: Bytes = self._files["pst"]["documents"]
        self.positions_code: Bytes = self._files["pos"]["positions"]
        self._decompressing = Lock()
        self.dictionary = self._files["txt"]["dictionary"].tobytes()
        shared = zstandard.ZstdCompressionDict(self.dictionary) if self.dictionary else None
        self._decompressor = zstandard.ZstdDecompressor()
        self._stored_decompressor = zstandard.ZstdDecompressor(shared)
        self._heads = lru_cache(_CACHED_BLOCKS)(self._read_heads)
        self._records = lru_cache(_CACHED_BLOCKS)(self._read_records)

    def __reduce__(self) -> tuple[type[Self], tuple[Path, str]]:
        return type(self), self._place  # another process opens them

    def documents(self, entry: Entry) -> tuple[NDArray[np.int32], NDArray[np.int32] | None]:
        """The articles that have a term, ascending, and how often; None: once each."""
        return decode_documents(self.documents_code[entry.documents], entry.frequency)

    def positions(self, entry: Entry) -> Bytes:
        """The code of a term's positions."""
        return self.positions_code[entry.positions]

    def numbers(self, name: str) -> NDArray[np.integer]:
        """A column of numbers; all 0 if the segment has no such column.

        Raises:
            DamagedFile: it is not the one that was written; tables are made as long as it says.
        """
        if name not in self.columns:
            return np.zeros(self.size, np.uint8)
        return self._files["doc"].checked(f"{name}.numbers")

    def texts(self, name: str) -> TextColumn:
        """A column of bytes; all are empty if the segment has no such column."""
        if name not in self.columns:
            return TextColumn(b"", np.zeros(1, np.int64), np.zeros(self.size, np.uint8))
        file = self._files["doc"]
        joined = self._decompress(file[f"{name}.values"].data, self._decompressor)
        ends = np.cumsum(decode(file[f"{name}.sizes"]).astype(np.int64))
        own = f"{name}.codes"
        return TextColumn(joined, ends, file[own] if own in file else np.arange(ends.size))

    def codes(self, name: str) -> tuple[list[bytes], NDArray[np.integer]]:
        """The values of such a column, and each article's place among them."""
        column = self.texts(name)
        return column.values(), column.codes

    def lengths(self, field: str) -> Lengths:
        """How many words the articles have in a field, where they have any."""
        file = self._files["doc"]
        if f"{field}.having" not in file:
            return Lengths(np.zeros(0, np.int64), np.zeros(0, np.int64))
        having = np.cumsum(decode(file[f"{field}.having"]).astype(np.int64) + 1) - 1
        return Lengths(having, decode(file[f"{field}.words"]).astype(np.int64))

    @cached_property
    def _edges(self) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """First articles and first bytes of the blocks, and what is behind the last."""
        file = self._files["txt"]
        return np.append(0, file["articles"]), np.append(0, file["ends"])

    def blocks(self) -> list[tuple[int, int, bytes]]:
        """(first article, the one behind its last, its bytes) of each block of stored articles."""
        articles, ends = (edges.tolist() for edges in self._edges)
        code = self._stored_code
        return [
            (first, last, code[start:end].tobytes())
            for (first, last), (start, end) in zip(pairwise(articles), pairwise(ends), strict=True)
        ]

    @cached_property
    def _stored_code(self) -> Bytes:
        return self._files["txt"]["blocks"]

    def stored(self, number: int) -> bytes:
        """The JSON of a stored article."""
        block, place = self._block_of(number)
        heads, texts = self._records(block)
        return Record(heads[place], texts[place]).whole()

    def head(self, number: int) -> bytes:
        """The JSON of a stored article with "" for its text; quick to read."""
        block, place = self._block_of(number)
        return self._heads(block)[place]

    def _block_of(self, number: int) -> tuple[int, int]:
        """Which block an article is in, and its place there."""
        articles = self._edges[0].data
        block = bisect_right(articles, number) - 1
        return block, number - articles[block]

    def _read_block(self, block: int) -> memoryview:
        ends = self._edges[1].data
        return self._stored_code.data[ends[block] : ends[block + 1]]

    def _read_heads(self, block: int) -> list[bytes]:
        return heads_of(self._read_block(block), self._decompress_stored)

    def _read_records(self, block: int) -> tuple[list[bytes], list[bytes]]:
        return self._parted(self._read_block(block))

    def _parted(self, block: bytes | memoryview) -> tuple[list[bytes], list[bytes]]:
        return (
            heads_of(block, self._decompress_stored),
            texts_of(block, self._decompress_stored),
        )

    def records(self, block: bytes) -> list[Record]:
        """The stored articles of one of the `blocks`."""
        return [Record(*parts) for parts in zip(*self._parted(block), strict=True)]

    def _decompress_stored(self, data: bytes | memoryview) -> bytes:
        return self._decompress(data, self._stored_decompressor)

    def _decompress(self, data: Any, decompressor: zstandard.ZstdDecompressor) -> bytes:
        try:
            with self._decompressing:
                return bytes(decompressor.decompress(data))
        except zstandard.ZstdError as error:
            raise DamagedFile(f"what was compressed is damaged: {error}") from error

    @cached_property
    def offsets(self) -> tuple[Bytes, NDArray[np.integer]]:
        """The code of the words' places, and where that of each article ends."""
        file = self._files["off"]
        return file["offsets"], file["ends"]

    def offsets_of(self, number: int) -> Bytes:
        """The code of an article's words' places; empty where they are not known."""
        code, ends = self.offsets
        return code[int(ends[number - 1]) if number else 0 : int(ends[number])]

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the segment."""
        return Lexicon(self._files["lex"], self.terms)

    def release(self) -> None:
        """Let go of what was read; see `ArrayFile.release`."""
        for file in self._files.values():
            file.release()

    def verify(self) -> None:
        """Read everything.

        Raises:
            DamagedFile: something is not what was written.
        """
        for file in self._files.values():
            file.verify()
