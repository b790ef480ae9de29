"""The words of a segment beside their postings: which terms they have, and what else finds them.

A row is a word of a language: the word itself, folded, its term, and how it is shown. Word and term
stand in the segment's dictionary, in bodies where they have any there, else in titles; a row has
their numbers there. Rows stand in the order of their words,

    words       by how much the word's number is greater than the one before, times four, plus how
                it is shown (0 as it is, 1 with a capital, 2 in capitals, 3 otherwise); the term's
                number (varint)
    terms       the same in the order of terms, with the word's number behind the term's
    others      the rows that are shown otherwise, and how

each but the last in blocks of 64 rows, of which the first number and the end are kept. Besides,

    sounds      names by the consonants of their words and terms
    spellings   words by what they are without their marks

are each a trie (marisa-trie) of keys, and for each the rows that it finds (varint, ascending, each
less the one before). Rows are of no article: a word stays while the segment has it and its term.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import zstandard
from marisa_trie import LABEL_ORDER, BinaryTrie
from numpy.typing import NDArray

from search.engines.batch import Word
from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter, DamagedFile
from search.engines.whoosh.dictionary import Dictionary, narrow
from search.engines.whoosh.inverted import decode_positions, gather, starts_of, sums_of
from search.engines.whoosh.varint import decode, decode_few, encode

__all__ = [
    "OTHERWISE",
    "SHOWN",
    "Keyed",
    "Lexicon",
    "Numbers",
    "Rows",
    "distinct",
    "distinct_pairs",
    "fields_of",
    "no_rows",
    "write_lexicon",
]

Numbers = NDArray[np.int64]

# How a word is shown: one of these ways, or otherwise.
SHOWN: tuple[Callable[[str], str], ...] = (str, str.capitalize, str.upper)
OTHERWISE = len(SHOWN)
_BLOCK = 64  # rows


class Keyed(NamedTuple):
    """Rows by keys, some perhaps without any: pairs of the place of a key and that of a row."""

    keys: list[bytes]
    key: Numbers
    row: Numbers


class Rows(NamedTuple):
    """The rows of words, in any order, some perhaps twice.

    Attributes:
        words, terms: ordinals of the dictionary.
        shown: how; from `OTHERWISE` on, places in `texts` behind that.
    """

    words: Numbers
    terms: Numbers
    shown: Numbers
    texts: list[str]
    sounds: Keyed
    spellings: Keyed


def fields_of(kind: str) -> tuple[str, str]:
    """Where words (`exact`) or the terms of a language stand, by which they are named first."""
    return ("exact_body", "exact_title") if kind == "exact" else (f"body_{kind}", f"title_{kind}")


def no_rows() -> Rows:
    """The rows of a segment of which no words are known: one that a Whoosh script wrote."""
    nothing = np.zeros(0, np.int64)
    keyed = Keyed([], nothing, nothing)
    return Rows(nothing, nothing, nothing, [], keyed, keyed)


def distinct(words: Numbers, terms: Numbers, shown: Numbers) -> tuple[Numbers, Numbers]:
    """The places of rows in their order, each once; and the place of every row among these."""
    both = words << 32 | terms
    order = np.lexsort((shown, both))
    both, shown = both[order], shown[order]
    is_new = np.ones(order.size, np.bool_)
    is_new[1:] = (both[1:] != both[:-1]) | (shown[1:] != shown[:-1])
    places = np.empty(order.size, np.int64)
    places[order] = np.cumsum(is_new) - 1
    return order[is_new], places


def distinct_pairs(one: Numbers, other: Numbers) -> tuple[Numbers, Numbers]:
    """Pairs of numbers in their order, each once."""
    pairs = np.sort(one << 32 | other)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pairs >> 32, pairs & 0xFFFF_FFFF


def write_lexicon(file: ArrayFileWriter, rows: Rows, numbers: NDArray[np.integer]) -> None:
    """Write rows.

    Args:
        numbers: the number of each ordinal of the dictionary in its trie.
    """
    words, terms = numbers[rows.words].astype(np.int64), numbers[rows.terms].astype(np.int64)
    once, places = distinct(words, terms, rows.shown)
    words, terms, shown = words[once], terms[once], rows.shown[once]
    ways = np.minimum(shown, OTHERWISE)

    _write_blocks(file, "words", words, ways, terms)
    by_term = np.lexsort((words, terms))
    _write_blocks(file, "terms", terms[by_term], ways[by_term], words[by_term])
    others = np.flatnonzero(ways == OTHERWISE)
    file.add("others.rows", narrow(others))
    texts = "\0".join(rows.texts[place] for place in (shown[others] - OTHERWISE).tolist())
    compressor = zstandard.ZstdCompressor(write_checksum=True)
    file.add_bytes("others.texts", compressor.compress(texts.encode()))
    _write_keyed(file, "sounds", rows.sounds, places)
    _write_keyed(file, "spellings", rows.spellings, places)


def _write_blocks(
    file: ArrayFileWriter, name: str, first: Numbers, ways: Numbers, second: Numbers
) -> None:
    begins = first[::_BLOCK]
    steps = np.diff(first, prepend=0)
    steps[::_BLOCK] = 0
    code, sizes = encode(np.stack((steps << 2 | ways, second), axis=1).ravel())
    rows = np.diff(np.append(np.arange(0, first.size, _BLOCK), first.size))
    file.add(name, code)
    file.add(f"{name}.begins", narrow(begins))
    file.add(f"{name}.ends", narrow(np.cumsum(sums_of(sizes, 2 * rows))))


def _write_keyed(file: ArrayFileWriter, name: str, keyed: Keyed, places: Numbers) -> None:
    used = np.flatnonzero(np.bincount(keyed.key, minlength=len(keyed.keys)))
    keys = [keyed.keys[place] for place in used.tolist()]
    trie = BinaryTrie(keys, order=LABEL_ORDER)
    numbers = np.zeros(len(keyed.keys), np.int64)
    numbers[used] = list(map(trie.key_id, keys))
    number, rows = distinct_pairs(numbers[keyed.key], places[keyed.row])
    counts = np.bincount(number, minlength=len(keys))
    steps = np.diff(rows, prepend=0)
    begins = starts_of(counts)
    steps[begins] = rows[begins]
    code, sizes = encode(steps)
    file.add_bytes(f"{name}.keys", trie.tobytes())
    file.add(f"{name}.rows", code)
    file.add(f"{name}.ends", narrow(np.cumsum(sums_of(sizes, counts))))


class _Row(NamedTuple):
    """A row that was found by its first number.

    Attributes:
        second: the other number.
        way: how it is shown.
        place: of the row.
    """

    second: int
    way: int
    place: int


class Lexicon:
    """Reads the words of a segment. Safe to use from several threads."""

    def __init__(self, file: ArrayFile, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._words, self._terms = _Blocks(file, "words"), _Blocks(file, "terms")
        self._sounds, self._spellings = _Keys(file, "sounds"), _Keys(file, "spellings")
        self._file = file

    def uses(self, word: str) -> list[Word]:
        """A word in each language that has it."""
        number = self._number("exact", word)
        if number is None:
            return []
        return [
            Word(*self._key(term), word, self._shown(word, way, row))
            for term, way, row in self._words.find(number)
        ]

    def forms(self, language: str, term: str) -> list[tuple[Word, int]]:
        """The words that have this term in a language, and how many articles have each.

        Those that have it in the title alone are counted where none has it elsewhere, and deleted
        ones always.
        """
        number = self._number(language, term)
        if number is None:
            return []
        rows = self._terms.find(number)
        if any(row.way == OTHERWISE for row in rows):
            # Which of the words' rows it is tells how it is shown.
            rows = [
                _Row(word, way, place)
                for word in dict.fromkeys(row.second for row in rows)
                for of_term, way, place in self._words.find(word)
                if of_term == number
            ]
        found = []
        last = -1
        for of_word, way, place in rows:
            if of_word != last:
                last = of_word
                _, word = self._key(of_word)
                articles = self._dictionary.frequency_of(of_word)
            found.append((Word(language, term, word, self._shown(word, way, place)), articles))
        return found

    def spelled(self, bare: str) -> list[Word]:
        """The words that lose their marks to become `bare`."""
        return self._at(self._spellings.rows(bare))

    def bare(self) -> set[tuple[str, str]]:
        """(without its marks, word) of all words that have any."""
        found = self._spellings.all()
        words, _, _ = self._words.decode(np.arange(len(self._words)))
        numbers = words[found.row]
        shown = {number: self._key(number)[1] for number in np.unique(numbers).tolist()}
        keys = [key.decode() for key in found.keys]
        return {
            (keys[key], shown[number])
            for key, number in zip(found.key.tolist(), numbers.tolist(), strict=True)
        }

    def sounding(self, skeleton: str) -> list[Word]:
        """The names that have these consonants."""
        return self._at(self._sounds.rows(skeleton))

    def sounding_so_far(self, skeleton: str, limit: int) -> list[Word]:
        """Some names whose consonants begin with these."""
        found: list[Word] = []
        for longer in self._sounds.beginning(skeleton):
            found += self.sounding(longer)
            if len(found) >= limit:
                break
        return found[:limit]

    def all(self) -> Rows:
        """Everything, as it was written."""
        ordinals = self._dictionary.ordinals().astype(np.int64)
        words, ways, terms = self._words.decode(np.arange(len(self._words)))
        rows, texts = self._others
        ways[rows] += np.arange(rows.size)
        sounds, spellings = self._sounds.all(), self._spellings.all()
        return Rows(ordinals[words], ordinals[terms], ways, texts, sounds, spellings)

    def _number(self, kind: str, text: str) -> int | None:
        """The number of a word, or of a language's term: see `fields_of`."""
        for field in fields_of(kind):
            number = self._dictionary.number(field, text.encode())
            if number is not None:
                return number
        return None

    def _at(self, rows: list[int]) -> list[Word]:
        """The words of rows, ascending."""
        if not rows:
            return []
        places = np.array(rows)
        blocks, block = np.unique(places // _BLOCK, return_inverse=True)
        columns = self._words.decode(blocks)
        own = block * _BLOCK + places % _BLOCK
        words, ways, terms = (column[own].tolist() for column in columns)
        keys = {number: self._key(number) for number in {*words, *terms}}
        return [
            Word(*keys[term], keys[word][1], self._shown(keys[word][1], way, row))
            for word, term, way, row in zip(words, terms, ways, rows, strict=True)
        ]

    @cached_property
    def _others(self) -> tuple[NDArray[np.integer], list[str]]:
        """The rows that are shown otherwise, and how."""
        try:
            texts = zstandard.ZstdDecompressor().decompress(self._file["others.texts"].data)
        except zstandard.ZstdError as error:
            raise DamagedFile(f"what was compressed is damaged: {error}") from error
        rows = self._file["others.rows"]
        return rows, texts.decode().split("\0") if rows.size else []

    def _shown(self, word: str, way: int, row: int) -> str:
        """How the word of a row is shown."""
        if way == OTHERWISE:
            rows, texts = self._others
            return texts[int(np.searchsorted(rows, row))]
        return SHOWN[way](word)

    def _key(self, number: int) -> tuple[str, str]:
        """What a field is named after, its language or its kind, and the term."""
        field, _, term = self._dictionary.key(number).decode().partition("\0")
        return field.partition("_")[2], term


class _Blocks:
    """Reads rows in one of their orders."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._code = file[name]
        self._begins = file[f"{name}.begins"].astype(np.int64)
        self._edges = np.append(0, file[f"{name}.ends"]).astype(np.int64)

    def __len__(self) -> int:
        return int(self._begins.size)

    def find(self, number: int) -> list[_Row]:
        """The rows whose first number is this, in order."""
        begins = self._begins.data
        low = max(bisect_left(begins, number) - 1, 0)
        high = bisect_right(begins, number, low)
        found: list[_Row] = []
        for block in range(low, high):
            first, row, leading, way = begins[block], block * _BLOCK, 0, -1
            # As in `decode_few`, up to the last row that may be meant.
            for byte in self._code[self._edges[block] : self._edges[block + 1]].tobytes():
                if byte >= 0x80:
                    leading = (leading | byte & 0x7F) << 7
                    continue
                value, leading = leading | byte, 0
                if way < 0:
                    first += value >> 2
                    if first > number:
                        return found
                    way = value & 3
                    continue
                if first == number:
                    found.append(_Row(value, way, row))
                row += 1
                way = -1
        return found

    def decode(self, blocks: Numbers) -> tuple[Numbers, Numbers, Numbers]:
        """The rows of blocks, ascending: first numbers, how each is shown, and second numbers."""
        starts = self._edges[blocks]
        code = gather(self._code, starts, self._edges[blocks + 1] - starts)
        numbers = decode(code).astype(np.int64).reshape(-1, 2)
        first = np.cumsum(numbers[:, 0] >> 2)
        first += np.repeat(self._begins[blocks] - first[::_BLOCK], _BLOCK)[: first.size]
        return first, numbers[:, 0] & 3, numbers[:, 1]


class _Keys:
    """Finds rows by keys."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._file = file
        self._name = name

    @cached_property
    def _trie(self) -> BinaryTrie:
        trie = BinaryTrie()
        # A damaged trie is not noticed, and leads to places outside of it.
        trie.frombytes(self._file.checked(f"{self._name}.keys").tobytes())
        return trie

    def beginning(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, in their order."""
        return map(bytes.decode, self._trie.iterkeys(prefix.encode()))

    def rows(self, key: str) -> list[int]:
        """The places of the rows of a key, ascending."""
        number = self._trie.get(key.encode())
        if number is None:
            return []
        code, ends = self._file[f"{self._name}.rows"], self._file[f"{self._name}.ends"]
        steps = code[int(ends[number - 1]) if number else 0 : int(ends[number])]
        return [*accumulate(decode_few(steps.tobytes()))]

    def all(self) -> Keyed:
        """All keys, each of its rows with its key."""
        keys = [self._trie.restore_key(number) for number in range(len(self._trie))]
        code, ends = self._file[f"{self._name}.rows"], self._file[f"{self._name}.ends"]
        counts = sums_of(code < 0x80, np.diff(ends, prepend=0).astype(np.int64))
        key = np.repeat(np.arange(len(keys)), counts)
        return Keyed(keys, key, decode_positions(code, counts))
