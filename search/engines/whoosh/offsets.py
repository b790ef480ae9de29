"""Where the words of articles stand, about a byte for each.

Of each article, in order of its words: for each word one number (varint), which is its length in
its lowest five bits, and in the two bits above them how far it begins behind the end of the word
before it. What does not fit there, a longer word or a greater distance, is 0, and both numbers
stand behind those of all words, the distance doubled and made odd where it is negative.
"""

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.inverted import starts_of, sums_of
from search.engines.whoosh.varint import Bytes, decode, encode

__all__ = ["code_offsets", "decode_offsets"]

_LENGTH_BITS = 5
_LENGTHS = 1 << _LENGTH_BITS
_DISTANCES = 4  # so that nearly every word takes one byte


def code_offsets(
    words: NDArray[np.integer], starts: NDArray[np.integer], ends: NDArray[np.integer]
) -> tuple[Bytes, NDArray[np.int64]]:
    """Code the places of words; shapes as `starts`.

    Args:
        words: how many each article has.
        starts, ends: of all articles' words, one article after the other.

    Returns:
        The code, and how many bytes are of each article.
    """
    distances = starts.astype(np.int64)
    distances[1:] -= ends[:-1]
    first = starts_of(words)[np.asarray(words) > 0]
    distances[first] = starts[first]
    lengths = ends.astype(np.int64) - starts
    rare = (lengths < 1) | (lengths >= _LENGTHS) | (distances < 0) | (distances >= _DISTANCES)
    usual = (distances * _LENGTHS + lengths).astype(np.uint8)
    places = np.flatnonzero(rare)
    usual[places] = 0
    distances, lengths = distances[places], lengths[places]
    signed = np.where(distances < 0, -2 * distances - 1, 2 * distances)
    others, sizes = encode(np.stack((signed, lengths), axis=1).ravel())
    last = np.cumsum(words)
    article = np.searchsorted(last, places, "right")
    more = sums_of(sizes, 2 * np.bincount(article, minlength=len(words)))
    return np.insert(usual, np.repeat(last, more), others), words + more


def decode_offsets(usual: Bytes, others: Bytes, words: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where the words of articles start and end, one article after the other; of shape (2, words).

    Args:
        usual: of the code of each article as many bytes, the first, as it has words.
        others: what is left of the code of each.
        words: how many words each has.
    """
    lengths = (usual & _LENGTHS - 1).astype(np.int64)
    steps = lengths + (usual >> _LENGTH_BITS)  # from the end of the word before to its own
    if others.size:
        pairs = decode(others).astype(np.int64)
        (rare,) = (usual == 0).nonzero()
        lengths[rare] = pairs[1::2]
        signed = pairs[::2]
        steps[rare] = pairs[1::2] + np.where(signed & 1, -(signed + 1 >> 1), signed >> 1)
    ends = np.cumsum(steps)
    ends -= np.repeat(np.append(0, ends)[starts_of(words)], words)
    return np.stack((ends - lengths, ends))
