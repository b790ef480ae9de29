"""Array operations find what Whoosh's own matchers find, and rank as the definition says."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from math import log1p
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whoosh import query as wq
from whoosh.index import open_dir

from search.engines.base import (
    All,
    Alternative,
    AtLeast,
    Dates,
    Everything,
    Filter,
    Match,
    Node,
    Not,
    Request,
    Values,
)
from search.engines.batch import Batch
from search.engines.whoosh import WhooshReader, open_reader, open_writer
from search.engines.whoosh.evaluate import having
from search.engines.whoosh.postings import PostingList, common, ends_of, places_in
from search.engines.whoosh.scoring import Places
from search.engines.whoosh.varint import encode
from search.models import Sort, StoredArticle
from search.terms import terms_of

WORDS = ["ka", "lo", "mi", "nu", "pe"]
SOURCES = ["east", "west", "north"]


@dataclass(frozen=True)
class Story:
    title: list[str]
    body: list[str]
    source: str
    year: int


@dataclass(frozen=True)
class Collection:
    """Stories as they were written: those of each update, and the numbers removed after it."""

    updates: list[list[Story]]
    removed: set[int] = field(default_factory=set)

    def held(self) -> dict[str, Story]:
        stories = [story for update in self.updates for story in update]
        return {str(n): story for n, story in enumerate(stories) if n not in self.removed}

    def write(self, location: Path) -> None:
        number = 0
        for update in self.updates:
            writer = open_writer(location, fresh=False)
            articles = []
            for story in update:
                articles.append(stored(number, story))
                number += 1
            batch = Batch(articles, ["-"] * len(articles), terms_of(articles))
            part = writer.parts().write([batch])
            assert part
            writer.add(part)
            writer.commit((), b"")
        if self.removed:
            writer = open_writer(location, fresh=False)
            writer.remove(map(str, self.removed))
            writer.commit((), b"")


def stored(number: int, story: Story) -> StoredArticle:
    text = " ".join(story.body)
    return StoredArticle(
        id=str(number),
        title=" ".join(story.title),
        text=text,
        source=story.source,
        language="unsure",
        languages=("unsure",),
        date=date(story.year, 1, 1) if story.year else None,
        url="",
        passages=((0, len(text), "unsure"),) if text else (),
    )


words = st.lists(st.sampled_from(WORDS), max_size=12)
stories = st.builds(
    Story, st.lists(st.sampled_from(WORDS), max_size=3), words,
    st.sampled_from(SOURCES), st.sampled_from([0, 2020, 2021]),
)  # fmt: skip
collections = st.builds(
    Collection,
    st.lists(st.lists(stories, min_size=1, max_size=6), min_size=1, max_size=3),
    st.sets(st.integers(0, 17), max_size=5),
)
alternatives = st.builds(
    Alternative,
    st.sampled_from(["title_unsure", "body_unsure", "exact_body", "exact_title"]),
    st.lists(st.sampled_from([*WORDS, "zz"]), min_size=1, max_size=3).map(tuple),
    st.sampled_from([1.0, 0.25]),
    st.booleans(),
)
matches = st.builds(Match, st.lists(alternatives, min_size=1, max_size=4).map(tuple))
leaves = st.one_of(
    matches,
    st.builds(
        Values,
        st.just("source"),
        st.frozensets(st.sampled_from([*SOURCES, "south"]), max_size=2),
    ),
    st.just(Dates(date(2021, 1, 1), None)),
    st.just(Everything()),
)


def _trees(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, several),
        st.builds(Not, children),
        st.builds(AtLeast, st.integers(1, 3), several),
    )


trees = st.recursive(leaves, _trees, max_leaves=6)


def whoosh_query(node: Node, held: dict[str, Story]) -> wq.Query:
    """The same question in Whoosh's own classes."""
    match node:
        case Match():
            return wq.Or(
                [
                    wq.Term(one.field, one.terms[0])
                    if len(one.terms) == 1
                    else wq.Phrase(one.field, list(one.terms))
                    for one in node.alternatives
                    if not one.only_ranks
                ]
            )
        case All():
            return wq.And([wq.Every(), *(whoosh_query(child, held) for child in node.children)])
        case Not():
            return wq.And([wq.Every(), wq.Not(whoosh_query(node.child, held))])
        case AtLeast():
            children = [whoosh_query(child, held) for child in node.children]
            return wq.Or([wq.And(list(some)) for some in combinations(children, node.minimum)])
        case Values():
            return wq.Or([wq.Term("source", value) for value in node.values])
        case Dates():
            since = node.since.year if node.since else 0
            return wq.Or([wq.Term("id", n) for n, story in held.items() if story.year >= since])
        case Everything():
            return wq.Every()


def count(one: Alternative, story: Story) -> int:
    standing = story.title if "title" in one.field else story.body
    terms = list(one.terms)
    return sum(standing[n : n + len(terms)] == terms for n in range(len(standing)))


def scores(match: Match, held: dict[str, Story]) -> dict[str, float]:
    """BM25F, article by article."""
    lengths = {
        kind: max(sum(len(getattr(s, kind)) for s in held.values()) / max(len(held), 1), 1.0)
        for kind in ("title", "body")
    }
    found = {}
    for number, story in held.items():
        if not any(count(one, story) for one in match.alternatives if not one.only_ranks):
            continue
        found[number] = 0.0
        for one in match.alternatives:
            kind, b, weight = ("title", 0.5, 3.0) if "title" in one.field else ("body", 0.75, 1.0)
            norm = 1 - b + b * len(getattr(story, kind)) / lengths[kind]
            found[number] += weight * one.weight * count(one, story) / norm
    idf = log1p((len(held) - len(found) + 0.5) / (len(found) + 0.5))
    return {number: idf * frequency / (1.8 + frequency) for number, frequency in found.items()}


def asked(reader: WhooshReader, node: Node) -> dict[str, float]:
    found = reader.search(Request(node, limit=None))
    answer = {article.id: score for article, score in found.hits}
    assert found.total == len(answer)
    return answer


@settings(max_examples=60, deadline=None)
@given(collection=collections, tree=trees, match=matches)
def test_what_whoosh_finds(
    tmp_path_factory: pytest.TempPathFactory, collection: Collection, tree: Node, match: Match
) -> None:
    location = tmp_path_factory.mktemp("random") / "index"
    collection.write(location)
    held = collection.held()
    reader = open_reader(location)
    with open_dir(reader.stats().directory).searcher() as searcher:
        for node in (tree, match):
            ours = asked(reader, node)
            theirs = searcher.search(whoosh_query(node, held), limit=None)
            assert set(ours) == {hit["id"] for hit in theirs}
    assert asked(reader, match) == pytest.approx(scores(match, held))
    wanted = Filter(frozenset({"east"}), frozenset({"west"}))
    found = reader.search(Request(match, filters={"source": wanted}))
    sources = [held[number].source for number in asked(reader, match)]
    assert found.facets["source"] == {
        value: sources.count(value)
        for value in sorted(set(sources), key=lambda value: (-sources.count(value), value))
    }
    assert found.total == sources.count("east")
    reader.close()


@given(
    docs=st.lists(st.integers(0, 3000), unique=True).map(sorted),
    others=st.lists(st.integers(0, 3000), unique=True).map(sorted),
    spread=st.sampled_from([1, 1000]),
)
def test_common_is_membership(docs: list[int], others: list[int], spread: int) -> None:
    """Whichever way is quicker."""
    one, other = (np.array(them, np.int32) * np.int32(spread) for them in (docs, others))
    assert common(one, other).tolist() == [doc in set(others) for doc in docs]
    held = [doc for doc in others if doc in set(docs)]
    places = places_in(np.array(held, np.intp) * spread, other.astype(np.intp))
    assert places.tolist() == [others.index(doc) for doc in held]


@given(
    parts=st.lists(st.lists(st.integers(0, 40), unique=True).map(sorted), max_size=5),
    minimum=st.integers(0, 4),
)
def test_having_counts_parts(parts: list[list[int]], minimum: int) -> None:
    counted = Counter(doc for part in parts for doc in part)
    found = having(minimum, [np.array(part, np.int32) for part in parts])
    assert found.tolist() == sorted(d for d, count in counted.items() if count >= minimum)


@given(
    docs=st.lists(st.integers(0, 2000), min_size=1, unique=True).map(sorted),
    found=st.lists(st.integers(0, 2000), min_size=1, unique=True).map(sorted),
    more=st.sampled_from([0, 300, 600]),
    size=st.sampled_from([3000, 1_000_000]),
)
def test_places_of_postings(docs: list[int], found: list[int], more: int, size: int) -> None:
    """Whichever way is quicker, and again with the same table."""
    docs += range(2001, 2001 + more)
    found += range(2301, 2901 - more)
    held = {doc: place for place, doc in enumerate(docs, start=1)}
    numbers = np.array(found, np.int32)
    tables: list[NDArray[np.int32]] = []
    for _ in range(2):
        places = Places(np.array(docs, np.int32), size, tables)
        own = places.of(np.concatenate([numbers, numbers[::-1]]))
        expected = [held.get(doc, 0) for doc in found]
        assert own.tolist() == expected + expected[::-1]
        part = places.narrowed(PostingList(numbers, numbers % 7))
        assert {doc for doc in found if doc in held} <= set(part.docs.tolist()) <= set(found)
        assert part.counts is not None
        assert (part.counts == part.docs % 7).all()
        places.release()
        assert not any(table.any() for table in tables)


@given(
    values=st.lists(st.sampled_from([0, 5, 127, 128, 70_000]), min_size=1, max_size=40),
    times=st.sampled_from([1, 50]),
    data=st.data(),
)
def test_ends_of_numbers(values: list[int], times: int, data: st.DataObject) -> None:
    """Whichever way is quicker."""
    code, sizes = encode(np.array(values * times))
    numbers = data.draw(st.lists(st.integers(-1, sizes.size - 1), min_size=1, max_size=8))
    ends = [-1, *(np.cumsum(sizes, dtype=np.int64) - 1).tolist()]
    assert ends_of(code, np.array(numbers)).tolist() == [ends[number + 1] for number in numbers]


@given(
    offset=st.integers(0, 70),
    limit=st.integers(0, 70),
    sort=st.sampled_from(["relevance", "newest", "oldest"]),
)
def test_a_page_is_part_of_all(paged: WhooshReader, offset: int, limit: int, sort: Sort) -> None:
    """Many articles are equal, in score, in date or in both."""
    match = Match((Alternative("body_unsure", ("ka",)),))
    whole = [
        (article.id, score)
        for article, score in paged.search(Request(match, sort=sort, limit=None)).hits
    ]
    assert len(whole) == 60
    found = paged.search(Request(match, sort=sort, limit=limit, offset=offset, texts=False))
    page = list(found.hits)
    assert [(article.id, score) for article, score in page] == whole[offset : offset + limit]
    for article, _ in page:
        assert article == replace(paged.article(article.id) or article, text="")


def test_what_is_remembered_is_what_was_not_asked_for_before(paged: WhooshReader) -> None:
    """Hits, facets and days, in whichever order they are asked for; and with another filter."""
    match = Match((Alternative("body_unsure", ("mi",)),))
    none = paged.search(Request(match, limit=0, counts=False))
    assert (none.total, list(none.hits), none.facets, none.days) == (60, [], {}, None)
    hits = [article.id for article, _ in paged.search(Request(match, counts=False)).hits]
    assert len(hits) == 10
    counted = paged.search(Request(match, limit=0))
    assert counted.facets["source"] == {"east": 60}
    assert list(counted.hits) == []
    both = paged.search(Request(match, days=True))
    assert [article.id for article, _ in both.hits] == hits
    assert both.facets == counted.facets
    assert both.days is not None
    assert both.days.counts.sum() == 60
    assert paged.search(Request(match, days=True)).days is both.days
    assert paged.search(Request(match)).days is None
    assert paged.search(Request(match, filters={"source": Filter(frozenset({"west"}))})).total == 0
    assert paged.search(Request(match, since=date(2021, 1, 1))).total == 18


def test_an_answer_takes_what_is_counted_of_it(paged: WhooshReader) -> None:
    """The longest page that was asked for, not all that matches; and no export."""
    match = Match((Alternative("body_unsure", ("ka",)),))
    since = date(2020, 1, 1)
    paged.search(Request(match, since=since, limit=0))
    [(held, _)] = _answers(paged, match, since)
    assert held.docs.base is None
    paged.search(Request(match, since=since, limit=7))
    paged.search(Request(match, since=since, limit=0, days=True))
    [(held, _)] = _answers(paged, match, since)
    assert held.docs.size >= 7
    whole = paged.search(Request(match, since=date(2021, 1, 1), limit=None))
    assert whole.total == len(list(whole.hits)) > 0
    assert _answers(paged, match, date(2021, 1, 1)) == []


def _answers(reader: WhooshReader, match: Match, since: date) -> list[tuple[Any, int]]:
    held: dict[Any, tuple[Any, int]] = dict(reader._answers._held)
    return [answer for key, answer in held.items() if match == key[0] and since in key]


@pytest.fixture(scope="module")
def paged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshReader]:
    """60 articles of three kinds of text and of dates."""
    location = tmp_path_factory.mktemp("paged") / "index"
    stories = [
        Story(["lo"], ["ka"] * (1 + n % 3) + ["mi"], "east", [0, 2020, 2021][n // 3 % 3])
        for n in range(60)
    ]
    Collection([stories]).write(location)
    reader = open_reader(location)
    yield reader
    reader.close()


def test_a_rare_word_costs_no_array_of_all_articles(tmp_path: Path) -> None:
    """Nothing as long as the collection is made for a word that few articles have."""
    import tracemalloc

    location = tmp_path / "index"
    stories = [
        Story(["ka"], ["lo"] * 3 + (["pe"] if n == 77 else []), "east", 2020) for n in range(60_000)
    ]
    Collection([stories]).write(location)
    reader = open_reader(location)
    rare = Match((Alternative("body_unsure", ("pe",)), Alternative("title_unsure", ("pe",))))
    common_word = Match((Alternative("body_unsure", ("lo",)),))
    assert reader.search(Request(common_word)).total == 60_000  # columns are read once
    tracemalloc.start()
    assert reader.search(Request(rare)).total == 1
    assert reader.search(Request(All((rare, common_word)))).total == 1
    assert reader.search(Request(AtLeast(1, (rare, rare)))).total == 1
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000
    reader.close()
