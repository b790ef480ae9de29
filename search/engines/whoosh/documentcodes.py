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

from collections.abc import Sequence
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
from search.engines.whoosh.varint import Bytes, decode, encode

__all__ = ["MANY", "code_documents", "decode_documents", "decode_several", "spread_documents"]

MANY = 64
_WIDTHS: dict[int, np.dtype[Any]] = {1: np.dtype("u1"), 2: np.dtype("<u2")}

Numbers = NDArray[np.uint32]
Rows = NDArray[np.intp]


def code_documents(
    frequency: NDArray[np.integer], documents: NDArray[np.integer], counts: NDArray[np.integer]
) -> tuple[Bytes, Sizes]:
    """Code which documents have each term, and how often.

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
    more, mores = counts[np.flatnonzero(often)] - 2, sums_of(often, frequency)
    many = np.flatnonzero(frequency >= MANY)
    if not many.size:
        return _varints(_Numbers(numbers, frequency, more, mores))
    first_more = starts_of(mores)

    def of(rows: Rows) -> _Numbers:
        own = numbers[runs(first[rows], frequency[rows])]
        return _Numbers(
            own, frequency[rows], more[runs(first_more[rows], mores[rows])], mores[rows]
        )

    few = np.flatnonzero(frequency < MANY)
    code, sizes = _varints(of(few))
    parts: list[tuple[Bytes, Rows, NDArray[np.integer]]] = [(code, few, sizes)]
    for width, rows in zip(_WIDTHS, _by_width(of(many), many), strict=True):
        found, most = of(rows), _most(width)
        lanes = np.minimum(found.own, most).astype(_WIDTHS[width]).view(np.uint8)
        is_beyond = found.own >= most
        beyond = found.own[np.flatnonzero(is_beyond)] - most
        rest, rests = _varints(
            _Numbers(beyond, sums_of(is_beyond, found.sizes), found.more, found.mores)
        )
        parts.append((np.full(rows.size, width, np.uint8), rows, np.ones(rows.size, np.int64)))
        parts += (lanes, rows, width * found.sizes), (rest, rows, rests)
    return weave(frequency.size, parts)


class _Numbers(NamedTuple):
    """Of some terms, one after the other: of the documents, and of how often.

    Attributes:
        sizes, mores: how many of each are of each term.
    """

    own: NDArray[Any]
    sizes: NDArray[np.integer]
    more: NDArray[Any]
    mores: NDArray[np.integer]


def _by_width(found: _Numbers, rows: Rows) -> tuple[Rows, Rows]:
    """The rows whose numbers take least room in one byte each, and those in two."""
    beyond, far = (sums_of(found.own >= _most(width), found.sizes) for width in _WIDTHS)
    # Two bytes more for one that is beyond a byte, three for one that is beyond two.
    is_wide = 2 * beyond + far > found.sizes + 3 * far
    return rows[~is_wide], rows[is_wide]


def _most(width: int) -> int:
    """What stands for numbers of more bytes."""
    return int(np.iinfo(_WIDTHS[width]).max)


def _varints(found: _Numbers) -> tuple[Bytes, Sizes]:
    every = np.arange(found.sizes.size)
    woven, sizes = weave(
        every.size, [(found.own, every, found.sizes), (found.more, every, found.mores)]
    )
    code, widths = encode(woven)
    return code, sums_of(widths, sizes)


def decode_documents(
    code: Bytes, frequency: int
) -> tuple[NDArray[np.int32], NDArray[np.int32] | None]:
    """A term's documents, ascending, and how often it stands in each; None: once in each."""
    own, more = _numbers(code, frequency)
    documents = _steps(own)
    np.cumsum(documents, out=documents)
    documents -= 1
    return documents, _counts(own, more) if more.size else None


def _numbers(code: Bytes, frequency: int) -> tuple[Numbers, Numbers]:
    """Of one term: of the documents, and of how often."""
    if frequency < MANY:
        numbers = decode(code)
        return numbers[:frequency], numbers[frequency:]
    width = int(code[0])
    end = 1 + width * frequency
    own, more = code[1:end].view(_WIDTHS[width]).astype(np.uint32), decode(code[end:])
    if more.size:
        (beyond,) = (own == _most(width)).nonzero()
        own[beyond] += more[: beyond.size]
        more = more[beyond.size :]
    return own, more


def spread_documents(
    code: Bytes, sizes: Sizes, frequency: NDArray[np.integer]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Documents of many terms, and how often each of theirs stands there; as `code_documents`."""
    many = np.flatnonzero(frequency >= MANY)
    if not many.size:
        found = _of_varints(code, sizes, frequency)
        return _of_all(found.own, found.more, frequency)
    begins, few = starts_of(sizes), np.flatnonzero(frequency < MANY)
    found = _of_varints(gather(code, begins[few], sizes[few]), sizes[few], frequency[few])
    ends = begins + sizes
    own, more = zip(
        *(_numbers(code[begins[row] : ends[row]], int(frequency[row])) for row in many.tolist()),
        strict=True,
    )
    mores = np.fromiter(map(len, more), np.int64, many.size)
    numbers, _ = weave(
        sizes.size,
        [(found.own, few, found.sizes), (np.concatenate(own), many, frequency[many])],
    )
    often, _ = weave(
        sizes.size, [(found.more, few, found.mores), (np.concatenate(more), many, mores)]
    )
    return _of_all(numbers, often, frequency)


def decode_several(
    codes: Sequence[Bytes], frequencies: Sequence[int]
) -> list[tuple[NDArray[np.int32], NDArray[np.int32] | None]]:
    """`decode_documents` of several terms, those with few documents at once."""
    found = {}
    few = [place for place, frequency in enumerate(frequencies) if frequency < MANY]
    if few:
        frequency = np.array([frequencies[place] for place in few])
        sizes = np.array([codes[place].size for place in few])
        own = _of_varints(np.concatenate([codes[place] for place in few]), sizes, frequency)
        documents, counts = _of_all(own.own, own.more, frequency)
        ends = frequency.cumsum().tolist()
        for place, first, last, more in zip(
            few, [0, *ends], ends, own.mores.tolist(), strict=False
        ):
            # Copies, since what is kept of one term would keep all of them.
            found[place] = documents[first:last].copy(), counts[first:last].copy() if more else None
    return [
        found.get(place) or decode_documents(code, frequency)
        for place, (code, frequency) in enumerate(zip(codes, frequencies, strict=True))
    ]


def _of_varints(code: Bytes, sizes: Sizes, owns: NDArray[np.integer]) -> _Numbers:
    """Of terms that have so many bytes, the first `owns` numbers of each, and the others."""
    numbers, every = decode(code), sums_of(code < 0x80, sizes)
    first, mores = starts_of(every), every - owns
    return _Numbers(numbers[runs(first, owns)], owns, numbers[runs(first + owns, mores)], mores)


def _of_all(
    numbers: Numbers, more: Numbers, frequency: NDArray[np.integer]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    documents = add_up(_steps(numbers), frequency)
    documents -= 1
    return documents, _counts(numbers, more)


def _steps(numbers: Numbers) -> NDArray[np.int32]:
    """By how much each document is beyond the one before it."""
    steps = (numbers >> 1).view(np.int32)
    steps += 1
    return steps


def _counts(numbers: Numbers, more: Numbers) -> NDArray[np.int32]:
    counts = np.ones(numbers.size, np.int32)
    counts[(numbers & 1).astype(np.bool_).nonzero()] = more + 2
    return counts
