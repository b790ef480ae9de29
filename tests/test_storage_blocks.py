"""Stored articles are split into what a list of results needs and their texts, and joined again."""

import json
import zlib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from search.engines.whoosh.storedblocks import Record, heads_of, pack, parted, texts_of

# What would be taken for the text, were it not within a string.
HARD = [
    '"text":"',
    '","text":"x"',
    "\\",
    '\\"',
    'text":""',
    "\n",
    "\u2028",
    "Столтенберг",
    "e\u0301",
]
texts = st.lists(st.one_of(st.text(max_size=8), st.sampled_from(HARD)), max_size=4).map("".join)
values = st.one_of(texts, st.none(), st.integers(), st.lists(texts, max_size=2))
names = st.one_of(st.sampled_from(["text", "title", 'a"text']), texts)
articles = st.dictionaries(names, st.one_of(values, st.dictionaries(names, values)), max_size=4)


def _block(records: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    block = pack(list(map(parted, records)), zlib.compress)
    return heads_of(block, zlib.decompress), texts_of(block, zlib.decompress)


@given(st.lists(articles, min_size=1, max_size=4))
def test_articles_come_out_as_they_went_in(made: list[dict[str, Any]]) -> None:
    """Whatever a script may store, in any order."""
    records = [
        json.dumps(article, ensure_ascii=plain, separators=(",", ":")).encode("utf-8", "replace")
        for article in made
        for plain in (True, False)
    ]
    heads, letters = _block(records)
    assert [Record(*parts).whole() for parts in zip(heads, letters, strict=True)] == records
    for head in heads:
        json.loads(head)


@given(texts, texts, texts)
def test_a_head_is_the_article_without_its_text(title: str, text: str, path: str) -> None:
    article = {"id": "1", "title": title, "text": text, "about": {"path": path, "text": "kept"}}
    record = json.dumps(article, separators=(",", ":")).encode()
    [head], [letters] = _block([record])
    assert json.loads(head) == article | {"text": ""}
    assert json.loads(b'"' + letters + b'"') == text
