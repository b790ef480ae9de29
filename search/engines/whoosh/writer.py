"""Articles to a generation."""

import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from search.engines.base import Document, Known, Named
from search.engines.whoosh.lexicon import LexiconWriter
from search.engines.whoosh.location import (
    Location,
    problems_of,
    read_about,
    read_learnt,
    write_about,
    write_learnt,
)
from search.engines.whoosh.schema import base_schema, language_field
from search.errors import ArticleSearchError, EngineError
from search.messages import to_data
from search.models import Problem

__all__ = ["WhooshWriter"]

# Postings are kept in memory up to this size, then sorted runs of them on disk.
_MEMORY_MB = 256


class WhooshWriter:
    """Writes one generation; see `search.engines.base.Writer`."""

    def __init__(self, location: Location, *, fresh: bool) -> None:
        self._location = location
        location.lock()
        try:
            self._fresh = fresh or not location.exists()
            now = self._now = datetime.now(UTC).isoformat(timespec="seconds")
            if self._fresh:
                self._folder = location.new_generation()
                self._index = whoosh_index.create_in(str(self._folder), base_schema())
                self._about: dict[str, Any] = {"built": now, "updated": now, "problems": []}
            else:
                self._folder = location.current()
                location.remove_others(self._folder)  # what a killed rebuild left behind
                self._about = read_about(self._folder)
                self._index = whoosh_index.open_dir(str(self._folder))
            self._writer = self._index.writer(limitmb=_MEMORY_MB)
            self._known = {} if self._fresh else self._read_known()
            self._lexicon = LexiconWriter(self._folder, fresh=self._fresh)
        except ArticleSearchError:
            location.unlock()
            raise
        except Exception as error:
            location.unlock()
            raise EngineError(f"cannot write the index at {location.path}: {error}") from error
        self._changes = 0

    def known(self) -> dict[str, Known]:
        """What the index held when the writer began."""
        return dict(self._known)

    def _read_known(self) -> dict[str, Known]:
        found = {}
        with self._index.reader() as reader:
            for leaf, _ in reader.leaf_readers():
                read = [leaf.column_reader(name) for name in ("id", "digest", "path")]
                for number in range(leaf.doc_count_all()):
                    if not leaf.is_deleted(number):
                        article_id, digest, path = (column[number] for column in read)
                        found[article_id] = Known(digest.decode(), path.decode())
        return found

    def add(self, document: Document) -> None:
        """Write an article, in place of the one of the same id."""
        with self._writing():
            self._add(document)

    def _add(self, document: Document) -> None:
        article = document.article
        if article.id in self._known:
            self._writer.delete_by_term("id", article.id)
        schema = self._writer.schema
        for name in document.terms:
            if name not in schema:
                # A language's fields come with its first article. Whoosh's own add_field wants
                # that before the first document, which nobody can know.
                schema.add(name, language_field(name.partition("_")[2]))
        self._writer.add_document(
            id=article.id,
            title=article.title,
            text=article.text,
            url=article.url,
            language=article.language,
            source=article.source,
            date=_number(article.date),
            title_length=document.lengths["title"],
            body_length=document.lengths["body"],
            set_aside=sum(end - start for start, end in article.boilerplate),
            digest=document.digest.encode(),
            path=article.path.encode(),
            about={
                "languages": article.languages,
                "date": article.date,
                "heading": article.heading,
                "boilerplate": article.boilerplate,
                "passages": article.passages,
                "repairs": dict(article.repairs),
                "path": article.path,
                "indexed": article.indexed,
            },
            **document.terms,
        )
        self._lexicon.add(document.words)
        self._changes += 1

    def remove(self, article_ids: Iterable[str]) -> None:
        """Take articles out."""
        for article_id in article_ids:
            self._writer.delete_by_term("id", article_id)
            self._changes += 1

    def name(self, language: str, names: Iterable[Named]) -> None:
        """Keep what well-known things are called in a language, once."""
        with self._writing():
            self._lexicon.name(language, names)

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
            if self._changes or self._fresh or noted != self._about["problems"]:
                write_about(self._folder, self._about | {"updated": self._now, "problems": noted})
            write_learnt(self._folder, learnt)
            self._lexicon.commit()
            if self._changes or self._fresh:
                self._writer.commit()
            else:
                self._cancel()
            if self._fresh:
                self._verify()
                self._location.make_current(self._folder)
        self._location.unlock()
        return generation_name(self._folder, self._index.latest_generation())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise EngineError(
                f"cannot write in {self._folder}: {reason}; "
                "make room or mend it, and run this again; the index is as it was"
            ) from error

    def _verify(self) -> None:
        """Read back what a new generation holds before anything points to it."""
        with whoosh_index.open_dir(str(self._folder)).reader() as reader:
            if reader.doc_count() != self._changes:
                raise EngineError(
                    f"the new generation {self._folder} holds {reader.doc_count()} articles, not "
                    f"the {self._changes} written; the index before it is unchanged"
                )
            for number in {0, reader.doc_count_all() - 1} if self._changes else ():
                reader.stored_fields(number)

    def _cancel(self) -> None:
        """Cancel Whoosh's writer, and remove the files that it leaves."""
        begun = self._writer.newsegment.segment_id()
        self._writer.cancel()
        for path in self._folder.glob(f"*{begun}*"):
            path.unlink(missing_ok=True)

    def cancel(self) -> None:
        """Forget what was written; the index stays as it was."""
        try:
            if not self._writer.is_closed:
                self._cancel()
            self._lexicon.cancel()
        finally:
            if self._fresh:
                shutil.rmtree(self._folder, ignore_errors=True)
            self._location.unlock()


def generation_name(folder: Path, commit: int) -> str:
    """What tells this state of the index from every other: its generation and its commit."""
    return f"{folder.name.removeprefix('gen-').lstrip('0')}.{commit}"


def _number(day: Any) -> int:
    return day.year * 10_000 + day.month * 100 + day.day if day else 0
