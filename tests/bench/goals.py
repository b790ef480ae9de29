"""What is to be reached, and whether it was."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.bench.measuring import Size
from tests.bench.peers import Mode
from tests.bench.queries import MIXED

__all__ = ["Goal", "goals_of"]

_QUERIES_AT = 100_000  # articles
_MILLION = 1_000_000
_SHARE = 1.2


class Goal(NamedTuple):
    """One thing to be reached.

    Attributes:
        wanted: `at least` or `at most` so much.
        reached: None where it was not measured.
    """

    what: str
    wanted: str
    bound: float
    reached: float | None

    @property
    def met(self) -> bool | None:
        """Whether it was reached; None where it was not measured."""
        if self.reached is None:
            return None
        if self.wanted == "at most":
            return self.reached <= self.bound
        return self.reached >= self.bound


def goals_of(sizes: Sequence[Size]) -> list[Goal]:
    """Compare a run with the goals: of each the largest number of articles that has both sides."""
    return [*_of_indexing(sizes), *_of_queries(sizes), *_of_a_million(sizes)]


def _of_indexing(sizes: Sequence[Size]) -> Iterator[Goal]:
    for other, bound in (("whoosh", 20.0), ("tantivy", 1.0), ("fts5", 1.0)):
        yield _speed(sizes, f"bare indexing, × {other}", bound, "project", other)
    yield _speed(sizes, "the whole way, × bare indexing", 0.5, "project, whole way", "project")
    for way in ("project, whole way", "project"):
        two = f"{way}, 2 workers"
        yield _speed(sizes, f"two workers, × one ({way})", 1.6, two, way)
    shares = [size.indexing["project"].share for size in sizes if "project" in size.indexing]
    yield Goal("index size, × text", "at most", _SHARE, shares[-1] if shares else None)


def _speed(sizes: Sequence[Size], what: str, bound: float, ours: str, other: str) -> Goal:
    ratios = [
        size.indexing[ours].articles_per_second / size.indexing[other].articles_per_second
        for size in sizes
        if ours in size.indexing and other in size.indexing
    ]
    return Goal(what, "at least", bound, ratios[-1] if ratios else None)


def _of_queries(sizes: Sequence[Size]) -> Iterator[Goal]:
    """Warm, the mixed set; the project with both facets, Tantivy without."""
    size = next((size for size in sizes if size.profile.articles == _QUERIES_AT), None)
    doors = [door for door in (size.asking if size else {}) if door.startswith("project")]
    for door in doors or ["project"]:
        for place, name in enumerate(("p50", "p95")):
            ours = _warm(size, door, "facets", place)
            tantivy = _warm(size, "tantivy", "top", place)
            whoosh = _warm(size, "whoosh", "facets", place)
            slower = ours / tantivy if ours and tantivy else None
            yield Goal(f"{door}: query {name}, × tantivy's top 10", "at most", 1.0, slower)
            faster = whoosh / ours if ours and whoosh else None
            yield Goal(f"{door}: query {name}, times faster than whoosh", "at least", 20.0, faster)
    without, with_them = _warm(size, "project", "facets", 0), _warm(size, "project", "snippets", 0)
    added = with_them - without if with_them and without else None
    yield Goal("ten snippets, ms added to p50", "at most", 1.0, added)


def _of_a_million(sizes: Sequence[Size]) -> Iterator[Goal]:
    size = next((size for size in sizes if size.profile.articles >= _MILLION), None)
    made = size.indexing.get("project") if size else None
    memory = made.megabytes if made else None
    yield Goal("a million: MB to index", "at most", 2048.0, memory)
    ours, tantivy = _warm(size, "project", "facets", 1), _warm(size, "tantivy", "top", 1)
    yield Goal("a million: query p95, ms", "at most", 50.0, ours)
    slower = ours / tantivy if ours and tantivy else None
    yield Goal("a million: query p95, × tantivy's top 10", "at most", 2.0, slower)
    rare = _warm(size, "project", "facets", 1, "rare term")
    yield Goal("a million: a rare term p95, ms", "at most", 2.0, rare)


def _warm(size: Size | None, door: str, mode: Mode, place: int, kind: str = MIXED) -> float | None:
    """Milliseconds: p50 at place 0, p95 at place 1; None where it was not measured."""
    asking = size.asking.get(door, {}).get(mode) if size else None
    return asking.warm[kind][place] if asking and kind in asking.warm else None
