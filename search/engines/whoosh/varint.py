"""Whole numbers as bytes, seven bits in each, coded and decoded in array operations.

The groups of a number stand with the most significant first; all bytes but its last have the high
bit set. So the last byte of every number can be seen without reading what is before it, numbers
of one byte cost next to nothing to decode, and two codes next to each other are the code of both.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bytes", "decode", "encode"]

Bytes = NDArray[np.uint8]

_GROUPS = 5  # of seven bits, in 32 bits


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
    longer = np.flatnonzero(values >= 0x80)
    numbers = values[longer].astype(np.uint32)
    leading = np.ones(longer.size, np.uint8)  # bytes before the last
    for group in range(2, _GROUPS):
        if high >> 7 * group:
            leading += numbers >= np.uint32(1 << 7 * group)
    sizes[longer] += leading
    # The last leading byte of each; behind it stands the last byte of all.
    at = longer + np.cumsum(leading, dtype=np.int64) - 1
    is_last = np.ones(values.size + int(at[-1]) - int(longer[-1]) + 1, np.bool_)
    code = np.empty(is_last.size, np.uint8)
    for group in range(1, _GROUPS):
        code[at] = numbers >> np.uint32(7 * group) | 0x80
        is_last[at] = False
        if not high >> 7 * (group + 1):
            break
        more = leading > group
        numbers, leading, at = numbers[more], leading[more], at[more] - 1
    code[is_last] = values & 0x7F
    return code, sizes


def decode(code: Bytes) -> NDArray[np.uint32]:
    """The numbers of a code, uint32."""
    is_leading = code >= 0x80
    if not np.count_nonzero(is_leading):  # quicker than `any`
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
    return values[~is_leading]
