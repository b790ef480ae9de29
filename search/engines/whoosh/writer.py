"""Articles to a generation: segments, which any process may write, and one table of contents."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC, clean_files, create_in, open_dir

from search.engines.base import Named
from search.engines.batch import Batch, Part
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.building import DICTIONARY, SegmentBuilder
from search.engines.whoosh.codec import ArraySegment
from search.engines.whoosh.concepts import CONCEPTS, Concepts, concept_rows, write_concepts
from search.engines.whoosh.held import HeldArticles
from search.engines.whoosh.location import (
    Location,
    generation_name,
    problems_of,
    read_about,
    read_learnt,
    sync_folder,
    write_about,
    write_learnt,
)
from search.engines.whoosh.merging import merge, to_merge
from search.engines.whoosh.postings import open_segments
from search.engines.whoosh.schema import base_schema, language_field
from search.engines.whoosh.segmentfiles import (
    EXTENSIONS,
    SegmentFiles,
    SegmentFilesWriter,
)
from search.engines.whoosh.storedblocks import share
from search.engines.whoosh.termmerging import Source
from search.errors import ArticleSearchError, EngineError, IndexDamaged, IndexLocked
from search.messages import to_data
from search.models import Problem
from search.workers import Workers

__all__ = ["WhooshParts", "WhooshWriter"]

_INDEX = "MAIN"  # Whoosh's own name for an index
# Parts that are merged at once while more are written: each keeps seven files open.
_MERGED = 64


@dataclass(frozen=True, slots=True)
class WhooshParts:
    """Writes parts of a generation; see `search.engines.base.Parts`."""

    folder: Path

    def write(self, batches: Iterable[Batch]) -> Part | None:
        """Write articles as a segment of their own, which nothing refers to yet."""
        iterator = (batch for batch in batches if batch.articles)
        if (first := next(iterator, None)) is None:
            return None
        segment = ArraySegment(_INDEX)
        with (
            _writing(self.folder),
            SegmentBuilder(self.folder, segment.segment_id()) as builder,
        ):
            for batch in chain((first,), iterator):
                builder.add(batch)
            fields = builder.fields
            builder.close()
        return Part(segment.segid, tuple(builder.ids), fields)


class WhooshWriter:
    """Writes one generation; see `search.engines.base.Writer`."""

    def __init__(self, location: Location, workers: Workers, *, fresh: bool) -> None:
        self._location, self._workers = location, workers
        location.lock()
        lock = None
        try:
            self._fresh = fresh or not location.exists()
            now = self._now = datetime.now(UTC).isoformat(timespec="seconds")
            if self._fresh:
                self._folder = location.new_generation()
                self._index = create_in(str(self._folder), base_schema())
                self._about: dict[str, Any] = {"built": now, "updated": now, "problems": []}
            else:
                self._folder = location.current()
                location.remove_others(self._folder)  # what a killed rebuild left behind
                self._about = read_about(self._folder)
                self._index = open_dir(str(self._folder))
            # A Whoosh script that writes waits as well.
            wanted = self._index.lock("WRITELOCK")
            if not wanted.acquire(blocking=False):
                raise IndexLocked(
                    f"a Whoosh script is writing the index at {location.path}; "
                    "wait until it is done"
                )
            lock = wanted
            toc = self._index._read_toc()
            self._schema, self._commit = toc.schema, toc.generation
            self._segments: list[ArraySegment] = list(toc.segments)
            self._held = HeldArticles(location, open_segments(self._folder, toc.segments))
            self._concepts = _read_concepts(self._folder)
        except Exception as error:
            if lock is not None:
                lock.release()
            location.unlock()
            if isinstance(error, ArticleSearchError):
                raise
            raise EngineError(f"cannot write the index at {location.path}: {error}") from error
        self._lock = lock
        self._parts: list[ArraySegment] = []
        self._single = 0  # of them, at the end, those that were not merged yet
        self._added = 0
        self._changed = self._named = False

    def known(self) -> HeldArticles:
        """What the index held when the writer began."""
        return self._held

    def parts(self) -> WhooshParts:
        """What writes the articles that are to be added."""
        if self._segments:
            largest = max(self._segments, key=lambda segment: segment.doc_count())
            with self._writing():
                files = SegmentFiles(self._folder, largest.segment_id())
                if files.dictionary:
                    share(files.dictionary, self._folder / DICTIONARY)
        return WhooshParts(self._folder)

    def add(self, part: Part) -> None:
        """Take the articles of a part in, each in place of the one of the same id."""
        self.remove(part.ids)
        for name in part.fields:
            if name not in self._schema:
                # A language's fields come with its first article.
                self._schema.add(name, language_field(name.partition("_")[2]))
        size = len(part.ids)
        self._parts.append(ArraySegment(_INDEX, size, part.name))
        self._added += size
        self._changed = True
        with self._writing():
            self._single += 1
            if self._single == _MERGED:
                self._parts[-_MERGED:] = [self._merged(self._parts[-_MERGED:])]
                self._single = 0

    def _merged(self, segments: Sequence[ArraySegment], *, is_last: bool = False) -> ArraySegment:
        """Write segments that follow each other as one, and remove those that were parts."""
        new = ArraySegment(_INDEX)
        sources = [
            Source(
                SegmentFiles(self._folder, segment.segment_id()),
                np.array(sorted(segment.deleted_docs()), np.int64),
            )
            for segment in segments
        ]
        writer = SegmentFilesWriter(self._folder, new.segment_id())
        new.set_doc_count(merge(sources, writer, self._workers, is_last=is_last))
        for segment in segments:
            if segment in self._parts:
                for extension in EXTENSIONS:
                    (self._folder / f"{segment.segment_id()}.{extension}").unlink()
        return new

    def remove(self, article_ids: Iterable[str]) -> None:
        """Take articles out that the index held when the writer began."""
        for article_id in article_ids:
            if place := self._held.place(article_id):
                segment, number = place
                self._segments[segment].delete_document(number)
                self._changed = True

    def name(self, language: str, names_in: Callable[[str], Iterable[Named]]) -> None:
        """Keep what well-known things are called in a language; `names_in` is asked only once."""
        if language not in self._concepts:
            self._concepts[language] = list(concept_rows(language, names_in(language)))
            self._named = True

    def _write_concepts(self) -> None:
        """Write them beside the segments, in one step."""
        if self._named or self._fresh:
            path = self._folder / CONCEPTS
            unfinished = path.with_name(f"{CONCEPTS}.new")
            write_concepts(unfinished, sorted(set(chain.from_iterable(self._concepts.values()))))
            unfinished.replace(path)

    def problems(self) -> tuple[Problem, ...]:
        """What the index remembers as not read."""
        return problems_of(self._about)

    def learnt(self) -> bytes:
        """What the last commit was given to keep."""
        return b"" if self._fresh else read_learnt(self._folder)

    def commit(self, problems: tuple[Problem, ...], learnt: bytes) -> str:
        """Check what was written, make it the index, and return its generation."""
        with self._writing():
            # First what may fail without harm: the articles are in with Whoosh's own commit.
            noted = [
                {name: to_data(text) for name, text in asdict(problem).items()}
                for problem in problems
            ]
            if self._changed or self._fresh or noted != self._about["problems"]:
                write_about(self._folder, self._about | {"updated": self._now, "problems": noted})
            write_learnt(self._folder, learnt)
            self._write_concepts()
            if self._changed or self._fresh:
                self._commit_segments()
            (self._folder / DICTIONARY).unlink(missing_ok=True)
            if self._fresh:
                self._verify()
                self._location.make_current(self._folder)
        self._lock.release()
        self._location.unlock()
        return generation_name(self._folder, self._commit)

    def _commit_segments(self) -> None:
        """Merge what is to be merged, and write the table of contents."""
        segments = [it for it in self._segments if it.doc_count()] + self._parts
        sizes = [(segment.doc_count(), segment.deleted_count()) for segment in segments]
        chosen = [segments[place] for place in to_merge(sizes)]
        self._held.close()  # some of its files are about to be removed
        if chosen:
            self._workers.close()  # those that wrote parts remember all their words
            merged = self._merged(chosen, is_last=True)
            segments = [it for it in segments if it not in chosen] + [merged]
        self._commit += 1
        storage = self._index.storage
        TOC(self._schema, segments, self._commit).write(storage, _INDEX)
        # The old one goes only when the new one would survive a power cut.
        sync_folder(self._folder)
        clean_files(storage, _INDEX, self._commit, segments)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with _writing(self._folder):
            yield

    def _verify(self) -> None:
        """Read back what a new generation holds before anything points to it."""
        held = 0
        for segment in open_dir(str(self._folder))._read_toc().segments:
            files = SegmentFiles(self._folder, segment.segment_id())
            files.verify()
            held += files.size
        if held != self._added:
            raise EngineError(
                f"the new generation {self._folder} holds {held} articles, not "
                f"the {self._added} written; the index before it is unchanged"
            )

    def cancel(self) -> None:
        """Forget what was written; the index stays as it was."""
        try:
            # What failed may have been behind the new table of contents, which then is in force.
            kept = {segment.segment_id() for segment in self._index._read_toc().segments}
            (self._folder / DICTIONARY).unlink(missing_ok=True)
            for path in self._folder.glob(f"{_INDEX}_*.*"):
                if path.stem not in kept:
                    path.unlink(missing_ok=True)
        finally:
            self._lock.release()
            if self._fresh:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._location.unlock()


def _read_concepts(folder: Path) -> dict[str, list[bytes]]:
    """The rows of what well-known things are called, by language."""
    path = folder / CONCEPTS
    return Concepts(path).rows() if path.exists() else {}


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except DamagedFile as error:
        raise IndexDamaged(f"{error}; rebuild the index") from error
    except OSError as error:
        reason = getattr(error, "strerror", None) or error
        raise EngineError(
            f"cannot write in {folder}: {reason}; "
            "make room or mend it, and run this again; the index is as it was"
        ) from error
