"""Results as files: whole, readable by others, and harmless whatever an article says."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Hit, Snippet
from search.cli import main
from search.exporting import COLUMNS, Provenance, as_atom, as_csv, as_jsonl, file_name
from search.output import hit_as_dict, printable, to_json

WHEN = datetime(2026, 11, 22, 6, 30, 5, 999, UTC)
ASKED = Provenance(
    query="=grain, deal",
    filters={"language": ("uk", "-ru"), "since": "2021"},
    total=2,
    notes=["something was passed over"],
    generation="3.1",
    retrieved=WHEN,
    address="https://here.example/?q=grain",
)
ATOM = "{http://www.w3.org/2005/Atom}"
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e]")


def hit(**fields: object) -> Hit:
    whole: dict[str, object] = {
        "id": "1",
        "title": "Grain",
        "source": "Courier",
        "language": "en",
        "date": date(2021, 10, 21),
        "url": "https://courier.example/1",
        "score": 1.25,
        "heading": Snippet("Grain", ((0, 5),)),
        "snippet": Snippet('The "grain", they said', ((5, 10),)),
        "indexed": datetime(2026, 11, 20, 9, 0, 1, tzinfo=UTC),
    } | fields
    return Hit(**whole)  # type: ignore[arg-type]


def link(found: Hit) -> str:
    return "https://here.example/article"


def rows(pieces: Iterable[str]) -> list[dict[str, str]]:
    text = "".join(pieces)
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    return list(csv.DictReader(StringIO(text[1:], newline=""), strict=True))


def atom(hits: Iterable[Hit]) -> ElementTree.Element:
    pieces = as_atom(
        hits, ASKED, link, title=ASKED.query, updated=ASKED.time, links={"self": ASKED.address}
    )
    return ElementTree.fromstring("".join(pieces))


def test_a_table_has_a_row_for_each_and_says_where_it_comes_from() -> None:
    found = [hit(), hit(id="2", title='Зерно, "хліб"\nі сіль', date=None, url="")]
    first, second = rows(as_csv(found, ASKED, link))
    assert tuple(first) == COLUMNS
    assert first == {
        "number": "1",
        "title": "Grain",
        "source": "Courier",
        "language": "en",
        "date": "2021-10-21",
        "url": "https://courier.example/1",
        "id": "1",
        "score": "1.25",
        "passage": 'The "grain", they said',
        "link": "https://here.example/article",
        "query": "'=grain, deal",
        "filters": "language: uk, -ru; since: 2021",
        "total": "2",
        "generation": "3.1",
        "retrieved": "2026-11-22T06:30:05+00:00",
        "notes": "something was passed over",
        "address": "https://here.example/?q=grain",
    }
    assert (second["number"], second["date"], second["url"]) == ("2", "", "")
    assert second["title"] == 'Зерно, "хліб"\nі сіль'


def test_a_table_without_articles_says_what_was_asked() -> None:
    (row,) = rows(as_csv([], replace(ASKED, total=0), link))
    said = {name: value for name, value in row.items() if value}
    assert said == {
        "query": "'=grain, deal",
        "filters": "language: uk, -ru; since: 2021",
        "total": "0",
        "generation": "3.1",
        "retrieved": "2026-11-22T06:30:05+00:00",
        "notes": "something was passed over",
        "address": "https://here.example/?q=grain",
    }


def test_a_table_may_be_one_for_spreadsheets_that_want_semicolons() -> None:
    found = [hit(title="Grain; wheat, too"), hit(id="2")]
    text = "".join(as_csv(found, ASKED, link, separator=";"))[1:]
    first, second = csv.DictReader(StringIO(text, newline=""), delimiter=";", strict=True)
    assert (first["title"], second["id"]) == ("Grain; wheat, too", "2")
    assert text.startswith("number;title;")


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("other", [",", ";", "\t"])
@pytest.mark.parametrize(
    "said", ["a;=1", "a,=1", "a\t=1", "a\n=1", 'a;"=1"', "a;+1;-2,＝3", "\t\t=1", 'a";=1']
)
def test_no_cell_is_calculated_that_another_separator_makes(
    said: str, separator: str, other: str
) -> None:
    text = "".join(as_csv([hit(title=said)], ASKED, link, separator=separator))[1:]
    for row in csv.reader(StringIO(text, newline=""), delimiter=other):
        for cell in row:
            assert not re.match('"*[=+@＝＋－＠-]', cell), cell


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-5 degrees", "'-5 degrees"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'=1"),
        ("\x00=1", "'=1"),
        ("\u202e=1", "'=1"),
        ("\n=1", "'\n'=1"),
        ("a,-5", "a,'-5"),
        ("a, -5", "a, -5"),
        ("＝1", "'＝1"),
        ("'=1", "'=1"),
        ("a = 1", "a = 1"),
        ("– no", "– no"),
    ],
)
def test_no_cell_is_calculated(said: str, written: str) -> None:
    fields = ("title", "source", "url", "id")
    (row,) = rows(as_csv([hit(**dict.fromkeys(fields, said))], ASKED, link))
    assert {row[name] for name in fields} == {written}


def test_the_first_line_of_json_lines_is_the_search() -> None:
    found = [hit(), hit(id="2", title="two\u2028lines\u2029and\nmore", date=None)]
    lines = "".join(as_jsonl(found, ASKED, link)).splitlines()
    search, *hits = [json.loads(line) for line in lines]
    assert search == {
        "kind": "search",
        "query": "=grain, deal",
        "filters": {"language": ["uk", "-ru"], "since": "2021"},
        "total": 2,
        "notes": ["something was passed over"],
        "generation": "3.1",
        "retrieved": "2026-11-22T06:30:05+00:00",
        "address": "https://here.example/?q=grain",
    }
    expected = [json.loads(to_json(hit_as_dict(each))) for each in found]
    assert hits == [{"kind": "hit", **each, "link": link(hit())} for each in expected]


def test_a_feed_is_written_as_its_standard_says() -> None:
    feed = atom([hit(), hit(id="2", language="unsure", source="unknown", date=None, url="x")])
    first, second = feed.findall(f"{ATOM}entry")
    assert feed.findtext(f"{ATOM}title") == "=grain, deal"
    assert first.findtext(f"{ATOM}updated") == "2021-10-21T00:00:00Z"
    assert second.findtext(f"{ATOM}updated") == "2026-11-20T09:00:01+00:00"
    assert second.find(f"{ATOM}published") is None
    assert second.findtext(f"{ATOM}author/{ATOM}name") == "Unknown source"
    summary = first.findtext(f"{ATOM}summary")
    assert summary == '<p dir="auto">The &quot;<mark>grain</mark>&quot;, they said</p>'
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    assert [entry.get(language) for entry in (first, second)] == ["en", ""]
    assert [element.get("rel") for element in first.findall(f"{ATOM}link")] == ["alternate", "via"]
    assert [element.get("rel") for element in second.findall(f"{ATOM}link")] == ["alternate"]


def test_markup_in_an_article_is_text_in_a_feed() -> None:
    evil = '</title></entry><script>alert("1")</script>]]>&lt;&amp;'
    feed = atom([hit(title=evil, source=evil, id=evil, snippet=Snippet(evil, ((0, 8),)))])
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == entry.findtext(f"{ATOM}author/{ATOM}name") == evil
    summary = entry.findtext(f"{ATOM}summary") or ""
    assert summary.startswith('<p dir="auto"><mark>&lt;/title&gt;</mark>&lt;/entry&gt;')
    assert "<script" not in summary


def test_ids_in_a_feed_outlive_the_index_and_the_server() -> None:
    def ids(feed: ElementTree.Element) -> list[str | None]:
        return [element.text for element in feed.iter(f"{ATOM}id")]

    other = Provenance(ASKED.query, ASKED.filters, 9, [], "4.7", WHEN, "http://there.example/")
    pieces = as_atom([hit()], other, link, title="x", updated=other.time, links={})
    assert ids(ElementTree.fromstring("".join(pieces))) == ids(atom([hit(title="Wheat")]))
    assert len(set(ids(atom([hit(), hit(id="2")])))) == 3


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://x.example/a b?c=%d&e=%20", "https://x.example/a%20b?c=%25d&e=%20"),
        ("https://x.example/новини", "https://x.example/новини"),
        ('https://x.example/"><b>\u200f', "https://x.example/%22%3E%3Cb%3E%E2%80%8F"),
        ("javascript:alert(1)", None),
        ("//x.example/", None),
    ],
)
def test_only_addresses_that_are_some_stand_in_a_feed(url: str, written: str | None) -> None:
    links = atom([hit(url=url)]).findall(f"{ATOM}entry/{ATOM}link[@rel='via']")
    assert [element.get("href") for element in links] == ([written] if written else [])


WRITING = st.text(st.characters(exclude_categories=()), max_size=40)
HITS = st.lists(
    st.builds(
        hit,
        id=WRITING,
        title=WRITING,
        source=WRITING,
        url=WRITING | WRITING.map("https://x.example/{}".format),
        language=st.sampled_from(["uk", "ar", "unsure"]),
        date=st.none() | st.dates(),
        snippet=WRITING.map(lambda text: Snippet(text, ((0, len(text)),) if text else ())),
    ),
    max_size=4,
)


@given(found=HITS, query=WRITING)
def test_whatever_is_found_can_be_read_back(found: list[Hit], query: str) -> None:
    of = Provenance(query, {"source": (query,)}, len(found), [query], "1.1", WHEN)
    texts = {
        name: "".join(write(found, of, link)) for name, write in (("csv", as_csv), ("l", as_jsonl))
    }
    texts["atom"] = "".join(as_atom(found, of, link, title=query, updated=of.time, links={}))
    for text in texts.values():
        assert not BAD.search(text.replace("\r\n", ""))
        text.encode()
    read = rows([texts["csv"]]) if found else []
    for name in ("title", "source", "url", "id"):
        wanted = [printable(getattr(each, name)) for each in found]
        added = re.compile("(^|[;,\t\r\n]\"*)'(?=[=+@\t\n＝＋－＠-])")
        assert [added.sub(r"\1", row[name]) for row in read] == [
            added.sub(r"\1", text) for text in wanted
        ]
        assert not any(re.match(r"[=+@\t\r\n＝＋－＠-]", row[name]) for row in read)
    lines = [json.loads(line) for line in texts["l"].splitlines()]
    assert [line.get("title") for line in lines] == [None, *(each.title for each in found)]
    feed = ElementTree.fromstring(texts["atom"])
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles == [printable(each.title) for each in found]


def test_files_are_made_piece_by_piece() -> None:
    taken = list[int]()

    def endless() -> Iterator[Hit]:
        while True:
            taken.append(1)
            yield hit()

    writers: tuple[Callable[..., Iterator[str]], ...] = (as_csv, as_jsonl)
    for write in writers:
        taken.clear()
        pieces = write(endless(), ASKED, link)
        for _ in range(4):  # what the file says of itself, and three hits
            next(pieces)
        assert len(taken) == 3


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("grain deal", "articles-2026-11-22-grain-deal.csv"),
        ("", "articles-2026-11-22.csv"),
        ('"Єнс Столтенберг" -NATO', "articles-2026-11-22-єнс-столтенберг-nato.csv"),
        ("../../etc/passwd\x00\r\n", "articles-2026-11-22-etc-passwd.csv"),
        ('a";b=\\c\u202e', "articles-2026-11-22-a-b-c.csv"),
        ("हिन्दी समाचार", "articles-2026-11-22-हिन्दी-समाचार.csv"),
        ("x" * 99, f"articles-2026-11-22-{'x' * 60}.csv"),
    ],
)
def test_a_file_is_named_after_day_and_query(query: str, name: str) -> None:
    of = Provenance(query, {}, 0, [], "1.1", WHEN)
    assert file_name(of, "csv") == name


def test_the_command_line_writes_all_that_is_found(
    many_location: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def run(*arguments: str) -> str:
        assert main(["search", "heron", "--index", str(many_location), *arguments]) == 0
        return capfdbinary.readouterr().out.decode()

    table = rows([run("--format", "csv", "--sort", "oldest", "--source=-Reed 1")])
    assert len({row["id"] for row in table}) == 1_200 - 172
    assert {row["filters"] for row in table} == {"source: -Reed 1; sort: oldest"}
    lines = run("--format", "jsonl", "--limit", "3", "--offset", "1198").splitlines()
    search, *hits = [json.loads(line) for line in lines]
    assert (search["total"], len(hits)) == (1_200, 2)
    assert search["filters"] == {"limit": "3", "offset": "1198"}
    assert main(["search", "heron", "--index", str(many_location), "--format", "csv",
                 "--offset", "-1"]) == 2  # fmt: skip


def test_a_note_is_no_part_of_the_file(
    many_location: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    command = ["search", "heron qqqqq", "--index", str(many_location), "--format", "csv"]
    assert main([*command, "--limit", "1"]) == 0
    written = capsysbinary.readouterr()
    assert len(rows([written.out.decode()])) == 1
    assert b"Note: no article has all" in written.err
