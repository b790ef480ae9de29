"""Packed values on disk, in their order, to be gone through once more.

What a run reads may be read only once (a pipe, an iterator of a script), or only at a price (the
main text of a million pages); so it is kept until all of it was seen.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from search.errors import EngineError

__all__ = ["Spool"]

_LENGTH = 4  # bytes before each value


class Spool:
    """Takes values first, then gives them back; nobody else can see its file, nor find it later.

    Args:
        folder: where there is room; the system's folder for such files if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder if folder.is_dir() else None
        self._file = TemporaryFile(dir=self._folder)  # noqa: SIM115  # closed by `close`
        self.count = 0  # values written
        self.size = 0  # their bytes

    def append(self, data: bytes) -> None:
        """Keep one more.

        Raises:
            EngineError: there is no room.
        """
        try:
            self._file.write(len(data).to_bytes(_LENGTH, "big") + data)
        except OSError as error:
            self._fail(error)
        self.size += len(data)
        self.count += 1

    def __iter__(self) -> Iterator[bytes]:
        try:
            self._file.seek(0)
        except OSError as error:  # the last bytes are written only now
            self._fail(error)
        while length := self._file.read(_LENGTH):
            data = self._file.read(int.from_bytes(length, "big"))
            yield data

    def _fail(self, error: OSError) -> None:
        where = self._folder or "the folder for temporary files"
        raise EngineError(
            f"cannot keep what was read in {where}: {error.strerror or error}; "
            "make room and run this again; the index is as it was"
        ) from error

    def close(self) -> None:
        """Let go of the file, which ends it."""
        self._file.close()
