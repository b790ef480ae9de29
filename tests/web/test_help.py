"""How to search: the query language in examples that work, and the keys."""

from urllib.parse import parse_qs, urlsplit

from flask.testing import FlaskClient

from tests.conftest import Build
from tests.web.helpers import get
from web.manual import rows_of


def test_every_example_that_is_a_link_finds_something(client: FlaskClient) -> None:
    page = get(client, "/help")
    examples = [link["href"] for link in page.links if link["href"].startswith("/?q=")]
    queries = [parse_qs(urlsplit(address).query)["q"][0] for address in examples]
    assert 'source:"North Courier"' in queries
    assert "language:en" in queries
    for address in examples:
        assert get(client, address).total > 0
    assert "grain OR wheat" not in queries, "there is no such article"
    assert "grain OR wheat" in page.text


def test_the_help_is_there_without_an_index(empty: FlaskClient) -> None:
    page = get(empty, "/help")
    assert "words that begin so" in page.text
    assert not [link for link in page.links if link["href"].startswith("/?q=")]


def test_it_is_one_click_from_everywhere(client: FlaskClient) -> None:
    for address, status in (("/", 200), ("/?q=harbour", 200), ("/nowhere", 404)):
        assert "How to search" in get(client, get(client, address, status).link("How to")).text


def test_what_needs_scripts_is_hidden_without_them(client: FlaskClient) -> None:
    page = get(client, "/help")
    assert ("p", {"hidden": ""}) in page.elements
    assert ("button", {"type": "button", "hidden": ""}) in page.elements
    assert [a for name, a in page.elements if name == "section" and a.get("id") == "keys"]


def test_examples_are_those_that_an_index_has(indexed: Build) -> None:
    index = indexed("Ministers spoke of Brexit in parliament on Monday.")
    works = [row.query for row in rows_of(index) if row.works]
    assert "=Brexit" in works
    assert "title:Brexit" in works
    assert not any(query.startswith(("source:", "date:")) for query in works), "there are none"
