"""The five real articles, and a real collection; where they are not at hand, nothing is tested."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import Index, build, open_index, search, update
from search.models import Results, Snippet
from tests.conftest import SHARED

FIVE = SHARED / "seeds"
SLAVIC = SHARED / "collections" / "slavic-news" / "articles.jsonl"

needs_five = pytest.mark.skipif(not FIVE.is_dir(), reason="the real articles are not here")


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    location = tmp_path_factory.mktemp("five") / "index"
    report = update([FIVE], location)
    assert (report.indexed, report.skipped) == (5, 0)
    report = update([FIVE], location)
    assert (report.indexed, report.unchanged, report.removed) == (0, 5, 0)
    with open_index(location) as index:
        yield index


def numbers(results: Results) -> set[str]:
    return {hit.id[:3] for hit in results.hits}


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


@needs_five
def test_languages_and_sources(five: Index) -> None:
    hits = sorted(five.search("").hits, key=lambda hit: hit.id)
    assert [hit.language for hit in hits] == ["uk", "bg", "en", "en", "en"]
    assert [hit.source for hit in hits][1::2] == ["actualno.com", "generico.ru"]
    assert {hit.date for hit in hits} == {None}, "dates stand only in lists of related links"


_STOLTENBERG = {"stoltenberg", "столтенберг"}


@needs_five
@pytest.mark.parametrize(
    ("query", "expected", "words"),
    [
        ("Столтенберг", {"000", "001", "002", "003", "004"}, _STOLTENBERG),
        ("Stoltenberg", {"000", "001", "002", "003", "004"}, _STOLTENBERG),
        ("=Столтенберг", {"000", "001"}, {"столтенберг"}),
        ("преговори", {"001"}, {"преговори", "преговорите"}),
        ('"defence ministers"', {"002", "004"}, {"defence", "defense", "ministers"}),
        ('"=defence ministers"', {"004"}, {"defence", "ministers"}),
        ("talks Geneva", {"003"}, {"talks", "geneva"}),
        ("talks -Geneva", set(), set()),
        ("language:bg алианса", {"001"}, {"алианс", "алианса", "алиансът"}),
        ("Cookies", set(), set()),
        ("Фінляндія", set(), set()),
        ("Анталии", set(), set()),
        ("Viber", set(), set()),
        ("комментарий", set(), set()),
        ("website email published", set(), set()),
        ("Дуда", set(), set()),
    ],
)
def test_what_is_found(five: Index, query: str, expected: set[str], words: set[str]) -> None:
    results = five.search(query, match="all")
    assert numbers(results) == expected
    for hit in results.hits:
        shown = {word.casefold() for word in marked(hit.snippet) + marked(hit.heading)}
        assert shown, hit.id
        assert shown <= words


@needs_five
def test_a_word_of_the_other_language_is_suggested(five: Index) -> None:
    assert five.search("переговори").suggestion == "преговори"


# Lines that are not the article's own, counted from 1, by a reader's judgement.
ASIDE = {
    "000": {*range(19, 66)},
    "001": {2, 3, 7, 8, 10, 11, 15, 16},
    "002": {*range(23, 35)},
    "003": {1, *range(49, 66)},
    "004": {*range(5, 15)},
}


@needs_five
def test_every_line_of_boilerplate_and_no_other_is_set_aside(five: Index) -> None:
    for hit in five.search("").hits:
        article = five.article(hit.id)
        at, aside = 0, set()
        for number, line in enumerate(article.text.split("\n"), 1):
            if line.strip() and any(s <= at + len(line) - len(line.lstrip()) < e
                                    for s, e in article.boilerplate):  # fmt: skip
                aside.add(number)
            at += len(line) + 1
        lines = article.text.split("\n")
        expected = {n for n in ASIDE[hit.id[:3]] if n <= len(lines) and lines[n - 1].strip()}
        assert aside == expected, hit.id


@pytest.mark.skipif(not SLAVIC.is_file(), reason="the collection is not here")
def test_a_real_collection_is_indexed_whole(tmp_path: Path) -> None:
    stated = {}
    with SLAVIC.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            stated[row["id"]] = row["language"]
    report = build([SLAVIC], tmp_path / "index")
    assert (report.indexed, report.duplicates, report.skipped) == (len(stated), 0, 0)
    results = search("", tmp_path / "index", limit=len(stated) + 1)
    assert {hit.id for hit in results.hits} == set(stated)
    wrong = [hit.id for hit in results.hits if hit.language != stated[hit.id]]
    assert len(wrong) <= len(stated) * 0.005
