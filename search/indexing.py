"""Build and update an index: read, prepare, write, and say what happened.

In two goes. The first reads, leaves out what the index has already, and learns which lines come
again in a source; the second prepares and writes. In between, what was read lies in a spool:
reading twice would cost the extraction of every page twice, and a pipe has only one go.

Articles are taken in batches, which processes share out among them; what is learnt and written is
the same however many they are.

What was learnt is kept with the index. A later run applies it, and learns on from there; articles
that it does not touch stay as they were judged, until they change or all is built anew. The
report says so where it matters.
"""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain, islice
from os import PathLike
from pathlib import Path

from search.cleaning import Cleaning
from search.config import Settings, default_index, processors, read_settings
from search.engines.base import Writer
from search.engines.whoosh import open_writer
from search.errors import IndexDamaged, SourceError, UsageError
from search.messages import Message
from search.models import Article, Problem, Report
from search.naming import well_known
from search.preparing import digests_of
from search.sources import Record, read_articles
from search.sources.record import encodable
from search.sources.urls import is_web_url
from search.spool import Spool
from search.tasks import Mending, Taken, Writing, problem_of
from search.workers import Workers

__all__ = ["Items", "Progress", "build", "update"]

# Files and folders, or articles; not both.
Items = Iterable[str | PathLike[str]] | Iterable[Article]
# Called now and then, first while everything is read, then from the beginning while it is written:
# with (articles so far, their bytes, bytes in all). While articles are read, bytes are 0.
Progress = Callable[[int, int, int], None]
# Articles, and letters, that are read together.
_BATCH = 1_000
_BATCH_LETTERS = 2_000_000
_PART = 16  # batches at most that are written together; they take some 300 MB
_TEXTS = ("id", "title", "text", "source", "language", "url")  # fields of an article


def build(
    items: Items,
    index: str | PathLike[str] | None = None,
    *,
    settings: Settings | str | PathLike[str] | None = None,
    progress: Progress | None = None,
    jobs: int | None = None,
) -> Report:
    """Build a new index from scratch and put it in the place of the one at `index`, in one step.

    Searches go on finding the old one until then; if anything fails, it stays.

    Args:
        items: files and folders, or an iterable of `Article`.
        index: a folder; by default `$ARTICLE_SEARCH_INDEX` or `article-search-index`.
        settings: what to set aside, or the file that says it; see `search.config`.
        progress: see `Progress`.
        jobs: how many processes share the work; by default as many as there are processors.

    Raises:
        SourceError: a path is not there, or nothing at all was found to index.
        UsageError: the settings cannot be read, or `jobs` is not 1 or more.
        IndexLocked: another process is writing this index.
        EngineError: it cannot be written.
    """
    return _Run(items, index, settings, progress, jobs).carry_out(fresh=True)


def update(
    items: Items,
    index: str | PathLike[str] | None = None,
    *,
    settings: Settings | str | PathLike[str] | None = None,
    progress: Progress | None = None,
    jobs: int | None = None,
) -> Report:
    """Add what is new, refresh what changed, and leave the rest; make the index if there is none.

    Of folders and files named in `items`, what is gone from them is removed. Articles given by a
    script are only added and replaced: what it does not mention stays.

    Args, Raises: as `build`.
    """
    return _Run(items, index, settings, progress, jobs).carry_out(fresh=False)


class _Run:
    """One build or update."""

    def __init__(
        self,
        items: Items,
        index: str | PathLike[str] | None,
        settings: Settings | str | PathLike[str] | None,
        progress: Progress | None,
        jobs: int | None,
    ) -> None:
        if isinstance(items, (str, PathLike)):
            raise SourceError(f"give a list of paths or articles, such as [{str(items)!r}]")
        self.location = Path(index if index is not None else default_index())
        if not isinstance(settings, Settings):
            settings = read_settings(settings, self.location)
        self.settings = settings
        self.progress = progress
        if jobs is not None and jobs < 1:
            raise UsageError(f"jobs is {jobs}; it is 1 or more")
        self.jobs = jobs or processors()
        self.workers = Workers(self.jobs)
        self.roots: list[Path] = []
        self.below: tuple[str, ...] = ()  # how paths of these and in them begin
        self.ignored = 0
        self.waiting = 0  # articles that are to be written
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.bytes = (0, 0)
        self.records = self._records(items)
        self.problems: list[Problem] = []
        self.seen: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()
        self.languages: set[str] = set()

    def _records(self, items: Items) -> Iterator[Record | Problem]:
        """Records of the items; of paths, after all of them were found to exist."""
        iterator = iter(items)
        first = next(iterator, None)
        if first is None:
            return iter(())
        if isinstance(first, Article):
            return (_given(article, n) for n, article in enumerate(chain([first], iterator), 1))
        paths = [_path(item) for item in chain([first], iterator)]
        # As the records have it: absolute, and as it was given, not where links lead.
        self.roots = [Path(os.path.abspath(path)) for path in paths]
        self.below = tuple(map(_beginning, self.roots))
        return read_articles(paths, progress=self._read, ignored=self._ignore)

    def _read(self, done: int, total: int) -> None:
        self.bytes = (done, total)

    def _ignore(self, _: str) -> None:
        self.ignored += 1

    def carry_out(self, *, fresh: bool) -> Report:
        """Do it."""
        began = time.monotonic()
        writer = open_writer(self.location, fresh=fresh, workers=self.workers)
        try:
            self.known = writer.known()
            self.cleaning = self._cleaning(writer)
            with self.workers:
                with closing(Spool(self.location)) as spool:
                    self._read_all(spool)
                    self._write_all(spool, writer)
                gone = self._gone()
                writer.remove(gone)
                if not self.seen and not self.known:
                    self._refuse()
                for language in sorted(self.languages):
                    writer.name(language, well_known)
                problems = (*self._old_problems(writer), *self.problems)
                generation = writer.commit(problems, self.cleaning.dump())
        except BaseException:
            writer.cancel()
            raise
        return Report(
            indexed=self.counts["indexed"],
            unchanged=self.counts["unchanged"],
            removed=len(gone),
            duplicates=self.counts["duplicates"],
            skipped=len(self.problems),
            problems=tuple(self.problems),
            notes=tuple(self._notes()),
            repairs=dict(self.repairs),
            generation=generation,
            seconds=time.monotonic() - began,
        )

    def _cleaning(self, writer: Writer) -> Cleaning:
        try:
            return Cleaning(self.settings, writer.learnt())
        except ValueError as error:
            raise IndexDamaged(
                f"what was learnt for the index at {self.location} cannot be read ({error}); "
                "rebuild it"
            ) from error

    def _read_all(self, spool: Spool) -> None:
        """Read everything, and keep and learn from what the index has not."""
        for read in self.workers.map(Mending(), self._batches()):
            self.problems += read.problems
            for lesson in read.lessons:
                self.cleaning.learn(lesson)
            spool.append(read.packed)

    def _batches(self) -> Iterator[list[Taken]]:
        """What is to be indexed, in batches that depend on nothing but the articles."""
        batch: list[Taken] = []
        letters = 0
        for number, record in enumerate(self.records, 1):
            if isinstance(record, Problem):
                self.problems.append(record)
            elif taken := self._take(record):
                batch.append(Taken(record, *taken))
                self.waiting += 1
                letters += len(record.article.text)
                if len(batch) == _BATCH or letters >= _BATCH_LETTERS:
                    yield batch
                    batch, letters = [], 0
            if self.progress:
                self.progress(number, *self.bytes)
        if batch:
            yield batch

    def _write_all(self, spool: Spool, writer: Writer) -> None:
        """Prepare and write what was kept."""
        done = 0

        def tell(more: int) -> None:
            nonlocal done
            done += more
            if self.progress:
                self.progress(self.waiting * done // spool.size, done, spool.size)

        # What is not worth sharing out is done here, and leaves the other processors free.
        makers = self.jobs if spool.count == 1 else 1
        write = Writing(writer.parts(), self.cleaning, self.now, makers)
        for written in self.workers.map(write, self._parts(spool), tell):
            self.problems += written.problems
            self.languages |= written.languages
            self.repairs.update(written.repairs)
            if written.part:
                writer.add(written.part)
                self.counts["indexed"] += len(written.part.ids)

    def _parts(self, spool: Spool) -> Iterator[list[bytes]]:
        """What was kept, as many batches at a time as make a part of the index.

        Parts are as large as may be, for less is to be merged then, and as many for each process.
        """
        batches = -(-spool.count // self.jobs // _PART) * self.jobs
        iterator = iter(spool)
        while part := list(islice(iterator, -(-spool.count // max(batches, 1)))):
            yield part

    def _take(self, record: Record) -> tuple[str, str] | None:
        """A record's id and digest, unless it is empty or the index has it as it is."""
        article = record.article
        if not article.title.strip() and not article.text.strip():
            remedy = Message("give it a title or a text")
            self._skip(record, Message("it has no text"), remedy)
            return None
        content, digest = digests_of(record, as_it_is=self.cleaning.keeps(record))
        article_id = self._id_for(record, content)
        if article_id is None:
            self.counts["duplicates"] += 1
            return None
        self.seen[article_id] = content
        before = self.known.get(article_id)
        if before and before.digest == digest:
            self.counts["unchanged"] += 1
            return None
        return article_id, digest

    def _skip(self, record: Record, reason: str, remedy: str) -> None:
        self.problems.append(problem_of(record, reason, remedy))

    def _id_for(self, record: Record, content: str) -> str | None:
        """The article's id: given, or its URL, or its place; None for one that is there already.

        Two articles of one id, but of different content, are both kept if they are of different
        files that are both there, or of one run: many sites give one address to all that they
        publish, and every export numbers its articles from 1.
        """
        article = record.article
        candidate = article.id.strip() or (article.url if is_web_url(article.url) else "")
        candidate = candidate or record.key or "text-" + content
        for suffix in dict.fromkeys(["", record.path, f"{record.path} {content}"]):
            article_id = candidate
            if suffix:
                number = hashlib.sha256(suffix.encode("utf-8", "replace")).hexdigest()[:8]
                article_id = f"{candidate}#{number}"
            holder = self._held(article_id, record.path)
            if holder is None:
                self.counts["renamed"] += bool(suffix)
                return article_id
            if holder == content:
                return None
        return None

    def _held(self, article_id: str, path: str) -> str | None:
        """The content of another article that has this id already; None if it is to be had."""
        if article_id in self.seen:
            return self.seen[article_id]
        before = self.known.get(article_id)
        if before and path and before.path not in {"", path} and Path(before.path).exists():
            return before.digest.partition("-")[0]
        return None

    def _gone(self) -> list[str]:
        """Articles of the folders and files of this run that are no longer in them."""
        if not self.roots:
            return []
        # A file that could not be read whole may still hold what was not seen.
        unread = {problem.path for problem in self.problems}
        ours = set(filter(self._is_ours, self.known.paths())) - unread
        # A Whoosh script may have written an id twice.
        return [it for it in dict.fromkeys(self.known.of_paths(ours)) if it not in self.seen]

    def _is_ours(self, path: str) -> bool:
        return bool(path) and _beginning(path).startswith(self.below)

    def _old_problems(self, writer: Writer) -> list[Problem]:
        """Problems of other folders than this run's, which are as they were."""
        return [p for p in writer.problems() if not self._is_ours(p.path)]

    def _refuse(self) -> None:
        """Nothing was found, and there is nothing to keep: say so instead of an empty index."""
        where = ", ".join(map(str, self.roots)) or "what was given"
        reasons = "".join(f"\n  {problem}" for problem in self.problems[:10])
        raise SourceError(f"no article found in {where}; the index is unchanged{reasons}")

    def _notes(self) -> Iterator[str]:
        if self.ignored:
            noun = "file is no article" if self.ignored == 1 else "files are no articles"
            yield f"{self.ignored} {noun} (an image, a style sheet, a script or the like)"
        if renamed := self.counts["renamed"]:
            noun = "article has" if renamed == 1 else "articles have"
            yield (
                f"{renamed} {noun} the id of another with a different text; both are kept, "
                "this one with a number behind its id"
            )
        if late := self.cleaning.late():
            lines = sum(late.values())
            yield (
                f"{lines} {'line' if lines == 1 else 'lines'} that come again on pages of "
                f"{', '.join(sorted(late)[:5])} became known only now; articles indexed before "
                "keep theirs until they change or the index is rebuilt"
            )


def _beginning(path: str | Path) -> str:
    """How paths begin that are in this one; a million of them take ten seconds as objects."""
    return os.path.normcase(os.path.join(path, ""))


def _path(item: object) -> Path:
    if isinstance(item, (str, PathLike)):
        return Path(item)
    raise SourceError(
        f"{item!r} is neither a path nor an Article; give paths only or articles only"
    )


def _given(article: object, number: int) -> Record | Problem:
    """A record of an article that a script gave."""
    if isinstance(article, Article):
        wrong = next((name for name in _TEXTS if not isinstance(getattr(article, name), str)), "")
        if not wrong:
            # Title and text are repaired later.
            return Record(replace(article, id=encodable(article.id), url=encodable(article.url)))
        kind = type(getattr(article, wrong)).__name__
        reason = Message("its {name} is {kind}, not text", name=wrong, kind=kind)
        remedy = Message("give it as text, such as str(…)")
    else:
        reason = Message("it is {kind}, not an Article", kind=type(article).__name__)
        remedy = Message("give Article(text=…) objects, or paths only")
    return Problem("", Message("item {number}", number=number), reason, remedy)
