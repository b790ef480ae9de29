"""What is set aside of an article: as its text shows, its source's other articles, the settings.

Of a source that the settings keep, nothing is set aside and nothing learnt. An article that names
no source is compared with those of its folder, or with the others that a script gave.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import NamedTuple

from search.config import Settings
from search.models import UNKNOWN, Article
from search.sources.record import Record
from search.sources.urls import host_of, is_web_url
from search.text.blocks import body_of
from search.text.boilerplate import Boilerplate, find_boilerplate, named_site
from search.text.furniture import menu_before_title
from search.text.heading import Heading, read_heading
from search.text.lines import lines_of
from search.text.repair import repair, repair_all
from search.text.repeated import Lines, Repeated, keys_of, lines_to_learn

__all__ = ["Cleaned", "Cleaning", "Lesson", "Mended", "lesson_of", "mend", "mend_all"]

_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}/?")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was found in one article."""

    source: str
    heading: Heading
    boilerplate: Boilerplate


class Mended(NamedTuple):
    """A record whose text and title are as they will be stored.

    Attributes:
        made: the repairs that took.
        keys: of its lines, as its lesson has them, if it had one.
    """

    record: Record
    made: dict[str, int]
    keys: tuple[int, ...] | None = None


class Lesson(NamedTuple):
    """What a mended article teaches of its source, for `Cleaning.learn`; it can be pickled.

    Attributes:
        source: who published it.
        pool: the articles that it is compared with.
        lines: for the table of its pool.
        head: the keys of the lines that may lead up to the title of an article that states none;
            where the table knows one of them, the title depends on it.
        text: of such an article, whose lines are then looked at again.
    """

    source: str
    pool: str
    lines: Lines
    head: tuple[int, ...] = ()
    text: str = ""

    @property
    def keys(self) -> tuple[int, ...]:
        """Of all lines with letters in them."""
        return tuple([key for key, *_ in self.lines.lines])


def mend(record: Record) -> Mended:
    """Repair the text and the title of a record."""
    return mend_all([record])[0]


def mend_all(records: Sequence[Record]) -> list[Mended]:
    """`mend` of several records, which is much faster than one by one."""
    articles = [record.article for record in records]
    texts = repair_all([article.text for article in articles])
    titles = repair_all([" ".join(article.title.split()) for article in articles])
    return list(map(_mended, records, texts, titles))


def _mended(
    record: Record, repaired: tuple[str, Counter[str]], titled: tuple[str, Counter[str]]
) -> Mended:
    given = record.article
    (text, made), (title, more) = repaired, titled
    # `dataclasses.replace` takes longer than all else here.
    article = Article(
        given.id, title, text.strip("\n"), given.source, given.language, given.date, given.url
    )
    record = Record(article, record.path, record.key, record.site, record.folder)
    return Mended(record, dict(made + more if more else made))


def lesson_of(record: Record) -> Lesson:
    """All that can be worked out of a mended article before the table of lines is asked."""
    text, title = record.article.text, record.article.title
    source = _source_of(record)
    pool = _pool(source, record)
    lines = lines_of(text)
    if title:
        return Lesson(source, pool, lines_to_learn(pool, title, lines))
    title = read_heading(text, menu=menu_before_title(lines)).title
    head = keys_of(pool, lines[: max(body_of(lines), 1)])
    return Lesson(source, pool, lines_to_learn(pool, title, lines), head, text)


class Cleaning:
    """The rules of one run.

    Args:
        settings: what people asked for.
        data: what an earlier run learnt, as `dump` gave it.

    Raises:
        ValueError: `data` is something else.
    """

    def __init__(self, settings: Settings | None = None, data: bytes = b"") -> None:
        self._settings = settings or Settings()
        self._kept = frozenset(map(_spelled, self._settings.keep))
        self._repeated = Repeated(data)
        self._taught: dict[str, bool] = {}

    def keeps(self, record: Record) -> bool:
        """Whether the settings want this article as it is."""
        if self._settings.boilerplate and not self._kept:
            return False
        return self._keeps(_stated_source(record) or _source_of(mend(record).record))

    def _keeps(self, source: str) -> bool:
        return not self._settings.boilerplate or source in self._kept

    def learn(self, lesson: Lesson) -> None:
        """Count the lines of an article, before any of its run is judged."""
        if self._keeps(lesson.source):
            return
        pool, learnt = lesson.pool, lesson.lines
        self._taught.setdefault(pool, self._repeated.articles(pool) > 0)
        if self._repeated.knows(lesson.head):
            lines = lines_of(lesson.text)
            menu = menu_before_title(lines, self._repeated.of(pool, ""))
            learnt = lines_to_learn(pool, read_heading(lesson.text, menu=menu).title, lines)
        self._repeated.learn(pool, learnt)

    def dump(self) -> bytes:
        """What was learnt, in this run and before, to be kept with the index."""
        return self._repeated.dump()

    def late(self) -> dict[str, int]:
        """Sources of which an earlier run had articles -> lines that only this run has learnt."""
        new = self._repeated.new
        return {pool: new[pool] for pool, before in self._taught.items() if before and new[pool]}

    def clean(self, record: Record, keys: tuple[int, ...] | None = None) -> Cleaned:
        """Judge a mended article; `keys` are those of its lesson, if they are known."""
        text, title = record.article.text, record.article.title
        source = _source_of(record)
        if self._keeps(source):
            heading = read_heading(text, title)
            return Cleaned(source, heading, Boilerplate(()))
        pool = _pool(source, record)
        learnt = self._repeated.of(pool, title, keys) if self._repeated.articles(pool) else None
        lines = lines_of(text)
        menu = menu_before_title(lines, learnt, title)
        heading = read_heading(text, title, menu)
        if learnt and heading.title != title:
            learnt = self._repeated.of(pool, heading.title, keys)
        found = find_boilerplate(
            text,
            (*((line.start, line.end) for line in lines[:menu]), *heading.aside),
            learnt=learnt,
            title=heading.span,
        )
        return Cleaned(source, heading, found)


def _source_of(record: Record) -> str:
    """Who published a mended article: as it states, else as its text says of itself."""
    if stated := _stated_source(record):
        return stated
    text = record.article.text
    site = read_heading(text, record.article.title).site or named_site(text)
    return _spelled(site) if site else UNKNOWN


def _stated_source(record: Record) -> str:
    given = record.article
    if given.source.strip():
        return _spelled(given.source)
    names = (host_of(given.url), record.site, record.folder)
    return next((_spelled(name) for name in names if name.strip()), "")


@lru_cache(maxsize=1024)  # a run has few sources, and asks for each again and again
def _spelled(name: str) -> str:
    """A source as it is shown and filtered on: one line, a host without `www.`."""
    name = " ".join(repair(name)[0].split())
    if is_web_url(name):
        return host_of(name) or name
    return host_of(f"https://{name}") if _HOST.fullmatch(name) else name


def _pool(source: str, record: Record) -> str:
    """The articles that one is compared with."""
    return f"{source} {_folder(record.path)}" if source == UNKNOWN else source


@lru_cache(maxsize=1024)  # a file may hold many articles
def _folder(path: str) -> str:
    return str(PurePath(path).parent)
