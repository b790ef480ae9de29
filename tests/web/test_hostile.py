"""Hostile text, errors, headers, and what every page must have."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from search.errors import IndexDamaged
from search.indexing import build, update
from tests.web.helpers import EVIL, QUAGGA, Page, api, get, open_app
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


# Markup that no repair takes out

WEAPON = re.compile(r"<(x-y|svg/)[^<]*alert\(\d\)", re.IGNORECASE)
ZOO_QUERY = 'quagga <x-y onclick=alert(9)> "><svg/onload=alert(9)// {{ 7 * 7 }} %(quagga)s'


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Over QUAGGA, one more whose id is hostile too, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("zoo")
    files = folder / "<x-y onclick=alert(7)>'\""
    files.mkdir()
    (files / "<x-y onclick=alert(8)>.json").write_text('{"text": ')
    (files / "good.txt").write_text("The harbour counted the ships, and they were all there.")
    build([QUAGGA, replace(QUAGGA, id=ZOO_QUERY, text=f"{QUAGGA.text} Again.")], folder / "index")
    update([files], folder / "index")
    yield from open_app(folder / "index")


ZOO_PAGES: list[tuple[str, dict[str, str], int]] = [
    ("/", {}, 200),
    ("/", {"q": "quagga", "source": QUAGGA.source}, 200),
    ("/", {"q": ZOO_QUERY, "source": f"-{QUAGGA.source}"}, 200),
    ("/", {"q": "quagga", "sort": ZOO_QUERY}, 400),
    ("/", {"q": "quagga", "source": ZOO_QUERY}, 400),
    ("/", {"q": f"{QUAGGA.url}: quagga"}, 400),
    ("/", {"q": "quagga", "without": f"en:{ZOO_QUERY}"}, 200),
    ("/values/source", {"q": "quagga", "find": "<x-y"}, 200),
    ("/article", {"id": QUAGGA.id, "q": ZOO_QUERY, "hit": "1"}, 200),
    ("/article", {"id": ZOO_QUERY, "q": "quagga"}, 200),
    ("/article", {"id": f"no {ZOO_QUERY}"}, 404),
    ("/collection", {}, 200),
    ("/print", {"q": ZOO_QUERY, "source": QUAGGA.source}, 200),
    (f"/nowhere/{quote(ZOO_QUERY)}", {}, 404),
]


@pytest.mark.parametrize(("address", "args", "status"), ZOO_PAGES)
def test_no_markup_passes_a_page(
    zoo: FlaskClient, address: str, args: dict[str, str], status: int
) -> None:
    response = zoo.get(address, query_string=args)
    assert response.status_code == status
    assert not WEAPON.search(response.text)
    page = Page(response)
    assert "x-y" not in {name for name, _ in page.elements}
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert not attributes.get("href", "").lower().startswith("javascript")


def test_markup_is_shown_as_it_was_written(zoo: FlaskClient) -> None:
    results, article = get(zoo, "/?q=quagga"), get(zoo, "/article?id=quagga")
    for page in (results, article, get(zoo, "/print?q=quagga")):
        assert QUAGGA.title in page.text
        assert QUAGGA.source in page.text
        assert "%(quagga)s {{ 7 * 7 }} & nobody" in page.text
    assert "<x-y onclick=alert(3)>" in article.text
    collection = get(zoo, "/collection").text
    assert "/<x-y onclick=alert(7)>'\"/<x-y onclick=alert(8)>.json" in collection
    assert QUAGGA.source in collection
    assert ZOO_QUERY in get(zoo, "/", q=ZOO_QUERY).text


def test_no_markup_passes_what_programs_read(zoo: FlaskClient) -> None:
    found = api(zoo, q="quagga")
    lines = [json.loads(line) for line in zoo.get("/download.jsonl?q=quagga").text.splitlines()]
    for hit in (*found["hits"], *lines[1:]):
        assert (hit["title"], hit["source"], hit["url"]) == (
            QUAGGA.title, QUAGGA.source, QUAGGA.url,
        )  # fmt: skip
        for piece in (hit["heading"], hit["snippet"]):
            assert set(re.findall(r"<[^>]*>?", piece["html"])) == {"<mark>", "</mark>"}
    assert {hit["id"] for hit in found["hits"]} == {QUAGGA.id, ZOO_QUERY}
    assert api(zoo, path=f"/api/articles/{quote(ZOO_QUERY, safe='')}")["id"] == ZOO_QUERY
    assert [value["value"] for value in found["facets"]["source"]] == [QUAGGA.source]
    assert "alert(8)" in api(zoo, path="/api/stats")["problems"][0]["path"]
    said = [c["text"] for c in api(zoo, path="/api/suggest", q="quag")["suggestions"]]
    assert said == ["quagga"]
    table = zoo.get("/download.csv?q=quagga").text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["title"] for row in rows} == {QUAGGA.title}
    assert {row["source"] for row in rows} == {QUAGGA.source}
    for address in ("/api/search?q=quagga", "/api/suggest?q=quag", "/api/stats", "/api/nowhere"):
        assert zoo.get(address).mimetype in {"application/json", "application/problem+json"}


def test_no_markup_passes_a_feed(zoo: FlaskClient) -> None:
    response = zoo.get("/feed", query_string={"q": ZOO_QUERY, "source": QUAGGA.source})
    assert not WEAPON.search(response.text)
    feed = ElementTree.fromstring(response.data)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert len(entries) == 2
    for entry in entries:
        assert entry.findtext(f"{atom}title") == QUAGGA.title
        assert entry.findtext(f"{atom}author/{atom}name") == QUAGGA.source
        summary = entry.findtext(f"{atom}summary") or ""
        tags = set(re.findall(r"<[^>]*>?", summary))
        assert tags == {'<p dir="auto">', "<mark>", "</mark>", "</p>"}
        assert [link.attrib["rel"] for link in entry.findall(f"{atom}link")] == ["alternate"]


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


@pytest.mark.parametrize(
    "address",
    ["/?sort=article-search+rebuild+/", "/article?id=x:+article-search+index+%26%26+curl+evil"],
)
def test_no_address_puts_a_command_on_a_page(client: FlaskClient, address: str) -> None:
    page = Page(client.get(address))
    assert "article-search" in page.text
    assert "pre" not in {name for name, _ in page.elements}


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
                    assert attributes.get(attribute, "/").startswith(("/", "#"))
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
