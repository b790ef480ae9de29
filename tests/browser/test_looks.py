"""The page on a phone, enlarged, in the dark; its contrast, and its movements."""

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import OpenWindow
from tests.browser.places import SEEDS, Place
from tests.browser.windows import PHONE

# A window of 1280 pixels enlarged to 200 and to 400 %, as WCAG 2.2 asks (1.4.4, 1.4.10).
TWICE = ViewportSize(width=640, height=450)
FOUR_TIMES = ViewportSize(width=320, height=256)


@pytest.mark.parametrize("size", [PHONE, TWICE, FOUR_TIMES], ids=["phone", "200 %", "400 %"])
def test_no_page_scrolls_sideways(visit: OpenWindow, size: ViewportSize) -> None:
    window = visit(viewport=size)
    for place in [*SEEDS, Place("long", "/?q=" + "unbreakable" * 30)]:
        window.go(place.path, place.status)
        assert window.fits(), place.name


def test_every_article_fits_a_phone(visit: OpenWindow) -> None:
    window = visit(viewport=PHONE)
    for number in (1, 2, 3):
        window.go(f"/?page={number}")
        links = window.page.locator(".headline a").all()
        assert len(links) == 10
        for address in [link.get_attribute("href") or "" for link in links]:
            window.go(address)
            assert window.fits(), address


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
def test_contrast_in_both_schemes(visit: OpenWindow, scheme: str, path: str) -> None:
    window = visit(color_scheme=scheme)
    window.page.goto(path)
    if window.page.locator(".headline a").count():
        assert not window.page.evaluate(CONTRASTS)
        with window.page.expect_event("load"):  # with its styles
            window.page.locator(".headline a").first.click()
    assert not window.page.evaluate(CONTRASTS)


def test_dark_where_the_reader_wants_it(visit: OpenWindow) -> None:
    papers = []
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme).page
        page.goto("/")
        papers.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    light, dark = (sum(map(int, paper[4:-1].split(","))) for paper in papers)
    assert dark < 150 < 600 < light
