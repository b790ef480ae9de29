"""Build and update an index: read, prepare, write, and say what happened."""

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from os import PathLike
from pathlib import Path

from search.config import default_index
from search.engines.base import Known, Writer
from search.engines.whoosh import open_writer
from search.errors import SourceError
from search.models import Article, Problem, Report
from search.preparing import digests_of, prepare
from search.sources import Record, read_articles
from search.sources.urls import is_web_url

__all__ = ["Items", "Progress", "build", "update"]

# Files and folders, or articles; not both.
Items = Iterable[str | PathLike[str]] | Iterable[Article]
# Called now and then with (articles seen, bytes read, bytes in all); bytes are 0 for articles.
Progress = Callable[[int, int, int], None]


def build(
    items: Items, index: str | PathLike[str] | None = None, *, progress: Progress | None = None
) -> Report:
    """Build a new index from scratch and put it in the place of the one at `index`, in one step.

    Searches go on finding the old one until then; if anything fails, it stays.

    Args:
        items: files and folders, or an iterable of `Article`.
        index: a folder; by default `$ARTICLE_SEARCH_INDEX` or `article-search-index`.
        progress: see `Progress`.

    Raises:
        SourceError: a path is not there, or nothing at all was found to index.
        IndexLocked: another process is writing this index.
        EngineError: it cannot be written.
    """
    return _Run(items, index, progress).carry_out(fresh=True)


def update(
    items: Items, index: str | PathLike[str] | None = None, *, progress: Progress | None = None
) -> Report:
    """Add what is new, refresh what changed, and leave the rest; make the index if there is none.

    Of folders and files named in `items`, what is gone from them is removed. Articles given by a
    script are only added and replaced: what it does not mention stays.

    Args, Raises: as `build`.
    """
    return _Run(items, index, progress).carry_out(fresh=False)


class _Run:
    """One build or update."""

    def __init__(
        self, items: Items, index: str | PathLike[str] | None, progress: Progress | None
    ) -> None:
        if isinstance(items, (str, PathLike)):
            raise SourceError(f"give a list of paths or articles, such as [{str(items)!r}]")
        self.location = Path(index if index is not None else default_index())
        self.progress = progress
        self.roots: list[Path] = []
        self.ignored = 0
        self.bytes = (0, 0)
        self.records = self._records(items)
        self.problems: list[Problem] = []
        self.seen: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self.repairs: Counter[str] = Counter()

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
        return read_articles(paths, progress=self._read, ignored=self._ignore)

    def _read(self, done: int, total: int) -> None:
        self.bytes = (done, total)

    def _ignore(self, _: str) -> None:
        self.ignored += 1

    def carry_out(self, *, fresh: bool) -> Report:
        """Do it."""
        began = time.monotonic()
        writer = open_writer(self.location, fresh=fresh)
        try:
            self.known = writer.known()
            for number, record in enumerate(self.records, 1):
                if isinstance(record, Problem):
                    self.problems.append(record)
                else:
                    self._take(record, writer)
                if self.progress:
                    self.progress(number, *self.bytes)
            gone = self._gone()
            writer.remove(gone)
            if not self.seen and not self.known:
                self._refuse()
            generation = writer.commit((*self._old_problems(writer), *self.problems))
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

    def _take(self, record: Record, writer: Writer) -> None:
        """Index one record, unless the index has it as it is."""
        article = record.article
        if not article.title.strip() and not article.text.strip():
            place = record.key or article.id or "an article"
            remedy = "give it a title or a text"
            self.problems.append(Problem(record.path, place, "it has no text", remedy))
            return
        content, digest = digests_of(record)
        article_id = self._id_for(record, content)
        if article_id is None:
            self.counts["duplicates"] += 1
            return
        self.seen[article_id] = content
        before = self.known.get(article_id)
        if before and before.digest == digest:
            self.counts["unchanged"] += 1
            return
        try:
            document = prepare(record, article_id, digest)
        except Exception as error:  # one article in a million must not cost the others
            reason = f"it could not be prepared ({type(error).__name__}: {error})"
            remedy = "leave it out, and report it"
            self.problems.append(Problem(record.path, record.key or article_id, reason, remedy))
            return
        writer.add(document)
        self.repairs.update(document.article.repairs)
        self.counts["indexed"] += 1

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
            number = hashlib.sha256(suffix.encode("utf-8", "replace")).hexdigest()[:8]
            article_id = f"{candidate}#{number}" if suffix else candidate
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
        return [
            article_id
            for article_id, known in self.known.items()
            if article_id not in self.seen and known.path not in unread and self._is_ours(known)
        ]

    def _is_ours(self, known: Known) -> bool:
        path = Path(known.path)
        return bool(known.path) and any(path.is_relative_to(root) for root in self.roots)

    def _old_problems(self, writer: Writer) -> list[Problem]:
        """Problems of other folders than this run's, which are as they were."""
        return [p for p in writer.problems() if not self._is_ours(Known("", p.path))]

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


def _path(item: object) -> Path:
    if isinstance(item, (str, PathLike)):
        return Path(item)
    raise SourceError(
        f"{item!r} is neither a path nor an Article; give paths only or articles only"
    )


def _given(article: object, number: int) -> Record | Problem:
    """A record of an article that a script gave."""
    if isinstance(article, Article):
        return Record(article)
    reason = f"it is {type(article).__name__}, not an Article"
    return Problem("", f"item {number}", reason, "give Article(text=…) objects, or paths only")
