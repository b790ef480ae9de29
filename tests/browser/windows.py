"""A server over an index, Chromium, and windows that note whatever goes wrong in them."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
    sync_playwright,
)
from waitress import create_server

__all__ = [
    "CHROMIUM",
    "PHONE",
    "WATCH",
    "WIDE",
    "ViewportSize",
    "Visit",
    "chromium",
    "expect",
    "search",
    "serving",
]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=360, height=740)

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Run before a page is: what moves in it, also where a reader set it in motion, and what its own
# security policy keeps from it.
WATCH = """
window.moved = [];
new PerformanceObserver(list => {
  for (const entry of list.getEntries())
    moved.push(...entry.sources.map(it => it.node?.parentElement?.outerHTML.slice(0, 100)));
}).observe({type: 'layout-shift', buffered: true});
window.refused = [];
document.addEventListener('securitypolicyviolation', event => refused.push(event.blockedURI));
"""

# A page of a loaded machine takes its time; a right one does not need it.
expect.set_options(timeout=15_000)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a server of the application, on a port of its own."""
    server = create_server(app, host="127.0.0.1", port=0)
    # A browser may keep its connections open; the server's loop waits for them without end.
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)
    app.extensions["article-search"].close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield opened
        opened.close()


class Visit:
    """A reader's window.

    Attributes:
        wrong: messages of the console, errors of scripts, dialogs, answers that failed, and
            requests to any other host.
    """

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(base_url=address, **options)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self._status = 200
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("dialog", self._asked)
        self.page.on("request", self._requested)
        self.page.on("response", self._answered)

    def go(self, path: str, status: int = 200) -> Page:
        """Open a page that is answered so."""
        self._status = status
        answer = self.page.goto(path)
        assert answer
        assert answer.status == status, path
        return self.page

    def fits(self) -> bool:
        """Whether nothing of the page is wider than the window."""
        width: int = self.page.evaluate("document.scrollingElement.scrollWidth")
        size = self.page.viewport_size
        return size is not None and width <= size["width"]

    def total(self) -> int:
        """How many articles the page says it found."""
        said = self.page.locator(".total").inner_text()
        return int(said.split()[0].replace(",", ""))

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium tells the console of the status that was expected.
        if self._status < 400 or f"status of {self._status}" not in message.text:
            self.wrong.append(message.text)

    def _asked(self, dialog: Dialog) -> None:
        self.wrong.append(f"{dialog.type}: {dialog.message}")
        dialog.dismiss()

    def _requested(self, request: Request) -> None:
        if not request.url.startswith(f"{self.address}/"):
            self.wrong.append(request.url)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.wrong.append(f"{response.status} {response.url}")


def search(window: Visit, query: str) -> None:
    """Type the query, press the button, and wait for its results."""
    window.page.get_by_label("Words to search for").fill(query)
    window.page.get_by_role("button", name="Search", exact=True).click()
    expect(window.page.locator(".total")).to_contain_text(query)
