"""The page in a real browser, with scripts and without, wide and on a phone.

Skipped where Chromium or Playwright is missing, unless BROWSER_TESTS=required says that they
must be there.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from waitress import create_server

from search.indexing import build
from web import create_app

REQUIRED = os.environ.get("BROWSER_TESTS") == "required"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SEEDS = Path(__file__).parents[2] / "seeds"
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}

if not REQUIRED:
    pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no chromium here", allow_module_level=True)

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

# A page of a loaded machine takes its time; a right one does not need it.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    location = tmp_path_factory.mktemp("browser") / "index"
    build([SEEDS], location)
    app = create_app(location)
    server = create_server(app, host="127.0.0.1", port=0)
    # A browser may keep its connections open; the server's loop waits for them without end.
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)
    app.extensions["article-search"].close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


class Visit:
    """A reader's window, that notes whatever goes wrong in it."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.context = browser.new_context(base_url=address, **options)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on(
            "request",
            lambda it: None if it.url.startswith(address) else self.wrong.append(it.url),
        )

    def total(self) -> int:
        """How many articles the page says it found."""
        said = self.page.locator(".total").inner_text()
        return int(said.split()[0].replace(",", ""))


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Any]:
    visits: list[Visit] = []

    def open_window(**options: Any) -> Visit:
        visits.append(Visit(browser, address, **{"viewport": WIDE, **options}))
        return visits[-1]

    yield open_window
    for opened in visits:
        opened.context.close()
        assert not opened.wrong


def search(window: Visit, query: str) -> None:
    window.page.get_by_label("Words to search for").fill(query)
    window.page.get_by_role("button", name="Search", exact=True).click()
    expect(window.page.locator(".total")).to_contain_text(query)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visit(visit: Any, scripts: bool) -> None:
    """Search, facet in and out, exclude, sort, page, open an article, and back."""
    window = visit(java_script_enabled=scripts)
    page = window.page
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("articles in")

    search(window, "Столтенберг")
    everything = window.total()
    assert everything > 10
    assert page.locator(".hits mark").count() > 5

    facets = page.get_by_role("region", name="Language")
    ukrainian = facets.get_by_role("link", name="Українська").first
    count = int(ukrainian.locator(".number").inner_text())
    ukrainian.click()
    expect(facets.locator("a[aria-current]")).to_contain_text("Українська")
    assert window.total() == count
    facets.get_by_role("link", name="Українська (chosen").click()
    expect(facets.locator("a[aria-current]")).to_have_count(0)
    assert window.total() == everything

    facets.get_by_role("link", name="Leave out Українська").click()
    expect(facets.locator("s")).to_have_text("Українська")
    assert window.total() == everything - count
    facets.get_by_role("link", name="take it back").click()
    expect(facets.locator("s")).to_have_count(0)

    page.get_by_role("link", name="Newest").click()
    expect(page.locator(".sorts a[aria-current]")).to_have_text("Newest")
    dates = [it.get_attribute("datetime") for it in page.locator(".hits time").all()]
    assert dates == sorted(dates, key=str, reverse=True)

    page.get_by_role("link", name="Next").click()
    expect(page.locator(".range")).to_contain_text("11–")
    results = page.url
    assert "sort=newest" in results

    headline = page.locator(".headline a").first
    title = headline.inner_text()
    headline.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name="Back to the results").click()
    expect(page.locator(".range")).to_contain_text("11–")
    assert page.url == results
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_name_is_switched_off_and_on_again(visit: Any) -> None:
    window = visit(java_script_enabled=False)
    page = window.page
    page.goto("/?q=Stoltenberg")
    everything = window.total()
    page.get_by_role("link", name="Search without Столтенберг").click()
    expect(page.locator(".besides s")).to_contain_text("Столтенберг")
    assert window.total() < everything
    search(window, "Stoltenberg NATO")
    expect(page.locator(".besides s")).to_contain_text("Столтенберг")
    page.get_by_role("link", name="Search again for Столтенберг").click()
    expect(page.locator(".besides s")).to_have_count(0)


def test_many_names_are_folded(visit: Any) -> None:
    window = visit(viewport=PHONE, java_script_enabled=False)
    window.page.goto("/?q=Ukraine+Turkey+NATO")
    chips = window.page.locator(".besides li > a")
    assert chips.count() > 12
    expect(chips.last).to_be_hidden()
    window.page.locator(".besides summary").click()
    expect(chips.last).to_be_visible()
    boxes = [chip.bounding_box() for chip in chips.all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    assert all(box["height"] >= 24 for box in boxes), "WCAG 2.2, 2.5.8"


def test_dates_keep_the_query(visit: Any) -> None:
    window = visit()
    window.page.goto("/?q=NATO&language=en")
    before = window.total()
    window.page.get_by_label("From").fill("2023")
    window.page.get_by_role("button", name="Set").click()
    expect(window.page.locator(".in-force")).to_contain_text("since 2023")
    expect(window.page.locator(".in-force")).to_contain_text("English")
    assert 0 < window.total() < before


def test_what_was_set_aside_opens(visit: Any) -> None:
    window = visit(java_script_enabled=False)
    window.page.goto("/?q=title:Στα&language=el")
    window.page.locator(".headline a").first.click()
    aside = window.page.locator("details.aside").first
    expect(aside.locator("p").first).to_be_hidden()
    aside.locator("summary").click()
    expect(aside.locator("p").first).to_be_visible()


def test_the_filters_stand_open_beside_the_results_and_in_a_drawer_on_a_phone(visit: Any) -> None:
    wide, phone = visit(), visit(viewport=PHONE)
    for window in (wide, phone):
        window.page.goto("/?q=НАТО")
    expect(wide.page.get_by_role("link", name="Leave out Български")).to_be_visible()
    expect(wide.page.get_by_text("Filters", exact=True)).to_be_hidden()
    expect(phone.page.get_by_role("link", name="Leave out Български")).to_be_hidden()
    phone.page.get_by_text("Filters", exact=True).click()
    expect(phone.page.get_by_role("link", name="Leave out Български")).to_be_visible()
    assert phone.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=Столтенберг",
        "/?q=تركيا",
        "/?q=НАТО&language=uk&language=bg&source=-balkan-pregled.example&since=2022&until=2025",
        "/?q=" + "unbreakable" * 30,
        "/?q=Ukraine+Turkey+NATO+Stoltenberg&without=ar:ناتو",
        "/?q=x&language=xx",
        "/?page=3",
        "/?page=99",
        "/nowhere",
    ],
)
def test_a_phone_never_scrolls_sideways(visit: Any, path: str) -> None:
    window = visit(viewport=PHONE)
    answer = window.page.goto(path)
    if answer.status >= 400:
        window.wrong.clear()  # the console names the status
    assert window.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_every_article_fits_a_phone(visit: Any) -> None:
    window = visit(viewport=PHONE)
    for number in (1, 2, 3):
        window.page.goto(f"/?page={number}")
        links = [link.get_attribute("href") for link in window.page.locator(".headline a").all()]
        assert len(links) == 10
        for link in links:
            window.page.goto(link)
            assert window.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


# Relative luminance and contrast as WCAG 2.2 defines them, of each text on what is behind it.
CONTRASTS = """() => {
  const luminance = ([r, g, b]) => {
    const linear = v => v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + .055) / 1.055) ** 2.4;
    const [R, G, B] = [r, g, b].map(linear);
    return .2126 * R + .7152 * G + .0722 * B;
  };
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const parse = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const pen = style.backgroundImage.match(/rgba?\\([^)]*\\)/g);
      if (pen) return parse(pen.find(c => parse(c)[3]));
      const colour = parse(style.backgroundColor);
      if (colour[3]) return colour;
    }
    return [255, 255, 255, 255];
  };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest(".unseen, [aria-hidden]")) continue;
    const [a, b] = [parse(getComputedStyle(element).color), behind(element)].map(luminance);
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < 4.5) low.push(`${contrast.toFixed(2)} ${walker.currentNode.data.trim()}`);
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=НАТО&language=uk&source=-balkan-pregled.example",
        "/?q=Stoltenberg+NATO&without=ru:столтенберг&without=uk:столтенберг",
        "/?q=qqzz",
        "/?page=3",
    ],
)
def test_contrast_in_both_schemes(visit: Any, scheme: str, path: str) -> None:
    window = visit(color_scheme=scheme)
    window.page.goto(path)
    if window.page.locator(".headline a").count():
        assert not window.page.evaluate(CONTRASTS)
        with window.page.expect_event("load"):  # with its styles
            window.page.locator(".headline a").first.click()
    assert not window.page.evaluate(CONTRASTS)


def test_dark_where_the_reader_wants_it(visit: Any) -> None:
    papers = []
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme).page
        page.goto("/")
        papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(map(int, paper[4:-1].split(","))) for paper in papers)
    assert dark < 150 < 600 < light


def test_the_keyboard_reaches_the_content_first(visit: Any) -> None:
    page = visit().page
    page.goto("/?q=НАТО")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
