"""Hostile text, errors, headers, and what every page must have."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.errors import IndexDamaged
from tests.web.helpers import EVIL, Page, api, get
from web import create_app
from web.holder import Holder

# Hostile text


EVIL_QUERY = 'zebra "><script>alert(9)</script>\x07\u202e'


@pytest.mark.parametrize(
    ("address", "args", "status"),
    [
        ("/", {"q": "zebra"}, 200),
        ("/", {"q": EVIL_QUERY}, 200),
        ("/", {"q": "zebra", "source": "-North Courier", "since": "<script>"}, 400),
        ("/", {"q": EVIL_QUERY, "language": "<script>\x07"}, 400),
        ("/article", {"id": EVIL.id, "q": EVIL_QUERY}, 200),
        ("/article", {"id": EVIL_QUERY}, 404),
    ],
)
def test_nothing_of_an_article_or_a_query_becomes_markup(
    client: FlaskClient, address: str, args: dict[str, str], status: int
) -> None:
    response = client.get(address, query_string=args)
    assert response.status_code == status
    page = Page(response)
    assert not {name for name, _ in page.elements} & {"img", "b", "style"}
    for name, attributes in page.elements:
        assert name != "script" or attributes["src"].startswith("/static/")
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not attributes.get("href", "").lower().startswith("javascript")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]", response.text)


def test_json_is_plain_data_without_control_characters(client: FlaskClient) -> None:
    response = client.get("/api/search?q=zebra")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]", response.text)
    hit = response.get_json()["hits"][0]
    assert hit["url"] == EVIL.url
    assert hit["title"] == hit["heading"]["text"]
    assert "<script>" not in hit["heading"]["html"]
    for piece in (hit["heading"], hit["snippet"]):
        assert [piece["text"][start:end].lower() for start, end in piece["marks"]] == ["zebra"]


# Errors and headers


def test_errors_of_the_web_itself(client: FlaskClient) -> None:
    assert "There is no such page" in get(client, "/nowhere", 404).text
    assert client.get("/api/nowhere").get_json(force=True)["status"] == 404
    refused = client.post("/api/search")
    assert refused.status_code == 405
    assert refused.mimetype == "application/problem+json"
    assert "GET" in refused.headers["Allow"]
    assert client.head("/?q=harbour").status_code == 200


def test_without_an_index_the_page_says_how_to_build_one(empty: FlaskClient) -> None:
    page = get(empty, "/?q=x", 503)
    assert "article-search index PATH --index" in page.text
    assert api(empty, 503, q="x")["status"] == 503


def test_a_fault_is_a_500_that_tells_nothing(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(location)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Holder, "lend", fail)
    with app.test_client() as client:
        page = get(client, "/", 500)
        assert "secret" not in page.text
        assert "Something went wrong" in page.text
        assert api(client, 500)["title"] == "Internal Server Error"


def test_a_damaged_index_is_a_503(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise IndexDamaged("cannot read it: a file is short; rebuild it")

    monkeypatch.setattr("web.holder.open_index", fail)
    with create_app(location).test_client() as client:
        assert "a file is short" in get(client, "/", 503).text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/?q=harbour", 200),
        ("/article?id=uk-1", 200),
        ("/static/style.css", 200),
        ("/static/icon.svg", 200),
        ("/api/search", 200),
        ("/api/search?limit=x", 400),
        ("/nowhere", 404),
    ],
)
def test_every_answer_has_the_security_headers(
    client: FlaskClient, address: str, status: int
) -> None:
    response = client.get(address)
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    for rule in ("default-src 'none'", "style-src 'self'", "base-uri 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    response.close()


def test_a_page_asks_nothing_of_another_host(client: FlaskClient) -> None:
    for address in ("/", "/?q=harbour", "/article?id=uk-1", "/nowhere"):
        page = Page(client.get(address))
        for name, attributes in page.elements:
            if name in {"link", "img", "form", "input", "script"}:
                for attribute in ("href", "src", "action"):
                    assert attributes.get(attribute, "/").startswith("/")
        assert [name for name, _ in page.elements].count("h1") == 1
        assert [name for name, _ in page.elements].count("main") == 1
    response = client.get("/static/style.css")
    style = response.text
    response.close()
    assert "http" not in style
    assert "@import" not in style


def test_every_field_of_a_form_has_a_label(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&language=en&since=2019&sort=newest")
    labels = {attributes["for"] for name, attributes in page.elements if name == "label"}
    fields = [attributes for name, attributes in page.elements if name == "input"]
    for field in fields:
        assert field.get("type") == "hidden" or field["id"] in labels
    hidden = [(field["name"], field["value"]) for field in fields if field.get("type") == "hidden"]
    # Of the search, and of the choice of a language for the page.
    back = ("back", "/?q=harbour&language=en&since=2019&sort=newest")
    assert hidden == [("language", "en"), ("sort", "newest"), back]
