"""The terms of a segment: sorted, found by their bytes, each with what its postings take.

A trie (marisa-trie) holds the terms of all fields, each behind its field's name and a zero byte.
It numbers them in an order of its own; `ordinals` leads from there to their places in the order
of the bytes, in which postings stand. For each term there are three numbers, one behind the other
(varint): its document frequency, and how many bytes its documents and its positions take. Where
they and the postings begin is kept for every 64th term.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from marisa_trie import LABEL_ORDER, BinaryTrie
from numpy.typing import NDArray

from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter
from search.engines.whoosh.inverted import Coded, sums_of
from search.engines.whoosh.varint import decode, decode_few, encode

__all__ = ["Dictionary", "Entry", "Keys", "key_of", "narrow", "write_dictionary"]

_GROUP = 64
_CACHED_GROUPS = 1024
_CACHED_NUMBERS = 8192  # in about 2 MB

# The numbers of its terms, and where its documents and its positions begin.
_Group = tuple[list[int], int, int]


def key_of(field: str, term: bytes) -> bytes:
    """A term as the dictionary has it."""
    return field.encode() + b"\0" + term


def narrow(numbers: NDArray[np.integer]) -> NDArray[np.integer]:
    """The same whole numbers, from 0, in as few bytes as will do."""
    most = int(numbers.max()) if numbers.size else 0
    return numbers.astype(np.min_scalar_type(most))


class Entry(NamedTuple):
    """A term's document frequency, and where its documents and positions stand in their code."""

    frequency: int
    documents: slice
    positions: slice


def write_dictionary(
    file: ArrayFileWriter, keys: Sequence[bytes], parts: Sequence[Coded]
) -> NDArray[np.int64]:
    """Write a dictionary, and return the numbers that its trie gives the keys.

    Args:
        keys: see `key_of`; ascending.
        parts: the postings of all of them, some after the other.
    """
    trie = BinaryTrie(keys, order=LABEL_ORDER)
    # In the order of the bytes, which takes half as long as to ask for each key.
    numbers = np.fromiter(map(itemgetter(1), trie.iteritems()), np.int64, len(keys))
    ordinals = np.empty(len(keys), "<u4")
    ordinals[numbers] = np.arange(len(keys))
    file.add_bytes("trie", trie.tobytes())
    width = max((len(keys).bit_length() + 7) // 8, 1)
    file.add("ordinals", ordinals.view(np.uint8).reshape(-1, 4)[:, :width].ravel())
    file.begin("entries")
    entry_sizes = []
    for part in parts:
        columns = part.frequency, part.document_sizes, part.position_sizes
        code, sizes = encode(np.stack(columns, axis=1).astype(np.int64).ravel())
        file.append(code)
        entry_sizes.append(sums_of(sizes, np.full(part.frequency.size, 3)))
    groups = np.diff(np.append(np.arange(0, len(keys), _GROUP), len(keys)))
    for name, taken in (
        ("entries.starts", entry_sizes),
        ("documents.starts", [part.document_sizes for part in parts]),
        ("positions.starts", [part.position_sizes for part in parts]),
    ):
        totals = sums_of(np.concatenate([groups[:0], *taken]), groups)
        file.add(name, narrow(np.append(0, np.cumsum(totals))))
    return numbers


class Dictionary:
    """Reads one. Safe to use from several threads."""

    def __init__(self, file: ArrayFile) -> None:
        self._trie = BinaryTrie()
        # A damaged trie is not noticed, and leads to places outside of it.
        self._trie.frombytes(file.checked("trie").tobytes())
        self._ordinals = file["ordinals"]
        self._width = self._ordinals.size // len(self._trie) if len(self._trie) else 1
        self._entries = file["entries"]
        names = ("entries", "documents", "positions")
        self._starts = [file[f"{name}.starts"] for name in names]
        self._groups: dict[int, _Group] = {}  # those that were read
        # Whoever finds a term asks next how many articles have it, and which.
        self._numbers = lru_cache(_CACHED_NUMBERS)(self._read_number)

    def __len__(self) -> int:
        return len(self._trie)

    def find(self, field: str, term: bytes) -> int | None:
        """The ordinal of a term: its place in the order of the dictionary."""
        number = self.number(field, term)
        return None if number is None else self._ordinal(number)

    def number(self, field: str, term: bytes) -> int | None:
        """The number that the trie gives a term."""
        return self._numbers(field, term)

    def _read_number(self, field: str, term: bytes) -> int | None:
        found: int | None = self._trie.get(key_of(field, term))
        return found

    def key(self, number: int) -> bytes:
        """The term that has this number in the trie, behind its field's name."""
        found: bytes = self._trie.restore_key(number)
        return found

    def ordinals(self) -> NDArray[np.uint32]:
        """The ordinal of each number of the trie."""
        ordinals = np.zeros((len(self), 4), np.uint8)
        ordinals[:, : self._width] = self._ordinals.reshape(len(self), self._width)
        return ordinals.view("<u4").ravel()

    def _ordinal(self, number: int) -> int:
        at = number * self._width
        return int.from_bytes(self._ordinals.data[at : at + self._width], "little")

    def keys(self, prefix: bytes = b"") -> Iterator[bytes]:
        """Terms behind their fields' names, in the order of their ordinals."""
        found: Iterator[bytes] = self._trie.iterkeys(prefix)
        return found

    def keys_from(self, key: bytes) -> Iterator[bytes]:
        """Terms behind their fields' names, from this one on or where it would stand."""
        behind = (
            key[:length] + bytes([byte])
            for length in reversed(range(len(key)))
            for byte in range(key[length] + 1, 256)
        )
        return chain(self.keys(key), chain.from_iterable(map(self.keys, behind)))

    def place(self, key: bytes) -> int:
        """The ordinal of the first of `keys_from`; behind the last where there is none."""
        first = next(self.keys_from(key), None)
        return len(self) if first is None else self._ordinal(self._trie.key_id(first))

    def first(self, prefix: bytes) -> int:
        """The ordinal of the first of the keys that begin so, if any does; the others' follow."""
        key = next(self.keys(prefix), None)
        return 0 if key is None else self._ordinal(self._trie.key_id(key))

    def entry(self, ordinal: int) -> Entry:
        """What is known of a term."""
        group, place = divmod(ordinal, _GROUP)
        code, documents, positions = self._groups.get(group) or self._read_group(group)
        at = 3 * place
        documents += sum(code[1:at:3])
        positions += sum(code[2:at:3])
        return Entry(
            code[at],
            slice(documents, documents + code[at + 1]),
            slice(positions, positions + code[at + 2]),
        )

    def frequency(self, ordinal: int) -> int:
        """The document frequency of a term."""
        group, place = divmod(ordinal, _GROUP)
        return (self._groups.get(group) or self._read_group(group))[0][3 * place]

    def frequency_of(self, number: int) -> int:
        """The document frequency of the term that has this number in the trie."""
        return self.frequency(self._ordinal(number))

    def _read_group(self, group: int) -> _Group:
        entries, documents, positions = self._starts
        code = self._entries[int(entries[group]) : int(entries[group + 1])].tobytes()
        found = decode_few(code), int(documents[group]), int(positions[group])
        if len(self._groups) >= _CACHED_GROUPS:
            self._groups.clear()
        self._groups[group] = found
        return found

    def entries(
        self, first: int, last: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """What is known of the terms from one ordinal up to another.

        Returns:
            Their document frequencies; the edges of their documents and of their positions, which
            are one more than there are terms.
        """
        low, high = first // _GROUP, -(-last // _GROUP)
        entries, documents, positions = self._starts
        code = self._entries[int(entries[low]) : int(entries[high])]
        own = slice(first - low * _GROUP, last - low * _GROUP)
        triples = decode(code).astype(np.int64).reshape(-1, 3)
        edges = []
        for start, sizes in ((documents[low], triples[:, 1]), (positions[low], triples[:, 2])):
            ends = np.cumsum(sizes)
            edges.append((np.append(0, ends) + int(start))[own.start : own.stop + 1])
        return triples[own, 0], edges[0], edges[1]


class Keys:
    """The keys of a dictionary by ordinal; `bisect` finds the place of one that is not there."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._numbers = np.empty(len(dictionary), np.uint32)
        self._numbers[dictionary.ordinals()] = np.arange(len(dictionary))

    def __len__(self) -> int:
        return self._numbers.size

    def __getitem__(self, ordinal: int) -> bytes:
        return self._dictionary.key(int(self._numbers[ordinal]))
