"""Pictures of every page, for people to look at: `python -m tests.browser.screenshots FOLDER`.

With `--readme` they are the README's own, and FOLDER is `.assets`.
"""

import argparse
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser

from search.indexing import build
from tests.browser.places import PLACES
from tests.browser.windows import PHONE, WIDE, ViewportSize, chromium, serving
from tests.conftest import ROOT
from tests.web.helpers import ARTICLES
from web import create_app
from web.translating import LOCALES

__all__ = ["main"]

_WINDOWS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": WIDE},
    "phone": {"viewport": PHONE},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "dark-phone": {"viewport": PHONE, "color_scheme": "dark"},
    **{locale: {"viewport": WIDE, "locale": locale} for locale in LOCALES if locale != "en"},
}
# The article is the first of these results.
_README: dict[str, dict[str, Any]] = {
    "results": {"viewport": ViewportSize(width=1120, height=760)},
    "article": {"viewport": ViewportSize(width=1120, height=760), "color_scheme": "dark"},
}
_SEARCH = "/?q=Stoltenberg"


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        build([ROOT / "seeds"], folder / "seeds")
        build(ARTICLES, folder / "odd")
        addresses = {
            name: stack.enter_context(serving(create_app(folder / name)))
            for name in ("seeds", "odd", "empty")
        }
        browser = stack.enter_context(chromium())
        if arguments.readme:
            _take_for_readme(browser, addresses["seeds"], arguments.folder)
        else:
            _take_all(browser, addresses, arguments.folder)


def _take_for_readme(browser: Browser, address: str, folder: Path) -> None:
    for name, options in _README.items():
        with browser.new_context(base_url=address, **options) as context:
            page = context.new_page()
            page.goto("/?q=NATO")  # the first to ask waits for what the next ones find ready
            page.goto(_SEARCH)
            if name == "article":
                with page.expect_navigation():
                    page.locator(".headline a").first.click()
            page.screenshot(path=folder / f"{name}.png")


def _take_all(browser: Browser, addresses: dict[str, str], folder: Path) -> None:
    places = [place for place in PLACES if place.server in addresses and not place.is_hostile]
    for window, options in _WINDOWS.items():
        with browser.new_context(**options) as context:
            page = context.new_page()
            for place in places:
                page.goto(addresses[place.server] + place.path)
                page.screenshot(path=folder / f"{place.name}-{window}.png", full_page=True)


if __name__ == "__main__":
    main()
