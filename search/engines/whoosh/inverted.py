"""Postings of many terms as bytes: cut and joined in array operations, and their positions.

Of each term there is one run of bytes for its documents (see `documentcodes.py`) and another for
its positions: in each document the first, then what the next is greater by (varint). Positions of
two terms or of two parts of a collection can be joined as they are.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.varint import Bytes, decode, encode

__all__ = [
    "Coded",
    "add_up",
    "code_positions",
    "decode_positions",
    "gaps_of",
    "gather",
    "runs",
    "starts_of",
    "sums_of",
    "weave",
]

Sizes = NDArray[np.int64]


class Coded(NamedTuple):
    """The postings of terms, in the terms' order.

    Attributes:
        frequency: in how many documents each stands; uint32.
        documents, positions: the bytes of one term after another.
        document_sizes, position_sizes: how many are of each; int64.
    """

    frequency: NDArray[np.uint32]
    documents: Bytes
    document_sizes: Sizes
    positions: Bytes
    position_sizes: Sizes


def starts_of(sizes: NDArray[np.integer]) -> Sizes:
    """Where runs of these sizes begin, one after the other."""
    starts = np.zeros(sizes.size, np.int64)
    np.cumsum(sizes[:-1], out=starts[1:])
    return starts


def runs(starts: NDArray[np.integer], sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """The places of runs: from each start as many as its size, one run after another."""
    places = np.repeat(starts - starts_of(sizes), sizes)
    places += np.arange(places.size)
    return places


def gather(code: Bytes, starts: NDArray[np.integer], sizes: NDArray[np.integer]) -> Bytes:
    """Runs of bytes out of a code, one after the other."""
    return code[runs(starts, sizes)]


def weave(
    terms: int, parts: Sequence[tuple[NDArray[Any], NDArray[np.integer], NDArray[np.integer]]]
) -> tuple[NDArray[Any], Sizes]:
    """Of each term what the first part has of it, then what the second has, and so on.

    Args:
        terms: how many there are.
        parts: (values, which terms they are of, ascending and distinct, how many are of each).

    Returns:
        The values, and how many are of each term.
    """
    sizes = np.zeros(terms, np.int64)
    for _, rows, own in parts:
        sizes[rows] += own
    at = starts_of(sizes)
    woven = np.empty(int(sizes.sum()), parts[0][0].dtype)
    for values, rows, own in parts:
        woven[runs(at[rows], own)] = values
        at[rows] += own
    return woven, sizes


def sums_of(values: NDArray[np.integer | np.bool_], counts: NDArray[np.integer]) -> Sizes:
    """The sum of each group of `counts` values, one group after the other."""
    sums = np.zeros(counts.size, np.int64)
    held = np.flatnonzero(counts)
    if held.size:
        if values.dtype == np.bool_:
            values = values.view(np.uint8)
        sums[held] = np.add.reduceat(values, starts_of(counts)[held], dtype=np.int64)
    return sums


def gaps_of(numbers: NDArray[np.integer], first: NDArray[np.integer]) -> NDArray[np.int64]:
    """By how much each number is greater than the one before; those at `first` as they are."""
    gaps = numbers.astype(np.int64)
    gaps[1:] -= numbers[:-1]
    gaps[first] = numbers[first]
    return gaps


def add_up(steps: NDArray[Any], sizes: NDArray[np.integer]) -> NDArray[Any]:
    """Running sums in groups of these sizes, each at least 1; the steps are changed."""
    first = starts_of(sizes)
    steps[first[1:]] -= np.add.reduceat(steps, first)[:-1]
    return np.cumsum(steps, out=steps)


def code_positions(
    counts: NDArray[np.integer], positions: NDArray[np.integer], terms: NDArray[np.integer]
) -> tuple[Bytes, Sizes]:
    """Code where terms stand.

    Args:
        counts: of each posting, the number of its positions, at least 1.
        positions: of all postings, one after the other, ascending in each.
        terms: of each term, the number of its positions.
    """
    code, sizes = encode(gaps_of(positions, starts_of(counts)))
    return code, sums_of(sizes, terms)


def decode_positions(code: Bytes, counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """The positions of postings that have so many of them, one posting after another."""
    return add_up(decode(code).astype(np.int64), counts)
