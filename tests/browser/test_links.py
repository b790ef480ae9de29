"""Every link leads where it says, and nothing that was asked for gets lost on the way."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import feedparser
import pytest

from tests.browser.crawling import Crawl, Document, changed, number_in, params_of
from tests.browser.places import SEEDS
from web import create_app

# Searches in every state that a link can lead to.
SEARCHES = (
    "/",
    "/?q=Столтенберг",
    "/?q=Stoltenberg&language=uk&language=bg&year=-2022&since=2021&sort=newest",
    "/?q=NATO+Ukraine&match=any&names=off&page=2",
    "/?q=Ukraine+Turkey+NATO&without=ar%3Aناتو",
    "/?q=NATO&source=-balkan-pregled.example&until=2024",
    "/?source=northern-courier.example&sort=oldest",
)
NARROWING = ("language", "source", "year", "since", "until")


@pytest.fixture(scope="module")
def crawl(seeds_location: Path) -> Iterator[Crawl]:
    app = create_app(seeds_location)
    yield Crawl(app.test_client())
    app.extensions["article-search"].close()


@pytest.fixture(scope="module")
def walked(crawl: Crawl) -> list[str]:
    return crawl.walk([*SEARCHES, *(place.path for place in SEEDS)], 200)


@pytest.fixture(scope="module")
def documents(crawl: Crawl, walked: list[str]) -> list[Document]:
    return [crawl.get(address) for address in walked if crawl.is_page(address)]


def test_whatever_is_linked_is_there(crawl: Crawl, walked: list[str]) -> None:
    expected = {place.path: place.status for place in SEEDS}
    answers = {address: crawl.ask(address).status_code for address in walked}
    assert answers == {address: expected.get(address, 200) for address in walked}


def test_every_anchor_is_there(crawl: Crawl, walked: list[str], documents: list[Document]) -> None:
    followed = 0
    for document in documents:
        for _, target in document.links():
            address, anchor = urldefrag(target)
            if anchor and address in walked:
                followed += 1
                assert anchor in crawl.get(address).ids, (document.address, target)
    assert followed > len(documents) / 2


def test_no_page_has_a_fault(documents: list[Document]) -> None:
    faults = {document.address: list(document.faults()) for document in documents}
    assert not {address: found for address, found in faults.items() if found}


def test_only_articles_lead_to_other_hosts(documents: list[Document]) -> None:
    for document in documents:
        for link, target in document.links():
            if urlsplit(target).netloc:
                assert urlsplit(document.address).path == "/article"
                assert {"noopener", "noreferrer", "external"} <= set(link.get("rel").split())


def test_a_link_changes_one_thing_and_keeps_the_rest(documents: list[Document]) -> None:
    for document in documents:
        if document.status != 200 or urlsplit(document.address).path != "/":
            continue
        before = document.params
        unfiltered = tuple(pair for pair in before if pair[0] not in (*NARROWING, "match", "page"))
        same_page = dict(before).get("page")
        for _, target in document.links():
            if urlsplit(target).netloc:
                continue
            after, where = params_of(target), (document.address, target)
            if urlsplit(target).path == "/article":
                assert changed(before, after) - {"hit"} == {"id"}, where
            elif urlsplit(target).path == "/" and after not in ((), unfiltered):
                difference = changed(before, after)
                assert len(difference - {"page"}) <= 1, where
                if difference - {"page"}:
                    assert "page" not in dict(after), where
                elif not difference:
                    assert dict(after).get("page") == same_page, where


def test_the_way_back_from_an_article_is_the_way_there(documents: list[Document]) -> None:
    articles = [it for it in documents if urlsplit(it.address).path == "/article"]
    assert len(articles) > 10
    for article in articles:
        if article.status == 200:
            _, back = article.links("//nav[contains(@class, 'back')]")[0]
            assert changed(params_of(back), article.params) - {"hit"} == {"id"}


@pytest.mark.parametrize("address", SEARCHES)
def test_the_search_form_keeps_what_narrows(crawl: Crawl, address: str) -> None:
    document = crawl.get(address)
    fields = document.tree.xpath("//form[@id='search']//input | //input[@form='search']")
    sent = {(field.get("name"), field.get("value")) for field in fields}
    empty = {("q", ""), ("since", ""), ("until", "")}
    assert sent - empty == {pair for pair in document.params if pair[0] != "page"}


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.parametrize("name", ["language", "source", "year"])
def test_a_facet_counts_what_its_links_lead_to(crawl: Crawl, address: str, name: str) -> None:
    document = crawl.get(address)
    total = document.total
    asked = [value for key, value in document.params if key == name]
    narrowed = any(not value.startswith("-") for value in asked)
    values = document.tree.xpath(f"//section[@aria-labelledby='facet-{name}']//li")
    assert values
    for value in values[:12]:
        number = number_in(value.findtext(".//small"))
        (_, target), *without = document.links(inside=value)
        leads_to = crawl.get(target).total
        if "left-out" in value.get("class", ""):
            assert leads_to == (total if narrowed else total + number), target
        elif "chosen" in value.get("class", ""):
            others = [it for it in asked if not it.startswith("-")][1:]
            assert leads_to == total - number if others else leads_to >= total, target
        else:
            assert leads_to == (total + number if narrowed else number), target
        if without and not narrowed:
            assert crawl.get(without[0][1]).total == total - number, without


@pytest.mark.parametrize("address", [it for it in SEARCHES if "q=" in it])
def test_what_is_switched_off_can_be_switched_on_again(crawl: Crawl, address: str) -> None:
    document = crawl.get(address)
    chips = document.links("//section[@aria-labelledby='besides']//li")
    assert chips or "names=off" in address
    for chip, target in chips[:8]:
        was_off = bool(chip.xpath("s"))
        switched = crawl.get(target)
        assert changed(document.params, switched.params) <= {"names", "page"}
        words = (chip.xpath("s | bdi")[0]).text_content()
        again = [
            back
            for it, back in switched.links("//section[@aria-labelledby='besides']//li")
            if it.xpath("s | bdi")[0].text_content() == words and bool(it.xpath("s")) != was_off
        ]
        page_less = {pair for pair in document.params if pair[0] != "page"}
        assert page_less in [set(params_of(back)) for back in again], target
        assert was_off or switched.total <= document.total


@pytest.mark.parametrize(
    "address", ["/", "/collection", "/?q=Столтенберг", "/?q=NATO&language=-en"]
)
def test_a_bar_leads_to_as_many_articles_as_it_says(crawl: Crawl, address: str) -> None:
    document = crawl.get(address)
    bars = document.tree.xpath("//*[contains(@class, 'bars')]//a")
    rows = document.tree.xpath("//section[contains(@class, 'timeline')]//tbody/tr")
    assert len(bars) == len(rows) > 2
    for bar, row in zip(bars, rows, strict=True):
        name, _, articles = bar.findtext("title").rpartition(":")
        said = number_in(articles)
        assert row.findtext("th") == name
        target = urljoin(document.address, bar.get("href"))
        assert crawl.get(target).total == said, target
        assert number_in(row.findtext("td")) == said


@pytest.mark.parametrize("address", SEARCHES)
def test_what_is_kept_is_all_of_the_search(crawl: Crawl, address: str) -> None:
    document = crawl.get(address)
    kept = {urlsplit(target).path: target for _, target in document.links("//nav[@class='keep']")}
    assert set(kept) == {"/print", "/download.csv", "/download.jsonl", "/feed"}
    for target in kept.values():
        assert changed(params_of(target), document.params) <= {"page"}
    rows = list(csv.DictReader(StringIO(crawl.ask(kept["/download.csv"]).text.lstrip("\ufeff"))))
    lines = crawl.ask(kept["/download.jsonl"]).text.splitlines()
    assert len(rows) == len(lines) - 1 == document.total
    printed = crawl.get(kept["/print"])
    assert len(printed.tree.xpath("//ol[@class='hits']/li")) == document.total


def test_entries_of_a_feed_lead_to_articles(crawl: Crawl) -> None:
    feed = feedparser.parse(crawl.ask("/feed?q=NATO&language=en").get_data())
    assert not feed.bozo
    assert len(feed.entries) == crawl.get("/?q=NATO&language=en").total > 2
    for entry in feed.entries:
        article = crawl.get(urlsplit(entry.link)._replace(scheme="", netloc="").geturl())
        assert article.status == 200
        assert dict(article.params)["q"] == "NATO"
