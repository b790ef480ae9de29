"""The web face: routes, links, escaping, errors, headers, and the index changing under it."""

import re
import threading
from collections import deque
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from search.errors import IndexDamaged, QueryError
from search.indexing import build, update
from search.models import Article
from search.searching import Index
from web import create_app
from web.filters import pages_of
from web.holder import Holder
from web.state import State

ARTICLES = [
    Article(
        id=f"https://north.example/{number}?a=1&b=2",
        title=f"Harbour report number {number}",
        text=f"The harbour of Oslo counted ships on day {number}. The fishermen were content.",
        source="North Courier" if number % 3 else "Южный вестник & Co",
        language="en",
        date=date(2019 + number % 4, 1, 1 + number),
        url=f"https://north.example/{number}?a=1&b=2",
    )
    for number in range(23)
] + [
    Article(
        id="uk-1",
        title="Порт Одеси відновлює роботу",
        text="Портові служби повідомили про перше судно. Журналісти чекали на нього від ранку.",
        source="Вісник",
        date="2022-08-01",
    ),
    Article(
        id="ar-1",
        title="ميناء بيروت يستقبل السفن من جديد",
        text="أعلنت إدارة ميناء بيروت اليوم أن السفن عادت إلى الرصيف بعد أشهر من الإصلاح والعمل.",
        source="صدى",
    ),
    Article(
        id="folded",
        title="Lighthouse keepers gather",
        text=(
            "The lighthouse keepers of the coast met on Friday and spoke about the winter.\n"
            "We use cookies to improve your experience. Accept all cookies\n"
            "They agreed that the lamps should be repaired before the storms of November arrive."
        ),
        source="North Courier",
    ),
]

EVIL = Article(
    id='evil"><script>alert(1)</script>/../x',
    title='Zebra <script>alert("t")</script> \u202egnp.exe\u202c </mark><b>bold</b>',
    text=(
        "The zebra said <img src=x onerror=alert(1)> and </mark></p></div><script>alert(2)</script>"
        " before it left the \x1b[31mzoo\x07 and \x9bnobody saw & heard it again that evening."
    ),
    source='<script>alert(3)</script>" onmouseover="alert(4)\u202e',
    url="javascript:alert(5)//https://x.example",
)


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "index"
    build([*ARTICLES, EVIL], path)
    return path


def open_app(location: Path) -> Iterator[FlaskClient]:
    app = create_app(location)
    yield app.test_client()
    app.extensions["article-search"].close()


@pytest.fixture(scope="module")
def client(location: Path) -> Iterator[FlaskClient]:
    yield from open_app(location)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[FlaskClient]:
    yield from open_app(tmp_path / "none")


class Page(HTMLParser):
    """Links, elements and visible text of a page, and whether its elements are closed in order."""

    VOID = frozenset({"meta", "link", "input", "br", "img"})

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.links: list[dict[str, str]] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.status = response.status_code
        self.feed(response.text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.elements.append((tag, named))
        if tag == "a":
            self.links.append({**named, "text": ""})
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "a" in self.open:
            self.links[-1]["text"] += data

    def link(self, *words: str) -> str:
        """The address of the first link that says all this."""
        return next(
            link["href"] for link in self.links if all(word in link["text"] for word in words)
        )

    @property
    def total(self) -> int:
        found = re.search(r"([\d,]+) articles?\b", self.text)
        assert found
        return int(found[1].replace(",", ""))


def get(client: FlaskClient, address: str, status: int = 200, **args: Any) -> Page:
    response = client.get(address, query_string=args or None)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return Page(response)


def api(client: FlaskClient, status: int = 200, **args: Any) -> dict[str, Any]:
    response = client.get("/api/search", query_string=args)
    assert response.status_code == status, response.text
    kind = "application/json" if status == 200 else "application/problem+json"
    assert response.mimetype == kind
    document: dict[str, Any] = response.get_json(force=True)
    return document


# Start, search, pages


def test_the_start_page_says_what_the_index_holds_and_lists_the_newest(client: FlaskClient) -> None:
    page = get(client, "/")
    assert "27 articles in 3 languages" in page.text
    assert "1–10 of 27" in page.text
    newest = api(client, limit=1)["hits"][0]["title"]
    assert newest in page.text
    examples = [link["href"] for link in page.links if link["href"].startswith("/?q=")]
    assert examples
    for address in examples:
        assert get(client, address).total > 0


def test_results_show_marks_language_source_and_date(client: FlaskClient) -> None:
    response = client.get("/?q=порту")
    page = Page(response)
    assert page.total == 1
    assert "<mark>Порт</mark> Одеси" in response.text
    assert 'lang="uk" dir="ltr"' in response.text
    assert '<time datetime="2022-08-01">1 August 2022</time>' in response.text
    assert "Вісник" in page.text
    assert "Українська" in page.text


def test_arabic_is_written_from_the_right(client: FlaskClient) -> None:
    response = client.get("/?q=ميناء")
    assert '<article dir="rtl">' in response.text
    assert 'lang="ar" dir="rtl"' in response.text


def test_pages_are_linked_and_together_hold_every_article_once(client: FlaskClient) -> None:
    address, seen = "/?q=harbour", list[str]()
    while address:
        page = get(client, address)
        assert page.total == 23
        seen += [link["href"] for link in page.links if link["href"].startswith("/article?")]
        address = next((link["href"] for link in page.links if link.get("rel") == "next"), "")
    ids = [parse_qs(urlsplit(link).query)["id"][0] for link in seen]
    assert len(ids) == len(set(ids)) == 23
    assert "21–23 of 23" in page.text
    assert any(link.get("rel") == "prev" for link in page.links)


def test_a_page_beyond_the_last_names_the_last(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&page=400", 404)
    assert "There is no page 400" in page.text
    assert get(client, page.link("page 3")).total == 23


@pytest.mark.parametrize(
    ("page", "last", "linked"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 0, 9]),
        (4, 9, [1, 2, 3, 4, 5, 0, 9]),
        (5, 9, [1, 0, 4, 5, 6, 0, 9]),
        (9, 9, [1, 0, 8, 9]),
    ],
)
def test_linked_pages(page: int, last: int, linked: list[int]) -> None:
    assert pages_of(page, last) == linked


def test_sorting_keeps_the_rest(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&language=en&page=2")
    address = page.link("Oldest")
    assert parse_qs(urlsplit(address).query) == {
        "q": ["harbour"],
        "language": ["en"],
        "sort": ["oldest"],
    }
    found = api(client, q="harbour", sort="oldest")
    dates = [hit["date"] for hit in found["hits"]]
    assert dates == sorted(dates)


def test_nothing_found_offers_a_way_on(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour+qqqqzzzz&match=all&language=uk")
    assert page.total == 0
    assert get(client, page.link("remove the filters")).status == 200
    assert get(client, "/?q=harbour+qqqqzzzz&match=all").link("any of the words")
    assert get(client, get(client, "/?q=harbour+qqqqzzzz&match=all").link("any of")).total == 23
    assert get(client, page.link("every article")).total == 27


def test_a_note_is_shown(client: FlaskClient) -> None:
    assert "A parenthesis was not closed" in get(client, "/?q=(harbour").text


def test_a_slip_of_the_fingers_gets_a_suggestion(client: FlaskClient) -> None:
    page = get(client, "/?q=fishremen")
    assert get(client, page.link("fishermen")).total == 23


# Facets


def test_facets_toggle_exclude_and_clear(client: FlaskClient) -> None:
    start = get(client, "/?q=harbour&page=2")
    chosen = get(client, start.link("North Courier"))
    assert chosen.total == 15
    assert any(link.get("aria-current") == "true" for link in chosen.links)
    both = get(client, chosen.link("Южный вестник & Co"))
    assert both.total == 23
    one = get(client, both.link("North Courier (chosen"))
    assert one.total == 8
    without = get(client, start.link("Leave out", "Южный"))
    assert without.total == 15
    assert ("s", {"dir": "auto"}) in without.elements
    assert get(client, without.link("Южный", "take it back")).total == 23
    assert get(client, without.link("Clear source")).total == 23
    assert get(client, without.link("Remove the filter", "not", "Южный")).total == 23


def test_a_value_is_taken_back_however_it_was_spelled(client: FlaskClient) -> None:
    page = get(client, "/", source="north courier", language="English")
    assert page.total == 16
    assert "source" not in page.link("North Courier (chosen")
    assert "language" not in page.link("English", "take it back")


def test_every_link_works_and_every_facet_leads_to_as_many_as_it_says(client: FlaskClient) -> None:
    """Walk all links two deep from a search; a facet of a fresh group is counted exactly."""
    pages: dict[str, Page] = {}

    def page_at(address: str) -> Page:
        if address not in pages:
            pages[address] = get(client, address)
        return pages[address]

    waiting, done = deque([("/?q=harbour", 0)]), set[str]()
    counted = 0
    while waiting:
        address, depth = waiting.popleft()
        if address in done:
            continue
        done.add(address)
        for link in page_at(address).links:
            href = link["href"].partition("#")[0]
            assert link["href"].startswith(("/", "#", "https://north.example/")), link
            if not href.startswith("/"):
                continue
            if link.get("class") == "value" and link.get("aria-current") is None:
                before, after = (parse_qs(urlsplit(it).query) for it in (address, href))
                changed = [
                    n for n in ("language", "source", "year") if before.get(n) != after.get(n)
                ]
                if len(changed) == 1 and changed[0] not in before:
                    count = int(link["text"].split()[-1].replace(",", ""))
                    assert page_at(href).total == count, (address, href)
                    counted += 1
            if depth < 1 or (depth < 2 and href.startswith("/?")):
                waiting.append((href, depth + 1))
    assert counted > 50
    assert len(done) > 100


def test_years_are_in_their_own_order(client: FlaskClient) -> None:
    text = get(client, "/").text
    places = [text.index(f" {year}\n") for year in ("2022", "2021", "2020", "2019")]
    assert places == sorted(places)


def test_long_lists_are_folded_and_open_where_something_is_chosen(tmp_path: Path) -> None:
    many = [Article(id=str(n), title=f"Story {n}", source=f"source {n:02}") for n in range(12)]
    build(many, tmp_path / "index")
    app = create_app(tmp_path / "index")
    with app.test_client() as client:
        assert "4 more" in get(client, "/").text
        assert ("details", {"class": "more"}) in get(client, "/").elements
        chosen = get(client, "/?source=source+11")
        assert ("details", {"class": "more", "open": ""}) in chosen.elements
    app.extensions["article-search"].close()


# Articles


def test_an_article_is_whole_marked_and_leads_back(client: FlaskClient) -> None:
    results = get(client, "/?q=harbour&sort=oldest&page=2")
    address = next(link["href"] for link in results.links if link["href"].startswith("/article?"))
    response = client.get(address)
    page = Page(response)
    assert "<mark>harbour</mark> of Oslo" in response.text
    assert "<mark>Harbour</mark> report" in response.text
    assert "The fishermen were content." in page.text
    assert page.link("Back to the results") == "/?q=harbour&sort=oldest&page=2"
    original = next(link for link in page.links if "Original" in link["text"])
    assert original["href"].startswith("https://north.example/")
    assert {"noopener", "noreferrer"} <= set(original["rel"].split())
    assert 'id="match"' in response.text


def test_what_was_set_aside_is_folded_where_it_stands(client: FlaskClient) -> None:
    page = get(client, "/article?id=folded")
    assert "1 line set aside" in page.text
    first, aside, last = (page.text.index(w) for w in ("the winter", "cookies", "the lamps"))
    assert first < aside < last
    assert ("details", {"class": "aside"}) in page.elements


def test_an_unknown_article_is_a_friendly_404(client: FlaskClient) -> None:
    assert "There is no such article" in get(client, "/article?id=nope", 404).text
    assert "names no article" in get(client, "/article", 404).text


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
    names = {name for name, _ in page.elements}
    assert not names & {"script", "img", "b", "style"}
    for _, attributes in page.elements:
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


# The API


def test_the_api_gives_what_the_page_shows(client: FlaskClient) -> None:
    found = api(
        client, q="harbour", source=["North Courier", "-Вісник"], since="2020", until="2021"
    )
    page = get(
        client, "/", q="harbour", source=["North Courier", "-Вісник"], since="2020", until="2021"
    )
    assert found["total"] == page.total == 8
    assert list(found) == [
        *("query", "total", "hits", "facets", "notes", "suggestion", "limit", "offset"),
        "generation",
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
    hidden = {field["name"]: field["value"] for field in fields if field.get("type") == "hidden"}
    assert hidden == {"language": "en", "sort": "newest"}


# The index changes


def test_the_index_is_opened_again_after_a_change(tmp_path: Path) -> None:
    where = tmp_path / "index"
    app = create_app(where)
    with app.test_client() as client:
        assert client.get("/").status_code == 503
        build([Article(id="one", title="First story", text="About otters.")], where)
        assert get(client, "/?q=otters").total == 1
        update([Article(id="two", title="Second story", text="About otters too.")], where)
        assert get(client, "/?q=otters").total == 2
        build([Article(id="three", title="Third story", text="About seals.")], where)
        assert get(client, "/?q=otters").total == 0
        assert get(client, "/?q=seals").total == 1
        assert "1 article" in get(client, "/").text
    app.extensions["article-search"].close()


def test_a_replaced_index_is_closed_by_its_last_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = tmp_path / "index"
    build([Article(id="one", title="First story", text="About otters.")], where)
    holder = Holder(where)
    closed = list[str]()

    def close_and_tell() -> None:
        closed.append("old")
        Index.close(old)

    with holder.lend() as old, holder.lend() as same:
        assert same is old
        monkeypatch.setattr(old, "close", close_and_tell)
        build([Article(id="two", title="Second story", text="About seals.")], where)
        with holder.lend() as new:
            assert new is not old
            assert new.search("seals").total == 1
        assert old.search("otters").total == 1
        assert not closed
    assert closed == ["old"]
    holder.close()


def test_threads_search_while_the_index_changes(tmp_path: Path) -> None:
    where = tmp_path / "index"
    build([Article(id="0", title="Story 0", text="About otters.")], where)
    app: Flask = create_app(where)
    failures = list[str]()
    done = threading.Event()

    def search() -> None:
        client = app.test_client()
        while not done.is_set():
            response = client.get("/?q=otters")
            if response.status_code != 200:
                failures.append(response.text)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 5):
        article = Article(id=str(number), title=f"Story {number}", text="About otters.")
        (build if number % 2 else update)([article], where)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    app.extensions["article-search"].close()


# The state


def test_a_state_is_what_its_address_says() -> None:
    args: MultiDict[str, str] = MultiDict(
        [
            ("q", " a  b "),
            ("language", "uk"),
            ("language", "-en"),
            ("language", "uk"),
            ("page", "3"),
        ]
    )
    state = State.read(args)
    assert state == State(q="a  b", language=("uk", "-en"), page=3)
    assert list(state.pairs("page")) == [("q", "a  b"), ("language", "uk"), ("language", "-en")]
    assert State.read(MultiDict(state.pairs())) == state
    assert state.toggled("language", "uk") == State(q="a  b", language=("-en",))
    assert state.toggled("language", "en") == State(q="a  b", language=("uk", "en"))
    assert state.excluding("language", "en") == State(q="a  b", language=("uk",))
    assert state.excluding("language", "uk") == State(q="a  b", language=("-en", "-uk"))
    with pytest.raises(QueryError, match="page is '0'"):
        State.read(MultiDict([("page", "0")]))
