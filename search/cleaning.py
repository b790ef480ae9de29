"""What is set aside of an article: as its text shows, its source's other articles, the settings.

Of a source that the settings keep, nothing is set aside and nothing learnt. An article that names
no source is compared with those of its folder, or with the others that a script gave.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from search.config import Settings
from search.models import UNKNOWN
from search.sources.record import Record
from search.sources.urls import host_of, is_web_url
from search.text.boilerplate import Boilerplate, find_boilerplate
from search.text.furniture import menu_before_title
from search.text.heading import Heading, read_heading
from search.text.lines import lines_of
from search.text.repair import repair
from search.text.repeated import Repeated

__all__ = ["Cleaned", "Cleaning"]

_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}/?")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was found in one article."""

    source: str
    heading: Heading
    boilerplate: Boilerplate


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
        stated = _stated_source(record)
        return self._keeps(stated or _source_of(record, *_repaired(record)))

    def _keeps(self, source: str) -> bool:
        return not self._settings.boilerplate or source in self._kept

    def learn(self, record: Record) -> None:
        """Count the lines of an article, before any of its run is judged."""
        text, title = _repaired(record)
        source = _source_of(record, text, title)
        if not self._keeps(source):
            pool = _pool(source, record)
            self._taught.setdefault(pool, self._repeated.articles(pool) > 0)
            lines = lines_of(text)
            if not title:
                menu = menu_before_title(lines, self._repeated.of(pool, ""))
                title = read_heading(text, menu=menu).title
            self._repeated.learn(pool, title, lines)

    def dump(self) -> bytes:
        """What was learnt, in this run and before, to be kept with the index."""
        return self._repeated.dump()

    def late(self) -> dict[str, int]:
        """Sources of which an earlier run had articles -> lines that only this run has learnt."""
        new = self._repeated.new
        return {pool: new[pool] for pool, before in self._taught.items() if before and new[pool]}

    def clean(self, record: Record, text: str, title: str) -> Cleaned:
        """Judge an article of which `text` and `title` were repaired."""
        source = _source_of(record, text, title)
        if self._keeps(source):
            heading = read_heading(text, title)
            return Cleaned(source, heading, Boilerplate(()))
        pool = _pool(source, record)
        learnt = self._repeated.of(pool, title) if self._repeated.articles(pool) else None
        lines = lines_of(text)
        menu = menu_before_title(lines, learnt, title)
        heading = read_heading(text, title, menu)
        found = find_boilerplate(
            text,
            (*((line.start, line.end) for line in lines[:menu]), *heading.aside),
            learnt=self._repeated.of(pool, heading.title) if learnt else None,
            title=heading.span,
        )
        return Cleaned(source, heading, found)


def _repaired(record: Record) -> tuple[str, str]:
    """The text and the title of a record, as they will be stored."""
    given = record.article
    return repair(given.text)[0].strip("\n"), repair(" ".join(given.title.split()))[0]


def _source_of(record: Record, text: str, title: str) -> str:
    """Who published an article: as it states, else as its text says of itself."""
    if stated := _stated_source(record):
        return stated
    site = read_heading(text, title).site or find_boilerplate(text).site
    return _spelled(site) if site else UNKNOWN


def _stated_source(record: Record) -> str:
    given = record.article
    names = (given.source, host_of(given.url), record.site, record.folder)
    return next((_spelled(name) for name in names if name.strip()), "")


def _spelled(name: str) -> str:
    """A source as it is shown and filtered on: one line, a host without `www.`."""
    name = " ".join(repair(name)[0].split())
    if is_web_url(name):
        return host_of(name) or name
    return host_of(f"https://{name}") if _HOST.fullmatch(name) else name


def _pool(source: str, record: Record) -> str:
    """The articles that one is compared with."""
    return f"{source} {PurePath(record.path).parent}" if source == UNKNOWN else source
