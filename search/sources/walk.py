"""Which files there are to read, in which order, and what their folders are called."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from stat import S_ISDIR, S_ISREG

from search.config import SETTINGS_NAME
from search.models import Problem
from search.sources.faults import problem_of

__all__ = ["Entry", "files_in", "folder_name"]

_HOST = re.compile(r"(?:[^\s.]+\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_COUNT = re.compile(r"[\d_-]*")  # 2021, 2021-10, 10


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to read.

    Attributes:
        path: absolute.
        key: the path inside the folder that was given, with `/`; the name of a file given itself.
        folder: see `folder_name`.
        size: bytes on disk.
    """

    path: str
    key: str
    folder: str
    size: int


def files_in(root: str) -> Iterator[Entry | Problem]:
    """The files in a folder and all folders below it, sorted by name within each; or the file.

    Hidden names are passed over, links are followed, but not into a folder that they lie in.
    What is neither file nor folder is passed over, and so are an index and its settings; a folder
    that cannot be listed is a Problem.

    Args:
        root: an absolute path. As such it may be hidden, or a pipe.
    """
    # A stack, not recursion: paths may be deeper than Python's. Only the names are kept.
    stack: list[tuple[tuple[str, ...], Iterator[str]]] = [((), iter(("",)))]
    above = [(-1, -1)]  # device and inode of each folder in the stack
    while stack:
        parent, names = stack[-1]
        if (name := next(names, None)) is None:
            stack.pop()
            above.pop()
            continue
        parts = (*parent, name) if name else ()
        path = os.path.join(root, *parts)
        try:
            state = os.stat(path)
            if not S_ISDIR(state.st_mode):
                if S_ISREG(state.st_mode) or not parts:
                    key = "/".join(parts) or os.path.basename(root)
                    yield Entry(path, key, folder_name(parts[:-1]), state.st_size)
            elif (identity := (state.st_dev, state.st_ino)) not in above:
                listed = os.listdir(path)
                if _holds_an_index(listed):
                    continue
                shown = (n for n in listed if not n.startswith(".") and n != SETTINGS_NAME)
                stack.append((parts, iter(sorted(shown))))
                above.append(identity)
        except OSError as error:
            yield problem_of(error, path)


def _holds_an_index(names: Sequence[str]) -> bool:
    """Whether a folder of these names holds an index, perhaps the one that is being written."""
    return "LOCK" in names and any(name.startswith("gen-") for name in names)


def folder_name(parts: Sequence[str]) -> str:
    """The folder that says most about where a file comes from.

    Args:
        parts: the names of the folders between the root and the file, the outermost first.

    Returns:
        The nearest that looks like a host (`pravda.com.ua`), else the nearest that is not a year,
        month or number, else "".
    """
    nearest = parts[::-1]
    hosts = (name for name in nearest if _HOST.fullmatch(name))
    named = (name for name in nearest if not _COUNT.fullmatch(name))
    return next(hosts, "") or next(named, "")
