"""Everything that a search finds, one after the other."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search import Article, Index, QueryError, UsageError, build, open_index
from tests.conftest import Build


@pytest.fixture(scope="module")
def many(many_location: Path) -> Iterator[Index]:
    with open_index(many_location) as index:
        yield index


@pytest.mark.parametrize(
    ("query", "choices"),
    [
        ("NATO", {}),
        ("", {}),
        ("", {"sort": "oldest"}),
        ("Столтенберг", {"sort": "newest", "language": ["uk", "bg"]}),
        ("Stoltenberg", {"names": False}),
        ("Stoltenberg", {"without": ["uk:столтенберг"], "source": "-svitlo-novyn.example"}),
        ("grain OR wheat", {"since": "2022", "until": "2023", "match": "any"}),
        ("NATO qqqqq", {}),
        ("NATO qqqqq", {"match": "all"}),
        ("NATO", {"snippets": False}),
    ],
)
def test_a_scan_is_a_search_on_all_pages(
    seeds_index: Index, query: str, choices: dict[str, Any]
) -> None:
    expected = seeds_index.search(query, limit=1000, **choices)
    found = seeds_index.scan(query, **choices)
    assert found.total == expected.total
    assert found.notes == expected.notes
    assert (found.query, found.generation) == (query, seeds_index.generation)
    assert list(found.hits) == expected.hits


def test_no_number_is_too_large(many: Index) -> None:
    found = many.scan("heron", source=["Reed 1", "-Reed 2"])
    again = many.scan("heron", sort="newest")
    assert found.total == len({hit.id for hit in found.hits}) == 172
    assert again.total == len({hit.id for hit in again.hits}) == 1_200


def test_two_scans_go_side_by_side(many: Index) -> None:
    forth, back = many.scan("heron", sort="newest"), many.scan("heron", sort="oldest")
    dated = [pair for pair in zip(forth.hits, back.hits, strict=True) if pair[0].date]
    days = [(newer.date, older.date) for newer, older in dated]
    assert days == sorted(days, key=lambda pair: (-pair[0].toordinal(), pair[1].toordinal()))  # type: ignore[union-attr]
    assert len(days) == 960


def test_memory_does_not_grow_with_the_hits(many: Index) -> None:
    hits = many.scan("heron").hits
    next(hits)
    tracemalloc.start()
    try:
        number = sum(1 for _ in hits)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert number == 1_199
    assert peak < 200_000, "as a list they take a million bytes"


def test_a_mistake_is_told_before_the_first_hit(many: Index) -> None:
    with pytest.raises(QueryError, match="unknown source 'Sedge'"):
        many.scan("heron", source="Sedge")
    with pytest.raises(QueryError, match="unknown sort"):
        many.scan("heron", sort="best")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="limit"):
        many.scan("heron", limit=5)  # type: ignore[call-arg]


def test_a_closed_index_says_so(many_location: Path) -> None:
    index = open_index(many_location)
    hits = index.scan("heron").hits
    next(hits)
    index.close()
    for attempt in (lambda: next(hits), lambda: index.scan("heron")):
        with pytest.raises(UsageError, match="was closed"):
            attempt()


def test_what_is_found_does_not_change_on_the_way(indexed: Build) -> None:
    index = indexed(*(f"About otters, number {number}." for number in range(30)))
    hits = index.scan("otters").hits
    first = next(hits)
    build([Article(text="About seals.")], Path(index.stats().directory).parent)
    assert len({first.id, *(hit.id for hit in hits)}) == 30
