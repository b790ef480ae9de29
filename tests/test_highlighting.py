"""Marks are the words that matched, whole, as they stand; snippets are made of the text."""

import html
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import cast

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search import Article, Index, Snippet, beginnings, finding, highlighting
from search.analysis import analyzer_for
from search.engines.base import Alternative, Everything, Match, Reader, Request
from search.highlighting import Highlighter
from search.models import Span, StoredArticle
from search.queries import parse_query
from search.resolving import Resolver
from tests.conftest import Build


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.marks]


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        ("Після переговорів міністр сказав, що їхні переговори є корисними для всіх.", "переговори",
         ["переговорів", "переговори"]),
        ("П’ять років тому п'ять і пʼять сіл об’єднали в одну громаду, і це було дивно.", "п'ять",
         ["П’ять", "п'ять", "пʼять"]),
        ("Russia’s ministers met and they said that Russia's answer was to be sent.", "russia",
         ["Russia’s", "Russia's"]),
        ("Они живут в Нью-Йорке, а раньше жили в Новом Орлеане, и это было весело.", "Нью-Йорке",
         ["Нью-Йорке"]),
        ("The security guarantees and the guarantees of security are not the same at all.",
         '"security guarantees"', ["security", "guarantees"]),
        ("Ministers, ministries and the minister have been in the news for most of the week.",
         "minist*", ["Ministers", "ministries", "minister"]),
        ("İstanbul'da imzalanan anlaşma için bir tören yapıldı ve bu çok önemli bir gündü.",
         "istanbul", ["İstanbul'da"]),
    ],
)  # fmt: skip
def test_the_words_that_matched(indexed: Build, text: str, query: str, words: list[str]) -> None:
    hit = indexed(Article(id="1", title="-", text=text)).search(query).hits[0]
    assert marked(hit.snippet) == words


def test_function_words_are_not_marked(indexed: Build) -> None:
    index = indexed("The war in the valley was long, and there was no end of it in the summer.")
    assert marked(index.search("the war in the valley").hits[0].snippet) == ["war", "valley"]


def test_negated_words_are_not_marked(indexed: Build) -> None:
    index = indexed("The harvest was good, and they have all been very happy about it since.")
    assert marked(index.search("harvest -snow").hits[0].snippet) == ["harvest"]


def test_a_title_match_shows_the_beginning(indexed: Build) -> None:
    article = Article(title="Harvest festival", text="It rained all day.\n\nNobody came to dance.")
    hit = indexed(article).search("harvest").hits[0]
    assert hit.snippet.text.startswith("It rained all day.")
    assert hit.snippet.marks == ()
    assert marked(hit.heading) == ["Harvest"]


def test_the_passages_with_most_of_the_query_are_shown_in_order(indexed: Build) -> None:
    filler = "Nothing of any interest was said for the rest of this very long and dull meeting. "
    text = (
        filler * 5
        + "Apples came first. "
        + filler * 5
        + "Later the apples and the pears were sold "
        "together. " + filler * 5
    )
    snippet = indexed(Article(title="-", text=text)).search("apples pears").hits[0].snippet
    assert "apples and the pears were sold" in snippet.text
    assert snippet.text.count("…") <= 2
    assert len(snippet.text) < 450


def test_html_is_escaped(indexed: Build) -> None:
    text = (
        'The "harvest" of <b>2021</b> & <script>alert(1)</script></mark> was what they had hoped.'
    )
    hit = indexed(Article(title="<i>Harvest</i> & more", text=text)).search("harvest").hits[0]
    assert hit.heading.html() == "<mark>Harvest</mark> &amp; more"
    shown = hit.snippet.html()
    assert shown.replace("<mark>", "").replace("</mark>", "") == html.escape(hit.snippet.text)
    assert "<mark>harvest</mark>" in shown


def test_what_is_set_aside_is_never_shown(indexed: Build) -> None:
    text = (
        "Harvest begins\n\nThe farmers have begun to bring in the harvest, and all is well.\n\n"
        "Read also: Harvest festival opens\n\nRelated articles\n\nHarvest moon seen over town…\n"
    )
    index = indexed(text)
    hit = index.search("harvest").hits[0]
    assert "festival" not in hit.snippet.text
    assert "moon" not in hit.snippet.text
    assert index.search("festival").total == 0


class _Words:
    """Stands for an index in which every word is its own term."""

    def places(
        self, articles: Sequence[StoredArticle]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        of_each = [
            [(it.start, it.end) for it in analyzer_for("unsure").tokens(text)]
            for article in articles
            for text in (article.title, article.text)
        ]
        together = [place for places in of_each for place in places]
        counts = np.array([len(places) for places in of_each], np.int64)
        return np.array(together, np.int64).reshape(-1, 2).T, counts.reshape(-1, 2)

    def words(self, _: str, term: str) -> list[str]:
        return [term]


@given(
    text=st.text(alphabet="ab .\n…!?яї'’é\u0301字", max_size=400),
    query=st.sampled_from(["a", "b", "aa", "ba", "я", "字字", '"a b"']),
)
@example(text="5日", query="5")
def test_marks_lie_in_the_text(text: str, query: str) -> None:
    """Whatever the text: marks are in order, apart, and are words of the text."""
    terms = tuple(query.strip('"').split())
    match = Match((Alternative("body_unsure", terms), Alternative("title_unsure", terms)))
    passages = ((0, len(text), "unsure"),) if text else ()
    article = StoredArticle("1", text, text, "", "unsure", (), None, "", passages=passages)
    highlighter = Highlighter([match], cast(Reader, _Words()))
    [(heading, snippet)] = highlighter.page([article])
    for shown in (heading, snippet):
        edges = [edge for mark in shown.marks for edge in mark]
        assert edges == sorted(edges)
        assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)
        unmarked = shown.html().replace("<mark>", "").replace("</mark>", "")
        assert html.unescape(unmarked) == shown.text
    if len(terms) == 1:
        [(_, marks)] = highlighter.marks([article])
        tokens = analyzer_for("unsure").tokens(text)
        wanted = [(token.start, token.end, 0) for token in tokens if (token.term,) == terms]
        assert marks == wanted
    for piece in snippet.text.split(" … "):
        for part in piece.removesuffix(" …").split():
            assert part in text or part == "…"


def test_marks_are_in_order_whatever_the_languages_of_the_passages() -> None:
    text = "one two\n" * 3
    passages = ((0, 8, "en"), (8, 16, "uk"), (16, 24, "en"))
    article = StoredArticle("1", "", text, "", "uk", (), None, "", passages=passages)
    match = Match((Alternative("body_uk", ("one",)), Alternative("body_en", ("one",))))
    [(_, marks)] = Highlighter([match], cast(Reader, _Words())).marks([article])
    assert marks == [(0, 3, 0), (8, 11, 0), (16, 19, 0)]


def test_an_article_of_another_state_is_marked_in_its_own_text() -> None:
    reader = cast(Reader, _Words())
    match = Match((Alternative("body_unsure", ("one",)),))
    for text, places in (("one two", [(0, 3, 0)]), ("two one", [(4, 7, 0)]), ("two", [])):
        passages = ((0, len(text), "unsure"),)
        article = StoredArticle("1", "", text, "", "unsure", (), None, "", passages=passages)
        for _ in range(2):
            assert Highlighter([match], reader).marks([article]) == [([], places)]


_QUERIES = ("Столтенберг", "переговори", "grain deal", "зерно", "Istanbul", "سفينة", '"of the"')


def test_articles_are_marked_together_as_each_by_itself(seeds_index: Index) -> None:
    reader = seeds_index._reader
    articles = [article for article, _ in reader.search(Request(Everything(), limit=None)).hits]
    assert len({article.language for article in articles}) > 2
    for query in _QUERIES:
        matches = Resolver(reader).resolve(parse_query(query).tree).marks
        highlighter = Highlighter(matches, reader)
        together = highlighter.page(articles * 2)
        assert together == [*(highlighter.page([article])[0] for article in articles)] * 2
        assert any(heading.marks or snippet.marks for heading, snippet in together)
    assert highlighter.page([]) == []


@given(
    st.lists(st.text("ab.!») \n", max_size=40), max_size=3),
    st.integers(1, 9),
)
def test_marks_are_told_their_fragments_as_if_all_were_made(texts: list[str], size: int) -> None:
    """Whatever the passages, and however little is looked at of them at a time."""
    ends = [*accumulate(map(len, texts))]
    passages = tuple((end - len(it), end, "en") for it, end in zip(texts, ends, strict=True) if it)
    text = "".join(texts)
    article = StoredArticle("1", "", text, "", "en", (), None, "", passages=passages)
    words = [*re.finditer("[ab]+", text)]
    starts = {start for start, *_ in passages}
    marks = [
        finding.Mark(*it.span(), 0)
        for it in words
        if not starts & {*range(it.start() + 1, it.end())}
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("_NEAR", size), ("_FRAGMENT", 2 * size), ("_LONG", 3 * size)):
            patch.setattr(highlighting, name, value)
        every = [
            it for start, end, _ in passages for it in highlighting._fragments(text, start, end)
        ]
        wanted: dict[Span, list[int]] = {}
        for start, _, part in marks:
            [own] = [it for it in every if it[0] <= start < it[1]]
            wanted.setdefault(own, []).append(part)
        assert highlighting._marked(article, marks) == wanted
        for number, (_, end) in enumerate(every, 1):
            assert [*highlighting._fragments_of(article, "", end)] == every[number:]


def test_every_hit_of_the_seeds_shows_why(seeds_index: Index) -> None:
    for query in _QUERIES[:-1]:
        results = seeds_index.search(query, limit=100, match="all")
        assert results.total, query
        for hit in results.hits:
            assert hit.snippet.marks or hit.heading.marks, (query, hit.id)


@given(
    st.lists(st.text("aàЙиßﬁİi\u0306\u0301'’ .-1𝒜鷺", max_size=12), max_size=4),
    st.sampled_from([1, 16]),
)
def test_beginnings_are_numbered_alike_whatever_they_met(texts: list[str], slot_bits: int) -> None:
    """Also where most of them take each other's place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(beginnings, "_SLOT_BITS", slot_bits)
        known = beginnings._Beginnings("tr")
        for text in texts * 2:
            twos = [ord(text[at]) | ord(text[at + 1]) << 32 for at in range(len(text) - 1)]
            assert known.of(np.array(twos, np.uint64)).tolist() == [*map(known._number, twos)]


@given(st.text("ab.!») \n", max_size=20), st.integers(0, 4))
def test_sentences_end_behind_a_mark_and_a_space_or_at_a_line_end(text: str, start: int) -> None:
    ends = re.compile(r"(?<=[.!])[»)]*\s+|\n+").finditer(text, start)
    wanted, at = [], start
    for stop in [*(found.end() for found in ends), len(text)]:
        if text[at:stop].strip():
            wanted.append((at, stop))
        at = stop
    assert list(highlighting._fragments(text, start, len(text))) == wanted
