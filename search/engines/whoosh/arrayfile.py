"""Files of flat arrays: written one after the other, read as memory maps.

    magic       8 bytes, "artsrch" and the version
    arrays      each at a multiple of 8 bytes, little-endian
    directory   JSON: name -> [dtype, offset, bytes, CRC-32]
    tail        directory's offset and length (8 bytes each), its CRC-32 and the magic

What is read is checked against the sizes; against the checksums only by `checked` and `verify`. A
file without its tail was not finished.
"""

import json
import mmap
import os
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["ArrayFile", "ArrayFileWriter", "DamagedFile"]

_MAGIC = b"artsrch\x01"
_TAIL = Struct("<QQI8s")
_ALIGNMENT = 8
_PIECE = 1 << 24  # bytes that are verified at a time


class DamagedFile(Exception):
    """A file of arrays is not what was written."""


class ArrayFileWriter:
    """Writes one file; `close` finishes it, and only then can it be read.

    An array is written at once (`add`), or in parts until another begins (`begin`, `append`).
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._file.write(_MAGIC)
        self._offset = len(_MAGIC)
        self._directory: dict[str, tuple[str, int, int, int]] = {}
        self._begun: tuple[str, str, int] | None = None
        self._checksum = 0

    def add(self, name: str, array: NDArray[Any]) -> None:
        """Write an array."""
        self.begin(name, array.dtype)
        self.append(array)

    def add_bytes(self, name: str, data: bytes) -> None:
        """Write bytes, to be read as an array of them."""
        self.begin(name)
        self.append_bytes(data)

    def begin(self, name: str, dtype: Any = np.uint8) -> None:
        """Begin an array."""
        self._end()
        padding = -self._offset % _ALIGNMENT
        self._file.write(bytes(padding))
        self._offset += padding
        self._begun = (name, np.dtype(dtype).newbyteorder("<").str, self._offset)
        self._checksum = 0

    def append(self, array: NDArray[Any]) -> None:
        """Write more of the array that was begun."""
        assert self._begun
        self.append_bytes(np.ascontiguousarray(array, self._begun[1]).view(np.uint8).data)

    def append_bytes(self, data: bytes | memoryview) -> None:
        """Write more of the array that was begun, as its bytes."""
        self._file.write(data)
        self._checksum = zlib.crc32(data, self._checksum)
        self._offset += len(data)

    def _end(self) -> None:
        if self._begun:
            name, dtype, offset = self._begun
            self._directory[name] = (dtype, offset, self._offset - offset, self._checksum)
            self._begun = None

    def close(self) -> None:
        """Write the directory, and see the file safely on disk."""
        self._end()
        directory = json.dumps(self._directory).encode()
        self._file.write(directory)
        tail = _TAIL.pack(self._offset, len(directory), zlib.crc32(directory), _MAGIC)
        self._file.write(tail)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file, finished or not."""
        with suppress(OSError):  # what is left to write finds no room
            self._file.close()


class ArrayFile(Mapping[str, NDArray[Any]]):
    """One file, mapped into memory: name -> array, of one dimension, that cannot be written.

    Raises:
        DamagedFile: it was cut off, or its directory changed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._map = np.memmap(path, np.uint8, "r")
        except ValueError as error:  # it is empty
            raise DamagedFile(f"{path} is damaged: {error}") from error
        size = self._map.size
        if size < len(_MAGIC) + _TAIL.size:
            raise DamagedFile(f"{path} is damaged: it has {size} bytes")
        offset, length, checksum, magic = _TAIL.unpack(self._map[-_TAIL.size :].tobytes())
        if magic != _MAGIC or self._map[: len(_MAGIC)].tobytes() != _MAGIC:
            raise DamagedFile(f"{path} is damaged: it is cut off, or of another version")
        directory = self._map[offset : offset + length].tobytes()
        if offset + length + _TAIL.size != size or zlib.crc32(directory) != checksum:
            raise DamagedFile(f"{path} is damaged: its directory changed")
        self._directory: dict[str, tuple[str, int, int, int]] = json.loads(directory)

    def __getitem__(self, name: str) -> NDArray[Any]:
        dtype, offset, length, _ = self._directory[name]
        # Not a memmap: those cost microseconds to slice.
        return np.frombuffer(self._map.data, dtype, length // np.dtype(dtype).itemsize, offset)

    def checked(self, name: str) -> NDArray[Any]:
        """An array, all of which is read and compared with its checksum.

        Raises:
            DamagedFile: it is not the one that was written.
        """
        _, offset, length, _ = self._directory[name]
        self._compare(name, zlib.crc32(self._map[offset : offset + length].data))
        return self[name]

    def _compare(self, name: str, checksum: int) -> None:
        if checksum != self._directory[name][-1]:
            raise DamagedFile(f"{self._path} is damaged: {name} changed")

    def release(self) -> None:
        """Let go of what was read of it, which is read again when it is asked for.

        What is mapped counts as memory of the process, although the system may take it back.
        """
        mapped: mmap.mmap = self._map._mmap  # type: ignore[attr-defined]  # NumPy does not tell
        if hasattr(mapped, "madvise"):  # Windows does without
            mapped.madvise(mmap.MADV_DONTNEED)

    def __iter__(self) -> Any:
        return iter(self._directory)

    def __len__(self) -> int:
        return len(self._directory)

    def verify(self) -> None:
        """Read all of it.

        Raises:
            DamagedFile: an array is not the one that was written.
        """
        for name, (_, offset, length, _) in self._directory.items():
            found = 0
            for first in range(offset, offset + length, _PIECE):
                piece = self._map[first : min(first + _PIECE, offset + length)]
                found = zlib.crc32(piece.data, found)
                self.release()
            self._compare(name, found)
