"""The collection page: what the index holds, and what was skipped."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.indexing import build, update
from search.models import Article, Problem, Stats
from search.searching import Index
from tests.web.helpers import ARTICLES, EVIL, Page, get, open_app

HOSTILE = "<script>alert(1)</script>\u202e{}.json"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that are no JSON, with names that are no names."""
    path = tmp_path_factory.mktemp("broken")
    for number in range(14):
        name = HOSTILE.replace("/", "\u2215").format(number)
        (path / name).write_text("{broken", "utf-8")
    return path


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[FlaskClient]:
    location = tmp_path_factory.mktemp("collection") / "index"
    build([*ARTICLES, EVIL], location)
    update([folder], location)
    yield from open_app(location)


def test_it_says_what_the_index_holds(client: FlaskClient, location: Path) -> None:
    page = get(client, "/collection")
    assert "27 articles in 3 languages" in page.text
    assert "1 January 2019 to 1 August 2022" in page.text
    assert "and 3 without a date" in page.text
    assert "In 1 article, lines that are not its text" in page.text
    assert "Nothing was skipped" in page.text
    times = [given["datetime"] for name, given in page.elements if name == "time"]
    assert len(times) == 4
    assert all(stated.endswith("+00:00") for stated in times[2:])
    assert page.text.count("UTC") == 2
    assert "MB" in page.text


def test_every_bar_leads_to_as_many_as_it_says(client: FlaskClient) -> None:
    page = get(client, "/collection")
    listed = [
        link for link in page.links if "language=" in link["href"] or "source=" in link["href"]
    ]
    assert len(listed) == 3 + 5
    for link in listed:
        number = int(link["text"].split()[-1])
        assert get(client, link["href"]).total == number
    for link in page.links:
        if link.get("tabindex") == "-1":
            said = link["text"].rpartition(": ")[2]
            assert get(client, link["href"]).total == int(said.split()[0])


def test_it_is_linked_from_every_page(client: FlaskClient) -> None:
    for address in ("/", "/?q=harbour", "/article?id=uk-1"):
        assert get(client, get(client, address).link("The collection")).text
    assert get(client, "/collection").link("Article Search") == "/"


def test_what_was_skipped_is_named_with_reason_and_remedy(broken: FlaskClient) -> None:
    response = broken.get("/collection")
    page = Page(response)
    assert "4 more" in page.text
    assert response.text.count("alert(1)") == 14
    assert "<script>alert" not in response.text
    assert "\u202e" not in response.text
    item = response.text.partition('class="problems"')[2].partition("</li>")[0]
    assert ".json</bdi>" in item
    assert re.search(r"<p dir=\"auto\">It is not JSON .*; mend it, or leave it out\.</p>", item)


def test_a_thousand_problems_are_cut_and_the_rest_is_told_of(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Index.stats
    many = tuple(Problem(f"file-{n}", "", "it is empty", "remove it") for n in range(1200))
    monkeypatch.setattr(Index, "stats", lambda self: replace(held(self), problems=many))
    monkeypatch.setattr("web.collection._held", {})
    page = get(client, "/collection")
    assert "1,190 more" in page.text
    assert "file-999" in page.text
    assert "file-1000" not in page.text
    assert "article-search stats names them all" in page.text


def test_long_lists_are_folded_and_then_lead_on(tmp_path: Path) -> None:
    build([Article(id=str(n), text="zebra", source=f"s{n:03}") for n in range(120)], tmp_path)
    for client in open_app(tmp_path):
        page = get(client, "/collection")
        assert "108 more" in page.text
        assert "s099" in page.text
        assert "s100" not in page.text
        assert "s000" in get(client, page.link("All sources")).text


def test_it_is_worked_out_once_for_a_state_of_the_index(
    location: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Index] = []
    stats = Index.stats

    def counted(index: Index) -> Stats:
        asked.append(index)
        return stats(index)

    monkeypatch.setattr(Index, "stats", counted)
    for client in open_app(location):
        for _ in range(3):
            assert get(client, "/collection").status == 200
    assert len(asked) == 1


def test_without_an_index_it_says_so(empty: FlaskClient) -> None:
    assert "article-search index" in get(empty, "/collection", 503).text


def test_an_index_of_undated_articles_has_no_chart(tmp_path: Path) -> None:
    build([Article(id="a", text="zebra")], tmp_path)
    for client in open_app(tmp_path):
        page = get(client, "/collection")
        assert "1 article in 0 languages" in page.text
        assert "Over time" not in page.text
