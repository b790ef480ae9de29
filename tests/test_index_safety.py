"""The index is never lost: failures, kills, locks, damage, readers of an older state."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from whoosh.index import open_dir

from search import (
    Article,
    EngineError,
    IndexDamaged,
    IndexLocked,
    IndexNotFound,
    SourceError,
    UsageError,
    build,
    open_index,
    search,
    update,
)
from search.engines.whoosh import open_writer
from search.engines.whoosh.codec import ArrayCodec
from search.engines.whoosh.location import size_of
from tests.test_indexing import found


def test_a_build_that_finds_nothing_leaves_the_index(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)
    (tmp_path / "void").mkdir()
    for items in ([tmp_path / "void"], [tmp_path / "missing"], [], [Article(text=" ")]):
        with pytest.raises(SourceError):
            build(items, location)
        assert found(location, "kept") == ["1"]
    assert [path.name for path in location.glob("gen-*")] == ["gen-000001"]


def test_a_build_that_fails_in_the_middle_leaves_the_index(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)

    def failing() -> object:
        yield Article(id="2", text="lost")
        raise RuntimeError("the disk is gone")

    for run in (build, update):
        with pytest.raises(RuntimeError, match="the disk is gone"):
            run(failing(), location)  # type: ignore[arg-type]
        assert found(location, "") == ["1"]
    assert update([Article(id="3", text="and it can be written again")], location).indexed == 1


def test_a_reader_keeps_what_it_opened(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id=str(n), text=f"ripe apples {n}", source="s") for n in range(30)], location)
    with open_index(location) as index:
        assert index.is_current()
        update([Article(id="0", text="pears")], location)
        assert not index.is_current()
        build([Article(id="x", text="plums")], location)
        results = index.search("apples", limit=100)
        assert results.total == 30
        assert results.facets["source"][0].count == 30
        assert index.article("7").text == "ripe apples 7"
    assert found(location, "") == ["x"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)
    writer = open_writer(location, fresh=False)
    with pytest.raises(IndexLocked, match="another process"):
        update([Article(text="word")], location)
    writer.cancel()
    assert update([Article(text="word")], location).indexed == 1


@pytest.mark.parametrize("call", [search, lambda _, place: open_index(place)])
def test_no_index_is_said_with_its_remedy(tmp_path: Path, call: object) -> None:
    with pytest.raises(IndexNotFound, match="article-search index"):
        call("word", tmp_path / "nowhere")  # type: ignore[operator]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear friend", "utf-8")
    with pytest.raises(UsageError, match=r"letter\.txt"):
        build([Article(text="word")], tmp_path)
    with pytest.raises(UsageError, match="is a file"):
        build([Article(text="word")], tmp_path / "letter.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


# Whoosh leaves files open when it cannot read them.
@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)
@pytest.mark.parametrize(
    "what", ["CURRENT", "about.json", "_MAIN_1.toc", ".trm", ".pst", ".pos", ".doc", ".txt", ".off"]
)
def test_a_damaged_index_is_said(tmp_path: Path, what: str) -> None:
    location = tmp_path / "index"
    build([Article(id=str(n), text=f"ripe apples {n}") for n in range(50)], location)
    for path in location.rglob("*"):
        if path.name.endswith(what):
            path.write_bytes(b"\x00garbage")
    with pytest.raises(IndexDamaged, match="rebuild"):
        search("apples", location)


def test_searches_go_on_during_rebuilds(tmp_path: Path) -> None:
    """Many rebuilds while other threads open and search: every search finds a whole index."""
    location = tmp_path / "index"
    articles = [Article(id=str(n), text=f"apples {n}") for n in range(20)]
    build(articles, location)
    wrong: list[object] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                if (total := search("apples", location).total) != 20:
                    wrong.append(total)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        build(articles, location)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


_REBUILD = """
import sys
from search import Article, build
def articles():
    for n in range(2000):
        if n == int(sys.argv[2]):
            print("reached", flush=True)
        yield Article(id=str(n), text=f"new article {n} " + "about the harvest in the valley " * 20)
build(articles(), sys.argv[1])
print("done", flush=True)
"""


@pytest.mark.parametrize("after", [0, 700, 1999])
def test_kill_in_the_middle_of_a_rebuild_changes_nothing(tmp_path: Path, after: int) -> None:
    location = tmp_path / "index"
    build([Article(id=str(n), text=f"old article {n}") for n in range(100)], location)
    process = subprocess.Popen(
        [sys.executable, "-c", _REBUILD, str(location), str(after)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reached\n"
    time.sleep(0.3)  # into the writing behind the last article
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert search("old", location).total == 100
    assert search("new", location).total == 0
    # The next run is not hindered by what was left behind, and clears it away.
    assert update([Article(id="101", text="old too")], location).indexed == 1
    build([Article(id="1", text="fresh")], location)
    assert [path.name for path in location.glob("gen-*")] == [
        (location / "CURRENT").read_text().split()[0]
    ]


def test_an_index_that_was_deleted_and_made_again_is_another(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="otters")], location)
    with open_index(location) as index:
        shutil.rmtree(location)
        assert not index.is_current()
        build([Article(id="1", text="seals")], location)
        assert not index.is_current()
    assert found(location, "seals") == ["1"]


@pytest.mark.parametrize("run", [build, update])
def test_a_full_disk_is_said_and_leaves_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: object
) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("search.engines.whoosh.writer.write_about", full)
        with pytest.raises(EngineError, match="No space left on device"):
            run([Article(id="2", text="new")], location)  # type: ignore[operator]
    assert found(location, "") == ["1"]
    assert len(list(location.glob("gen-*"))) == 1
    assert update([Article(id="2", text="new")], location).indexed == 1


@pytest.mark.parametrize("step", ["TOC", "sync_folder", "clean_files"])
def test_a_commit_that_fails_at_its_end_leaves_one_state_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    location = tmp_path / "index"
    update([Article(id="1", text="kept")], location)

    def failing(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(f"search.engines.whoosh.writer.{step}", failing)
        with pytest.raises(EngineError, match="Input/output error"):
            update([Article(id="2", text="new")], location)
    assert found(location, "") == (["1"] if step == "TOC" else ["1", "2"])
    assert update([Article(id="3", text="newer")], location).indexed == 1
    assert found(location, "kept OR newer") == ["1", "3"]


def test_a_whoosh_script_that_writes_is_waited_for(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)
    with open_index(location) as index:
        folder = index.stats().directory
    writer = open_dir(folder).writer(codec=ArrayCodec())
    with pytest.raises(IndexLocked, match="Whoosh script"):
        update([Article(id="2", text="new")], location)
    writer.cancel()
    assert update([Article(id="2", text="new")], location).indexed == 1


def test_an_update_clears_away_what_a_killed_rebuild_left(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)
    (location / "gen-000007").mkdir()
    update([Article(id="2", text="new")], location)
    assert len(list(location.glob("gen-*"))) == 1


def test_a_reader_knows_that_other_things_were_skipped(tmp_path: Path) -> None:
    """An update that changes no article, but what the index says of itself."""
    location, folder = tmp_path / "index", tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry left the harbour at dawn.\n", encoding="utf-8")
    build([folder], location)
    with open_index(location) as before:
        update([folder], location)
        assert before.is_current(), "nothing has changed"
        (folder / "broken.json").write_text("{", encoding="utf-8")
        update([folder], location)
        assert not before.is_current()
        with open_index(location) as after:
            assert after.mark != before.mark
            assert after.is_current()
            assert [Path(p.path).name for p in after.stats().problems] == ["broken.json"]
        (folder / "broken.json").unlink()
        update([folder], location)
    with open_index(location) as index:
        assert not index.stats().problems


def test_an_article_keeps_the_time_it_was_indexed_at(tmp_path: Path) -> None:
    location, first = tmp_path / "index", Article(id="1", text="The ferry left the harbour.")
    build([first], location)
    with open_index(location) as index:
        before = index.article("1").indexed
        assert before
    time.sleep(1.1)  # the times have seconds
    update([first, Article(id="2", text="The ferry came back at night.")], location)
    with open_index(location) as index:
        hits = index.search("ferry").hits
        times = {hit.id: hit.indexed for hit in hits}
        assert times["1"] == before == index.article("1").indexed
        assert times["2"]
        assert times["2"] > before
    time.sleep(1.1)
    update([Article(id="1", text="The ferry left the harbour again.")], location)
    with open_index(location) as index:
        changed = index.article("1").indexed
        assert changed
        assert changed > times["2"]


def test_the_size_is_of_the_files_that_are_still_there(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"12345")
    (tmp_path / "removed").symlink_to(tmp_path / "nowhere")  # listed, and then not found
    assert size_of(tmp_path) == 5
    assert size_of(tmp_path / "nowhere") == 0
