"""Which documents have a term, and how often, as bytes; of many terms in array operations.

A document is a number: how far it is beyond the one before it, less one, doubled, and one more
where the term stands in it more than once. How often, less two, is a varint behind all of them.

    few documents   the numbers as varints
    `MANY` or more  how many bytes each number has, 1 or 2, in one byte; the numbers in so many
                    bytes each, little-endian, or the most that these hold where that is not
                    enough; what such numbers are beyond that, as varints

Varints of many numbers take several times as long to decode, and are no smaller: in a common word
most documents are near, and near in number of bytes.
"""

from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.inverted import (
    Sizes,
    add_up,
    gaps_of,
    gather,
    runs,
    starts_of,
    sums_of,
    weave,
)
from search.engines.whoosh.varint import Bytes, decode, decode_few, encode

__all__ = [
    "MANY",
    "Uncoded",
    "code_documents",
    "decode_documents",
    "read_numbers",
    "spread_documents",
    "uncoded",
]

MANY = 64
_WIDTHS: dict[int, np.dtype[Any]] = {1: np.dtype("u1"), 2: np.dtype("<u2")}

Numbers = NDArray[np.uint32]
Rows = NDArray[np.intp]


class Uncoded(NamedTuple):
    """Numbers of several terms, one term after the other.

    Attributes:
        own: those of the documents.
        frequency: how many of them are of each term.
        more: how often, less two, of documents that a term stands in more than once.
        mores: how many of these are of each term.
    """

    own: NDArray[Any]
    frequency: NDArray[np.integer]
    more: NDArray[Any]
    mores: NDArray[np.integer]


def uncoded(
    frequency: NDArray[np.integer], documents: NDArray[np.integer], counts: NDArray[np.integer]
) -> Uncoded:
    """The numbers of terms.

    Args:
        frequency: of each term, the number of its documents, at least 1.
        documents: of all terms, one after the other, ascending in each; from 0.
        counts: how often the term stands there, at least 1; same shape.
    """
    first = starts_of(frequency)
    numbers = gaps_of(documents, first)
    numbers -= 1
    numbers[first] += 1
    numbers <<= 1
    often = counts > 1
    numbers |= often
    return Uncoded(numbers, frequency, counts[np.flatnonzero(often)] - 2, sums_of(often, frequency))


def code_documents(found: Uncoded) -> tuple[Bytes, Sizes]:
    """The code of some terms' documents, and how many bytes are of each term."""
    frequency = found.frequency
    many = np.flatnonzero(frequency >= MANY)
    if not many.size:
        return _varints(found)
    first, first_more = starts_of(frequency), starts_of(found.mores)

    def of(rows: Rows) -> Uncoded:
        sizes, mores = frequency[rows], found.mores[rows]
        return Uncoded(
            found.own[runs(first[rows], sizes)],
            sizes,
            found.more[runs(first_more[rows], mores)],
            mores,
        )

    few = np.flatnonzero(frequency < MANY)
    code, sizes = _varints(of(few))
    parts: list[tuple[Bytes, Rows, NDArray[np.integer]]] = [(code, few, sizes)]
    for width, rows in zip(_WIDTHS, _by_width(of(many), many), strict=True):
        chosen, most = of(rows), _most(width)
        lanes = np.minimum(chosen.own, most).astype(_WIDTHS[width]).view(np.uint8)
        is_beyond = chosen.own >= most
        beyond = chosen.own[np.flatnonzero(is_beyond)] - most
        beyonds = sums_of(is_beyond, chosen.frequency)
        rest, rests = _varints(chosen._replace(own=beyond, frequency=beyonds))
        parts.append((np.full(rows.size, width, np.uint8), rows, np.ones(rows.size, np.int64)))
        parts += (lanes, rows, width * chosen.frequency), (rest, rows, rests)
    return weave(frequency.size, parts)


def _by_width(found: Uncoded, rows: Rows) -> tuple[Rows, Rows]:
    """The rows whose numbers take least room in one byte each, and those in two."""
    beyond, far = (sums_of(found.own >= _most(width), found.frequency) for width in _WIDTHS)
    # Two bytes more for one that is beyond a byte, three for one that is beyond two.
    is_wide = 2 * beyond + far > found.frequency + 3 * far
    return rows[~is_wide], rows[is_wide]


def _most(width: int) -> int:
    """What stands for numbers of more bytes."""
    return (1 << 8 * width) - 1


def _varints(found: Uncoded) -> tuple[Bytes, Sizes]:
    every = np.arange(found.frequency.size)
    woven, sizes = weave(
        every.size, [(found.own, every, found.frequency), (found.more, every, found.mores)]
    )
    code, widths = encode(woven)
    return code, sums_of(widths, sizes)


def decode_documents(
    code: Bytes, frequency: int
) -> tuple[NDArray[np.int32], NDArray[np.int32] | None]:
    """A term's documents, ascending, and how often it stands in each; None: once in each."""
    if frequency < MANY:
        return _few_documents(decode_few(code.tobytes()), frequency)
    lanes, beyond, more = _lanes(code, frequency)
    is_often = (lanes & 1).astype(np.bool_)
    steps = (lanes >> 1).astype(np.int32)
    if beyond.size:
        exact = more[: beyond.size] + _most(int(code[0]))
        is_often[beyond] = exact & 1
        steps[beyond] = exact >> 1
        more = more[beyond.size :]
    steps += 1
    if not more.size:
        return _sums(steps), None
    counts = np.ones(frequency, np.int32)
    counts[is_often.nonzero()] = more + 2
    return _sums(steps), counts


def _sums(steps: NDArray[np.int32]) -> NDArray[np.int32]:
    """The documents that are so far from each other; the steps are changed."""
    steps[:1] -= 1
    return np.cumsum(steps, out=steps)


def _few_documents(
    numbers: list[int], frequency: int
) -> tuple[NDArray[np.int32], NDArray[np.int32] | None]:
    """The same of few; array operations would take several times as long."""
    own, more = numbers[:frequency], numbers[frequency:]
    steps = [(number >> 1) + 1 for number in own]
    documents = np.array([*accumulate(steps, initial=-1)][1:], np.int32)
    often = [place for place, number in enumerate(own) if number & 1]
    if not often and not more:
        return documents, None
    counts = [1] * frequency
    for place, number in zip(often, more, strict=True):
        counts[place] = number + 2
    return documents, np.array(counts, np.int32)


def _lanes(code: Bytes, frequency: int) -> tuple[NDArray[Any], Rows, Numbers]:
    """Of one term with many documents: numbers of one width, which are beyond it, the others."""
    width = int(code[0])
    end = 1 + width * frequency
    lanes, more = code[1:end].copy().view(_WIDTHS[width]), decode(code[end:])
    if not more.size:
        return lanes, np.empty(0, np.intp), more
    (beyond,) = (lanes == _most(width)).nonzero()
    return lanes, beyond, more


def read_numbers(code: Bytes, sizes: Sizes, frequency: NDArray[np.integer]) -> Uncoded:
    """The numbers of terms that have so many bytes each; uint32."""
    many = np.flatnonzero(frequency >= MANY)
    if not many.size:
        return _of_varints(code, sizes, frequency)
    ends = np.cumsum(sizes)
    begins, few = ends - sizes, np.flatnonzero(frequency < MANY)
    found = _of_varints(gather(code, begins[few], sizes[few]), sizes[few], frequency[few])
    parts = [(few, found)]
    widths = code[begins[many]]
    for width, kind in _WIDTHS.items():
        rows = many[widths == width]
        first, counts = begins[rows] + 1, frequency[rows]
        rest = first + width * counts
        own = _cut(code, first, rest).view(kind).astype(np.uint32)
        is_beyond = own == _most(width)
        beyonds = sums_of(is_beyond, counts)
        found = _of_varints(_cut(code, rest, ends[rows]), ends[rows] - rest, beyonds)
        own[np.flatnonzero(is_beyond)] += found.own
        parts.append((rows, found._replace(own=own, frequency=counts)))
    own, _ = weave(sizes.size, [(it.own, rows, it.frequency) for rows, it in parts])
    more, mores = weave(sizes.size, [(it.more, rows, it.mores) for rows, it in parts])
    return Uncoded(own, frequency, more, mores)


def _cut(code: Bytes, first: Sizes, last: Sizes) -> Bytes:
    """Long runs of bytes out of a code, one after the other."""
    places = map(slice, first.tolist(), last.tolist())
    return np.frombuffer(b"".join(map(code.data.__getitem__, places)), np.uint8)


def spread_documents(found: Uncoded) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Documents of many terms, and how often each of theirs stands there; as for `uncoded`."""
    documents = add_up(_steps(found.own), found.frequency)
    documents -= 1
    return documents, _counts(found.own, found.more)


def _of_varints(code: Bytes, sizes: Sizes, owns: NDArray[np.integer]) -> Uncoded:
    """Of terms that have so many bytes, the first `owns` numbers of each, and the others."""
    numbers, every = decode(code), sums_of(code < 0x80, sizes)
    first, mores = starts_of(every), every - owns
    return Uncoded(numbers[runs(first, owns)], owns, numbers[runs(first + owns, mores)], mores)


def _steps(numbers: Numbers) -> NDArray[np.int32]:
    """By how much each document is beyond the one before it."""
    steps = (numbers >> 1).view(np.int32)
    steps += 1
    return steps


def _counts(numbers: Numbers, more: Numbers) -> NDArray[np.int32]:
    counts = np.ones(numbers.size, np.int32)
    counts[(numbers & 1).astype(np.bool_).nonzero()] = more + 2
    return counts
