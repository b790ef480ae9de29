"""What every answer tells a browser not to do, and who else may read the API."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.errors import UsageError
from tests.web.helpers import open_app
from web import create_app

MAPS = "https://maps.example"
PREFLIGHT = {"Access-Control-Request-Method": "GET"}


def allowed(client: FlaskClient, origin: str, path: str = "/api/stats") -> str | None:
    with client.get(path, headers={"Origin": origin}) as response:
        return response.headers.get("Access-Control-Allow-Origin")


def test_it_is_off_unless_set(client: FlaskClient) -> None:
    response = client.options("/api/stats", headers={"Origin": MAPS, **PREFLIGHT})
    for answer in (response, client.get("/api/stats", headers={"Origin": MAPS})):
        assert not any(name.startswith("Access-Control-") for name, _ in answer.headers)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Origin" not in answer.vary


def test_named_origins_read_the_api_alone(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_SEARCH_CORS", f" {MAPS}  http://localhost:3000 ")
    for client in open_app(location):
        assert allowed(client, MAPS) == MAPS
        assert allowed(client, "http://localhost:3000") == "http://localhost:3000"
        for other in (
            "https://other.example",
            "http://maps.example",
            f"{MAPS}.evil.example",
            "null",
        ):
            assert allowed(client, other) is None
        for path in ("/", "/?q=harbour", "/static/style.css", "/nothing"):
            assert allowed(client, MAPS, path) is None
        for path in ("/api/search?sort=best", "/api/nothing"):  # it may read what was wrong
            assert allowed(client, MAPS, path) == MAPS
        response = client.get("/api/stats")
        assert "Origin" in response.vary
        assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        shared = client.get("/api/stats", headers={"Origin": MAPS})
        assert shared.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert shared.headers["Access-Control-Expose-Headers"] == "ETag"
        assert "Access-Control-Allow-Credentials" not in shared.headers


def test_a_browser_that_asks_first_is_told(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_SEARCH_CORS", MAPS)
    for client in open_app(location):
        response = client.options("/api/search", headers={"Origin": MAPS, **PREFLIGHT})
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == MAPS
        assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert response.headers["Access-Control-Allow-Headers"] == "If-None-Match"
        assert int(response.headers["Access-Control-Max-Age"]) > 0


def test_everybody_may_be_let(location: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTICLE_SEARCH_CORS", "*")
    for client in open_app(location):
        assert allowed(client, "https://any.example") == "*"
        assert "Origin" not in client.get("/api/stats").vary
        assert allowed(client, "https://any.example", "/") is None


@pytest.mark.parametrize(
    "origin",
    ["maps.example", "https://maps.example/", "https://maps.example/x", "ftp://x", "https:"],
)
def test_what_is_no_origin_stops_the_server(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("ARTICLE_SEARCH_CORS", origin)
    with pytest.raises(UsageError, match=r"no origin; write origins such as https://"):
        list(open_app(Path("none")))


def test_only_known_hosts_are_answered_if_they_are_named(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARTICLE_SEARCH_HOSTS", "archive.example .inner.example")
    for client in open_app(location):
        for host in ("archive.example", "archive.example:8000", "a.inner.example"):
            assert client.get("/", headers={"Host": host}).status_code == 200
        for path in ("/", "/api/stats", "/nothing"):
            refused = client.get(path, headers={"Host": "evil.example"})
            assert refused.status_code == 400
            assert "Content-Security-Policy" in refused.headers
            assert refused.mimetype != "text/html"


def test_a_server_of_this_machine_alone_answers_to_its_own_names(location: Path) -> None:
    app = create_app(location, host="127.0.0.1")
    client = app.test_client()
    for host, status in (("localhost:8000", 200), ("127.0.0.1", 200), ("evil.example", 400)):
        assert client.get("/api/stats", headers={"Host": host}).status_code == status
    app.extensions["article-search"].close()


@pytest.mark.parametrize("host", ["evil.example", 'x"><script>', "a/b", "", "[::1", "x:99999"])
def test_no_link_of_a_page_goes_where_a_host_header_says(client: FlaskClient, host: str) -> None:
    for path in ("/", "/?q=harbour", "/article?id=folded", "/api/", "/nothing", "/api//search"):
        response = client.get(path, headers={"Host": host})
        assert response.status_code in {200, 404}
        assert "evil.example" not in response.text + str(response.headers)
        assert "<script>" not in response.text


@pytest.mark.parametrize(
    "path", ["/", "/article?id=folded", "/print", "/download.csv", "/nothing", "/?sort=best",
             "/api/", "/api/search", "/api/search?sort=best", "/static/style.css"]
)  # fmt: skip
def test_every_answer_is_guarded(client: FlaskClient, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        with client.open(path, method=method, buffered=True) as response:
            headers = response.headers
        policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Permissions-Policy" in headers
        assert headers["Cache-Control"]
