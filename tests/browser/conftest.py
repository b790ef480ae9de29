"""One server over the demonstration collection and one Chromium for all of these tests.

They are skipped where there is no Chromium, unless BROWSER_TESTS=required says that it must be.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from search.indexing import build
from tests.browser.axe import axe_source, is_there
from tests.browser.windows import CHROMIUM, WIDE, Visit, chromium, serving
from tests.web.helpers import ARTICLES, QUAGGA
from web import create_app

OpenWindow = Callable[..., Visit]


class Broken:
    """In the place of what holds the index: a fault in the program."""

    def lend(self) -> None:
        raise RuntimeError("secret")

    def close(self) -> None:
        pass


@pytest.fixture(scope="package")
def addresses(
    seeds_location: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """Where each of the servers is that `places.Place` tells of."""
    folder = tmp_path_factory.mktemp("browser")
    build([*ARTICLES, QUAGGA], folder / "odd")
    apps = {
        "seeds": create_app(seeds_location),
        "odd": create_app(folder / "odd"),
        "empty": create_app(folder / "empty"),
        "broken": create_app(seeds_location),
    }
    apps["broken"].extensions["article-search"] = Broken()
    with ExitStack() as stack:
        yield {name: stack.enter_context(serving(app)) for name, app in apps.items()}


@pytest.fixture(scope="package")
def address(addresses: dict[str, str]) -> str:
    """Where the demonstration collection is served."""
    return addresses["seeds"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with this package: others may want the event loop that it runs in."""
    if os.environ.get("BROWSER_TESTS") != "required" and not Path(CHROMIUM).exists():
        pytest.skip("there is no chromium here")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def axe() -> str:
    """The source of axe-core."""
    if os.environ.get("BROWSER_TESTS") != "required" and not is_there():
        pytest.skip("there is no npm here to fetch axe-core with")
    return axe_source()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[OpenWindow]:
    """Open a window, with any options of Playwright's contexts; nothing may go wrong in it."""
    visits: list[Visit] = []

    def open_window(**options: Any) -> Visit:
        options = {"viewport": WIDE, "address": address} | options
        visits.append(Visit(browser, **options))
        return visits[-1]

    yield open_window
    for opened in visits:
        opened.context.close()
        assert not opened.wrong
