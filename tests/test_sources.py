"""What is read, in which order, under which key; and what is said of what cannot be read."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import search.sources
from search.errors import SourceError
from search.models import Article, Problem
from search.sources import Record, read_articles
from search.sources.formats import READERS, reader_for
from search.sources.walk import folder_name

TEXT = "Міністри зібралися в Брюсселі.\n\nРозмова тривала дві години.\n"


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def records(*paths: Path) -> list[Record]:
    """All that is read, where nothing may be a Problem."""
    found = list(read_articles(paths))
    assert [item for item in found if isinstance(item, Problem)] == []
    return [item for item in found if isinstance(item, Record)]


def the_problem(path: Path) -> Problem:
    """The one result of reading, which must be a Problem with everything that one needs."""
    [problem] = read_articles([path])
    assert isinstance(problem, Problem)
    assert problem.path == str(path)
    assert problem.reason
    assert problem.remedy
    return problem


def test_folders_are_read_in_order_and_hidden_names_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b/c.txt", ".hidden.txt", ".git/x.txt", "c.md"):
        put(tmp_path / name, TEXT)
    assert [record.key for record in records(tmp_path)] == ["a/b/c.txt", "a/z.txt", "b.txt", "c.md"]


def test_a_file_given_itself_has_its_name_for_a_key(tmp_path: Path) -> None:
    file = put(tmp_path / "pravda.com.ua/x.txt", TEXT)
    [record] = records(file)
    assert (record.key, record.folder, record.path) == ("x.txt", "", str(file))
    assert record.article == Article(text=TEXT)


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    first, second = put(tmp_path / "2.txt", TEXT), put(tmp_path / "1/1.txt", TEXT)
    assert [r.key for r in records(first, second.parent)] == ["2.txt", "1.txt"]
    assert [r.key for r in read_articles(str(first)) if isinstance(r, Record)] == ["2.txt"]


def test_paths_in_records_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "a/x.txt", TEXT)
    monkeypatch.chdir(tmp_path)
    assert records(Path("a"))[0].path == str(tmp_path / "a" / "x.txt")


@pytest.mark.parametrize("missing", ["nowhere", "", "a\0b"])
def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path, missing: str) -> None:
    there = put(tmp_path / "x.txt", TEXT)
    path = os.path.join(tmp_path, missing) if missing else ""
    with pytest.raises(SourceError, match="there is no file or folder"):
        read_articles([there, path])  # at the call: the result is not touched


@pytest.mark.parametrize(
    ("parts", "folder"),
    [
        ((), ""),
        (("2021", "10"), ""),
        (("2021-10", "10_11"), ""),
        (("news",), "news"),
        (("news", "2021", "10"), "news"),
        (("pravda.com.ua", "politics", "2021"), "pravda.com.ua"),
        (("a.com", "b.org"), "b.org"),
        (("crawl", "яндекс.рф"), "яндекс.рф"),
        (("xn--80a.xn--p1ai", "x"), "xn--80a.xn--p1ai"),
        (("v1.2", "sport"), "sport"),
        (("example.c", "2021"), "example.c"),
        (("site.com", "2021.10"), "site.com"),
    ],
)
def test_folder(parts: tuple[str, ...], folder: str, tmp_path: Path) -> None:
    assert folder_name(parts) == folder
    put(tmp_path.joinpath(*parts) / "x.txt", TEXT)
    assert records(tmp_path)[0].folder == folder


def test_loops_of_links_end_and_other_links_are_followed(tmp_path: Path) -> None:
    put(tmp_path / "root/a/x.txt", TEXT)
    put(tmp_path / "elsewhere/y.txt", TEXT)
    (tmp_path / "root/a/up").symlink_to(tmp_path / "root")
    (tmp_path / "root/b").symlink_to(tmp_path / "elsewhere")
    assert [r.key for r in records(tmp_path / "root")] == ["a/x.txt", "b/y.txt"]


def test_folders_may_be_deeper_than_the_recursion_limit(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1100):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    [problem] = read_articles([tmp_path])
    assert isinstance(problem, Problem)
    assert problem.reason == "the file is empty"
    subprocess.run(["rm", "-r", tmp_path / "d"], check=True)  # Python's own would recurse


def test_a_folder_named_like_a_file_is_a_folder(tmp_path: Path) -> None:
    put(tmp_path / "x.txt" / "y.txt", TEXT)
    assert [r.key for r in records(tmp_path)] == ["x.txt/y.txt"]


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert records(tmp_path) == []


def test_other_kinds_of_files_are_counted_not_read(tmp_path: Path) -> None:
    others = [
        "a.css",
        "b.docm.zip",
        "c.PNG",
        "d.pdf",
        "e.js",
        "f.woff2",
        "g.mp4",
        "h.tar.gz",
        "i.svg",
        "j.tgz",
        "k.svgz",
    ]
    for name in others:
        put(tmp_path / name, b"\0\1")
    put(tmp_path / "z.txt", TEXT)
    ignored: list[str] = []
    found = list(read_articles([tmp_path], ignored=ignored.append))
    assert [os.path.basename(path) for path in ignored] == others
    assert len(found) == 1
    assert len(list(read_articles([tmp_path]))) == 1  # and without the callback


@pytest.mark.parametrize(
    "name", ["README", "x.2021", "NATO vs. Росія", "x.LOG", "x.txt.gz", "x.gz"]
)
def test_other_names_are_plain_text_if_they_hold_text(tmp_path: Path, name: str) -> None:
    file = put(tmp_path / name, gzip.compress(TEXT.encode()) if name.endswith("gz") else TEXT)
    assert records(file)[0].article.text == TEXT
    assert "NUL" in the_problem(put(tmp_path / f"a{name.removesuffix('.gz')}", b"PK\0\1")).reason


def test_every_format_has_one_row() -> None:
    assert list(READERS) == sorted(READERS)
    assert reader_for("a/b.TXT") is READERS[".txt"]
    assert reader_for("x.JSONL.GZ") is READERS[".jsonl"]
    assert reader_for("x.jpg") is None


@pytest.mark.parametrize("suffix", [*READERS, "", ".txt.gz"])
def test_an_empty_file_is_a_problem_in_every_format(tmp_path: Path, suffix: str) -> None:
    empty = gzip.compress(b"") if suffix.endswith(".gz") else b""
    assert the_problem(put(tmp_path / f"x{suffix}", empty)).reason == "the file is empty"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:  # pragma: no cover
    file = put(tmp_path / "a/x.txt", TEXT)
    file.chmod(0)
    assert "permission" in the_problem(file).reason
    file.parent.chmod(0)
    try:
        assert "permission" in the_problem(file.parent).reason
    finally:
        file.parent.chmod(0o700)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied"), "no permission"),
        (FileNotFoundError(2, "No such file"), "not there"),
        (IsADirectoryError(21, "Is a directory"), "changed between file and folder"),
        (OSError(5, "Input/output error"), "Input/output error"),
        (MemoryError(), "more memory"),
        (RecursionError(), "nested too deeply"),
        (ZeroDivisionError("odd\nthing"), "ZeroDivisionError: odd thing"),
    ],
)
def test_errors_are_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    file = put(tmp_path / "x.txt", TEXT)
    monkeypatch.setattr(search.sources, "open_source", fail)
    assert said in the_problem(file).reason


def test_a_broken_link_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    put(tmp_path / "b.txt", TEXT)
    problem, record = read_articles([tmp_path])
    assert isinstance(problem, Problem)
    assert "not there" in problem.reason
    assert isinstance(record, Record)


def test_files_that_vanish_and_folders_that_appear_meanwhile(tmp_path: Path) -> None:
    first, gone, turned = (put(tmp_path / f"{name}.txt", TEXT) for name in "abc")
    reading = read_articles([first, gone, turned])
    next(reading)
    gone.unlink()
    turned.unlink()
    turned.mkdir()
    put(turned / "d.txt", TEXT)
    problem, record = reading
    assert isinstance(problem, Problem)
    assert "not there" in problem.reason
    assert isinstance(record, Record)


def test_names_that_are_not_utf8_can_be_printed(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/\xd1\xf2.txt"
    with open(name, "wb") as file:
        file.write(TEXT.encode())
    [record] = records(tmp_path)
    assert record.key == r"\udcd1\udcf2.txt"
    json.dumps(record.path).encode()
    os.truncate(name, 0)
    [problem] = read_articles([tmp_path])
    str(problem).encode()


def test_progress_runs_from_nothing_to_all_bytes_on_disk(tmp_path: Path) -> None:
    put(tmp_path / "a.jsonl.gz", gzip.compress(b'{"text": "a"}\n' * 50_000))
    put(tmp_path / "b.png", b"1" * 1000)
    put(tmp_path / "c.txt", "x" * 1_000_000)
    put(tmp_path / "d.txt", "")
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    steps: list[tuple[int, int]] = []
    list(read_articles([tmp_path], progress=lambda done, total: steps.append((done, total))))
    assert {total for _, total in steps} == {size}
    assert steps == sorted(steps)
    assert steps[-1] == (size, size)
    assert 4 < len(steps) < 40  # as reading goes, but not at each record


def test_a_reader_can_be_left_in_the_middle(tmp_path: Path) -> None:
    reading = read_articles([put(tmp_path / "x.jsonl", '{"text": "a"}\n' * 10)])
    next(reading)
    reading.close()  # type: ignore[attr-defined]


def test_importing_is_cheap() -> None:
    heavy = "trafilatura lxml feedparser warcio yaml charset_normalizer dateparser markdown_it"
    code = f"import sys, search.sources; print([m for m in {heavy.split()} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
