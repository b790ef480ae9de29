"""The command line, as a person or a script runs it."""

import fcntl
import gzip
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
import urllib.request
from pathlib import Path

import pytest

from search import build, open_index
from tests.conftest import ROOT


def run(
    *arguments: object, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "search", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | environment,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def location(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cli") / "index"
    build([ROOT / "seeds"], place)
    return place


def test_index_again_says_what_changed(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in "abcde":
        (folder / f"{name}.txt").write_text(f"Headline {name}\n\nText of {name}.", "utf-8")
    first = run("index", folder, cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("indexed 5, unchanged 0, removed 0, duplicates 0, skipped 0 in ")
    assert (tmp_path / "article-search-index" / "CURRENT").is_file()
    (folder / "a.txt").unlink()
    again = run("index", folder, cwd=tmp_path)
    assert "unchanged 4, removed 1" in again.stdout
    rebuilt = run("rebuild", folder, cwd=tmp_path)
    assert "indexed 4" in rebuilt.stdout
    assert "generation 2.1" in rebuilt.stdout


def test_skipped_input_is_named_and_told_by_the_exit_code(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Headline\n\nText.", "utf-8")
    (tmp_path / "cut.jsonl.gz").write_bytes(gzip.compress(b'{"text": "x"}\n' * 100)[:-20])
    (tmp_path / "bad.jsonl").write_text('{"text": "fine"}\n{oops\n', "utf-8")
    done = run("index", tmp_path, "--index", tmp_path / "i")
    assert done.returncode == 3
    assert "bad.jsonl, line 2" in done.stderr
    assert "cut.jsonl.gz" in done.stderr
    assert "skipped 2" in done.stdout
    stats = run("stats", "--index", tmp_path / "i")
    assert "bad.jsonl, line 2" in stats.stdout
    report = json.loads(run("index", tmp_path, "--index", tmp_path / "i", "--json").stdout)
    assert report["skipped"] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["search", "x", "--index", "/nowhere"], "no index at /nowhere"),
        (["show", "no-such-id"], "no article has the id 'no-such-id'"),
        (["search", "language:xx"], "unknown language 'xx'; this index holds"),
        (["search", "x", "--language", "xx"], "unknown language 'xx'; this index holds"),
        (["search", "x", "--source", "northern-courier"], "northern-courier.example"),
        (["search", "x", "--since", "soon"], "'soon' is not a date"),
        (["search", "x", "--sort", "best"], "invalid choice"),
        (["search", "x", "--limit", "-3"], "limit is -3"),
        (["search", "x", "--without", "столтенберг"], "unknown variant 'столтенберг'"),
        (["index", "/no/such/folder"], "/no/such/folder"),
        (["frobnicate"], "invalid choice"),
        (["serve", "--port", "99999"], "no port"),
        (["serve", "--port", "0", "--host", "no such host"], "cannot listen"),
        (["index"], "PATH"),
    ],
)
def test_mistakes_exit_2_and_say_what_is_right(
    location: Path, arguments: list[str], says: str
) -> None:
    done = run(*arguments, ARTICLE_SEARCH_INDEX=str(location))
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_failing_system_exits_1(location: Path, tmp_path: Path) -> None:
    broken = tmp_path / "index"
    shutil.copytree(location, broken)
    next(broken.glob("gen-*/about.json")).write_text("{", "utf-8")
    done = run("search", "x", "--index", broken)
    assert done.returncode == 1
    assert "rebuild" in done.stderr
    assert "Traceback" not in done.stderr


def test_search_prints_hits_notes_and_facets(location: Path) -> None:
    done = run("search", "Столтенберг qqqq", "--index", location, "--limit", "3")
    assert done.returncode == 0
    assert "Note: no article has all 2 words; these have 1 of them." in done.stdout
    assert "Столтенберг" in done.stdout
    assert " language: " in done.stdout
    assert "\x1b" not in done.stdout


def test_search_json_is_one_document(location: Path) -> None:
    done = run(
        "search", "Столтенберг", "--index", location, "--json", "--limit", "2", "--offset", "1"
    )
    document = json.loads(done.stdout)
    with open_index(location) as index:
        results = index.search("Столтенберг", limit=2, offset=1)
    assert document["total"] == results.total
    assert [hit["id"] for hit in document["hits"]] == [hit.id for hit in results.hits]
    assert document["hits"][0]["snippet"]["html"] == results.hits[0].snippet.html()
    values = {facet["value"]: facet["count"] for facet in document["facets"]["language"]}
    assert values == {facet.value: facet.count for facet in results.facets["language"]}


def test_search_says_what_else_was_searched_and_leaves_it_out(location: Path) -> None:
    def searched(*arguments: object) -> list[str]:
        return run("search", *arguments, "--index", location, "--limit", "1").stdout.splitlines()

    def total(*arguments: object) -> int:
        return int(searched(*arguments)[0].split()[0])

    told = searched("Stoltenberg")[1]
    assert told.startswith("Stoltenberg: also Столтенберг, Столтенберга (bg, ru, uk)")
    assert searched("=Stoltenberg")[1] == ""
    document = json.loads(run("search", "Stoltenberg", "--json", "--index", location).stdout)
    variants = document["variants"]["Stoltenberg"]
    keys = [f"--without={variant['key']}" for variant in variants if variant["kind"] == "name"]
    everything, less, least = (
        total("Stoltenberg", *arguments) for arguments in ([], keys[:1], ["--no-names"])
    )
    assert everything > less > least > 0
    assert total("Stoltenberg", *keys) == least
    assert searched("Stoltenberg", "--no-names")[1] == ""


def test_a_line_tells_no_more_than_it_holds(location: Path) -> None:
    lines = [
        run("search", "NATO", "--index", location, COLUMNS=str(columns)).stdout.splitlines()[1]
        for columns in (20, 60, 90)
    ]
    assert lines[0].startswith("NATO: also NATO’s (en) · ")
    assert [len(line) <= columns for line, columns in zip(lines, (20, 60, 90), strict=True)] == [
        False,  # one is always told
        True,
        True,
    ]
    assert len(lines[0]) < len(lines[1]) < len(lines[2])
    assert all(line.endswith(" more") for line in lines)


def test_filters_on_the_command_line(location: Path) -> None:
    def languages(*arguments: str) -> set[str]:
        done = run("search", "", "--index", location, "--limit", "500", "--json", *arguments)
        return {hit["language"] for hit in json.loads(done.stdout)["hits"]}

    everything = languages()
    assert languages("--language", "uk", "--language", "bg") == {"uk", "bg"}
    assert languages("--language", "uk,bg") == {"uk", "bg"}
    assert languages("--language=-uk") == everything - {"uk"}
    assert languages("--source", "elbzeitung.example") == {"de"}


def test_words_as_a_person_types_them(location: Path) -> None:
    def total(*arguments: object) -> int:
        return int(json.loads(run(*arguments, "--json").stdout)["total"])

    quoted = total("search", "grain -Odesa", "--index", location)
    assert total("search", "grain", "-Odesa", "--index", location) == quoted
    assert total("--index", location, "search", "grain", "-Odesa") == quoted
    assert total("search", "-Odesa", "--index", location) > quoted
    assert run("--version").stdout.startswith("article-search ")


def test_show_marks_what_was_set_aside(location: Path) -> None:
    document = json.loads(
        run(
            "search", "source:dniprovyi-visnyk.example Столтенберг", "--index", location, "--json"
        ).stdout
    )
    identity = document["hits"][0]["id"]
    shown = run("show", identity, "--index", location, "--all").stdout
    assert "[set aside] Свіжі дописи" in shown
    article = json.loads(run("show", identity, "--index", location, "--json").stdout)
    without = run("show", identity, "--index", location).stdout
    assert "Свіжі дописи" not in without
    assert f"{len(article['set_aside'])} lines set aside: --all shows them" in without
    assert "Свіжі дописи" in article["set_aside"]
    assert all(line.strip() in without for line in article["body"].splitlines()[2:])
    for start, end in article["boilerplate"]:
        for line in article["text"][start:end].splitlines():
            assert not line.strip() or f"[set aside] {line}" in shown


def test_stats(location: Path) -> None:
    document = json.loads(run("stats", "--index", location, "--json").stdout)
    with open_index(location) as index:
        stats = index.stats()
    assert document["articles"] == stats.articles
    assert document["languages"] == stats.languages
    text = run("stats", "--index", location).stdout
    assert f"{stats.articles} articles" in text
    assert "Українська" in text


def test_a_closed_pipe_is_no_error(location: Path) -> None:
    command = f"{sys.executable} -m search search '' --limit 500 --index {location} | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0


def test_a_terminal_gets_colours_and_a_bar(location: Path, tmp_path: Path) -> None:
    """Run under a pseudo-terminal, as a person does."""

    def in_terminal(*arguments: object, **environment: str) -> str:
        own = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"}
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        process = subprocess.Popen(
            [sys.executable, "-m", "search", *map(str, arguments)],
            stdout=slave, stderr=slave, cwd=ROOT, env=own | environment,
        )  # fmt: skip
        os.close(slave)
        output = b""
        while True:
            ready, _, _ = select.select([master], [], [], 60)
            try:
                data = os.read(master, 65536) if ready else b""
            except OSError:
                break
            if not data:
                break
            output += data
        process.wait()
        os.close(master)
        return output.decode("utf-8", "replace")

    assert "\x1b[1;33mСтолтенберг\x1b[0m" in in_terminal(
        "search", "Столтенберг", "--index", location
    )
    assert "\x1b" not in in_terminal("search", "Столтенберг", "--index", location, NO_COLOR="1")
    assert "articles" in in_terminal("index", ROOT / "seeds", "--index", tmp_path / "i")


def test_serve_builds_from_the_seeds_and_answers(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "search", "serve", "--port", "0", "--index", str(tmp_path / "i")],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        lines: list[str] = []
        while not lines or "http://" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], "it ended"
        assert "building one from" in lines[0]
        address = lines[-1].split()[1]
        deadline = time.monotonic() + 30
        while True:
            try:
                with urllib.request.urlopen(
                    address + "api/search?q=Stoltenberg", timeout=10
                ) as answer:
                    assert json.load(answer)["total"] > 0
                break
            except ConnectionError:
                assert time.monotonic() < deadline
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()
