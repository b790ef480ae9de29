"""What the tests share."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from search import Article, Index, build, open_index

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

settings.register_profile(
    # Building an index takes its time, and other work may share the machine.
    "default",
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=True,
)
settings.load_profile("default")

Build = Callable[..., Index]


@pytest.fixture(scope="session")
def seeds_location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration collection is, indexed once."""
    location = tmp_path_factory.mktemp("seeds") / "index"
    report = build([ROOT / "seeds"], location)
    assert not report.problems
    return location


@pytest.fixture(scope="session")
def seeds_index(seeds_location: Path) -> Iterator[Index]:
    """The demonstration collection, open."""
    with open_index(seeds_location) as index:
        yield index


@pytest.fixture(scope="session")
def many_location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where 1,200 articles are that all have the word "heron"."""
    location = tmp_path_factory.mktemp("many") / "index"
    articles = [
        Article(
            id=f"heron-{number}",
            title=f"Heron {number}",
            text=f"The heron stood in the river on morning {number}, and it waited.",
            source=f"Reed {number % 7}",
            language="en",
            date=date(2000 + number % 20, 1, 1 + number % 28) if number % 5 else None,
        )
        for number in range(1_200)
    ]
    build(articles, location)
    return location


@pytest.fixture
def indexed(tmp_path: Path) -> Iterator[Build]:
    """Index some articles, and open the index; closed at the end of the test."""
    opened: list[Index] = []

    def make(*articles: Article | str) -> Index:
        location = tmp_path / f"index-{len(opened)}"
        made = [
            Article(id=str(number), text=article) if isinstance(article, str) else article
            for number, article in enumerate(articles, 1)
        ]
        build(made, location)
        opened.append(open_index(location))
        return opened[-1]

    yield make
    for index in opened:
        index.close()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the index of the person who runs it."""
    monkeypatch.delenv("ARTICLE_SEARCH_INDEX", raising=False)
    monkeypatch.delenv("ARTICLE_SEARCH_SETTINGS", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    os.environ.pop("PYTHONPATH", None)


def ids(results: object) -> list[str]:
    """The ids of the hits, in order."""
    return [hit.id for hit in results.hits]  # type: ignore[attr-defined]
