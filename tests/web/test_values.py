"""All values of a facet: found by name, chosen and left out, on several pages."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from search.indexing import build
from search.models import Article, Facet
from tests.web.helpers import Page, get, open_app
from web.filters import listing_of

SOURCES = [f"Gazette {number:03}" for number in range(150)] + ["Журнал Ёлка", "Żółw & Co"]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    location = tmp_path_factory.mktemp("values") / "index"
    build([Article(id=name, text="the zebra", source=name) for name in SOURCES], location)
    yield from open_app(location)


def boxes(page: Page) -> dict[str, bool]:
    """What can be ticked, and whether it is."""
    fields = [fields for name, fields in page.elements if name == "input"]
    return {it["value"]: "checked" in it for it in fields if it.get("type") == "checkbox"}


def sent(page: Page) -> list[tuple[str, str]]:
    """What the form of the page would send with its boxes as they are."""
    fields = [fields for name, fields in page.elements if name == "input"]
    after_the_search = [it for it in fields if it["name"] != "back"]
    return [
        (it["name"], it["value"])
        for it in after_the_search
        if it.get("type") == "hidden" or "checked" in it
    ]


def test_every_value_is_there_and_can_be_chosen_or_left_out(many: FlaskClient) -> None:
    page = get(many, get(many, "/?q=zebra&since=&year=unknown").link("All sources"))
    assert "152 sources" in page.text
    first = boxes(page)
    assert len(first) == 200
    assert "Gazette 000" in first
    assert "-Gazette 000" in first
    rest = boxes(get(many, "/values/source?q=zebra&year=unknown&part=2"))
    assert first.keys() | rest.keys() == {*SOURCES, *(f"-{name}" for name in SOURCES)}
    assert get(many, page.link("Back to the results")).total == 152
    assert ("input", {"type": "hidden", "name": "q", "value": "zebra"}) in page.elements
    assert ("input", {"type": "hidden", "name": "year", "value": "unknown"}) in page.elements


def test_what_is_ticked_stays_so_on_every_part(many: FlaskClient) -> None:
    address = "/values/source?source=gazette+140&source=-Gazette+001&part=2"
    page = get(many, address)
    ticked = {value for value, is_ticked in boxes(page).items() if is_ticked}
    assert ticked == {"Gazette 140", "-Gazette 001"}
    assert set(sent(page)) >= {("source", "Gazette 140"), ("source", "-Gazette 001")}
    other = get(many, "/values/source?source=Gazette+140&find=ёлка")
    assert [value for value, is_ticked in boxes(other).items() if is_ticked] == ["Gazette 140"]
    # The form leads to the results, with what it sends.
    assert get(many, "/?source=Gazette+140&source=Gazette+001&find=ёлка").total == 2


@pytest.mark.parametrize(
    ("find", "names"),
    [
        ("елка", ["Журнал Ёлка"]),
        ("ЖУРНАЛ ё", ["Журнал Ёлка"]),
        ("zolw", ["Żółw & Co"]),
        ("ZOŁW", ["Żółw & Co"]),
        ("& c", ["Żółw & Co"]),
        ("<", []),
        (" 149 ", ["Gazette 149"]),
        ("qqq", []),
    ],
)
def test_values_are_found_by_part_of_their_name(
    many: FlaskClient, find: str, names: list[str]
) -> None:
    page = get(many, "/values/source", find=find)
    assert [value for value in boxes(page) if not value.startswith("-")] == names
    assert ("Nothing is called so" in page.text) == (not names)
    short = get(many, "/values/source", find=find, short="on")
    links = [link["href"] for link in short.links if "aria-label" not in link]
    assert [parse_qs(urlsplit(link).query)["source"][0] for link in links] == names
    for link in links:
        assert get(many, link).total == 1


def test_a_script_is_given_the_first(many: FlaskClient) -> None:
    short = get(many, "/values/source?q=zebra&find=gazette&short=on")
    assert len([link for link in short.links if "aria-label" not in link]) == 24
    assert "150 sources" in short.text
    assert all("q=zebra" in link["href"] for link in short.links)
    # Nothing looked for: those below the first, which the page shows.
    page, below = get(many, "/"), get(many, "/values/source?short=on")
    shown = {link["href"] for link in page.links if "source=Gazette" in link["href"]}
    assert len(shown) == 8
    assert not shown & {link["href"] for link in below.links}


def test_counts_are_those_of_the_other_filters(client: FlaskClient) -> None:
    page = get(client, "/values/language?q=harbour&year=2019&language=uk")
    assert "English" in page.text
    counted = get(client, "/?q=harbour&year=2019").total
    assert f"English\n{counted}\n" in page.text.replace(" \n", "\n").replace(" ", "\n")


def test_a_language_is_found_by_any_of_its_names(client: FlaskClient) -> None:
    for find in ("ukrain", "Україн", "uk"):
        assert "uk" in boxes(get(client, "/values/language", find=find))


def test_pages_that_are_not_there(many: FlaskClient) -> None:
    get(many, "/values/source?part=3", 404)
    get(many, "/values/title", 404)
    assert "Part is 'x'" in get(many, "/values/source?part=x", 400).text
    assert "Unknown language" in get(many, "/values/source?language=xx", 400).text


def test_parts_hold_each_value_once() -> None:
    values = [Facet(str(n), str(n), 1, selected=n == 7) for n in range(25)]
    parts = [listing_of("source", values, part=part, size=10) for part in (1, 2, 3)]
    assert [it.value for part in parts for it in part.values] == [
        str(n) for n in range(25) if n != 7
    ]
    assert all(part.last == 3 and part.found == 24 for part in parts)
    assert all([it.value for it in part.taken] == ["7"] for part in parts)
    assert listing_of("source", [], "x").last == 1
