"""Where articles come from: one reader for each format, one entry for all.

    read_articles   files and folders to Records and Problems
    record          Record, what is handed on
    walk            which files there are
    formats         the table of readers
    opening         decompression, progress, the bound on what one article may take
    encoding        bytes to text
    faults          exceptions to Problems
    plain, markdown, page, jsons, tables, feeds, warcs
                    the readers; they yield `found.Found`
    fields          names of fields to an article
    markup, metadata
                    HTML to text, and what a page states of itself
    layout, maintext
                    the lines of a page, and which of them are the article
    urls            what an address says

Whatever a reader needs beyond the standard library is imported when it is first used.
"""

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from search.errors import SourceError
from search.messages import Message
from search.models import Article, Problem
from search.sources.faults import UnreadableError, guarded
from search.sources.formats import reader_for
from search.sources.found import Found, Reader
from search.sources.opening import open_source
from search.sources.record import Record, encodable
from search.sources.walk import Entry, files_in

__all__ = ["Record", "read_articles"]

Path = str | os.PathLike[str]


def read_articles(
    paths: Path | Iterable[Path],
    *,
    progress: Callable[[int, int], None] | None = None,
    ignored: Callable[[str], None] | None = None,
) -> Iterator[Record | Problem]:
    """Read the articles in files and folders.

    Args:
        paths: files and folders. Folders are read with all that is below them, sorted by name.
        progress: called with the bytes read and the bytes in all, as the files have them on disk.
        ignored: called with the path of each file that is no article by its name: an image, a
            style sheet, an archive.

    Returns:
        The articles in order; a Problem for each file, and each place in a file, that could not
        be read, among them. Nothing that a file holds raises.

    Raises:
        SourceError: a path is not there. At the call, before anything is read.
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    roots = [os.path.abspath(_existing(os.fspath(path))) for path in given]
    return _read(roots, progress, ignored or (lambda path: None))


def _existing(path: str) -> str:
    try:
        if os.path.lexists(path):
            return path
    except ValueError:  # a NUL in it
        pass
    raise SourceError(f"there is no file or folder {path!r}; check the spelling of the path")


def _read(
    roots: list[str],
    progress: Callable[[int, int], None] | None,
    ignored: Callable[[str], None],
) -> Iterator[Record | Problem]:
    meter = _Meter(roots, progress) if progress else None
    for entry in (entry for root in roots for entry in files_in(root)):
        if isinstance(entry, Problem):
            yield _printable(entry)
            continue
        if reader := reader_for(entry.key):
            advance = meter.advance if meter else None
            for result in guarded(_read_file(reader, entry, advance), entry.path):
                yield _printable(result)
        else:
            ignored(entry.path)
        if meter:
            meter.finish(entry.size)


class _Meter:
    """Bytes read so far. The files are listed twice: a list of a million is not kept."""

    def __init__(self, roots: list[str], report: Callable[[int, int], None]) -> None:
        found = (entry for root in roots for entry in files_in(root))
        self._total = sum(entry.size for entry in found if isinstance(entry, Entry))
        self._report = report
        self._before = 0  # the files that are done with
        self._done = 0

    def advance(self, count: int) -> None:
        self._done += count
        self._report(min(self._done, self._total), self._total)

    def finish(self, size: int) -> None:
        """A file is done with, even if not all of it was read."""
        self._before += size
        self._done = self._before
        self.advance(0)


def _read_file(
    reader: Reader, entry: Entry, advance: Callable[[int], None] | None
) -> Iterator[Record | Problem]:
    with open_source(entry.path, advance) as stream:
        if not stream.peek(1):
            raise UnreadableError(
                Message("the file is empty"), Message("fetch it again, or leave it out")
            )
        for found in reader(stream, entry.path):
            yield _record(found, entry) if isinstance(found, Found) else found


def _record(found: Found, entry: Entry) -> Record | Problem:
    article = found.article
    if not article.title.strip() and not article.text.strip():
        reason = Message("it holds neither a title nor a text")
        remedy = Message("name one title or text, or leave it out")
        return Problem(entry.path, found.place, reason, remedy)
    key = f"{entry.key}#{found.number}" if found.number else entry.key
    return Record(article, entry.path, key, found.site, entry.folder)


def _is_printable(record: Record) -> bool:
    """Whether `_printable` has nothing to do, which is nearly always so."""
    given = record.article
    texts = [given.id, given.title, given.text, given.source, given.language, given.url]
    texts += [record.path, record.key, record.site, record.folder]
    whole = "".join(texts if given.date is None else [*texts, str(given.date)])
    return encodable(whole) is whole


R = TypeVar("R", bound=Article | Problem | Record)


def _printable(result: R) -> R:
    """The same without lone surrogates, which no file and no terminal takes.

    They come from JSON that was cut in the middle of an emoji, and from names of files that are
    not UTF-8.
    """
    if isinstance(result, Record) and _is_printable(result):
        return result
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, Article):
            clean: object = _printable(value)
        elif isinstance(value, str):
            clean = encodable(value)
        else:
            continue
        if clean is not value:
            changes[field.name] = clean
    return dataclasses.replace(result, **changes) if changes else result
