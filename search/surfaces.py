"""Words as they stand in texts -> numbers: a hash table in arrays, asked for many words at once.

No string is made of a word that is known. A word's key is a polynomial of its code points, from
differences of prefix sums (the fingerprints of Karp and Rabin, 1987). What is found is compared
letter by letter, so that words of one key are told apart.
"""

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Spans", "Surfaces", "spans_of", "words_of"]

Ints = NDArray[np.int32]
Keys = NDArray[np.uint64]
Places = NDArray[np.intp]
Number = TypeVar("Number", np.uint32, np.uint64, np.int64)

# Odd numbers without a pattern: digits of pi, and of the golden ratio.
_BASE, _OF_LANGUAGE, _MIX = 0x243F6A8885A308D3, 0x13198A2E03707345, 0x9E3779B97F4A7C15
# A slot has 40 bits of a key and, below them, a number.
_NUMBER = np.uint64(24)
_MOST = np.uint64(1 << 24)
_BITS = 14  # of the first table's slots
_FULL = 0.4
_BLANK = ord(" ")
# Letters that are looked at together: what is made of them stays in the processor's cache.
_PIECE = 1 << 15


class Spans(NamedTuple):
    """Words in a text.

    Attributes:
        codes: the text's code points.
        first, last: where each word stands, by `first`; words may overlap.
        language: the number of each word's language, from 0.
    """

    codes: NDArray[np.uint32]
    first: Places
    last: Places
    language: Ints


def spans_of(words: list[str], language: Ints) -> Spans:
    """Words by themselves as if they stood in a text."""
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    last = np.cumsum(np.fromiter(map(len, words), np.intp, len(words)))
    return Spans(codes, np.append(0, last)[:-1], last, language)


def words_of(spans: Spans, places: Places) -> list[str]:
    """The words at some places."""
    length = spans.last[places] - spans.first[places]
    codes = spans.codes[_within(spans.first[places], length)]
    text = codes.tobytes().decode("utf-32-le", "surrogatepass")
    ends = np.cumsum(length).tolist()
    return [text[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


class Surfaces:
    """A table of words that grows; one word in two languages is two."""

    def __init__(self) -> None:
        self._bits = _BITS
        self._slots = np.zeros(1 << _BITS, np.uint64)
        self._letters = np.zeros(1 << _BITS, np.uint32)  # of all words, a blank behind each
        self._written = 0
        # By number: the key, the length and language, and where in `_letters` the word begins.
        self._keys = np.zeros(1 << _BITS, np.uint64)
        self._tags = np.zeros(1 << _BITS, np.int64)
        self._begins = np.zeros(1 << _BITS, np.int64)
        self._numbers: list[Places] = []  # all that are in slots
        self._used = 0
        self._alike: dict[tuple[int, bytes], int] = {}  # words whose key is that of another
        self._powers = _powers(_PIECE)

    def look_up(self, spans: Spans, next_number: int) -> tuple[Ints, Places]:
        """The number of each word, and where those stand that are new, each once.

        New words are numbered from `next_number`, in the order of those places.
        """
        numbers, new = [np.empty(0, np.int32)], [np.empty(0, np.intp)]
        pieces = np.searchsorted(spans.first, np.arange(0, len(spans.codes) + 1, _PIECE)).tolist()
        for begin, end in zip(pieces, [*pieces[1:], len(spans.first)], strict=True):
            if begin < end:
                piece = spans._replace(
                    first=spans.first[begin:end],
                    last=spans.last[begin:end],
                    language=spans.language[begin:end],
                )
                number, places = self._look_up(piece, next_number)
                next_number += len(places)
                numbers.append(number)
                new.append(places + begin)
        return np.concatenate(numbers), np.concatenate(new)

    def _look_up(self, spans: Spans, next_number: int) -> tuple[Ints, Places]:
        key = self._key(spans)
        number, missing = self._probe(key)
        new = np.empty(0, np.intp)
        if len(missing):
            _, at, of = np.unique(key[missing], return_index=True, return_inverse=True)
            new = missing[at]
            number[missing] = (next_number + of).astype(np.int32)
            self._add(spans, new, key[new], next_number)
        for place in self._mistaken(spans, number).tolist():
            letters = spans.codes[spans.first[place] : spans.last[place]].tobytes()
            word = int(spans.language[place]), letters
            if word not in self._alike:
                self._alike[word] = next_number + len(new)
                new = np.append(new, place)
            number[place] = self._alike[word]
        return number, new

    def _key(self, spans: Spans) -> Keys:
        begin, end = int(spans.first[0]), int(spans.last.max())
        if end - begin > len(self._powers[0]):
            self._powers = _powers(2 * (end - begin))
        power, inverse = self._powers
        until = np.zeros(end - begin + 1, np.uint64)
        np.multiply(spans.codes[begin:end], power[: end - begin], out=until[1:])
        np.cumsum(until, out=until)
        first = spans.first - begin
        key = (until[spans.last - begin] - until[first]) * inverse[first]
        key += (spans.language + 1).astype(np.uint64) * np.uint64(_OF_LANGUAGE)
        key *= np.uint64(_MIX)
        return key

    def _probe(self, key: Keys) -> tuple[Ints, Places]:
        """The number of each key, and the places of those that there is none of, ascending."""
        slot, mark = self._slot(key), _mark(key)
        found = self._slots[slot] ^ mark
        number = found.astype(np.int32)
        missing = np.zeros(len(key), np.bool_)
        places = np.flatnonzero(found >= _MOST)
        slot, mark, found = slot[places], mark[places], found[places]
        while len(places):
            # An empty slot is zero.
            missing[places[found == mark]] = True
            on = np.flatnonzero(found != mark)
            places, slot, mark = places[on], self._next(slot[on]), mark[on]
            found = self._slots[slot] ^ mark
            known = found < _MOST
            number[places[known]] = found[known]
            on = np.flatnonzero(~known)
            places, slot, mark, found = places[on], slot[on], mark[on], found[on]
        return number, np.flatnonzero(missing)

    def _add(self, spans: Spans, new: Places, key: Keys, next_number: int) -> None:
        """Have words at places, which are not there, with keys of their own."""
        numbers = np.arange(next_number, next_number + len(new))
        if numbers[-1] >= _MOST:
            raise OverflowError(f"more than {_MOST} distinct words at once")
        tags = _tags(spans)[new]
        first, length = spans.first[new], spans.last[new] - spans.first[new]
        ends = self._written + np.cumsum(length + 1)
        begins = ends - length - 1
        self._written = int(ends[-1])
        self._letters = _grown(self._letters, self._written)
        self._letters[_within(begins, length)] = spans.codes[_within(first, length)]
        self._letters[ends - 1] = _BLANK
        self._keys, self._tags, self._begins = (
            _grown(self._keys, next_number + len(new)),
            _grown(self._tags, next_number + len(new)),
            _grown(self._begins, next_number + len(new)),
        )
        self._keys[numbers], self._tags[numbers], self._begins[numbers] = key, tags, begins
        self._numbers.append(numbers)
        self._used += len(numbers)
        if self._used > _FULL * len(self._slots):
            self._bits = int(self._used / _FULL).bit_length() + 1
            self._slots = np.zeros(1 << self._bits, np.uint64)
            numbers = np.concatenate(self._numbers)
            self._numbers = [numbers]
        self._fill(numbers)

    def _fill(self, numbers: Places) -> None:
        """Give each number, of which none has the key of another, a slot."""
        key = self._keys[numbers]
        slot, entry = self._slot(key), _mark(key) | numbers.astype(np.uint64)
        while len(slot):
            free = self._slots[slot] == 0
            self._slots[slot[free]] = entry[free]  # of those that want the same, one gets it
            on = np.flatnonzero(self._slots[slot] != entry)
            slot, entry = self._next(slot[on]), entry[on]

    def _mistaken(self, spans: Spans, number: Ints) -> Places:
        """Places of words that are not those whose numbers they were given."""
        wrong: NDArray[np.bool_] = self._tags[number] != _tags(spans)
        shift = self._begins[number] - spans.first
        if (spans.first[1:] < spans.last[:-1]).any():
            length = spans.last - spans.first
            place, of = _within(spans.first, length), np.repeat(np.arange(len(length)), length)
            differ = spans.codes[place] != self._letters.take(place + shift[of], mode="clip")
            wrong[of[differ]] = True
        else:  # with what stands between them, which is most often the blank that is kept too
            begin, end = int(spans.first[0]), int(spans.last[-1])
            place = np.repeat(shift, np.diff(spans.first, append=end)) + np.arange(begin, end)
            kept = self._letters.take(place, mode="clip")
            differing = np.flatnonzero(spans.codes[begin:end] != kept) + begin
            of = np.searchsorted(spans.first, differing, "right") - 1
            wrong[of[differing < spans.last[of]]] = True
        return np.flatnonzero(wrong)

    def _slot(self, key: Keys) -> Keys:
        return key >> np.uint64(64 - self._bits)

    def _next(self, slot: Keys) -> Keys:
        return (slot + np.uint64(1)) & np.uint64(len(self._slots) - 1)


def _tags(spans: Spans) -> NDArray[np.int64]:
    """The length and the language of each word in one; never zero."""
    return (spans.last - spans.first) << 16 | spans.language


def _mark(key: Keys) -> Keys:
    """What of a key stands in a slot; never zero."""
    return (key << _NUMBER) | _MOST


def _powers(most: int) -> tuple[Keys, Keys]:
    """The powers of the base, and of its inverse, from the first."""
    factors = np.full((2, most), _BASE, np.uint64)
    factors[1] = pow(_BASE, -1, 1 << 64)
    factors[:, 0] = 1
    power, inverse = np.cumprod(factors, axis=1, dtype=np.uint64)
    return power, inverse


def _within(first: Places, length: Places) -> Places:
    """The places of all letters of words."""
    ends = np.cumsum(length)
    places: Places = np.arange(int(length.sum())) + np.repeat(first - (ends - length), length)
    return places


def _grown(column: NDArray[Number], size: int) -> NDArray[Number]:
    """The column with room for so many."""
    if len(column) >= size:
        return column
    grown = np.zeros(2 * size, column.dtype)
    grown[: len(column)] = column
    return grown
