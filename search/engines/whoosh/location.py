"""An index's folder: generations side by side, and one pointer to the current one.

    my-index/
      CURRENT             the current generation's name, and a mark of its own; replaced in one step
      LOCK                held by the process that writes
      gen-000007/         one generation: a Whoosh index, and
        about.json        when it was built, and what was not read
        learnt            what indexing learnt of the sources

A rebuild fills a new generation and then replaces CURRENT; whatever kills it before that leaves a
folder that the next rebuild removes. An update is one Whoosh commit inside the generation.
"""

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh.util.filelock import FileLock, LockBase

from search.errors import IndexDamaged, IndexLocked, IndexNotFound, UsageError
from search.messages import Message, from_data
from search.models import Problem

__all__ = [
    "FORMAT",
    "Location",
    "about_stamp",
    "generation_name",
    "problems_of",
    "read_about",
    "read_learnt",
    "size_of",
    "sync_folder",
    "write_about",
    "write_learnt",
]

# Raised when an index written before cannot be read, or would answer differently.
FORMAT = 8
_POINTER = re.compile(r"gen-\d{6,} [0-9a-f]{16}")
_GENERATION = re.compile(r"gen-(\d{6,})")


class Location:
    """The folder of one index."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: LockBase | None = None

    def current(self) -> Path:
        """The folder of the current generation.

        Raises:
            IndexNotFound: there is none.
        """
        return self.path / self.pointer().split()[0]

    def pointer(self) -> str:
        """What CURRENT says. It never says the same of two generations, even of the same name.

        Raises:
            IndexNotFound: there is no index.
            IndexDamaged: it says nothing that can be understood.
        """
        try:
            text = (self.path / "CURRENT").read_text("ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            raise IndexNotFound(
                Message(
                    "no index at {path}; build one: {command}",
                    path=self.path,
                    command=f"article-search index PATH --index {self.path}",
                )
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(self.path / "CURRENT", error) from error
        if not _POINTER.fullmatch(text):
            raise IndexDamaged(
                Message(
                    "{path} says {text!r}; rebuild the index",
                    path=self.path / "CURRENT",
                    text=text,
                )
            )
        return text

    def exists(self) -> bool:
        """Whether there is an index."""
        return (self.path / "CURRENT").is_file()

    def lock(self) -> None:
        """Become the one writer, and make the folder if it is not there.

        Raises:
            IndexLocked, UsageError
        """
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"{self.path} is a file; name a folder for the index")
        if self.path.is_dir() and not self.exists() and not (self.path / "LOCK").exists():
            foreign = next((p for p in self.path.iterdir() if not _GENERATION.match(p.name)), None)
            if foreign:
                raise UsageError(
                    f"{self.path} holds {foreign.name} and no index; name an empty or a new folder"
                )
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(str(self.path / "LOCK"))
            if not lock.acquire(blocking=False):
                raise IndexLocked(
                    f"another process is writing the index at {self.path}; wait until it is done"
                )
        except OSError as error:
            raise IndexLocked(f"cannot write in {self.path}: {error.strerror}") from error
        self._lock = lock

    def unlock(self) -> None:
        """Let others write."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def new_generation(self) -> Path:
        """Make an empty folder, numbered above all others. Wants the lock."""
        numbers = [int(found[1]) for _, found in self._generations()]
        folder = self.path / f"gen-{max(numbers, default=0) + 1:06d}"
        folder.mkdir()
        return folder

    def make_current(self, generation: Path) -> None:
        """Point to a generation, in one step, and remove the others. Wants the lock."""
        _replace(self.path / "CURRENT", f"{generation.name} {secrets.token_hex(8)}\n".encode())
        self.remove_others(generation)

    def remove_others(self, generation: Path) -> None:
        """Remove every generation but this one. Wants the lock."""
        for folder, _ in self._generations():
            if folder.name != generation.name:
                shutil.rmtree(folder, ignore_errors=True)

    def _generations(self) -> list[tuple[Path, re.Match[str]]]:
        found = ((path, _GENERATION.fullmatch(path.name)) for path in self.path.iterdir())
        return [(path, match) for path, match in found if match]


def size_of(generation: Path) -> int:
    """Bytes of its files, without those that whoever writes removes meanwhile."""
    size = 0
    for folder, _, names in os.walk(generation):
        for name in names:
            with suppress(FileNotFoundError):
                size += (Path(folder) / name).stat().st_size
    return size


def about_stamp(generation: Path) -> str:
    """What changes whenever `write_about` does; it takes microseconds.

    Raises:
        OSError: there is nothing noted.
    """
    found = (generation / "about.json").stat()
    return f"{found.st_mtime_ns:x}-{found.st_ino:x}-{found.st_size:x}"


def read_about(generation: Path) -> dict[str, Any]:
    """What was noted beside a generation.

    Raises:
        IndexDamaged: it is missing, or of another format.
    """
    try:
        about: dict[str, Any] = json.loads((generation / "about.json").read_text("utf-8"))
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise _unreadable(generation / "about.json", error) from error
    if about.get("format") != FORMAT:
        raise IndexDamaged(
            Message(
                "the index at {path} is of format {found}, this version reads {known}; "
                "rebuild it: {command}",
                path=generation.parent,
                found=about.get("format"),
                known=FORMAT,
                command=f"article-search rebuild PATH --index {generation.parent}",
            )
        )
    return about


def problems_of(about: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is noted of what was not read."""
    return tuple(
        Problem(**{name: from_data(data) for name, data in entry.items()})
        for entry in about["problems"]
    )


def write_about(generation: Path, about: Mapping[str, Any]) -> None:
    """Note it, in one step."""
    text = json.dumps({"format": FORMAT, **about}, indent=1)
    _replace(generation / "about.json", text.encode())


def read_learnt(generation: Path) -> bytes:
    """What indexing learnt and wants to know again; b"" where there is nothing.

    Raises:
        IndexDamaged: it is there, and cannot be read.
    """
    try:
        return (generation / "learnt").read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise _unreadable(generation / "learnt", error) from error


def write_learnt(generation: Path, learnt: bytes) -> None:
    """Keep it, in one step."""
    if learnt != read_learnt(generation):
        _replace(generation / "learnt", learnt)


def _unreadable(path: Path, error: Exception) -> IndexDamaged:
    return IndexDamaged(
        Message("cannot read {path} ({error}); rebuild the index", path=path, error=error)
    )


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """See to it that what was renamed in a folder outlives a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def generation_name(folder: Path, commit: int) -> str:
    """What tells this state of the index from every other: its generation and its commit."""
    return f"{folder.name.removeprefix('gen-').lstrip('0')}.{commit}"
