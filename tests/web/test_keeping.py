"""Results to keep: downloads, the page to print, and what holds of the feed as well."""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from search import Article, Index, build, open_index
from search.config import SERVER_THREADS
from tests.web.helpers import EVIL, Page, api, feed, fetch, get
from web import create_app
from web.holder import Holder

STREAMED = ("/download.csv", "/download.jsonl", "/print")
KEPT = (*STREAMED, "/feed")
ATOM = "{http://www.w3.org/2005/Atom}"
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")


def table(client: FlaskClient, **args: Any) -> list[dict[str, str]]:
    text = fetch(client, "/download.csv", **args).data.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def lines(client: FlaskClient, **args: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    text = fetch(client, "/download.jsonl", **args).text
    first, *rest = [json.loads(line) for line in text.splitlines()]
    return first, rest


# All of it


def test_nothing_is_cut_off(crowd: FlaskClient, many_location: Path) -> None:
    with open_index(many_location) as index:
        expected = [hit.id for hit in index.search("heron", limit=5_000).hits]
    assert len(expected) == 1_200
    assert [row["id"] for row in table(crowd, q="heron", page="7")] == expected
    assert [line["id"] for line in lines(crowd, q="heron", page="7")[1]] == expected
    page = Page(fetch(crowd, "/print", q="heron", page="7"))
    links = [link["href"] for link in page.links if "/article" in link["href"]]
    assert [dict(parse_qsl(urlsplit(link).query))["id"] for link in links] == expected
    assert "1,200 articles" in page.text


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_what_was_asked_is_what_is_kept(client: FlaskClient, sort: str) -> None:
    asked: dict[str, Any] = {
        "q": "harbour",
        "source": ["-Южный вестник & Co"],
        "since": "2020",
        "sort": sort,
        "names": "off",
    }
    found = api(client, limit=100, **asked)
    expected = [hit["id"] for hit in found["hits"]]
    assert 3 < len(expected) < 20
    assert [row["id"] for row in table(client, **asked)] == expected
    search, hits = lines(client, **asked)
    assert [{**hit, "link": ""} for hit in hits] == [
        {"kind": "hit", **hit, "link": ""} for hit in found["hits"]
    ]
    assert search["query"] == "harbour"
    assert search["filters"]["source"] == ["-Южный вестник & Co"]
    assert (search["total"], search["generation"]) == (len(expected), found["generation"])
    again = Page(client.get(search["address"]))
    assert again.total == len(expected)
    page = Page(fetch(client, "/print", **asked))
    for said in ("harbour", "not Южный вестник & Co", "since 2020", found["generation"], "UTC"):
        assert said in page.text
    assert [name for name, _ in page.elements].count("mark") > len(expected)


def test_rows_say_where_they_come_from(client: FlaskClient) -> None:
    rows = table(client, q="harbour", language="en")
    assert {row["query"] for row in rows} == {"harbour"}
    assert {row["filters"] for row in rows} == {"language: en"}
    assert {row["total"] for row in rows} == {str(len(rows))}
    assert {row["generation"] for row in rows} == {api(client)["generation"]}
    assert len({row["retrieved"] for row in rows}) == 1
    for row in rows[:3]:
        article = Page(client.get(row["link"]))
        assert row["title"] in article.text
        assert ("mark", {}) in [(name, {}) for name, _ in article.elements]


def test_letters_of_an_address_are_encoded_for_programs_only(client: FlaskClient) -> None:
    asked = {"q": "порт", "source": "Вісник"}
    readable = "?q=порт&source=Вісник"
    encoded = f"?{urlencode(asked)}"
    (row,), (search, (line,)) = table(client, **asked), lines(client, **asked)
    assert row["link"].endswith("/article?id=uk-1&" + readable[1:])
    assert line["link"].endswith("/article?id=uk-1&" + encoded[1:])
    assert search["address"] == f"http://localhost/{encoded}"
    assert f"http://localhost/{readable}" in Page(fetch(client, "/print", **asked)).text
    parsed = feed(client, **asked)
    links = [*parsed.feed.links, *parsed.entries[0].links]
    assert all(link.href.isascii() for link in links)
    assert f"http://localhost/feed{encoded}" in {link.href for link in links}


def test_a_search_that_finds_nothing_can_be_kept_too(client: FlaskClient) -> None:
    (row,) = table(client, q="qqqqq", language="en")
    assert (row["number"], row["query"], row["filters"]) == ("", "qqqqq", "language: en")
    assert (row["total"], row["address"]) == ("0", "http://localhost/?q=qqqqq&language=en")
    assert lines(client, q="qqqqq")[0]["total"] == 0
    assert "0 articles" in Page(fetch(client, "/print", q="qqqqq")).text
    assert feed(client, q="qqqqq").entries == []


@pytest.mark.parametrize("language", ["uk", "bg", "ru", "en"])
def test_a_table_is_one_for_the_spreadsheets_of_the_reader(
    client: FlaskClient, language: str
) -> None:
    page = Page(client.get("/?q=harbour", headers={"Accept-Language": language}))
    address = next(a["href"] for a in page.links if "/download.csv" in a["href"])
    text = client.get(address, buffered=True).data.decode("utf-8-sig")
    separator = "," if language == "en" else ";"
    rows = list(csv.DictReader(StringIO(text, newline=""), delimiter=separator, strict=True))
    assert len(rows) == 23
    assert all("Harbour" in row["title"] for row in rows)
    get(client, "/download.csv?separator=tab", 400)


# What a browser is told


@pytest.mark.parametrize(
    ("address", "kind", "ending"),
    [
        ("/download.csv", "text/csv; charset=utf-8", "csv"),
        ("/download.jsonl", "application/x-ndjson; charset=utf-8", "jsonl"),
    ],
)
def test_a_download_has_a_name(client: FlaskClient, address: str, kind: str, ending: str) -> None:
    response = fetch(client, address, q='Порт "Одеси"\r\nX: y')
    assert response.content_type == kind
    said = response.headers["Content-Disposition"]
    plain, encoded = re.fullmatch(
        r"attachment; filename=\"([\w.-]+)\"; filename\*=UTF-8''([\w.%-]+)", said, re.ASCII
    ).groups()  # type: ignore[union-attr]
    assert re.fullmatch(rf"articles-\d{{4}}-\d\d-\d\d[-xy]*\.{ending}", plain)
    assert encoded.endswith(
        f"-%D0%BF%D0%BE%D1%80%D1%82-%D0%BE%D0%B4%D0%B5%D1%81%D0%B8-x-y.{ending}"
    )


@pytest.mark.parametrize("address", KEPT)
def test_head_tells_the_same_and_sends_nothing(client: FlaskClient, address: str) -> None:
    holder: Holder = client.application.extensions["article-search"]
    sent = fetch(client, address, q="harbour")
    with client.head(address, query_string={"q": "harbour"}) as head:
        assert head.status_code == 200
        assert head.data == b""
        assert head.content_type == sent.content_type
        assert head.headers.get("Content-Disposition") == sent.headers.get("Content-Disposition")
    assert not any(holder._users.values())


MISTAKES = ("language=xx", "sort=x", "since=yesterday", "names=x", "q=foo:bar", "page=x")


@pytest.mark.parametrize(
    ("address", "wrong"),
    [(a, w) for a in KEPT for w in MISTAKES if (a, w) != ("/feed", "sort=x")],  # it has one order
)
def test_a_mistake_is_answered_before_anything_is_sent(
    client: FlaskClient, address: str, wrong: str
) -> None:
    page = get(client, f"{address}?{wrong}", 400)
    assert "That search cannot be answered" in page.text
    assert not any(client.application.extensions["article-search"]._users.values())


def test_without_an_index_there_is_nothing_to_keep(empty: FlaskClient) -> None:
    for address in KEPT:
        get(empty, address, 503)


def test_results_link_to_all_forms_of_themselves(client: FlaskClient) -> None:
    address = "/?q=harbour&source=-North+Courier&sort=oldest&names=off"
    page = get(client, address)
    total = page.total
    (nav,) = (attributes for name, attributes in page.elements if attributes.get("class") == "keep")
    assert nav["aria-label"]
    links = {urlsplit(link["href"]).path: link["href"] for link in page.links}
    for path in KEPT:
        assert parse_qsl(urlsplit(links[path]).query) == [
            ("q", "harbour"), ("source", "-North Courier"), ("sort", "oldest"),
            ("names", "off"),
        ]  # fmt: skip
    with client.get(links["/download.csv"], buffered=True) as response:
        assert response.data.count(b"\r\n") == total + 1
    alternate = [a for name, a in page.elements if name == "link" and a["rel"] == "alternate"]
    assert [(a["type"], a["href"]) for a in alternate] == [("application/atom+xml", links["/feed"])]
    assert "/download.csv" not in get(client, "/?q=qqqqq").text


# While the index changes


def test_a_download_has_one_generation_whatever_happens_to_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "index"
    text = "About otters and what they do all day. " * 8
    build([Article(id=str(n), title=f"Otter {n}", text=text) for n in range(150)], where)
    app = create_app(where)
    holder: Holder = app.extensions["article-search"]
    with app.test_client() as client:
        response = client.get("/download.jsonl?q=otters")
        (old,) = holder._users
        closed = list[str]()
        monkeypatch.setattr(old, "close", lambda: closed.append("old"))
        pieces = response.iter_encoded()
        begun = next(iter(pieces))
        build([Article(id="new", title="Seals", text="About seals.")], where)
        assert api(client, q="seals")["total"] == 1
        assert not closed
        first, *rest = [json.loads(line) for line in (begun + b"".join(pieces)).splitlines()]
        assert first["generation"] == old.generation
        assert {line["id"] for line in rest} == {str(number) for number in range(150)}
        response.close()
        assert closed == ["old"]
    Index.close(old)
    holder.close()


@pytest.mark.parametrize("address", STREAMED)
@pytest.mark.parametrize("begun", [True, False])
def test_the_index_is_given_back_when_a_reader_goes_away(
    crowd: FlaskClient, address: str, begun: bool
) -> None:
    holder: Holder = crowd.application.extensions["article-search"]
    response = crowd.get(f"{address}?q=heron")
    (index,) = (index for index, users in holder._users.items() if users)
    assert isinstance(index, Index)
    if begun:
        next(iter(response.iter_encoded()))
    response.close()
    assert not any(holder._users.values())


# Hostile text


@pytest.mark.parametrize("address", KEPT)
@pytest.mark.parametrize("query", ["zebra", 'zebra "><script>alert(9)</script>\x07\u202e'])
def test_nothing_hostile_is_kept(client: FlaskClient, address: str, query: str) -> None:
    response = fetch(client, address, q=query)
    assert not BAD.search(response.text.replace("\r\n", ""))
    if address == "/print":
        page = Page(response)
        assert not {name for name, _ in page.elements} & {"script", "img", "b", "style"}
        for _, attributes in page.elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            assert not attributes.get("href", "").lower().startswith("javascript")
        assert '" onmouseover="alert(4)' in page.text
    if address == "/feed":
        (entry,) = feed(client, q=query).entries
        assert entry.title_detail.type == "text/plain"
        assert entry.title.startswith("Zebra")
        assert entry.author == '" onmouseover="alert(4)'
        assert "<script" not in entry.summary
        assert "<img" not in entry.summary
        assert [link.rel for link in entry.links] == ["alternate"]


def test_hostile_text_is_kept_as_text(client: FlaskClient) -> None:
    (row,) = table(client, q="zebra")
    search, (line,) = lines(client, q="zebra")
    assert line["id"] == EVIL.id
    assert line["url"] == row["url"] == EVIL.url
    assert row["title"] == BAD.sub("", line["title"])
    assert row["source"] == '" onmouseover="alert(4)'
    assert "<script>" not in line["snippet"]["html"]
    for link in (row["link"], line["link"]):
        assert link.isascii()
        assert "Zebra" in Page(client.get(link)).text
    assert search["kind"] == "search"


def test_a_hostile_host_is_no_markup(client: FlaskClient) -> None:
    with client.get("/feed?q=zebra", headers={"Host": 'x"><b>'}, buffered=True) as response:
        assert response.status_code in {200, 400}
        assert b"<b>" not in response.data


# Readers who take their time


def test_who_does_not_read_does_not_stop_the_others(crowd: FlaskClient) -> None:
    unread = [crowd.get(f"{STREAMED[n % 3]}?q=heron") for n in range(SERVER_THREADS // 2)]
    try:
        for address in STREAMED:
            response = crowd.get(f"{address}?q=heron")
            assert response.status_code == 503
            assert int(response.headers["Retry-After"]) > 0
            assert "too many downloads" in Page(response).text
        assert get(crowd, "/?q=heron").total == 1_200
        assert feed(crowd, q="heron").entries
        unread.pop().close()
        assert len(table(crowd, q="heron")) == 1_200
    finally:
        for response in unread:
            response.close()
    assert len(table(crowd, q="heron")) == 1_200
    for _ in range(SERVER_THREADS):  # what is not begun is given back as well
        crowd.head("/download.csv?q=heron").close()
        get(crowd, "/download.csv?q=foo:bar", 400)
