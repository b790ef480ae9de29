"""The words of many texts at once, by array operations on their code points.

The rules are the tokenizer's, and so is every word: runs of letters, figures and marks are words,
and an apostrophe, a full stop or a comma between two runs may join them; of a script without spaces
each two letters are one. What is rarer (marks that stand alone or in such a script, as the vowels
of Thai are; Hebrew abbreviations; two kinds of joint in a row) the tokenizer itself reads, from one
blank to the next.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import regex
from numpy.typing import NDArray

from search.analysis.analyzer import HYPHENS
from search.analysis.names import SHOUTED_HEAD, shouts
from search.analysis.tokenizer import (
    FIGURE_JOINTS,
    HEBREW_JOINTS,
    IN_WORD,
    LETTER_JOINTS,
    LETTERS,
    UNSPACED,
    words,
)

__all__ = ["Scan", "scan"]

Ints = NDArray[np.int32]
Places = NDArray[np.intp]

# What a code point is; several may be true of one.
_LETTER, _FIGURE, _MARK, _UPPER, _ALPHA, _ODD, _JOINT, _HYPHEN = (1 << bit for bit in range(8))
_WORD = _LETTER | _FIGURE | _MARK
# No letter of any script stands beyond plane 3; what does is odd.
_KNOWN = 0x40000


class Scan(NamedTuple):
    """The words of several texts, text by text, as the tokenizer has them.

    Attributes:
        codes: the code points of all texts.
        first, last: where each word stands in these.
        start, end: where each stands in its text, in code points.
        counts: the number of words of each text.
        hyphened: places of the words that a hyphen, and nothing else, parts from the next.
        shouted: whether each text is set in capitals.
    """

    codes: NDArray[np.uint32]
    first: Places
    last: Places
    start: Ints
    end: Ints
    counts: Places
    hyphened: Ints
    shouted: NDArray[np.bool_]


def scan(texts: Sequence[str]) -> Scan:
    """Find the words of every text; it takes 25 to 65 bytes a letter while it works, Thai 140."""
    lengths = np.fromiter(map(len, texts), np.intp, len(texts))
    begins = np.cumsum(lengths + 1) - lengths
    # Blanks around all spare every look to the left and right the question whether it may.
    text = "\n".join(("", *texts, "", ""))
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _kinds().take(codes, mode="clip")
    present = int(np.bitwise_or.reduce(kinds))

    inside = (kinds & _WORD) != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    joined, odd = _joints(codes, kinds, start, end)
    if present & _MARK:
        odd.append(start[(kinds[start] & _MARK) != 0])
    pairs = None
    if present & _ODD:
        pairs, others = _unspaced(codes, kinds)
        odd.append(others)
    chunks = _chunks(codes, np.concatenate(odd))
    for first, last in chunks:
        inside[first:last] = False
    inside[end[joined]] = inside[end[joined] - 1]
    start, end = np.delete(start, joined + 1), np.delete(end, joined)
    if chunks:
        kept = inside[start]
        start, end = start[kept], end[kept]
    if pairs is not None:
        start, end = _merged((start, end), pairs, chunks)
    if chunks:
        start, end = _with_chunks(text, chunks, start, end)

    hyphened = np.empty(0, np.intp)
    if present & _HYPHEN:
        follows = (kinds[end[:-1]] & _HYPHEN != 0) & (start[1:] - end[:-1] == 1)
        hyphened = np.flatnonzero(follows)
    counts = np.diff(np.searchsorted(start, begins), append=len(start))
    shift = np.repeat(begins, counts)
    return Scan(
        codes,
        start,
        end,
        (start - shift).astype(np.int32),
        (end - shift).astype(np.int32),
        counts,
        hyphened.astype(np.int32),
        _shouted(kinds, begins, begins + np.minimum(lengths, SHOUTED_HEAD)),
    )


def _shouted(kinds: NDArray[np.uint8], first: Places, last: Places) -> NDArray[np.bool_]:
    """Whether each head of a text, from `first` to `last`, is set in capitals."""
    # Of an empty head the line's end is read, which is no letter.
    edges = np.stack((first, last), axis=1).ravel()
    counted = (
        np.add.reduceat(((kinds & kind) != 0).view(np.uint8), edges, dtype=np.int64)[::2]
        for kind in (_UPPER, _ALPHA)
    )
    return np.asarray(shouts(*counted))


def _joints(
    codes: NDArray[np.uint32], kinds: NDArray[np.uint8], start: Places, end: Places
) -> tuple[Places, list[Places]]:
    """Which runs belong to one word with the next, and where it takes the tokenizer to tell."""
    run = np.flatnonzero(kinds[end] & _JOINT)
    sign, left, right = codes[end[run]], kinds[end[run] - 1], kinds[end[run] + 1]
    of_figures, of_hebrew = _among(sign, FIGURE_JOINTS), _among(sign, HEBREW_JOINTS)
    quoted = of_hebrew & _is_hebrew(codes[end[run] - 1]) & _is_hebrew(codes[end[run] + 1])
    odd = [end[run[quoted]]]

    joins = of_figures & (left & (_FIGURE | _MARK) != 0) & (right & _FIGURE != 0)
    joins |= ~(of_figures | of_hebrew) & (left & (_LETTER | _MARK) != 0) & (right & _LETTER != 0)
    # Single letters: those with marks are left to the tokenizer.
    points = np.flatnonzero(
        (sign == ord(".")) & (left & (_LETTER | _MARK) != 0) & (right & _LETTER != 0)
    )
    one, other = run[points], run[points] + 1
    single = kinds[start[one]] & _LETTER != 0
    for side in (one, other):
        single &= (end[side] - start[side] == 1) | (kinds[start[side] + 1] & _MARK != 0)
    points, one, other = points[single], one[single], other[single]
    marked = (end[one] - start[one] > 1) | (end[other] - start[other] > 1)
    odd.append(end[one[marked]])
    dotted = np.zeros(len(run), np.bool_)
    dotted[points] = True

    joined = np.flatnonzero(joins | dotted)
    run, dotted = run[joined], dotted[joined]
    mixed = (run[1:] - run[:-1] == 1) & (dotted[1:] != dotted[:-1])
    odd.append(end[run[1:][mixed]])
    return run, odd


def _unspaced(
    codes: NDArray[np.uint32], kinds: NDArray[np.uint8]
) -> tuple[tuple[Places, Places], Places]:
    """The words in runs of letters of scripts without spaces, and what of these is left."""
    is_odd = kinds & _ODD != 0
    is_letter = is_odd & (kinds & _WORD == 0) & (codes < _KNOWN)
    edges = np.flatnonzero(is_letter[1:] != is_letter[:-1]) + 1
    first, last = edges[::2], edges[1::2]
    # No full stop joins a letter that one of these follows; what has marks is left in any case.
    left = (kinds[first - 1] & _LETTER != 0) & (codes[first - 2] == ord("."))
    others = np.concatenate((np.flatnonzero(is_odd & ~is_letter), first[left]))
    first, last = first[~left], last[~left]
    counts = np.maximum(last - first - 1, 1)
    ends = np.cumsum(counts)
    start = np.arange(int(counts.sum())) + np.repeat(first - (ends - counts), counts)
    return (start, np.minimum(start + 2, np.repeat(last, counts))), others


def _merged(
    words: tuple[Places, Places],
    pairs: tuple[Places, Places],
    chunks: Sequence[tuple[int, int]],
) -> tuple[Places, Places]:
    """The words and the pairs that are in no chunk, in their order."""
    first, last = np.array(chunks, np.intp).reshape(-1, 2).T
    is_free = np.searchsorted(first, pairs[0], "right") == np.searchsorted(last, pairs[0], "right")
    start, end = (
        np.concatenate((own, of_pairs[is_free])) for own, of_pairs in zip(words, pairs, strict=True)
    )
    order = np.argsort(start, kind="stable")
    return start[order], end[order]


def _among(codes: NDArray[np.uint32], signs: str) -> NDArray[np.bool_]:
    return np.isin(codes, [ord(sign) for sign in signs])


def _is_hebrew(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Whether code points are Hebrew letters, marks or signs, or may be."""
    return ((codes >= 0x0590) & (codes < 0x0600)) | ((codes >= 0xFB1D) & (codes < 0xFB50))


def _chunks(codes: NDArray[np.uint32], odd: Places) -> list[tuple[int, int]]:
    """From blank to blank around every place, in order."""
    if not len(odd):
        return []
    blanks = np.flatnonzero(_among(codes, "\n "))
    after = np.unique(np.searchsorted(blanks, odd))
    return list(zip((blanks[after - 1] + 1).tolist(), blanks[after].tolist(), strict=True))


def _with_chunks(
    text: str, chunks: Iterable[tuple[int, int]], start: Places, end: Places
) -> tuple[Places, Places]:
    """The words with those that the tokenizer finds in the chunks."""
    spans: list[tuple[int, int]] = []
    before: list[int] = []
    places = np.searchsorted(start, [first for first, _ in chunks]).tolist()
    for (first, last), place in zip(chunks, places, strict=True):
        of_chunk = list(words(text[first:last]))
        spans += [(first + s, first + e) for s, e in of_chunk]
        before += [place] * len(of_chunk)
    return (
        np.insert(start, before, [s for s, _ in spans]),
        np.insert(end, before, [e for _, e in spans]),
    )


@cache
def _kinds() -> NDArray[np.uint8]:
    """The kind of every code point up to `_KNOWN`, which stands for all beyond."""
    every = "".join(map(chr, range(_KNOWN)))
    kinds = np.zeros(_KNOWN + 1, np.uint8)
    classes = {LETTERS: _LETTER, r"\p{N}": _FIGURE, IN_WORD: _MARK, UNSPACED: _ODD}
    for pattern, kind in classes.items():
        for match in regex.finditer(rf"[{pattern}]+", every, regex.V1):
            kinds[match.start() : match.end()] |= kind
    letters = np.array(list(every))
    kinds[:-1][np.char.isupper(letters)] |= _UPPER
    kinds[:-1][np.char.isalpha(letters)] |= _ALPHA
    for signs, kind in (
        (LETTER_JOINTS + FIGURE_JOINTS + HEBREW_JOINTS, _JOINT),
        (HYPHENS, _HYPHEN),
    ):
        for sign in signs:
            if not kinds[ord(sign)] & _WORD:
                kinds[ord(sign)] |= kind
    kinds[-1] = _ODD
    return kinds
