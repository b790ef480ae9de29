"""Counts are exact: equal to a count by hand, under every filter."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import UNKNOWN, Article, Index, StoredArticle, build, open_index, update
from search.engines.base import Filter
from search.engines.whoosh import WhooshReader

WORDS = ("harvest", "valley", "minister", "winter")
SENTENCES = {
    "en": "and the news of the day was that there is {} in the town where they have been before",
    "uk": "Уряд оголосив, що це сталося через {} і що їхні учасники є задоволені цією подією",
    "bg": "Правителството съобщи, че заради {} утре ще бъде обявено какво точно се е случило",
    "fr": "Le gouvernement a dit que {} est dans la ville et que les gens ne sont pas contents",
}
LANGUAGES = tuple(SENTENCES)
SOURCES = ("a.example", "b.example", "c.example", "")
DATES = ("2021-03-01", "2021-10-21", "2022-01-12", None)


@pytest.fixture(scope="module")
def collection(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Index, list[StoredArticle]]]:
    """240 articles over several segments, some of them replaced, some removed."""
    location = tmp_path_factory.mktemp("facets") / "index"

    def article(number: int) -> Article:
        words = " ".join(word for bit, word in enumerate(WORDS) if number >> bit & 1)
        text = SENTENCES[LANGUAGES[number % 4]].format(words)
        source, day = SOURCES[number // 4 % 4], DATES[number // 3 % 4]
        return Article(id=str(number), text=text, source=source, date=day)

    build([article(n) for n in range(200)], location)
    update([article(n) for n in range(150, 240)], location)
    update([Article(id=str(n), text="taken away") for n in range(0, 240, 11)], location)
    with open_index(location) as index:
        yield index, [index.article(str(n)) for n in range(240)]


def has(article: StoredArticle, word: str) -> bool:
    return word in article.text.split()


def value(article: StoredArticle, facet: str) -> str:
    if facet == "year":
        return str(article.date.year) if article.date else UNKNOWN
    return str(getattr(article, facet))


choices = {
    "language": (*LANGUAGES, "unsure"),
    "source": ("a.example", "b.example", "c.example", UNKNOWN),
    "year": ("2021", "2022", UNKNOWN),
}


@st.composite
def filters(draw: st.DrawFn) -> dict[str, list[str]]:
    found = {}
    for facet, values in choices.items():
        chosen = draw(st.lists(st.sampled_from(values), max_size=3, unique=True))
        minus = draw(st.lists(st.booleans(), min_size=3, max_size=3))
        found[facet] = [f"-{v}" if m else v for v, m in zip(chosen, minus, strict=False)]
    return found


def passes(article: StoredArticle, facet: str, chosen: list[str]) -> bool:
    include = {v for v in chosen if not v.startswith("-")}
    exclude = {v[1:] for v in chosen if v.startswith("-")}
    mine = value(article, facet)
    return mine not in exclude and (not include or mine in include)


@given(
    chosen=filters(),
    required=st.lists(st.sampled_from(WORDS), max_size=2, unique=True),
    unwanted=st.sampled_from(["", *WORDS]),
    since=st.sampled_from([None, "2021-10", "2022"]),
)
def test_totals_and_counts_equal_a_count_by_hand(
    collection: tuple[Index, list[StoredArticle]],
    chosen: dict[str, list[str]],
    required: list[str],
    unwanted: str,
    since: str | None,
) -> None:
    index, articles = collection
    query = " ".join(required) + (f" -{unwanted}" if unwanted else "")
    results = index.search(query, match="all", limit=7, since=since, **chosen)  # type: ignore[arg-type]
    matching = [
        article
        for article in articles
        if all(has(article, word) for word in required)
        and not (unwanted and has(article, unwanted))
        and (since is None or (article.date is not None and str(article.date) >= since))
    ]
    full = [a for a in matching if all(passes(a, f, c) for f, c in chosen.items())]
    assert results.total == len(full)
    assert len(results.hits) == min(7, len(full))
    for facet in choices:
        others = [
            a for a in matching if all(passes(a, f, c) for f, c in chosen.items() if f != facet)
        ]
        expected = Counter(value(article, facet) for article in others)
        counted = {f.value: f.count for f in results.facets[facet]}
        assert {v: n for v, n in counted.items() if n} == expected
        assert {f.value for f in results.facets[facet] if f.selected} == {
            v for v in chosen[facet] if not v.startswith("-")
        }
        assert {f.value for f in results.facets[facet] if f.excluded} == {
            v[1:] for v in chosen[facet] if v.startswith("-")
        }
        counts = [f.count for f in results.facets[facet]]
        assert counts == sorted(counts, reverse=True)


@given(chosen=filters(), numbers=st.sets(st.integers(0, 180)))
def test_facets_are_counted_together_as_apart(
    collection: tuple[Index, list[StoredArticle]],
    chosen: dict[str, list[str]],
    numbers: set[int],
) -> None:
    columns = cast(WhooshReader, collection[0]._reader)._columns
    passing = {
        name: columns.facets[name].passing(Filter(frozenset(v for v in values if v[0] != "-")))
        for name, values in chosen.items()
        if values
    }
    docs = np.array(sorted(numbers), np.int32)
    with patch("search.engines.whoosh.columns._MOST_TOGETHER", 0):
        apart = columns.counted(docs, passing)
    assert columns.counted(docs, passing) == apart


def test_statistics_equal_a_count_by_hand(collection: tuple[Index, list[StoredArticle]]) -> None:
    index, articles = collection
    stats = index.stats()
    assert stats.articles == 240
    assert stats.languages == Counter(article.language for article in articles)
    assert stats.sources == Counter(article.source for article in articles)
    assert stats.years == Counter(value(article, "year") for article in articles)
    assert stats.bytes == sum(p.stat().st_size for p in Path(stats.directory).rglob("*"))
