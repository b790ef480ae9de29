"""Build, update, remove; and what happens when something goes wrong in the middle."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

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
from search.preparing import prepare
from search.sources import Record

ENGLISH = "The ministers met in the capital and spoke about the harvest for most of the day."


def write(folder: Path, **files: str) -> Path:
    """Make files of these names and texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def found(location: Path, query: str) -> list[str]:
    return sorted(hit.id for hit in search(query, location, limit=100).hits)


def test_update_touches_only_what_changed(tmp_path: Path) -> None:
    folder, location = tmp_path / "articles", tmp_path / "index"
    write(folder, a="Apples\n\nApples are ripe.", b="Pears\n\nPears are late.", c="Plums\n\nPlums.")
    first = update([folder], location)
    assert (first.indexed, first.unchanged, first.removed, first.skipped) == (3, 0, 0, 0)
    again = update([folder], location)
    assert (again.indexed, again.unchanged, again.removed) == (0, 3, 0)
    assert again.generation == first.generation, "nothing changed, so nothing was committed"

    write(folder, b="Pears\n\nPears are early after all.")
    (folder / "c.txt").unlink()
    third = update([folder], location)
    assert (third.indexed, third.unchanged, third.removed) == (1, 1, 1)
    assert found(location, "early") == ["b.txt"]
    assert found(location, "late") == []
    assert found(location, "plums") == []
    assert found(location, "") == ["a.txt", "b.txt"]


def test_update_removes_only_below_its_own_folders(tmp_path: Path) -> None:
    north = write(tmp_path / "north", a="Snow\n\nSnow fell.")
    south = write(tmp_path / "south", b="Sun\n\nThe sun shone.")
    location = tmp_path / "index"
    update([north, south], location)
    (south / "b.txt").unlink()
    assert update([north], location).removed == 0
    assert found(location, "") == ["a.txt", "b.txt"]
    assert update([south], location).removed == 1
    assert found(location, "") == ["a.txt"]


def test_one_file_of_an_indexed_folder_can_be_refreshed(tmp_path: Path) -> None:
    folder = write(tmp_path / "f", a="Snow\n\nSnow fell.", b="Sun\n\nThe sun shone.")
    location = tmp_path / "index"
    update([folder], location)
    write(folder, b="Sun\n\nThe sun hid.")
    report = update([folder / "b.txt"], location)
    assert (report.indexed, report.removed) == (1, 0)
    assert found(location, "") == ["a.txt", "b.txt"]


def test_a_file_that_cannot_be_read_loses_nothing(tmp_path: Path) -> None:
    folder, location = tmp_path / "f", tmp_path / "index"
    folder.mkdir()
    lines = [json.dumps({"id": str(n), "text": f"number {n} of the series"}) for n in range(3)]
    (folder / "all.jsonl").write_text("\n".join(lines), "utf-8")
    update([folder], location)
    (folder / "all.jsonl").write_text("\n".join([lines[0], lines[1][:10]]), "utf-8")
    report = update([folder], location)
    assert (report.unchanged, report.skipped, report.removed) == (1, 1, 0)
    assert "line 2" in str(report.problems[0])
    assert found(location, "series") == ["0", "1", "2"]
    with open_index(location) as index:
        assert index.stats().problems == report.problems


def test_a_problem_is_forgotten_when_it_is_mended(tmp_path: Path) -> None:
    folder = write(tmp_path / "f", a="Snow\n\nSnow fell.")
    (folder / "bad.jsonl").write_text("{", "utf-8")
    location = tmp_path / "index"
    assert update([folder], location).skipped == 1
    (folder / "bad.jsonl").write_text('{"text": "all is well"}', "utf-8")
    assert update([folder], location).skipped == 0
    with open_index(location) as index:
        assert index.stats().problems == ()


def test_articles_of_a_script_are_replaced_by_id_and_never_removed(tmp_path: Path) -> None:
    location = tmp_path / "index"
    update([Article(id="1", text="old words"), Article(id="2", text="other words")], location)
    report = update([Article(id="1", text="new words")], location)
    assert (report.indexed, report.removed) == (1, 0)
    assert found(location, "words") == ["1", "2"]
    assert found(location, "old") == []


def test_ids_come_from_the_article_then_its_url_then_its_place(tmp_path: Path) -> None:
    folder = write(tmp_path / "f" / "deep", a="Snow\n\nSnow fell.")
    (folder / "two.jsonl").write_text(
        '{"id": "given", "url": "https://a.example/1", "text": "one"}\n'
        '{"url": "https://a.example/2", "text": "two"}\n{"text": "three"}\n',
        "utf-8",
    )
    location = tmp_path / "index"
    update([tmp_path / "f"], location)
    expected = ["deep/a.txt", "deep/two.jsonl#3", "given", "https://a.example/2"]
    assert found(location, "") == expected


def test_one_url_for_many_articles_merges_none_of_them(tmp_path: Path) -> None:
    location, url = tmp_path / "index", "https://site.example/"
    articles = [Article(url=url, text=f"story number {n}") for n in range(4)]
    report = update([*articles, articles[0]], location)
    assert (report.indexed, report.duplicates) == (4, 1)
    assert len(found(location, "story")) == 4
    assert any("have the id of another" in note for note in report.notes)
    assert update([*articles, articles[0]], location).unchanged == 4


def test_equal_places_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    location = tmp_path / "index"
    write(tmp_path / "one", a="Snow\n\nSnow fell.")
    write(tmp_path / "two", a="Sun\n\nThe sun shone.")
    update([tmp_path / "one"], location)
    update([tmp_path / "two"], location)
    assert len(found(location, "")) == 2
    assert update([tmp_path / "one", tmp_path / "two"], location).unchanged == 2


def test_an_article_without_a_word_is_reported(tmp_path: Path) -> None:
    report = build(
        [Article(id="empty", text=" \n"), Article(id="full", text="word")], tmp_path / "i"
    )
    assert (report.indexed, report.skipped) == (1, 1)
    assert "empty" in str(report.problems[0])


def test_build_replaces_all(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="old")], location)
    report = build([Article(id="2", text="new")], location)
    assert report.generation == "2.1"
    assert found(location, "") == ["2"]
    assert [path.name for path in location.glob("gen-*")] == ["gen-000002"]


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
@pytest.mark.parametrize("what", ["CURRENT", "about.json", "_MAIN_1.toc", ".seg"])
def test_a_damaged_index_is_said(tmp_path: Path, what: str) -> None:
    location = tmp_path / "index"
    build([Article(id=str(n), text=f"ripe apples {n}") for n in range(50)], location)
    for path in location.rglob("*"):
        if path.name.endswith(what):
            path.write_bytes(b"\x00garbage")
    with pytest.raises(IndexDamaged, match="rebuild"):
        search("apples", location)


def test_items_of_the_wrong_kind_are_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="list"):
        build("seeds", tmp_path / "i")
    with pytest.raises(SourceError, match="neither a path nor an Article"):
        build([{"text": "a dictionary"}], tmp_path / "i")  # type: ignore[arg-type]


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


def test_an_index_inside_the_indexed_folder_is_no_article(tmp_path: Path) -> None:
    write(tmp_path, a="Snow\n\nSnow fell.")
    location = tmp_path / "index"
    for _ in range(2):
        report = update([tmp_path], location)
        assert (report.skipped, report.removed) == (0, 0)
    assert found(location, "") == ["a.txt"]


def test_a_folder_behind_a_link_is_kept_up_to_date(tmp_path: Path) -> None:
    folder = write(tmp_path / "real", a="Snow\n\nSnow fell.", b="Sun\n\nThe sun shone.")
    (tmp_path / "link").symlink_to(folder)
    location = tmp_path / "index"
    update([tmp_path / "link"], location)
    (folder / "b.txt").unlink()
    assert update([tmp_path / "link"], location).removed == 1


def test_an_index_that_was_deleted_and_made_again_is_another(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="otters")], location)
    with open_index(location) as index:
        shutil.rmtree(location)
        assert not index.is_current()
        build([Article(id="1", text="seals")], location)
        assert not index.is_current()
    assert found(location, "seals") == ["1"]


@pytest.mark.parametrize("given", ['"url": "https://dummy.example/"', '"id": "1"'])
def test_equal_ids_of_two_files_lose_nothing_in_whatever_runs(tmp_path: Path, given: str) -> None:
    location = tmp_path / "index"
    one, two = tmp_path / "one", tmp_path / "two"
    for folder, text in ((one, "first lamb"), (two, "second lamb")):
        folder.mkdir()
        (folder / "all.jsonl").write_text(f'{{{given}, "text": "{text}"}}', "utf-8")
    for paths in ([one], [two], [one, two], [two], [one]):
        report = update(paths, location)
        assert report.removed == 0
    assert report.unchanged == 1
    assert len(found(location, "lamb")) == 2
    build([one, two], location)
    assert update([two], location).unchanged == 1
    assert len(found(location, "lamb")) == 2


def test_the_same_article_of_two_files_is_one(tmp_path: Path) -> None:
    location = tmp_path / "index"
    line = '{"url": "https://site.example/1", "text": "one lamb"}'
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(line, "utf-8")
    assert update([tmp_path / "a.jsonl", tmp_path / "b.jsonl"], location).duplicates == 1
    assert update([tmp_path / "b.jsonl"], location).duplicates == 1
    assert len(found(location, "lamb")) == 1


def test_one_url_one_text_but_another_day_is_another_article(tmp_path: Path) -> None:
    location = tmp_path / "index"
    url, text = "https://dummy.example/", "the same lamb"
    report = build(
        [Article(url=url, text=text, date=d) for d in ("2021-01-01", "2021-01-02")], location
    )
    assert (report.indexed, report.duplicates) == (2, 0)


def test_an_article_that_cannot_be_prepared_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(record: Record, article_id: str, digest: str) -> object:
        if "bad" in record.article.text:
            raise MemoryError("too long")
        return prepare(record, article_id, digest)

    monkeypatch.setattr("search.indexing.prepare", failing)
    articles = [Article(id="1", text="bad"), Article(id="2", text="good")]
    report = update(articles, tmp_path / "i")
    assert (report.indexed, report.skipped) == (1, 1)
    assert "MemoryError" in str(report.problems[0])


def test_very_long_words_are_words(tmp_path: Path) -> None:
    articles = [
        Article(id=letter, text=f"lamb {letter * 3_000_000}") for letter in ("x", "1", "я", "xа")
    ]
    assert build(articles, tmp_path / "i").indexed == 4
    assert len(found(tmp_path / "i", "lamb")) == 4


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


def test_an_update_clears_away_what_a_killed_rebuild_left(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="kept")], location)
    (location / "gen-000007").mkdir()
    update([Article(id="2", text="new")], location)
    assert len(list(location.glob("gen-*"))) == 1


def test_stated_sources_are_spelled_alike(tmp_path: Path) -> None:
    location = tmp_path / "index"
    given = (
        "https://www.bbc.example/news",
        "BBC.example",
        "bbc.example",
        "www.bbc.example/",
        "The Post",
    )
    build([Article(id=str(n), text=f"lamb {n}", source=s) for n, s in enumerate(given)], location)
    with open_index(location) as index:
        assert index.stats().sources == {"bbc.example": 4, "The Post": 1}
        assert index.search("source:www.bbc.example").total == 4


def test_the_first_day_of_unix_time_is_no_date(tmp_path: Path) -> None:
    build([Article(id="1", text="lamb", date="1970-01-01")], tmp_path / "i")
    assert search("", tmp_path / "i").hits[0].date is None
