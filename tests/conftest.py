"""What the tests share."""

import os
from collections.abc import Callable, Iterator
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
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The demonstration collection, indexed once."""
    location = tmp_path_factory.mktemp("seeds") / "index"
    report = build([ROOT / "seeds"], location)
    assert not report.problems
    with open_index(location) as index:
        yield index


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
