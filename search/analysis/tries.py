"""Tries that are made once on a machine, and read from the user's cache folder ever after.

One process makes a file, and others that want it wait; where the system has no locks for that,
each makes its own beside it and renames that. A file is checked when read, and made anew where it
is damaged; all processes share its memory. Where the folder cannot be written, the trie serves this
process alone, and the log says so.
"""

import logging
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import get_ident
from typing import Any, Protocol, Self, TypeVar

__all__ = ["CHECKSUM", "BeingMade", "is_writable", "kept_trie"]

_LOG = logging.getLogger(__name__)
CHECKSUM = 4  # bytes of CRC-32 behind the trie


class _Trie(Protocol):
    """What is kept: one of marisa_trie's, or what is used like them."""

    def mmap(self, path: str) -> Self: ...

    def tobytes(self) -> bytes: ...


T = TypeVar("T", bound=_Trie)


class BeingMade(Exception):
    """Another process is making a trie."""


def kept_trie(
    path: Path,
    what: str,
    kind: Callable[..., T],
    entries: Callable[[], Any],
    *,
    wait: bool = True,
) -> T:
    """The trie that is kept at a path; made of its entries where none is there.

    Args:
        what: it holds, for people.
        kind: makes a trie of entries, or an empty one.
        wait: for another process that is making it.

    Raises:
        BeingMade: it does, and is not to be waited for.
    """
    trie = _read(path, kind)
    if trie is None:
        with _alone(path, what, wait=wait) as has_waited:
            trie = _read(path, kind) if has_waited else None
            if trie is None:
                trie = _make(path, what, kind, entries)
    return trie


def is_writable(folder: Path) -> bool:
    """Whether tries can be kept in a folder, which is made where it is not there."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK)


def _read(path: Path, kind: Callable[..., T]) -> T | None:
    try:
        if _is_sound(path):
            return kind().mmap(str(path))
        _LOG.warning("%s is damaged and made anew", path)
    except (FileNotFoundError, NotADirectoryError):
        pass  # the first time, or a folder that cannot be: writing will tell
    except OSError as error:
        _LOG.warning("%s cannot be read: %s", path, error)
    return None


def _make(path: Path, what: str, kind: Callable[..., T], entries: Callable[[], Any]) -> T:
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


@contextmanager
def _alone(path: Path, what: str, *, wait: bool) -> Iterator[bool]:
    """Keep other processes from making the same; what is yielded is whether one had begun to."""
    beside = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = beside.open("wb")
    except OSError:  # writing will tell
        yield False
        return
    with file:
        has_waited = not _locked(file.fileno(), wait=False)
        if has_waited:
            if not wait:
                raise BeingMade
            _LOG.info("waiting for another process, which makes %s …", what)
            _locked(file.fileno(), wait=True)
        try:
            yield has_waited
        finally:
            # Who waits for it looks for the trie next; who comes later finds that at once.
            with suppress(OSError):
                beside.unlink()
            _unlock(file.fileno())


def _locked(file: int, *, wait: bool) -> bool:
    """Lock a file, where the system can; False if another process has it."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        except OSError:  # of a network, say
            return True
    return True


def _unlock(file: int) -> None:
    """Closing alone would not do where this process was copied meanwhile."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_UN)


def _is_sound(path: Path) -> bool:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size <= CHECKSUM:
            return False
        with mmap(file.fileno(), 0, access=ACCESS_READ) as data, memoryview(data) as view:
            return zlib.crc32(view[:-CHECKSUM]).to_bytes(CHECKSUM, "big") == view[-CHECKSUM:]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}-{get_ident()}")
    try:
        unfinished.write_bytes(data + zlib.crc32(data).to_bytes(CHECKSUM, "big"))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
