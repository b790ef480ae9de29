"""Whether the files of an index are what was written: all of each is read."""

from pathlib import Path

from whoosh.index import TOC, open_dir

from search.engines.whoosh.arrayfile import ArrayFile, DamagedFile
from search.engines.whoosh.concepts import CONCEPTS
from search.engines.whoosh.location import Location, read_about
from search.engines.whoosh.segmentfiles import EXTENSIONS
from search.errors import ArticleSearchError, IndexDamaged
from search.messages import Message

__all__ = ["verify"]


def verify(path: Path) -> None:
    """Compare every file of the current generation with its checksums.

    Raises:
        IndexNotFound: there is no index.
        IndexDamaged: files are missing or are not what was written; it says which.
    """
    location = Location(path)
    while True:
        state = location.pointer()
        folder = location.current()
        try:
            read_about(folder)
            table = open_dir(str(folder))._read_toc()
            wrong = _wrong_files(folder, table)
            # A writer may have removed what was to be read.
            is_settled = state == location.pointer() and (
                open_dir(str(folder)).latest_generation() == table.generation
            )
        except ArticleSearchError:
            raise
        except Exception as error:  # Whoosh raises what comes of a table it cannot read
            if state != location.pointer():
                continue
            wrong, is_settled = [f"the table of contents in {folder} cannot be read: {error}"], True
        if not wrong:
            return
        if is_settled:
            raise IndexDamaged(
                Message(
                    "cannot read the index at {path} ({error}); rebuild it",
                    path=path,
                    error="; ".join(wrong),
                )
            )


def _wrong_files(folder: Path, table: TOC) -> list[str]:
    """What is wrong, by file."""
    names = [f"{it.segment_id()}.{extension}" for it in table.segments for extension in EXTENSIONS]
    wrong = []
    for name in (*names, CONCEPTS):
        try:
            ArrayFile(folder / name).verify()
        except DamagedFile as error:
            wrong.append(str(error))
        except OSError as error:
            wrong.append(f"{folder / name}: {error.strerror}")
    return wrong
