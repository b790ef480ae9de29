"""Feeds: RSS and Atom."""

from pathlib import Path

import pytest

from search.models import Article
from tests.test_sources import put, records, the_problem
from tests.test_sources_collections import ATOM, RSS, read


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
@pytest.mark.parametrize("suffix", ["xml", "rss"])
def test_rss(tmp_path: Path, encoding: str, suffix: str) -> None:
    content = RSS.format(encoding=encoding).encode(encoding)
    found, problems = read(put(tmp_path / f"x.{suffix}", content))
    assert [record.article for record in found] == [
        Article(
            id="id-1",
            title="Перша новина",
            text="Абзац перший.\n\nДругий.",
            language="uk",
            date="Thu, 21 Oct 2021 23:30:00 -0500",  # not moved to UTC, which is the 22nd
            url="https://x.example/1",
        ),
        Article(title="Друга", text="Лише опис.", source="Агенція", language="uk"),
    ]
    assert [record.key for record in found] == [f"x.{suffix}#1", f"x.{suffix}#2"]
    assert {record.site for record in found} == {"Світло & тінь"}
    assert [problem.place for problem in problems] == ["entry 3"]


def test_atom(tmp_path: Path) -> None:
    found = records(put(tmp_path / "x.atom", ATOM))
    assert [record.article for record in found] == [
        Article(
            id="tag:x.example,2021:1",
            title="Ferry",
            text="Long text.",
            language="en",
            date="2021-10-21T08:00:00+03:00",
            url="https://x.example/1",
        ),
        Article(title="Ферибот", text="Кратко", language="bg", date="2021-10-22T01:00:00+03:00"),
    ]


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?><sitemap><url>x</url></sitemap>',
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "not xml at all",
        "http://localhost:1/feed.xml",  # nothing is fetched
    ],
)
def test_xml_that_is_no_feed(tmp_path: Path, content: str) -> None:
    assert the_problem(put(tmp_path / "x.xml", content)).reason == "it is neither RSS nor Atom"


def test_a_file_that_names_a_feed_is_none(tmp_path: Path) -> None:
    feed = put(tmp_path / "feed.rss", RSS.format(encoding="utf-8"))
    assert "neither" in the_problem(put(tmp_path / "x.xml", str(feed))).reason


def test_a_feed_that_is_cut(tmp_path: Path) -> None:
    cut = RSS.format(encoding="utf-8").split("<source")[0]
    found, problems = read(put(tmp_path / "x.xml", cut))
    assert [record.article.title for record in found] == ["Перша новина", "Друга"]
    assert [(problem.place, problem.reason) for problem in problems] == [
        ("after entry 2", "the feed is cut short")
    ]


def test_a_feed_without_entries_is_no_problem(tmp_path: Path) -> None:
    assert records(put(tmp_path / "x.xml", "<rss version='2.0'><channel></channel></rss>")) == []
