"""The bench measures what it says: its articles, its queries, and what each peer answers."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.bench import measuring, worker
from tests.bench.__main__ import main
from tests.bench.corpus import LANGUAGES, Profile, Row, generate, profile_of, read
from tests.bench.peers import PEERS, Answer, Mode, is_installed, peer
from tests.bench.queries import KINDS, Query, make_queries

INSTALLED = [name for name in PEERS if is_installed(name)]
# A peer, and a way of asking it.
DOORS = [(name, door) for name in INSTALLED for door in peer(name).doors]
# Words that no analyzer takes for one another; Snowball knows English, and no Ukrainian.
ANIMALS = {
    "en": ("heron", "otter", "badger", "lynx", "stoat"),
    "uk": ("чапля", "видра", "борсук", "кабан", "горностай"),
}


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """400 generated articles."""
    pytest.importorskip("wordfreq")
    path = tmp_path_factory.mktemp("bench") / "articles.jsonl"
    generate(path, 400)
    return path


@pytest.fixture(scope="session")
def queries(generated: Path) -> list[Query]:
    return make_queries(generated, profile_of(generated), 240)


def test_articles_are_always_the_same(generated: Path, tmp_path: Path) -> None:
    generate(tmp_path / "fewer.jsonl", 30)
    generate(tmp_path / "others.jsonl", 30, seed=2)
    fewer = (tmp_path / "fewer.jsonl").read_text("utf-8")
    assert generated.read_text("utf-8").startswith(fewer)
    assert (tmp_path / "others.jsonl").read_text("utf-8") != fewer


def test_articles_are_as_described(generated: Path) -> None:
    rows = list(read(generated))
    assert len({row["id"] for row in rows}) == 400
    languages = Counter(row["language"] for row in rows)
    assert set(languages) == set(LANGUAGES)
    assert min(languages.values()) > 70
    sources = Counter(row["source"] for row in rows)
    assert 25 < len(sources) <= 40
    assert sources["source-01.example"] == max(sources.values()) > 60
    assert all("2015-01-01" <= row["date"] <= "2024-12-31" for row in rows)
    for row in rows:
        assert 4 <= len(row["title"].split()) <= 9
        assert 80 <= len(row["text"].split()) <= 420
        sentences = re.split(r"(?<=\.)\s+", row["text"])
        assert all(5 <= len(sentence.split()) <= 25 for sentence in sentences)
        assert all(not sentence[0].islower() and sentence[-1] == "." for sentence in sentences)
    lengths = [len(row["text"].split()) for row in rows]
    assert min(lengths) < 100
    assert max(lengths) > 390
    words = Counter(word for row in rows for word in row["text"].split())
    assert words["the"] > words["about"] > words["pigeon"]


def test_a_profile_counts(tmp_path: Path) -> None:
    path = write(tmp_path, [{"title": "Ёж", "text": "two words", "language": "ru"}])
    assert profile_of(path) == Profile(1, 3, 4 + 9, {"ru": 1})
    assert [row["id"] for row in read(path)] == ["1"]


def test_queries_are_always_the_same(generated: Path, queries: list[Query]) -> None:
    assert make_queries(generated, profile_of(generated), 240) == queries
    assert make_queries(generated, profile_of(generated), 240, seed=2) != queries


def test_queries_have_the_shares_that_are_stated(queries: list[Query]) -> None:
    assert len(set(queries)) == len(queries) == 240
    kinds = Counter(query.kind for query in queries)
    assert kinds == {kind: share * 4 for kind, share in KINDS.items()}
    assert sum(KINDS.values()) == 60
    assert set(Counter(query.language for query in queries).values()) == {60}


def test_queries_are_of_the_articles(generated: Path, queries: list[Query]) -> None:
    texts: dict[str, list[list[str]]] = {}
    for row in read(generated):
        words = re.findall(r"[\w'’]+", f"{row['title']} {row['text']}".lower())
        texts.setdefault(row["language"], []).append(words)
    sets = {language: [set(words) for words in own] for language, own in texts.items()}
    for query in queries:
        own, length = sets[query.language], len(query.words)
        every = set[str]().union(*own)
        if query.shape == "phrase":
            assert any(
                tuple(words[at : at + length]) == query.words
                for words in texts[query.language]
                for at in range(len(words))
            ), query
        elif query.shape == "all":
            assert any(set(query.words) <= words for words in own), query
        elif query.shape in {"term", "any"}:
            held = [sum(word in words for words in own) for word in query.words]
            assert all(held)
            assert query.kind != "rare term" or held[0] <= 5
        elif query.shape == "prefix":
            assert any(word.startswith(query.words[0]) for word in every)
        else:
            assert any(differs_in_one(word, query.words[0]) for word in every), query


def differs_in_one(word: str, other: str) -> bool:
    pairs = zip(word, other, strict=False)
    return len(word) == len(other) and sum(a != b for a, b in pairs) == 1


def write(folder: Path, rows: list[Row]) -> Path:
    path = folder / "articles.jsonl"
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def animals() -> list[Row]:
    """Sixty of each language: every second has the first animal, every third the second, …"""
    return [
        {
            "id": f"{language}{number}",
            "title": "2021",
            "text": " ".join(a for n, a in enumerate(names, 2) if number % n == 0) + " 17.",
            "source": f"Reed {number % 3}",
            "language": language,
            "date": "2021-10-21",
        }
        for language, names in ANIMALS.items()
        for number in range(60)
    ]


Open = Callable[[str, str], Any]


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory, animals: list[Row]) -> Open:
    """Opens the animals in a peer, by a door."""
    folder = tmp_path_factory.mktemp("animals")
    articles = write(folder, animals)

    def open_(name: str, door: str) -> Any:
        home = folder / name
        if not home.exists():
            home.mkdir()
            peer(name).index(articles, list(ANIMALS), home, 1)
        return peer(name).doors[door](home)

    return open_


def answer(searcher: Any, query: Query, mode: Mode) -> Answer:
    ask = searcher.prepared(query, mode)
    assert ask
    found = ask()
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize(("name", "door"), DOORS, ids=[door for _, door in DOORS])
@pytest.mark.parametrize(
    ("kind", "animals_asked", "wanted"),
    [
        ("rare term", (1,), lambda n: n % 3 == 0),
        ("all of 2", (0, 1), lambda n: n % 6 == 0),
        ("all of 3", (0, 2, 3), lambda n: n % 20 == 0),
        ("any of 2", (3, 4), lambda n: n % 5 == 0 or n % 6 == 0),
        ("phrase of 2", (0, 2), lambda n: n % 4 == 0 and n % 3),
        ("phrase of 3", (0, 1, 2), lambda n: n % 12 == 0),
        ("phrase of 2", (2, 0), lambda n: False),
        ("prefix", (2,), lambda n: n % 4 == 0),
        ("fuzzy", (3,), lambda n: n % 5 == 0),
    ],
)
@pytest.mark.parametrize("language", ANIMALS)
def test_peers_find_the_same(
    opened: Open,
    animals: list[Row],
    name: str,
    door: str,
    language: str,
    kind: str,
    animals_asked: tuple[int, ...],
    wanted: Callable[[int], bool],
) -> None:
    words = tuple(ANIMALS[language][place] for place in animals_asked)
    if kind == "prefix":
        words = (words[0][:4],)
    elif kind == "fuzzy":
        words = (words[0][0] + "ї" + words[0][2:],)
    searcher, query = opened(name, door), Query(kind, language, words)
    if kind == "fuzzy" and not searcher.prepared(query, "top"):
        pytest.skip(f"{name} has no fuzzy search")
    rows = [r for r in animals if r["language"] == language and wanted(int(r["id"][2:]))]
    found = answer(searcher, query, "facets")
    assert found.total == len(rows)
    assert len(found.ids) == min(10, len(rows))
    assert set(found.ids) <= {row["id"] for row in rows}
    for facet in ("language", "source"):
        assert dict(found.facets[facet]) == Counter(row[facet] for row in rows)
    top = answer(searcher, query, "top")
    assert (top.total, set(top.ids), top.facets) == (found.total, set(found.ids), {})


@pytest.mark.parametrize(("name", "door"), DOORS, ids=[door for _, door in DOORS])
def test_snippets_are_of_the_hits(opened: Open, name: str, door: str) -> None:
    searcher, query = opened(name, door), Query("rare term", "en", ("stoat",))
    if not searcher.prepared(query, "snippets"):
        assert door in {"project, engine", "project, plain"}
        return
    found = answer(searcher, query, "snippets")
    assert len(found.snippets) == len(found.ids) == 10
    assert all("stoat" in snippet for snippet in found.snippets)
    assert found.facets["language"] == {"en": 10}


def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Saves a minute of starting processes."""

    def carry_out(task: str, **arguments: object) -> Any:
        return json.loads(json.dumps(worker.TASKS[task](**arguments)))

    monkeypatch.setattr(measuring, "carry_out", carry_out)


def test_a_small_run(
    generated: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    in_this_process(monkeypatch)
    small = tmp_path / "small.jsonl"
    lines = generated.read_text("utf-8").splitlines(keepends=True)
    two = [line for line in lines if '"language": "en"' in line or '"language": "bg"' in line]
    small.write_text("".join(two[:150]), encoding="utf-8")
    figures, cache = tmp_path / "figures.json", tmp_path / "cache"
    wanted = ["--articles", str(small), "--rounds", "1", "--passes", "2", "--queries", "22"]
    more = ["--json", str(figures), "--cache", str(cache), "--keep", "fts5", "--readme"]
    assert main(wanted + more) == 0
    out = capsys.readouterr().out
    assert "== 150 articles" in out
    assert "| indexing | × whoosh |" in out
    found = json.loads(figures.read_text("utf-8"))
    [size] = found["sizes"]
    assert {"project, 2 workers", "project, whole way"} <= set(size["indexing"])
    for name, door in DOORS:
        assert f"\n{name}" in out
        assert size["indexing"][name]["articles_per_second"] > 0
        assert 0.2 < size["indexing"][name]["share"] < 30
        warm = size["asking"][door]["facets"]["warm"]
        assert set(KINDS) - set(warm) <= {"fuzzy"}
        assert 0 < warm["mixed"][0] <= warm["mixed"][1]
    for name in set(PEERS) - set(INSTALLED):
        assert f"{name}: not installed" in out
        assert found["peers"][name] is False
    assert {goal["what"] for goal in found["goals"]} >= {"bare indexing, × whoosh"}
    [kept] = cache.iterdir()
    assert re.fullmatch(r"small-\d+-fts5", kept.name)

    assert main([*wanted, "--only", "fts5", "--cache", str(cache), "--keep", "fts5"]) == 0
    again = capsys.readouterr()
    assert "fts5 indexes" not in again.err
    assert "fts5 is asked" in again.err


def test_a_task_has_a_process_of_its_own(generated: Path, tmp_path: Path) -> None:
    made = worker.carry_out(
        "index",
        name="fts5",
        articles=str(generated),
        languages=["en"],
        folder=str(tmp_path / "index"),
        workers=1,
        whole=False,
    )
    assert made["seconds"] > 0
    assert 10 < made["megabytes"] < 500
    assert made["bytes"] > generated.stat().st_size / 2
    with pytest.raises(RuntimeError, match="No such file"):
        worker.carry_out("survey", articles=str(tmp_path / "none"), queries=1, seed=1)


@pytest.mark.parametrize(
    "wrong", [["--only", "lucene"], ["--articles", "0"], ["--passes", "1"], ["--keep", "fts5"]]
)
def test_what_makes_no_sense_is_refused(
    wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(wrong)
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux tells of processes there")
def test_memory_is_that_of_all_processes_at_one_time() -> None:
    holds = "held = bytes(range(256)) * (1 << 18); print(len(held), flush=True); input()"
    command = [sys.executable, "-c", holds]  # 64 MB
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stdout.readline()
        own = worker._resident(Path("/proc/self")) / (1 << 20)
        with worker._Memory() as memory:
            deadline = time.monotonic() + 60
            while memory.megabytes < own + 60 and time.monotonic() < deadline:
                time.sleep(0.05)
        child.communicate(b"\n")
    assert memory.megabytes > own + 60
