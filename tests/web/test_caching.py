"""What is kept by a browser, and what is made smaller for it."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from search.indexing import build, update
from search.models import Article
from search.searching import Index
from tests.web.helpers import ARTICLES, open_app

GZIP = {"Accept-Encoding": "br, gzip"}
ADDRESSES = ("/", "/?q=harbour", "/article?id=folded", "/api/search?query=harbour", "/api/stats")


def tag_of(client: FlaskClient, address: str, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    tag = response.headers["ETag"]
    assert re.fullmatch(r'W/"[0-9a-f]{20}"', tag)
    assert response.headers["Cache-Control"] == "no-cache"
    return tag


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_an_answer_is_told_so_before_anything_is_searched(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, address: str, method: str
) -> None:
    fresh = client.open(address, method=method)
    tag = tag_of(client, address)
    assert fresh.headers["ETag"] == tag

    def fail(*_: Any, **__: Any) -> None:
        pytest.fail("searched")

    for name in ("search", "article", "stats"):
        monkeypatch.setattr(Index, name, fail)
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        response = client.open(address, method=method, headers={"If-None-Match": given})
        assert response.status_code == 304
        assert not response.data
        assert response.headers["ETag"] == tag
        assert response.headers["Vary"] == fresh.headers["Vary"]
        assert "Content-Security-Policy" in response.headers


def test_other_tags_are_answered_in_full(client: FlaskClient) -> None:
    for given in ('W/"other"', "*", '"', "\x80"):
        assert client.get("/api/stats", headers={"If-None-Match": given}).status_code == 200


def test_each_question_and_each_language_has_its_tag(client: FlaskClient) -> None:
    tags = [
        tag_of(client, address) for address in (*ADDRESSES, "/?q=Harbour", "/?q=harbour&page=2")
    ]
    tags += [tag_of(client, "/", **{"Accept-Language": language}) for language in ("uk", "bg")]
    assert len(set(tags)) == len(tags)
    # A language that the interface does not speak is English; the API speaks English alone.
    assert tag_of(client, "/", **{"Accept-Language": "xx"}) == tag_of(client, "/")
    assert len({tag_of(client, "/api/stats", **{"Accept-Language": x}) for x in ("uk", "en")}) == 1


def test_two_questions_of_one_path_have_two_tags(client: FlaskClient) -> None:
    slash, encoded = (f"/api/articles/folded{mark}similar" for mark in ("/", "%2F"))
    tag = tag_of(client, slash)
    answer = client.get(encoded, headers={"If-None-Match": tag})
    assert answer.status_code == 404  # no article has this id
    assert "ETag" not in answer.headers


def test_the_description_of_the_api_needs_no_index(empty: FlaskClient) -> None:
    tag = tag_of(empty, "/api/openapi.json")
    again = empty.get("/api/openapi.json", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_what_varies_is_said(client: FlaskClient) -> None:
    assert client.get("/").vary.as_set() == {"accept-language", "cookie", "accept-encoding"}
    assert client.get("/api/").vary.as_set() == {"accept-language", "cookie", "accept-encoding"}
    assert client.get("/api/stats").vary.as_set() == {"accept-encoding"}


def test_a_change_of_the_index_changes_the_tag(tmp_path: Path) -> None:
    where = tmp_path / "index"
    article = Article(id="1", title="Otters", text="About otters.")
    build([article], where)
    for client in open_app(where):
        tags = [tag_of(client, "/api/search")]
        update([Article(id="2", title="Seals", text="About seals.")], where)
        tags.append(tag_of(client, "/api/search"))
        build([article], where)
        tags.append(tag_of(client, "/api/search"))
    # Another index is another one, even where its generation has the same name.
    build([article], tmp_path / "other")
    tags += [tag_of(client, "/api/search") for client in open_app(tmp_path / "other")]
    assert len(set(tags)) == 4


def test_failures_have_no_tag(client: FlaskClient, empty: FlaskClient) -> None:
    for response in (
        client.get("/api/search?sort=best"),
        client.get("/nothing"),
        client.get("/?q=harbour&page=9"),
        empty.get("/api/stats"),
    ):
        assert response.status_code >= 400
        assert "ETag" not in response.headers


def test_files_are_kept_for_a_year_under_the_hash_of_their_content(client: FlaskClient) -> None:
    links = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert len(links) >= 3
    for link in links:
        path, _, version = link.partition("?v=")
        assert version
        kept = client.get(link, buffered=True)
        assert kept.status_code == 200
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        for other in (path, f"{path}?v=0123"):
            found = client.get(other, buffered=True)
            assert found.headers["Cache-Control"] == "no-cache"
    assert client.get("/static/none.css?v=0123").status_code == 404


@pytest.mark.parametrize(
    "address", ["/", "/static/style.css", "/api/search?query=harbour", "/api/openapi.json"]
)
def test_long_answers_are_compressed_for_who_can_read_them(
    client: FlaskClient, address: str
) -> None:
    plain = client.get(address, headers={"Accept-Encoding": "gzip;q=0"}, buffered=True)
    assert "Content-Encoding" not in plain.headers
    small = client.get(address, headers=GZIP, buffered=True)
    assert small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    assert small.headers["ETag"].startswith("W/")
    assert "Accept-Encoding" in plain.vary
    assert "Accept-Encoding" in small.vary
    text = gzip.decompress(small.data)
    assert re.sub(rb"seconds.*|\d+ ms", b"", text) == re.sub(rb"seconds.*|\d+ ms", b"", plain.data)
    head = client.head(address, headers=GZIP, buffered=True)
    assert head.headers["Content-Encoding"] == "gzip"
    assert not head.data


def test_short_answers_and_parts_of_files_are_sent_as_they_are(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/api/stats?x=1", headers=GZIP).headers
    part = client.get("/static/style.css", headers=GZIP | {"Range": "bytes=0-1999"}, buffered=True)
    assert part.status_code == 206
    assert "Content-Encoding" not in part.headers
    assert len(part.data) == 2000


def test_downloads_stay_streams(client: FlaskClient) -> None:
    response = client.get("/print?q=harbour", headers=GZIP)
    assert response.is_streamed
    assert "Content-Encoding" not in response.headers
    assert response.text.endswith("</html>")


def test_a_first_page_of_results_comes_in_one_round_trip(tmp_path: Path) -> None:
    """Ten packets of 1,460 bytes are sent before the first is acknowledged (RFC 6928)."""
    build(ARTICLES, tmp_path / "index")
    for client in open_app(tmp_path / "index"):
        for address in ("/", "/?q=harbour", "/?q=harbour&source=North+Courier&sort=newest"):
            response = client.get(address, headers=GZIP)
            headers = sum(len(name) + len(value) + 4 for name, value in response.headers)
            assert len(response.data) + headers < 14_000
