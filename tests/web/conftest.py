"""An index of the articles, and the web face over it and over none."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.indexing import build
from tests.web.helpers import ARTICLES, EVIL, open_app


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "index"
    build([*ARTICLES, EVIL], path)
    return path


@pytest.fixture(scope="module")
def client(location: Path) -> Iterator[FlaskClient]:
    yield from open_app(location)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[FlaskClient]:
    yield from open_app(tmp_path / "none")


@pytest.fixture(scope="module")
def crowd(many_location: Path) -> Iterator[FlaskClient]:
    yield from open_app(many_location)
