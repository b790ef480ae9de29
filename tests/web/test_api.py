"""The API: what it gives, and what it refuses."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from search.indexing import build
from search.models import Article
from search.output import article_as_dict, hits_as_dict, results_as_dict, stats_as_dict
from search.searching import Index, open_index
from tests.web.helpers import ARTICLES, EVIL, api, get, open_app

PATHS = ("search", "articles/folded", "articles/folded/similar", "suggest", "stats", "openapi.json")
# Ids that an address could take for something else.
ODD_IDS = (
    "https://a.example/x?y=1&z=%2F#part",
    "https://a.example//x///",
    "/folder/story.txt",
    "a/../b",
    "..",
    ".",
    "x/similar",
    "similar",
    "x/similar/similar",
    "100%",
    "%41",
    "a b+c",
    "мир/труд",
    "line\nbreak",
    "trailing/",
    "dot.",
    "<script>",
)


@pytest.fixture(scope="module")
def index(location: Path) -> Iterator[Index]:
    with open_index(location) as opened:
        yield opened


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    where = tmp_path_factory.mktemp("odd") / "index"
    build([Article(id=it, title=f"No. {n}", text="Words.") for n, it in enumerate(ODD_IDS)], where)
    yield from open_app(where)


def test_the_api_gives_what_the_page_shows(client: FlaskClient) -> None:
    found = api(
        client, q="harbour", source=["North Courier", "-Вісник"], since="2020", until="2021"
    )
    page = get(
        client, "/", q="harbour", source=["North Courier", "-Вісник"], since="2020", until="2021"
    )
    assert found["total"] == page.total == 8
    assert list(found) == [
        *("query", "total", "hits", "facets", "variants", "notes", "suggestion"),
        *("limit", "offset", "generation", "seconds", "timeline"),
    ]
    assert found["facets"]["source"][0] == {
        "value": "North Courier",
        "label": "North Courier",
        "count": 8,
        "selected": True,
        "excluded": False,
    }
    assert all(date.fromisoformat(hit["date"]).year in {2020, 2021} for hit in found["hits"])


def test_limit_and_offset(client: FlaskClient) -> None:
    every = api(client, q="harbour", limit=1000)["hits"]
    assert len(every) == 23
    assert api(client, q="harbour", limit=5, offset=20)["hits"] == every[20:]
    assert api(client, q="harbour", limit=0)["hits"] == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"language": "xx"}, "unknown language 'xx'"),
        ({"source": "-Nobody"}, "unknown source 'Nobody'"),
        ({"sort": "best"}, "unknown sort 'best'"),
        ({"match": "some"}, "unknown match 'some'"),
        ({"since": "soon"}, "'soon' is not a date"),
        ({"q": "author:me"}, "unknown field 'author'"),
        ({"q": "x" * 5000}, "5,000 characters"),
        ({"year": [str(n) for n in range(2000)]}, "2,000 values of year"),
        ({"names": "no"}, "unknown names 'no'; it is one of on, off"),
        ({"without": "oslo"}, "unknown variant 'oslo'"),
        ({"without": [f"en:{n}" for n in range(101)]}, "101 values of without"),
    ],
)
def test_what_cannot_be_asked_is_a_400(
    client: FlaskClient, args: dict[str, Any], said: str
) -> None:
    problem = api(client, 400, **args)
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert problem["type"] == "about:blank"
    assert said in problem["detail"]
    page = get(client, "/", 400, **args)
    assert said.removeprefix("unknown") in page.text
    assert get(client, page.link("Every article")).total == 27


@pytest.mark.parametrize("number", ["-1", "x", "1e3", "9" * 30, "１", "1.5", "0x2"])
def test_what_is_no_number_is_a_400(client: FlaskClient, number: str) -> None:
    assert repr(number[:9])[:-1] in api(client, 400, limit=number)["detail"]
    assert "offset is" in api(client, 400, offset=number)["detail"]
    assert "Page is" in get(client, "/", 400, page=number).text


def test_an_unknown_parameter_is_a_400_of_the_api_only(client: FlaskClient) -> None:
    assert "unknown parameter 'lang'" in api(client, 400, lang="uk")["detail"]
    assert "unknown parameter 'page'" in api(client, 400, page="2")["detail"]
    assert get(client, "/", utm_source="mail").total == 27


def test_the_parameters_are_those_of_the_script_api(client: FlaskClient, index: Index) -> None:
    asked: dict[str, Any]
    for asked in (
        {"query": "harbour", "limit": 3, "offset": 2},
        {"query": "harbour", "year": ["2020", "2021"], "sort": "oldest", "match": "any"},
        {"query": "порт", "since": "2022", "until": "2022-08", "language": "uk"},
    ):
        found = api(client, **asked) | {"seconds": 0}
        assert found == results_as_dict(index.search(**asked)) | {"seconds": 0}
    assert api(client)["total"] == 27
    assert api(client, query="harbour")["hits"] == api(client, q="harbour")["hits"]


def test_switches(client: FlaskClient) -> None:
    every = api(client, query="harbour", timeline="on")
    assert every["facets"]
    assert every["timeline"]
    assert every["hits"][0]["snippet"]["marks"]
    for off in ("off", "false"):
        less = api(client, query="harbour", facets=off, snippets=off, timeline=off, names=off)
        assert less["total"] == every["total"]
        assert not less["facets"]
        assert not less["timeline"]
        assert not less["hits"][0]["snippet"]["text"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("query=a&query=b", "query is given 2 times"),
        ("query=a&q=b", "query and q are one"),
        ("limit=1&limit=1", "limit is given 2 times"),
        ("limit=", "limit is ''"),
        ("limit=1001", "0 to 1,000"),
        ("offset=1000000001", "0 to 1,000,000,000"),
        ("sort=", "unknown sort ''"),
        ("facets=yes", "unknown facets 'yes'; it is one of on, off, true, false"),
        ("since=" + "1" * 101, "since is 101 characters long"),
        ("source=" + "x" * 1001, "source is 1,001 characters long"),
        ("query=%ff", "not UTF-8"),
        ("query=%ed%a0%80", "not UTF-8"),
        ("%ff=1", "not UTF-8"),
        ("Query=a", "unknown parameter 'Query'"),
    ],
)
def test_a_slip_is_a_400(client: FlaskClient, query: str, said: str) -> None:
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    assert said in response.get_json(force=True)["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_every_address_refuses_what_it_does_not_know(client: FlaskClient, path: str) -> None:
    problem = api(client, 400, path=f"/api/{path}", nothing="1")
    assert "unknown parameter 'nothing'" in problem["detail"]
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
        response = client.open(f"/api/{path}", method=method)
        assert response.status_code == 405
        assert response.mimetype == "application/problem+json"
        assert response.allow.as_set() == {"get", "head", "options"}
    whole, head = client.get(f"/api/{path}"), client.head(f"/api/{path}")
    assert (whole.status_code, head.status_code, head.data) == (200, 200, b"")
    assert head.mimetype == whole.mimetype == "application/json"


def test_hostile_queries_are_answered(client: FlaskClient) -> None:
    odd = ("\0", "\0" * 1000, "(" * 4000, "\ud7ff\ue000\U0010ffff", "\r\n\u2028", '"', "%00")
    for query in odd:
        assert api(client, query=query)["query"] == query
        assert api(client, path="/api/suggest", query=query).keys() == {"suggestions"}
    assert api(client, query="zebra")["hits"][0]["id"] == EVIL.id
    assert api(client, offset=10**9)["hits"] == []


def test_an_article(client: FlaskClient, index: Index) -> None:
    for article_id in ("folded", ARTICLES[0].id, EVIL.id):
        found = api(client, path=f"/api/articles/{quote(article_id, safe='')}")
        assert found["id"] == article_id
        assert found["text"] == index.article(article_id).text
    folded = api(client, path="/api/articles/folded")
    assert folded == article_as_dict(index.article("folded"))
    assert folded["set_aside"] == ["We use cookies to improve your experience. Accept all cookies"]


@pytest.mark.parametrize("article_id", ODD_IDS)
def test_an_id_comes_through(odd: FlaskClient, article_id: str) -> None:
    path = f"/api/articles/{quote(article_id, safe='')}"
    assert api(odd, path=path)["id"] == article_id
    assert set(api(odd, path=f"{path}/similar")) == {"hits"}


def test_an_id_may_be_written_with_its_slashes(client: FlaskClient, odd: FlaskClient) -> None:
    for article_id in ("https://a.example//x///", "/folder/story.txt", "a/../b"):
        response = odd.get(f"/api/articles/{article_id}")
        assert response.get_json()["id"] == article_id
    for path in ("", "/", "//", "/none", "/none/similar", "/" + "x" * 100_000, "/%ff", "/%00"):
        response = client.get(f"/api/articles{path}")
        assert response.status_code == 404
        assert response.mimetype == "application/problem+json"
        assert len(response.data) < 2000


def test_similar_articles(tmp_path: Path) -> None:
    about = "Otters returned to the Severn, and the lighthouse keeper Halvorsen counted them"
    texts = [f"{about} on {day}." for day in ("Monday", "Tuesday", "Friday")]
    texts += [f"The council spoke of the road to village {number}." for number in range(9)]
    build([Article(id=f"a/{n}", text=text) for n, text in enumerate(texts)], tmp_path / "index")
    with open_index(tmp_path / "index") as index:
        expected = hits_as_dict(index.similar("a/0", limit=2))
    for client in open_app(tmp_path / "index"):
        path = "/api/articles/a%2F0/similar"
        assert api(client, path=path, limit=2) == expected
        assert {hit["id"] for hit in expected["hits"]} == {"a/1", "a/2"}
        assert len(api(client, path=path, limit=1)["hits"]) == 1
        assert "limit is '101'" in api(client, 400, path=path, limit="101")["detail"]


def test_suggestions(client: FlaskClient) -> None:
    found = api(client, path="/api/suggest", query="fish")["suggestions"]
    assert found[0]["query"] == "fishermen"
    assert api(client, path="/api/suggest", q="fish", limit=1)["suggestions"] == found[:1]
    assert api(client, path="/api/suggest")["suggestions"] == []
    for choices in ({"language": "en", "sort": "newest"}, {"source": ["-Вісник"], "names": "off"}):
        assert api(client, path="/api/suggest", q="fish", **choices)["suggestions"] == found
    assert api(client, path="/api/suggest", q="fish", language="uk")["suggestions"] == []
    assert "unknown year" in api(client, 400, path="/api/suggest", q="fish", year="x")["detail"]


def test_stats(client: FlaskClient, index: Index) -> None:
    assert api(client, path="/api/stats") == stats_as_dict(index.stats())


def test_addresses_are_exact(client: FlaskClient) -> None:
    for path in ("/api/search/", "/api//search", "//api/search", "/api/stats/x", "/api/Search"):
        response = client.get(f"http://localhost{path}")
        assert response.status_code == 404
        assert "Location" not in response.headers


def test_without_an_index_it_says_what_to_do(empty: FlaskClient) -> None:
    for path in PATHS[:-1]:
        problem = api(empty, 503, path=f"/api/{path}")
        assert "article-search index PATH" in problem["detail"]
    assert api(empty, path="/api/openapi.json")["openapi"] == "3.1.0"


def test_a_fault_is_told_without_its_trace(
    location: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(Index, "stats", fail)
    for client in open_app(location):
        problem = api(client, 500, path="/api/stats")
        assert problem["title"] == "Internal Server Error"
        assert "secret" not in str(problem)
    assert "a secret" in caplog.text


def test_problems_are_told_in_english(client: FlaskClient) -> None:
    for path in ("/api/nothing", "/api/search?sort=best", "/api/articles/none"):
        answers = {
            client.get(path, headers={"Accept-Language": language}).data
            for language in ("en", "uk", "bg", "ru")
        }
        assert len(answers) == 1
