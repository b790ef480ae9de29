"""The measures on data whose figures are known, and the floors where the collections are."""

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from search import Index, Results
from tests.conftest import ROOT, SHARED, Build
from tests.relevance.__main__ import main
from tests.relevance.collection import Asker, Collection, code_of
from tests.relevance.floors import FLOORS, compare, raise_floors
from tests.relevance.measures import Score, mean_score, score, token_score
from tests.relevance.tables import Table

Rows = list[dict[str, Any]]


@pytest.mark.parametrize(
    ("found", "wanted", "recall", "precision", "f1"),
    [
        (["a", "b"], {"a", "b"}, 1, 1, 1),
        (["a", "b", "c"], {"a", "d"}, 1 / 2, 1 / 3, 2 / 5),
        (["a", "a"], {"a", "b"}, 1 / 2, 1, 2 / 3),
        (["b"], {"a"}, 0, 0, 0),
        ([], {"a"}, 0, 0, 0),
    ],
)
def test_recall_and_precision(
    found: list[str], wanted: set[str], recall: float, precision: float, f1: float
) -> None:
    got = score(found, wanted)
    assert (got.recall, got.precision) == (recall, precision)
    assert got.f1 == pytest.approx(f1)


@pytest.mark.parametrize(
    ("found", "wanted", "recall", "precision"),
    [
        ("The ferry, the PIER", "the pier", 1, 2 / 4),
        ("the pier", "The ferry, the pier", 2 / 4, 1),
        ("渡船 Pier", "渡口 pier", 2 / 3, 2 / 3),  # characters: 渡 is in both
        ("渡", "渡渡", 1 / 2, 1),
        ("", "pier", 0, 0),
    ],
)
def test_token_score(found: str, wanted: str, recall: float, precision: float) -> None:
    assert token_score(found, wanted) == Score(recall, precision)


def test_means_count_each_query_the_same() -> None:
    assert mean_score([Score(1, 0.5), Score(0.5, 0), Score(0, 1)]) == Score(0.5, 0.5)


def test_languages_by_code_or_english_name() -> None:
    assert [code_of(name) for name in ("uk", "Greek", "Chinese")] == ["uk", "el", "zh"]


def test_table() -> None:
    table = Table("kind", ("recall", "n"), {"uk": (0.12345, 7), "all": (None, 1), "en": (1.0, 2)})
    assert str(table).split("\n") == [
        "kind  recall       n",
        "uk      .123       7",
        "all        –       1",
        "en     1.000       2",
    ]


def write(folder: Path, **files: Rows) -> Path:
    """A collection; returns its folder."""
    folder.mkdir()
    for name, rows in files.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return folder


def measure(folder: Path, *options: str) -> dict[str, dict[str, dict[str, float]]]:
    """The figures of the command: table -> row -> column."""
    written = folder.parent / "figures.json"
    unset = str(folder.parent / "no-floors.json")
    assert main([str(folder), "--json", str(written), "--floors", unset, *options]) == 0
    figures = json.loads(written.read_text(encoding="utf-8"))[folder.name]
    assert isinstance(figures, dict)
    return figures


def test_a_query_that_is_refused_finds_nothing_and_is_listed(indexed: Build) -> None:
    asker = Asker(indexed("The ferry left the pier at noon."), {"limit": 1})
    assert asker.ids("ferry") == ["1"]
    assert asker.ids("ferry:pier") == []
    assert [line.partition(": ")[0] for line in asker.refused] == ["'ferry:pier'"]
    with pytest.raises(TypeError):
        Asker(asker.index, {"colour": "red"}).ids("ferry")  # options go with every search


# Sentences that leave no doubt of their language, to put a name into.
ABOUT = {
    "en": "Yesterday the {} said that the old crossing would be closed for the whole winter.",
    "de": "Gestern hat {} erklärt, dass der alte Übergang den ganzen Winter geschlossen bleibt.",
    "uk": "Учора {} повідомила, що старий перехід буде зачинено на всю зиму через негоду.",
}


def article(number: str, name: str, title: str = "", **more: str) -> dict[str, str]:
    code = number.rstrip("0123456789")
    text = ABOUT[code].format(name)
    return {"id": number, "language": code, "title": title, "text": text, **more}


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A guild in three languages, and a person in two."""
    articles = [
        article("en1", "Bridge Guild and Orla Quist"),
        article("en2", "Bridge Guild of Orla Quist"),
        article("en3", "Bridge Guild"),
        article("en4", "guild of the other bridge"),
        article("en5", "engineers"),
        article("de1", "Bridge Guild mit Orla Quist"),
        article("de2", "Bridge Guild neben Orla Quist"),
        article("uk1", "Спілка мостярів"),
        article("uk2", "велика Спілка мостярів"),
    ]
    guild, quist = ("ORG-1", "ORG"), ("PER-1", "PER")
    entities = [
        (*guild, "en", "Bridge Guild", ["en1", "en2"]),
        (*guild, "en", "Bridge Guild", ["en3", "en5"]),  # a second row: one name
        (*guild, "de", "Bridge Guild", ["de1", "de2"]),
        (*guild, "uk", "Спілка мостярів", ["uk1", "uk2"]),
        (*quist, "en", "Orla Quist", ["en1", "en2", "en3"]),
        (*quist, "de", "Orla Quist", ["de1"]),  # too few to be wanted from another language
        ("", "ORG", "en", "Bridge Guild", ["en1", "en2", "en3"]),
        ("", "ORG", "de", "Bridge Guild", ["de1", "de2"]),
    ]
    fields = ("entity", "category", "language", "query", "articles")
    rows = [dict(zip(fields, row, strict=True)) for row in entities]
    return write(tmp_path / "named", articles=articles, entities=rows)


def test_entities(named: Path) -> None:
    figures = measure(named, "--only", "entities,across")
    # The guild 3/4 and 3/4, the person 2/3 and 1, the guild without an id 1 and 3/4.
    assert figures["entities"] == {
        "en": {
            "recall": pytest.approx((3 / 4 + 2 / 3 + 1) / 3),
            "precision": pytest.approx((3 / 4 + 1 + 3 / 4) / 3),
            "queries": 3,
        }
    }
    assert figures["across"] == {
        "same script": {
            "recall": pytest.approx((1 + 3 / 4 + 2 / 3) / 3),
            "precision": pytest.approx((1 + 3 / 4 + 1) / 3),
            "queries": 3,
        },
        "same script, persons": {"recall": pytest.approx(2 / 3), "precision": 1, "queries": 1},
        "same script, others": {"recall": 7 / 8, "precision": 7 / 8, "queries": 2},
        "across scripts": {"recall": 0, "precision": 0, "queries": 4},
        "across scripts, others": {"recall": 0, "precision": 0, "queries": 4},
    }


def test_language_of_articles_and_paragraphs(tmp_path: Path) -> None:
    long = ABOUT["en"].format("guild")
    rows: Rows = [
        {"id": "1", "language": "en", "title": "", "text": f"{long}\nShort line\n{long}"},
        {"id": "2", "language": "de", "title": "", "text": long},  # said to be German
        {"id": "3", "language": "de", "title": "", "text": ABOUT["de"].format("er")},
        {"id": "4", "language": "fr", "title": "", "text": "Bref"},
    ]
    figures = measure(write(tmp_path / "told", articles=rows), "--only", "language")
    assert figures["language"] == {
        "de": {"article": 1 / 2, "paragraph": 1 / 2, "articles": 2, "paragraphs": 2},
        "en": {"article": 1, "paragraph": 1, "articles": 1, "paragraphs": 2},
        "fr": {"article": 1, "paragraph": None, "articles": 1, "paragraphs": 0},
        "all": {"article": 3 / 4, "paragraph": 3 / 4, "articles": 4, "paragraphs": 4},
    }


def test_ranking(tmp_path: Path) -> None:
    texts = {
        "a": "The lighthouse of the harbour was painted white again before the summer came.",
        "b": "In the market they sold apples, and somebody spoke about the harbour as well.",
        "c": "Nobody has counted the sheep on the island since the new shepherd went away.",
    }
    rows: Rows = [{"id": i, "language": "en", "title": "", "text": t} for i, t in texts.items()]
    queries: Rows = [{"id": "1", "query": "the harbour lighthouse"}, {"id": "2", "query": "apples"}]
    folder = write(tmp_path / "judged", articles=rows, queries=queries)
    (folder / "qrels.tsv").write_text("1\ta\t1\n1\tc\t2\n", encoding="utf-8")
    # Found are a and b, in this order; c has the higher gain, and linear it is 2.
    assert measure(folder, "--only", "ranking")["ranking"] == {
        "all": {
            "nDCG@10": pytest.approx(1 / (2 + 1 / math.log2(3))),
            "MAP": 1 / 2,
            "recall@100": 1 / 2,
            "queries": 1,
        }
    }


def test_stories(tmp_path: Path) -> None:
    rows = [
        article("en1", "guild", "Zelmira sails", story="1"),
        article("de1", "er", "Zelmira segelt", story="1"),
        article("en2", "ferry", "Harvest ends", story="2"),
        article("de2", "sie", "Ernte vorbei", story="2"),
        article("en3", "mayor", "Zelmira Zelmira", story="3"),  # nobody else tells it
    ]
    figures = measure(write(tmp_path / "told", articles=rows), "--only", "stories")
    half = {"other languages@10": 0.5, "other languages@20": 0.5, "titles": 2}
    assert figures["stories"] == {"de": half, "en": half, "all": half | {"titles": 4}}


def test_likeness(tmp_path: Path) -> None:
    zelmira, harvest = "Zelmira Okonjo of Port Veruna", "Ernte Radomir Kestutis"
    rows = [
        article("en1", zelmira, story="1"),
        article("de1", zelmira, story="1"),
        article("en2", f"{zelmira} and her guild", story="2"),  # to a reader it is the first
        article("de2", harvest, story="2"),
        *(article(f"{code}{n}", f"{n}. Nachbar") for code in ("en", "de") for n in range(3, 15)),
    ]
    figures = measure(write(tmp_path / "told", articles=rows), "--only", "likeness")["likeness"]
    # To de2 nothing is like. To the others two are, one of them of the story for en1 and de1.
    half = {"precision@5": 1 / 4, "recall@5": 1 / 2, "articles": 2}
    assert figures["de"] == half | {"other languages": 1 / 2}
    assert figures["en"] == half | {"other languages": 1 / 2}
    assert figures["all"] == half | {"other languages": 1 / 2, "articles": 4}


def test_pages(tmp_path: Path) -> None:
    names = ("mayor", "guild", "harbour master", "bishop", "miller", "ferryman")
    sentences = [ABOUT["en"].format(name) for name in names]
    title = "Crossing closed until spring"
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    html = (
        f"<html lang='en'><head><title>{title}</title></head><body><ul><li>Imprint</li></ul>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )
    own = "\n".join((title, *sentences))
    page = {"id": "x1", "language": "English", "html": html, "text": f"{own}\nnowhere on page"}
    figures = measure(write(tmp_path / "pages", pages=[page]))
    words = len(own.split())
    assert figures["pages"]["en"]["lost"] == pytest.approx(3 / (words + 3))
    assert figures["pages"]["en"]["f1"] == pytest.approx(2 * words / (2 * words + 3))
    # The menu is a word too many, and the title is not there twice.
    assert figures["pages"]["en"]["whole f1"] == pytest.approx(2 * words / (2 * words + 4))
    assert figures["language"]["en"]["article"] == 1


def table(recall: float, lost: float = 0.5) -> list[Table]:
    columns = ("recall", "lost", "others", "queries")
    return [Table("some", columns, {"uk": (recall, lost, 0.9, 7)}, frozenset({"others"}))]


def test_floors_only_rise(named: Path, tmp_path: Path) -> None:
    collection, floors = Collection.read(named), tmp_path / "floors.json"
    assert compare(collection, table(0.1), floors) == ([], []), "no floor yet"
    assert raise_floors(collection, table(0.7004), floors) == 2
    assert raise_floors(collection, table(0.6), floors) == 0
    assert raise_floors(collection, table(0.7, lost=0.6), floors) == 0
    assert compare(collection, table(0.7), floors) == ([], [])
    assert compare(collection, table(0.695, lost=0.505), floors) == ([], []), "near enough"
    fallen, risen = compare(collection, table(0.694, lost=0.4), floors)
    assert fallen == ["named / some / uk / recall: 0.694, and its floor is 0.700"]
    assert risen == ["raise the floor: named / some / uk / lost: 0.500 → 0.400"]
    assert raise_floors(collection, table(0.8, lost=0.4), floors) == 2
    assert compare(collection, table(0.8, lost=0.4), floors) == ([], [])


def test_a_figure_that_is_gone_is_below_its_floor(named: Path, tmp_path: Path) -> None:
    collection, floors = Collection.read(named), tmp_path / "floors.json"
    raise_floors(collection, table(0.7), floors)
    gone = [Table("some", ("recall",), {"bg": (0.9,)})]
    assert len(compare(collection, gone, floors)[0]) == 2
    assert compare(collection, [Table("other", (), {})], floors) == ([], []), "not asked for"


def test_floors_are_of_one_data(named: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"
    raise_floors(Collection.read(named), table(0.7), floors)
    with (named / "articles.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(article("en9", "stranger")) + "\n")
    assert compare(Collection.read(named), table(0.1), floors) == ([], [])
    with pytest.raises(SystemExit, match="another named"):
        raise_floors(Collection.read(named), table(0.9), floors)


def test_the_command_line(named: Path, tmp_path: Path) -> None:
    floors = tmp_path / "floors.json"

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tests.relevance", str(named), "--only", "entities"]
        command += ["--index", str(tmp_path / "kept"), "--floors", str(floors), *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    done = run("--write-floors")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("== named\n\nentities  recall  precision  queries\nen ")
    assert "2 floors raised" in done.stdout
    floors.write_text(floors.read_text(encoding="utf-8").replace("0.833", "0.9"), encoding="utf-8")
    done = run()
    assert done.returncode == 1
    assert done.stderr == (
        "below the floor: named / entities / en / precision: 0.833, and its floor is 0.900\n"
    )
    assert (tmp_path / "kept" / "named" / "CURRENT").is_file(), "the index was kept"


def test_without_names(named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    search = Index.search

    def listening(index: Index, query: str, *, names: bool = True, **arguments: Any) -> Results:
        said.append(names)
        return search(index, query, **arguments)

    monkeypatch.setattr(Index, "search", listening)
    floors = tmp_path / "floors.json"
    raise_floors(Collection.read(named), [Table("entities", ("recall",), {"xx": (0.5,)})], floors)
    command = [str(named), "--only", "entities", "--floors", str(floors)]
    assert main(command) == 1
    assert all(said)
    said.clear()
    assert main([*command, "--no-names"]) == 0, "the floors are not of such searches"
    assert said
    assert not any(said)


@pytest.mark.parametrize("name", sorted(json.loads(FLOORS.read_text(encoding="utf-8"))))
def test_no_figure_is_below_its_floor(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = SHARED / "collections" / name
    if not folder.is_dir():
        pytest.skip("the collection is not here")
    assert main([str(folder)]) == 0, capsys.readouterr().err
