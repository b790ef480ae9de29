"""Files to streams: decompressed on the way, counted as they are read, bounded in memory."""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from search.messages import Message
from search.sources.faults import UnreadableError

__all__ = ["LIMIT", "SNIFF", "open_source", "read_whole", "split_compression", "too_long"]

# No article is this long (the Bible has 4 MB); what is, is a bomb or another kind of file.
LIMIT = 64 * 2**20  # bytes
SNIFF = 2**16  # bytes that a reader may peek
_BUFFER = 2 * SNIFF
_GZIP = b"\x1f\x8b\x08"  # RFC 1952, 2.3.1: ID1, ID2, CM


class _Counted(io.RawIOBase):
    """A raw stream that tells how many bytes were taken from it."""

    def __init__(self, raw: io.RawIOBase, advance: Callable[[int], None]) -> None:
        self._raw = raw
        self._advance = advance

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        count = self._raw.readinto(buffer) or 0
        self._advance(count)
        return count


class _Unpacked(io.RawIOBase):
    """What bz2 and lzma unpack; damage is said once, then the stream is at its end."""

    def __init__(self, packed: io.BufferedIOBase) -> None:
        self._packed = packed
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        if self._ended:
            return 0
        try:
            return self._packed.readinto(buffer)
        except (EOFError, OSError, lzma.LZMAError) as error:
            self._ended = True
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's, not the data's
            raise _damaged(error) from error


# Enough for any page of a crawl, compressed.
_REMEMBERED = 2**18


class _Gunzip(io.RawIOBase):
    """The members of a gzip file, one after the other (RFC 1952).

    A damaged member raises UnreadableError once, after what was unpacked before it was handed
    out; a caller that reads on gets the members after it. The standard library's reader cannot go
    on, and in a crawl (one member for each page) that would lose all pages after a bad one.
    """

    def __init__(self, packed: io.BufferedIOBase) -> None:
        self._packed = packed
        self._data = b""
        self._member: zlib._Decompress | None = None
        self._taken = bytearray()  # of this member, up to _REMEMBERED
        self._error: UnreadableError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview[int]") -> int:  # type: ignore[override]
        filled = 0
        while filled < len(buffer):
            if self._error is None:
                try:
                    piece = self._unpack(len(buffer) - filled)
                except (EOFError, zlib.error) as error:
                    self._error = _damaged(error)
                    self._skip_to_member()
                    continue
                if not piece:
                    break
                buffer[filled : filled + len(piece)] = piece
                filled += len(piece)
            elif filled:
                break  # first what is whole, then, at the next call, the error
            else:
                error_, self._error = self._error, None
                raise error_
        return filled

    def _unpack(self, limit: int) -> bytes:
        while True:
            if not self._data:
                self._data = self._packed.read(SNIFF)
                if not self._data:
                    if self._member is None:
                        return b""
                    raise EOFError("it ends in the middle")
            if self._member is None:
                self._data = self._data.lstrip(b"\0")  # padding between members, as tapes have it
                if not self._data:
                    continue
                self._member = zlib.decompressobj(wbits=31)
                self._taken.clear()
            piece = self._member.decompress(self._data, limit)
            if self._member.eof:
                self._data, self._member = self._member.unused_data, None
            else:
                rest = self._member.unconsumed_tail
                if len(self._taken) < _REMEMBERED:
                    self._taken += self._data[: len(self._data) - len(rest)]
                self._data = rest
            if piece:
                return piece

    def _skip_to_member(self) -> None:
        """Go on at the next header behind this member's own.

        A member whose end is damaged unpacks the next ones as if they were its own; so what was
        taken for it is looked through again, unless that is more than a page ever takes.
        """
        self._member = None
        own = 0
        if len(self._taken) < _REMEMBERED:
            self._data = bytes(self._taken) + self._data
            own = 1
        at = self._data.find(_GZIP, own)
        while at < 0:
            more = self._packed.read(SNIFF)
            if not more:
                self._data = b""
                return
            self._data = self._data[-len(_GZIP) + 1 :] + more
            at = self._data.find(_GZIP)
        self._data = self._data[at:]


def _damaged(error: Exception) -> UnreadableError:
    return UnreadableError(
        Message("the compressed data is cut short or damaged ({error})", error=str(error)),
        Message("fetch or compress it again; what could be unpacked was read"),
    )


_UNPACK: dict[str, Callable[[io.BufferedReader], io.RawIOBase]] = {
    ".bz2": lambda packed: _Unpacked(bz2.BZ2File(packed)),
    ".gz": _Gunzip,
    ".xz": lambda packed: _Unpacked(lzma.LZMAFile(packed)),  # noqa: SIM115 - holds no file of its own
}


def split_compression(name: str) -> tuple[str, str]:
    """Split a file's name into what it is called unpacked and the suffix of its compression.

    >>> split_compression("2023-06.wet.gz")
    ('2023-06.wet', '.gz')
    """
    stem, dot, suffix = name.rpartition(".")
    packing = (dot + suffix).lower()
    return (stem, packing) if packing in _UNPACK else (name, "")


@contextmanager
def open_source(
    path: str, advance: Callable[[int], None] | None = None
) -> Iterator[io.BufferedReader]:
    """Open a file, decompressed if its name says that it is compressed.

    Args:
        path: of the file.
        advance: called with the number of bytes taken from the disk, at each reading.

    Raises:
        OSError: on opening and on reading, as the system has it.
        UnreadableError: on reading, where compressed data is damaged.
    """
    with open(path, "rb", buffering=0) as file:
        raw: io.RawIOBase = _Counted(file, advance) if advance else file
        unpack = _UNPACK.get(split_compression(path)[1])
        yield io.BufferedReader(unpack(io.BufferedReader(raw, _BUFFER)) if unpack else raw, _BUFFER)


def read_whole(stream: io.BufferedReader) -> bytes:
    """All bytes of a stream that holds one article.

    Raises:
        UnreadableError: there are more than LIMIT.
    """
    data = stream.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise too_long()
    return data


def too_long() -> UnreadableError:
    """The error for an article of more than LIMIT bytes."""
    return UnreadableError(
        Message("it is longer than {most} MiB, which no article is", most=LIMIT // 2**20),
        Message("if it is a collection, give it as JSON Lines, one article a line"),
    )
