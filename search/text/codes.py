"""A text as an array of its code points, and what is to be known of each, looked up all at once."""

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Codes", "Joined", "Table", "Values", "codes_of"]

Codes = npt.NDArray[np.intp]
Values = npt.NDArray[np.unsignedinteger]


@lru_cache(maxsize=4)  # each step asks for the same text's, one after the other
def codes_of(text: str) -> Codes:
    """The code points of a text, lone surrogates as well; not to be written to."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.intp)
    codes.flags.writeable = False
    return codes


class Joined:
    """Several texts as one array: what is looked up for all at once costs each of them little.

    Attributes:
        codes: their code points, a line's end behind each text, and one more behind the last.
        starts: where each begins; its last place is that of its line's end.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.codes = codes_of("\n".join((*texts, "", "")))
        self.starts = [0, *accumulate(len(text) + 1 for text in texts)][: len(texts)]

    def unions(self, values: npt.NDArray[np.integer[Any]]) -> list[int]:
        """For each text all bits that one of its values has.

        Args:
            values: one for each of the codes, or for each two in a row.
        """
        if not self.starts:
            return []
        found: list[int] = np.bitwise_or.reduceat(values, self.starts).tolist()
        return found


class Table:
    """Character -> a number, worked out when the character is first met.

    Args:
        value_of: gives the number; it is not 0.
        dtype: of the arrays, wide enough for every number.
    """

    def __init__(self, value_of: Callable[[str], int], dtype: type[np.unsignedinteger]) -> None:
        self._value_of = value_of
        # The system gives only those pages of it that are touched.
        self._values: Values = np.zeros(sys.maxunicode + 1, dtype)

    def of(self, codes: Codes | Values) -> Values:
        """The numbers of these code points, in their order."""
        found: Values = self._values.take(codes)
        if codes.size and not np.minimum.reduce(found):
            for code in set(codes[found == 0].tolist()):
                self._values[code] = self._value_of(chr(code))
            found = self._values.take(codes)
        return found

    def union(self, codes: Codes | Values) -> int:
        """All bits that one of their numbers has; 0 of none."""
        return int(np.bitwise_or.reduce(self.of(codes)))
