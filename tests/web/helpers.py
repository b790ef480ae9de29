"""The articles that the tests of the web face look for, and how they ask for pages."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from search.models import Article
from web import create_app
from web.openapi import api_document

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

# Markup that is no HTML is not taken out when an article is indexed: it reaches every page.
QUAGGA = Article(
    id="quagga",
    title='Quagga <x-y onfocus=alert(1) autofocus tabindex=1> "><svg/onload=alert(2)//',
    text=(
        "The quagga said <x-y onclick=alert(3)> and '\"></p></main><svg/onload=alert(4)// before it"
        " left the zoo. %(quagga)s {{ 7 * 7 }} &amp;amp; nobody saw the quagga again that evening."
    ),
    source="<x-y onmouseover=alert(5)>'\"",
    url="javascript:alert(6)//https://x.example",
    date="2021-03-04",
)


def open_app(location: Path) -> Iterator[FlaskClient]:
    app = create_app(location)
    yield app.test_client()
    app.extensions["article-search"].close()


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
            self.links.append({**named, "text": named.get("aria-label", "")})
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
    response = client.get(address, query_string=args or None, buffered=True)
    assert response.status_code == status, response.text
    assert response.mimetype == "text/html"
    return Page(response)


def api(
    client: FlaskClient, status: int = 200, *, path: str = "/api/search", **args: Any
) -> dict[str, Any]:
    """The answer of the API, which is as its description says."""
    response = client.get(path, query_string=args)
    assert response.status_code == status, response.text
    described = api_document()
    operation = next(
        item["get"]
        for template, item in described["paths"].items()
        if re.fullmatch(re.escape(template).replace(r"\{id\}", "[^/]+"), path)
    )
    answer = operation["responses"][str(status)]
    if "$ref" in answer:
        answer = described["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    schema = answer["content"][response.mimetype]["schema"]
    document: dict[str, Any] = response.get_json(force=True)
    assert_fits(document, schema)
    return document


def assert_fits(document: object, schema: dict[str, Any]) -> None:
    """Raise unless a document is as a schema of the API's description says."""
    whole = {**schema, "components": api_document()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(document)


def fetch(client: FlaskClient, address: str, **args: Any) -> TestResponse:
    response = client.get(address, query_string=args, buffered=True)
    assert response.status_code == 200, response.text
    return response


def feed(client: FlaskClient, **args: Any) -> Any:
    response = fetch(client, "/feed", **args)
    assert response.mimetype == "application/atom+xml"
    found = feedparser.parse(response.data)
    assert not found.bozo
    assert found.version == "atom10"
    return found
