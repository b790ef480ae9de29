"""Tries that are made once on a machine, and read from the user's cache folder ever after.

Several processes may make the same file at once: each writes its own beside it and renames that.
A file is checked when read, and made anew where it is damaged; all processes share its memory.
Where the folder cannot be written, the trie serves this process alone, and the log says so.
"""

import logging
import os
import zlib
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

__all__ = ["CHECKSUM", "kept_trie"]

_LOG = logging.getLogger(__name__)
CHECKSUM = 4  # bytes of CRC-32 behind the trie


class _Trie(Protocol):
    """What is kept: one of marisa_trie's, or what is used like them."""

    def mmap(self, path: str) -> Self: ...

    def tobytes(self) -> bytes: ...


T = TypeVar("T", bound=_Trie)


def kept_trie(path: Path, what: str, kind: Callable[..., T], entries: Callable[[], Any]) -> T:
    """The trie that is kept at a path; made of its entries where none is there.

    Args:
        what: it holds, for people.
        kind: makes a trie of entries, or an empty one.
    """
    try:
        if _is_sound(path):
            return kind().mmap(str(path))
        _LOG.warning("%s is damaged and made anew", path)
    except (FileNotFoundError, NotADirectoryError):
        pass  # the first time, or a folder that cannot be: writing will tell
    except OSError as error:
        _LOG.warning("%s cannot be read: %s", path, error)
    _LOG.info("making %s, once on this machine …", what)
    trie = kind(entries())
    try:
        _write(path, trie.tobytes())
    except OSError as error:
        _LOG.warning(
            "%s cannot be kept in %s, and is made anew by every process: %s; "
            "set ARTICLE_SEARCH_CACHE to a folder that can be written",
            what, path.parent, error,
        )  # fmt: skip
    return trie


def _is_sound(path: Path) -> bool:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size <= CHECKSUM:
            return False
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data, memoryview(data) as view:
            return zlib.crc32(view[:-CHECKSUM]).to_bytes(CHECKSUM, "big") == view[-CHECKSUM:]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(data + zlib.crc32(data).to_bytes(CHECKSUM, "big"))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
