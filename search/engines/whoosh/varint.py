"""Whole numbers as bytes, seven bits in each, coded and decoded in array operations.

The groups of a number stand with the most significant first; all bytes but its last have the high
bit set. So the last byte of every number can be seen without reading what is before it, numbers
of one byte cost next to nothing to decode, and two codes next to each other are the code of both.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bytes", "decode", "decode_few", "encode"]

Bytes = NDArray[np.uint8]

_GROUPS = 5  # of seven bits, in 32 bits
# Beyond one leading byte in so many, places are looked up sooner than picked by a mask: processors
# guess what a mask says next, and are wrong here half of the time.
_RARE = 16


def encode(values: NDArray[np.integer]) -> tuple[Bytes, NDArray[np.uint8]]:
    """The code of `values`, each from 0 to 2**32 - 1, and how many bytes each takes.

    Shapes: (bytes in all,) and that of `values`, which has one dimension.

    Raises:
        OverflowError: a value is not in that range.
    """
    sizes = np.ones(values.size, np.uint8)
    if not values.size:
        return sizes, sizes
    low, high = int(values.min()), int(values.max())
    if low < 0 or high >> 32:
        raise OverflowError(f"numbers from {low} to {high} have no code")
    if high < 0x80:
        return values.astype(np.uint8), sizes
    numbers = values.astype(np.uint32, copy=False)
    # All groups of each, of which those that it has are taken.
    groups = -(-high.bit_length() // 7)
    code = np.empty((values.size, groups), np.uint8)
    is_taken = np.ones((values.size, groups), np.bool_)
    code[:, -1] = numbers.astype(np.uint8) & np.uint8(0x7F)
    for group in range(1, groups):
        code[:, -1 - group] = (numbers >> np.uint32(7 * group)).astype(np.uint8) | np.uint8(0x80)
        is_long = numbers >= np.uint32(1 << 7 * group)
        is_taken[:, -1 - group] = is_long
        sizes += is_long
    # By their places: to take them by what is true takes three times as long.
    return code.ravel()[np.flatnonzero(is_taken)], sizes


def decode(code: Bytes) -> NDArray[np.uint32]:
    """The numbers of a code, uint32."""
    is_leading = code >= 0x80
    leading = np.count_nonzero(is_leading)  # quicker than `any`
    if not leading:
        return code.astype(np.uint32)
    groups = (code & 0x7F).astype(np.uint32)
    values = groups.copy()
    # Worked out for every byte, and kept for the last bytes: that takes no look-up of places.
    has_led = is_leading[:-1]  # from a byte on, up to so many bytes farther
    for farther in range(1, _GROUPS):
        values[farther:] += (groups[:-farther] << np.uint32(7 * farther)) * has_led
        has_led = is_leading[: -farther - 1] & has_led[1:]
        if not np.count_nonzero(has_led):
            break
    is_last = ~is_leading
    return values[is_last] if leading * _RARE < code.size else values.take(is_last.nonzero()[0])


def decode_few(code: bytes) -> list[int]:
    """The same numbers as a list; of up to some hundred bytes in less time than `decode`."""
    numbers = []
    leading = 0
    for byte in code:
        if byte < 0x80:
            numbers.append(leading | byte)
            leading = 0
        else:
            leading = (leading | byte & 0x7F) << 7
    return numbers
