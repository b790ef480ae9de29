"""The articles that an index holds when a writer begins, found by their ids and by their files.

One is looked up as a search would do it, so that an update of an index takes as long as what it
brings, however large the index is.
"""

from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from search.engines.base import Known
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.location import Location
from search.engines.whoosh.postings import Postings, Segment
from search.engines.whoosh.textcolumn import TextColumn
from search.engines.whoosh.words import Reading

__all__ = ["HeldArticles"]

# To look an article up takes about as long as to read the ids of so many.
_READ = 32


class HeldArticles:
    """See `search.engines.base.Held`; each method raises IndexDamaged if files cannot be read."""

    def __init__(self, location: Location, segments: Sequence[Segment]) -> None:
        self._reading = Reading(location)
        self._segments, self._postings = segments, Postings(segments)
        self._asked = 0
        self._columns: dict[tuple[int, str], TextColumn] = {}

    def __len__(self) -> int:
        return self._postings.count

    def close(self) -> None:
        """Let go of the files; nothing is found any more."""
        self._segments, self._postings = (), Postings(())
        self._columns.clear()
        self._numbers = {}

    def get(self, article_id: str) -> Known | None:
        """What is remembered of an article."""
        if (found := self.place(article_id)) is None:
            return None
        with self._reading:
            digest, path = (self._column(found[0], name) for name in ("digest", "path"))
            return Known(digest.of(found[1]).decode(), path.of(found[1]).decode())

    def place(self, article_id: str) -> tuple[int, int] | None:
        """The place of an article's segment, and its number there."""
        with self._reading:
            if (number := self._number(article_id)) is None:
                return None
            place = bisect_right(self._segments, number, key=attrgetter("base")) - 1
            number -= self._segments[place].base
            # Postings have no checksum of their own, and another article would be removed.
            if self._column(place, "id").of(number) != article_id.encode("utf-8", "replace"):
                raise DamagedFile(f"what is found as {article_id!r} is another article")
            return place, number

    def _number(self, article_id: str) -> int | None:
        self._asked += 1
        if self._asked * _READ > len(self):
            return self._numbers.get(article_id)
        docs = self._postings.of("id", article_id).docs
        return int(docs[-1]) if docs.size else None

    @cached_property
    def _numbers(self) -> dict[str, int]:
        """Every id, and the number of its article."""
        found: dict[str, int] = {}
        for place, segment in enumerate(self._segments):
            numbers = np.delete(np.arange(segment.files.size), segment.deleted)
            found |= zip(self._ids(place, numbers), (numbers + segment.base).tolist(), strict=True)
        return found

    def paths(self) -> set[str]:
        """The files that articles are of, and some that they were of."""
        with self._reading:
            columns = (self._column(place, "path") for place in range(len(self._segments)))
            return {path.decode() for column in columns for path in column.values()}

    def of_paths(self, paths: Container[str]) -> Iterator[str]:
        """The ids of the articles that are of these files."""
        for place, segment in enumerate(self._segments):
            with self._reading:
                column = self._column(place, "path")
                wanted = np.array([path.decode() in paths for path in column.values()])
                is_held = wanted[column.codes]
                is_held[segment.deleted] = False
                ids = self._ids(place, np.flatnonzero(is_held))
            yield from ids

    def _ids(self, place: int, numbers: NDArray[np.integer]) -> list[str]:
        """The ids of articles of a segment."""
        column = self._column(place, "id")
        return [column.of(number).decode() for number in numbers.tolist()]

    def _column(self, place: int, name: str) -> TextColumn:
        key = place, name
        if key not in self._columns:
            self._columns[key] = self._segments[place].files.texts(name)
        return self._columns[key]
