"""Promises of every reader, whatever the bytes."""

import csv
import gzip
import io
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.models import Article, Problem
from search.sources import Record, read_articles
from search.sources.formats import READERS
from search.sources.markup import is_html, is_page
from tests.test_sources_collections import ATOM, LINE, RSS
from tests.test_sources_texts import MARKDOWN, PAGE
from tests.test_sources_warcs import info, response

# One good file for each suffix, to be damaged.
GOOD: dict[str, bytes] = {
    ".atom": ATOM.encode(),
    ".csv": b'title,text\na,"b\nc"\n',
    ".html": PAGE.encode(),
    ".json": f"[{LINE}, {LINE}]".encode(),
    ".jsonl": f"{LINE}\n{LINE}\n".encode(),
    ".jsonl.gz": gzip.compress(f"{LINE}\n".encode()) * 3,
    ".md": MARKDOWN.encode(),
    ".rss": RSS.format(encoding="utf-8").encode(),
    ".tsv": b"title\ttext\na\tb\n",
    ".txt": "Паром знову ходить.".encode(),
    ".warc": info() + response("a") + response("b"),
    ".warc.gz": response("a", gz=True) + response("b", gz=True),
}


def read_bytes(name: str, data: bytes) -> list[Record | Problem]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return list(read_articles([path]))


def check(found: list[Record | Problem]) -> None:
    """What holds of all results: they can be printed, and articles are not empty."""
    for item in found:
        if isinstance(item, Problem):
            assert item.reason
            assert item.remedy
            str(item).encode()
        else:
            assert item.article.title.strip() or item.article.text.strip()
            json.dumps(asdict(item), ensure_ascii=False, default=str).encode()
    keys = [item.key for item in found if isinstance(item, Record)]
    assert len(keys) == len(set(keys))


def test_every_reader_has_a_good_file() -> None:
    assert set(READERS.values()) == {READERS[name.removesuffix(".gz")] for name in GOOD}


@pytest.mark.parametrize("suffix", GOOD)
def test_the_good_files_are_good(suffix: str) -> None:
    found = read_bytes(f"x{suffix}", GOOD[suffix])
    check(found)
    assert any(isinstance(item, Record) for item in found)


@pytest.mark.parametrize("suffix", GOOD)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_bytes_raise(suffix: str, data: st.DataObject) -> None:
    noise = data.draw(st.binary(max_size=300))
    check(read_bytes(f"x{suffix}", noise))
    good = GOOD[suffix]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 40)))
    check(read_bytes(f"x{suffix}", good[:start] + noise + good[end:]))
    check(read_bytes(f"x{suffix}", good[:start]))


# What is written as a text and read back: whole, but for what the readers say that they change.
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)
lines = texts.map(str.strip)
bodies = (
    st.lists(texts, max_size=4)
    .map("\n".join)
    .filter(lambda text: not is_html(text) and not is_page(text))
)
articles = st.builds(
    Article,
    id=lines,
    title=lines.filter(lambda text: not is_html(text)),
    text=bodies.map(lambda text: text if text.strip() else ""),
    source=lines,
    language=lines,
    date=lines.map(lambda text: text or None),
    url=lines,
).filter(lambda article: bool(article.title or article.text))


@given(st.lists(articles, max_size=5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_json_lines_are_read_back_as_written(written: list[Article], encoding: str) -> None:
    content = "".join(json.dumps(asdict(article), ensure_ascii=False) + "\n" for article in written)
    if written:
        found = read_bytes("x.jsonl", content.encode(encoding))
        assert [item.article for item in found if isinstance(item, Record)] == written


@given(st.lists(articles, min_size=1, max_size=5), st.sampled_from([None, 1]))
def test_json_is_read_back_as_written(written: list[Article], indent: int | None) -> None:
    content = json.dumps([asdict(article) for article in written], indent=indent)
    found = read_bytes("x.json", content.encode())
    assert [item.article for item in found if isinstance(item, Record)] == written


@given(st.lists(articles, min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_tables_are_read_back_as_written(written: list[Article], delimiter: str) -> None:
    out = io.StringIO()
    table = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    table.writerow(asdict(Article()))
    table.writerows([value or "" for value in asdict(article).values()] for article in written)
    found = read_bytes("x.csv", out.getvalue().encode())
    assert [item.article for item in found if isinstance(item, Record)] == written


@given(bodies.filter(lambda text: bool(text.strip())))
def test_plain_text_is_read_back_as_written(text: str) -> None:
    [record] = read_bytes("x.txt", text.encode("utf-8-sig"))
    assert isinstance(record, Record)
    assert record.article == Article(text=text)
