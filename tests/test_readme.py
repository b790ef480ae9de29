"""Nothing in the README drifts: every command and every snippet in it runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from search.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
BOOTSTRAP = [line for block in SHELL for line in block.splitlines() if line.startswith("python3")]
COMMANDS = [
    line for block in SHELL for line in block.splitlines() if line.startswith("article-search")
]


def test_the_two_commands_are_there() -> None:
    assert len(BOOTSTRAP) == 2
    assert BOOTSTRAP[0].endswith("article-search serve")
    assert BOOTSTRAP[1].endswith("-m pytest")


def test_every_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        words = shlex.split(command, comments=True)
        if words[1] != "serve":  # runs until it is stopped; test_cli runs it
            assert main(words[1:]) == 0, command


def test_every_command_of_the_program_stands_in_the_readme(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    helped = capsys.readouterr().out
    commands = set(re.findall(r"^    ([a-z]+) {2,}", helped, re.MULTILINE))
    assert commands == {shlex.split(command, comments=True)[1] for command in COMMANDS}


def test_every_snippet_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    assert PYTHON
    for snippet in PYTHON:
        exec(compile(snippet, "README.md", "exec"), {})


def test_every_example_of_the_query_language_finds_something(
    seeds_index: object, capsys: pytest.CaptureFixture[str]
) -> None:
    table = README.split("## The query language")[1].split("##")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    queries = [query for row in rows for query in re.findall(r"`([^`]+)`", row)]
    assert len(queries) > 12
    for query in queries:
        assert seeds_index.search(query).total, query  # type: ignore[attr-defined]


def test_files_that_it_names_exist() -> None:
    for path in re.findall(r"\]\(((?!http)[^)]+)\)", README):
        assert (ROOT / path).is_file(), path


@pytest.mark.skipif(
    os.environ.get("README_COMMANDS") != "required",
    reason="fetches and installs everything; README_COMMANDS=required asks for it",
)
def test_the_first_command_serves_the_page_from_a_clean_clone(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    command = f"{BOOTSTRAP[0]} --port 8765"
    own = {k: v for k, v in os.environ.items() if k not in {"VIRTUAL_ENV", "PYTHONPATH"}}
    process = subprocess.Popen(["bash", "-c", f"exec 2>&1; {command}"], cwd=clone, env=own)
    try:
        deadline = time.monotonic() + 600
        while True:
            try:
                with urllib.request.urlopen("http://127.0.0.1:8765/", timeout=5) as page:
                    assert page.status == 200
                    assert b"<h1" in page.read()
                break
            except OSError:
                assert process.poll() is None, "the command ended"
                assert time.monotonic() < deadline
                time.sleep(1)
    finally:
        subprocess.run(["pkill", "-P", str(process.pid)], check=False)
        process.terminate()
        process.wait()
    assert sys.version_info >= (3, 11)
