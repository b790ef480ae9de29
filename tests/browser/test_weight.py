"""Pages are light, stand still, and ask for nothing but their own few files."""

from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Response

from search import Article
from search.indexing import build
from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, SEEDS, Place
from tests.browser.windows import PHONE, WATCH, Visit, serving
from web import create_app

MOST = 60_000  # bytes of a page with its styles and scripts, before they are compressed
# What a server may send before it hears from the browser: ten segments (RFC 6928).
ONE_ROUND_TRIP = 10 * 1460
KINDS = {"document", "stylesheet", "script", "fetch"}


@pytest.fixture(scope="module")
def many_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    location = tmp_path_factory.mktemp("many") / "index"
    build(
        [
            Article(
                id=f"https://source-{number}.example/harbour",
                title=f"The harbour of town {number} counts its ships",
                text=f"The harbour of town {number} counted ships. The fishermen were content.",
                source=f"The {number}th Courier of the Northern Harbours and Lighthouses",
                date=f"{1990 + number % 33}-{1 + number % 12:02}",
            )
            for number in range(300)
        ],
        location,
    )
    return location


@pytest.fixture(scope="module")
def many(many_sources: Path) -> Iterator[str]:
    with serving(create_app(many_sources)) as address:
        yield address


def weight_of(window: Visit, place: Place) -> dict[str, int]:
    """The bytes of each file that the page is made of."""
    answers: list[Response] = []
    window.page.on("response", lambda answer: answers.append(answer))
    window.go(place.path, place.status)
    window.page.wait_for_load_state("networkidle")
    return {it.url: len(it.body()) for it in answers if it.request.resource_type in KINDS}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_is_light_and_stands_still(
    visit: OpenWindow, addresses: dict[str, str], place: Place
) -> None:
    window = visit(address=addresses[place.server])
    window.context.add_init_script(WATCH)
    weight = weight_of(window, place)
    assert len(weight) > 1
    assert sum(weight.values()) < MOST, weight
    assert window.page.evaluate("moved") == []
    assert window.page.evaluate("refused") == []


PLACE_OF_SEARCH = """() => {
  const { x, y, width } = document.querySelector(".masthead .search").getBoundingClientRect();
  return [x, y, width];
}"""


@pytest.mark.parametrize("width", [320, 500, 700, 800, 1000, 1280])
@pytest.mark.parametrize("locale", ["en", "bg"])
def test_the_search_box_stays_where_it_is_when_the_rest_of_the_page_arrives(
    visit: OpenWindow, addresses: dict[str, str], width: int, locale: str
) -> None:
    window = visit(
        address=addresses["seeds"], viewport={"width": width, "height": 700}, locale=locale
    )
    window.go("/?q=harbour")
    before = window.page.evaluate(PLACE_OF_SEARCH)
    assert window.page.evaluate("document.querySelectorAll('.masthead .how').length") == 1
    window.page.evaluate(
        "document.querySelectorAll('.how, main, .foot').forEach(it => it.remove())"
    )
    # What a browser counts as moved has moved by three pixels.
    assert window.page.evaluate(PLACE_OF_SEARCH) == pytest.approx(before, abs=2)


@pytest.mark.parametrize("path", ["/", "/?q=harbour", "/?q=harbour&source=-unknown&year=1999"])
def test_many_sources_make_no_page_heavy(visit: OpenWindow, many: str, path: str) -> None:
    window = visit(address=many, viewport=PHONE)
    window.context.add_init_script(WATCH)
    weight = weight_of(window, Place("many", path))
    assert sum(weight.values()) < MOST, weight
    assert window.page.evaluate("moved") == []


# The page to print has every result, and is sent while it is made.
@pytest.mark.parametrize(
    "place", [it for it in SEEDS if it.name != "print"], ids=lambda it: it.name
)
def test_a_page_comes_in_one_round_trip(addresses: dict[str, str], place: Place) -> None:
    address = quote(addresses["seeds"] + place.path, safe=":/?&=+%")
    try:
        with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
            body, headers, status = answer.read(), answer.headers, answer.status
    except HTTPError as error:
        with error:
            body, headers, status = error.read(), error.headers, error.code
    assert status == place.status
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) + len(str(headers)) < ONE_ROUND_TRIP
