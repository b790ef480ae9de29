"""A column of texts: of each article of a segment its id, the file it is of, and the like."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["TextColumn"]


class TextColumn(NamedTuple):
    """A column of bytes as it is read, without an object for each article.

    Attributes:
        joined: every value once, one after the other.
        ends: where each ends there, int64.
        codes: the place of each article's value among them.
    """

    joined: bytes
    ends: NDArray[np.int64]
    codes: NDArray[np.integer]

    def of(self, number: int) -> bytes:
        """The value of an article."""
        place = int(self.codes[number])
        return self.joined[int(self.ends[place - 1]) if place else 0 : int(self.ends[place])]

    def values(self) -> list[bytes]:
        """All values, in order."""
        ends = self.ends.tolist()
        joined = self.joined
        return [joined[start:end] for start, end in zip([0, *ends], ends, strict=False)]
