"""The feed of a search."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import feedparser
from flask.testing import FlaskClient

from tests.web.helpers import ARTICLES, Page, api, feed, fetch

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_feed_has_the_newest_and_leads_to_the_rest(crowd: FlaskClient) -> None:
    seen, days = list[str](), list[str]()
    address = "/feed?q=heron&sort=oldest&source=Reed+3"
    for number in range(1, 5):
        response = crowd.get(address)
        found = feedparser.parse(response.data)
        assert not found.bozo
        links = {link.rel: link.href for link in found.feed.links}
        seen += [entry.id for entry in found.entries]
        days += [entry.get("published", "") for entry in found.entries]
        assert ("previous" in links, "next" in links) == (number > 1, number < 4)
        assert parse_qsl(urlsplit(links["first"]).query) == [("q", "heron"), ("source", "Reed 3")]
        assert Page(crowd.get(links["alternate"])).total == 171
        address = links.get("next", "")
    assert len(seen) == len(set(seen)) == 171
    assert days == sorted(days, reverse=True)
    assert not address


def test_a_feed_keeps_the_rules(client: FlaskClient) -> None:
    """RFC 4287, and what the index says of the same articles."""
    response = fetch(client, "/feed")
    root = ElementTree.fromstring(response.data)
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(ARTICLES) + 1
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert moment.fullmatch(element.findtext(f"{ATOM}updated") or "")
        for child in element.findall(f"{ATOM}link"):
            assert re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", child.attrib["href"])
    for element in entries:
        assert len(element.findall(f"{ATOM}author/{ATOM}name")) == 1
        assert len(element.findall(f"{ATOM}link[@rel='alternate']")) == 1
    rel = {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")}
    assert rel["self"] == "http://localhost/feed"
    parsed = feed(client)
    assert len({entry.id for entry in parsed.entries} | {parsed.feed.id}) == len(entries) + 1
    by_title = {entry.title: entry for entry in parsed.entries}
    harbour, port = by_title["Harbour report number 3"], by_title["Порт Одеси відновлює роботу"]
    assert harbour.author == "Южный вестник & Co"
    assert harbour.updated == "2022-01-04T00:00:00Z"
    assert harbour.summary_detail.language == "en"
    assert port.summary_detail.language == "uk"
    undated = by_title["Lighthouse keepers gather"].updated
    assert undated == api(client, path="/api/articles/folded")["indexed"]
    (via,) = (link.href for link in harbour.links if link.rel == "via")
    assert via == "https://north.example/3?a=1&b=2"
    assert ARTICLES[3].date == date(2022, 1, 4)


def test_a_feed_has_one_address_in_any_order(client: FlaskClient) -> None:
    newest, oldest = (feed(client, q="harbour", sort=sort) for sort in ("newest", "oldest"))
    assert newest.feed.id == oldest.feed.id != feed(client, q="port").feed.id
    assert [e.id for e in newest.entries] == [e.id for e in oldest.entries]
