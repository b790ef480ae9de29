"""JSON that holds many articles a file, and what the tests of other such formats share."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from search.models import Article, Problem
from search.sources import Record, read_articles
from search.sources.fields import ALIASES
from tests.test_sources import put, records, the_problem


def read(file: Path) -> tuple[list[Record], list[Problem]]:
    found = list(read_articles([file]))
    return (
        [item for item in found if isinstance(item, Record)],
        [item for item in found if isinstance(item, Problem)],
    )


def keys(file: Path) -> list[str]:
    return [record.key for record in records(file)]


ONE = {"title": "Паром", "text": "Паром знову ходить."}
LINE = json.dumps(ONE, ensure_ascii=False)

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Світло &amp; тінь</title><link>https://x.example/</link><language>uk</language>
<item><title>Перша &lt;b&gt;новина&lt;/b&gt;</title><link>https://x.example/1</link>
<guid isPermaLink="false">id-1</guid><pubDate>Thu, 21 Oct 2021 23:30:00 -0500</pubDate>
<description>Коротко.</description>
<content:encoded><![CDATA[<p>Абзац <a href="https://y.example">перший</a>.</p><p>Другий.</p>
<script>alert(1)</script><img src="x.png" alt="z">]]></content:encoded></item>
<item><title>Друга</title><description>&lt;p&gt;Лише опис.&lt;/p&gt;</description>
<source url="https://z.example/rss">Агенція</source></item>
<item><link>https://x.example/3</link></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="bg">
<title>София</title><entry xml:lang="en"><title>Ferry</title><id>tag:x.example,2021:1</id>
<link href="https://x.example/1"/><updated>2021-10-22T01:00:00+03:00</updated>
<published>2021-10-21T08:00:00+03:00</published><summary>Short</summary>
<content type="html">&lt;p&gt;Long text.&lt;/p&gt;</content></entry>
<entry><title>Ферибот</title><updated>2021-10-22T01:00:00+03:00</updated>
<summary>Кратко</summary></entry></feed>"""


def test_json_lines_go_on_after_bad_ones(tmp_path: Path) -> None:
    lines = [LINE, "", "{broken", '["list"]', "12", '{"id": 1}', "  ", '{"text": "б"}']
    found, problems = read(put(tmp_path / "a/x.jsonl", "\n".join(lines)))
    assert [record.key for record in found] == ["x.jsonl#1", "x.jsonl#8"]
    assert [problem.place for problem in problems] == [f"line {n}" for n in (3, 4, 5, 6)]
    assert "not JSON" in problems[0].reason
    assert "no JSON object" in problems[1].reason
    assert "neither a title nor a text" in problems[3].reason
    assert {problem.path for problem in problems} == {str(tmp_path / "a/x.jsonl")}


def test_a_title_or_a_text_is_enough(tmp_path: Path) -> None:
    found = records(put(tmp_path / "x.ndjson", '{"title": "a"}\n{"text": "b"}\n'))
    assert [record.article for record in found] == [Article(title="a"), Article(text="b")]


@pytest.mark.parametrize("field", ALIASES)
def test_every_alias_in_every_spelling_and_in_order(tmp_path: Path, field: str) -> None:
    plain = {"text": "t", "title": "h"}
    for spell in (str, str.upper, lambda name: name.replace("_", " ").title(), _camel):
        names = [spell(name) for name in ALIASES[field]]
        for at in range(len(names)):
            # Put last what is preferred: the order in the file must not matter.
            fields = {name: f"value {name}" for name in reversed(names[at:])}
            lines = json.dumps({**fields, **{k: v for k, v in plain.items() if k != field}})
            [record] = records(put(tmp_path / "x.jsonl", lines))
            assert getattr(record.article, field) == f"value {names[at]}"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("id", 17, "17"),
        ("id", 17.0, "17"),
        ("id", 1.5, "1.5"),
        ("_id", {"$oid": "5f"}, "5f"),
        ("source", {"id": None, "name": "Visnyk"}, "Visnyk"),
        ("source", ["a", "b"], "a, b"),
        ("source", [{"name": "a"}, None, 3], "a, 3"),
        ("source", {"x": 1}, ""),
        ("source", None, ""),
        ("source", True, ""),
        ("source", [["deep"]], ""),
        ("title", {"rendered": "A &amp; <i>b</i>"}, "A & b"),
        ("title", "  a ", "a"),
        ("text", ["a", "b"], "a\n\nb"),
        ("text", "  a\n", "  a\n"),
        ("text", "<p>One</p><p>Two &amp; 3</p>", "One\n\nTwo & 3"),
        ("text", "1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("date", 1634770800, "1634770800"),
        ("date", 1634770800000, "1634770800000"),
        ("date", {"$date": "2021-10-21T00:00:00Z"}, "2021-10-21T00:00:00Z"),
        ("date", "", None),
        ("url", " https://x.example ", "https://x.example"),
    ],
)
def test_values(tmp_path: Path, field: str, value: object, expected: str | None) -> None:
    line = json.dumps({"text": "t", "title": "h"} | {field: value})
    [record] = records(put(tmp_path / "x.jsonl", line))
    assert getattr(record.article, field.strip("_")) == expected


def test_empty_fields_do_not_hide_their_aliases(tmp_path: Path) -> None:
    line = json.dumps({"text": " ", "body": None, "content": "c", "description": "d"})
    assert records(put(tmp_path / "x.jsonl", line))[0].article.text == "c"
    line = json.dumps({"Title": "", "TITLE": None, "title": "t"})
    assert records(put(tmp_path / "x.jsonl", line))[0].article.title == "t"


def test_a_page_in_a_field(tmp_path: Path) -> None:
    page = (
        "<!doctype html><html lang=uk><head><title>Заголовок сторінки</title>"
        "<meta property=og:site_name content=Вісник>"
        "<meta property=article:published_time content=2021-10-21></head>"
        "<body><nav>Меню</nav><p>Паром знову ходить через протоку щодня.</p></body></html>"
    )
    lines = [
        {"html": page, "title": "Свій", "url": "https://x.example/1"},
        {"html": "<html></html>"},
    ]
    found, problems = read(put(tmp_path / "x.jsonl", "\n".join(map(json.dumps, lines))))
    article = found[0].article
    assert article.title == "Свій"
    assert "Паром знову ходить" in article.text
    assert (article.language, article.date, article.url) == (
        "uk",
        "2021-10-21",
        "https://x.example/1",
    )
    assert found[0].site == "Вісник"
    assert (problems[0].place, problems[0].reason) == ("line 2", "the page holds no text")


def test_lone_surrogates_do_not_leave(tmp_path: Path) -> None:
    [record] = records(put(tmp_path / "x.jsonl", r'{"text": "a\ud83d", "title": "\ud83d\ude00"}'))
    assert record.article.title == "😀"
    record.article.text.encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LINE, ["x.json"]),
        (json.dumps(ONE, indent=2), ["x.json"]),
        (f"[{LINE}]", ["x.json#1"]),
        (f"[{LINE},{LINE},]", ["x.json#1", "x.json#2"]),
        (json.dumps([ONE, ONE], indent=2), ["x.json#1", "x.json#2"]),
        (f"{LINE}\n{LINE}\n", ["x.json#1", "x.json#2"]),
        (f"{LINE}{LINE}", ["x.json#1", "x.json#2"]),
        (f'{{"status": "ok", "articles": [{LINE}, {LINE}]}}', ["x.json#1", "x.json#2"]),
        (f'{{"title": "Feed", "items": [{LINE}]}}', ["x.json#1"]),
        ('{"title": "a", "text": "b", "items": [{"name": "c"}]}', ["x.json"]),
        (f"\ufeff[{LINE}]", ["x.json#1"]),
        ("[]", []),
    ],
)
def test_shapes_of_json(tmp_path: Path, content: str, expected: list[str]) -> None:
    assert keys(put(tmp_path / "x.json", content)) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251", "utf-8-sig"])
@pytest.mark.parametrize("name", ["x.json", "x.jsonl"])
def test_json_in_other_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    content = f"{LINE}\n{LINE}\n" if name == "x.jsonl" else f"[{LINE}, {LINE}]"
    found = records(put(tmp_path / name, content.encode(encoding)))
    assert [record.article.text for record in found] == [ONE["text"]] * 2


def test_an_array_in_a_json_lines_file(tmp_path: Path) -> None:
    assert keys(put(tmp_path / "x.jsonl", f"\n[{LINE},\n{LINE}]")) == ["x.jsonl#1", "x.jsonl#2"]


def test_a_broken_object_in_an_array(tmp_path: Path) -> None:
    content = json.dumps([ONE, {"text": "BROKEN"}, ONE], indent=1).replace('"BROKEN"', "BROKEN")
    found, problems = read(put(tmp_path / "x.json", content))
    assert [record.key for record in found] == ["x.json#1", "x.json#3"]
    assert [problem.place for problem in problems] == ["record 2"]
    assert "not JSON" in the_problem(put(tmp_path / "y.json", '{"title": "a"')).reason
    assert "recursion" in the_problem(put(tmp_path / "z.json", "[" * 100_000)).reason


def test_values_cut_by_every_window(tmp_path: Path) -> None:
    # Of all lengths around the 64 KiB that are read at a time, in one file.
    texts = ["й" * length for length in (*range(32_700, 32_780), 200_000, 1)]
    file = put(tmp_path / "x.json", json.dumps([{"text": text} for text in texts], indent=0))
    assert [record.article.text for record in records(file)] == texts


def test_a_line_in_another_encoding_and_one_in_none(tmp_path: Path) -> None:
    noise = bytes(range(0x80, 0xA0)) * 20
    lines = [LINE.encode(), LINE.encode("cp1251"), noise, LINE.encode()]
    found, problems = read(put(tmp_path / "x.jsonl", b"\n".join(lines)))
    assert [record.article.text for record in found] == [ONE["text"]] * 3
    assert [problem.place for problem in problems] == ["line 3"]


def test_a_line_longer_than_any_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.sources.encoding.LIMIT", 1000)
    long = json.dumps({"text": "x" * 300_000})
    found, problems = read(put(tmp_path / "x.jsonl", f"{LINE}\n{long}\n{LINE}\n"))
    assert [record.key for record in found] == ["x.jsonl#1", "x.jsonl#3"]
    assert "longer than" in problems[0].reason


@pytest.mark.parametrize("suffix", [".txt", ".html", ".md", ".xml", ".json"])
def test_a_bomb_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    for module in ("opening", "jsons"):
        monkeypatch.setattr(f"search.sources.{module}.LIMIT", 2**17)
    bomb = gzip.compress(b'{"text": "' + b" " * 2**20)
    assert "longer than" in the_problem(put(tmp_path / f"x{suffix}.gz", bomb)).reason


@pytest.mark.parametrize("shape", ["lines", "array", "csv"])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, shape: str) -> None:
    text = "Речення про пором. " * 150
    line = json.dumps({"text": text}, ensure_ascii=False)
    head, row, tail = {
        "lines": ("", f"{line}\n", ""),
        "array": ("[", f"{line},\n", "{}]"),
        "csv": ("text,title\n", f'"{text}",a\n', ""),
    }[shape]
    file = put(tmp_path / f"x.{ {'lines': 'jsonl', 'array': 'json', 'csv': 'csv'}[shape] }", "")
    with file.open("w") as out:
        out.write(head)
        out.writelines(row for _ in range(2000))
        out.write(tail)
    assert file.stat().st_size > 10_000_000
    list(read_articles([put(tmp_path / "warm.jsonl", line)]))
    tracemalloc.start()
    try:
        count = sum(isinstance(item, Record) for item in read_articles([file]))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 2000
    assert peak < 2_000_000  # the file has 10 MB; read whole it would take 20
