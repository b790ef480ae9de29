"""Work shared out among processes comes back whole, in order, or as an error."""

import gc
import logging
import os
import pickle
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from search import Article, EngineError, build, open_index, update
from search.engines.whoosh import termmerging
from search.errors import UsageError
from search.workers import Tell, Workers
from tests.test_indexing import found


def double(number: int, tell: Tell) -> tuple[int, int]:
    tell(1)
    return 2 * number, os.getpid()


def fail(number: int, _: Tell) -> int:
    if number == 3:
        raise ValueError("three")
    return number


def log(number: int, _: Tell) -> int:
    sys.stdout.write("not among the answers")
    sys.stdout.flush()
    logging.getLogger("search.analysis").info("number %d", number)
    return number


def collecting(number: int, _: Tell) -> bool:
    if number == 3:
        raise ValueError("three")
    return gc.isenabled()


def end(number: int, _: Tell, place: int) -> int:
    if number == place:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_answers_come_in_order(jobs: int) -> None:
    told: list[int] = []
    with Workers(jobs) as workers:
        answers = list(workers.map(double, range(20), told.append))
        again = list(workers.map(double, range(5), told.append))
    assert [answer for answer, _ in answers] == list(range(0, 40, 2))
    assert [answer for answer, _ in again] == list(range(0, 10, 2))
    assert sum(told) == 25
    processes = {process for _, process in answers}
    assert (os.getpid() in processes) == (jobs == 1)
    assert len(processes) <= jobs


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_garbage_is_looked_for_in_a_task(jobs: int) -> None:
    """Only there: whoever takes the answers goes on as before, after an error too."""
    with Workers(jobs) as workers:
        for is_collecting in workers.map(collecting, range(3)):
            assert not is_collecting
            assert gc.isenabled()
        with pytest.raises(ValueError, match="three"):
            list(workers.map(collecting, [2, 3]))
    assert gc.isenabled()


def test_one_item_needs_no_process() -> None:
    with Workers(4) as workers:
        assert list(workers.map(double, [21])) == [(42, os.getpid())]
        assert list(workers.map(double, [])) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_is_raised_where_the_work_was_given(jobs: int) -> None:
    with Workers(jobs) as workers:
        with pytest.raises(ValueError, match="three"):
            list(workers.map(fail, range(10)))
        # And there is no trace of it.
        assert [answer for answer, _ in workers.map(double, range(3))] == [0, 2, 4]


def test_what_is_logged_in_a_worker_is_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    with Workers(2) as workers, caplog.at_level(logging.INFO, "search.analysis"):
        assert list(workers.map(log, range(3))) == [0, 1, 2]
    assert sorted(caplog.messages) == ["number 0", "number 1", "number 2"]


def test_a_worker_that_is_killed_is_said() -> None:
    with Workers(2) as workers, pytest.raises(EngineError, match="--jobs 1"):
        list(workers.map(partial(end, place=2), range(6)))


@pytest.mark.parametrize("sent", [0, 3, 8, 20])
def test_a_worker_ends_when_what_it_is_sent_breaks_off(sent: int) -> None:
    message = pickle.dumps(("item", "harbour" * 100))
    data = len(message).to_bytes(8, "big") + message
    script = "from search.workers import serve; serve()"
    done = subprocess.run(
        [sys.executable, "-c", script], input=data[:sent], capture_output=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def articles(count: int) -> list[Article]:
    """Articles in two languages, some of them in both, some of them again."""
    lines = (
        "The harbour was closed for {n} days, said the minister of the northern isles.",
        "Міністр сказав, що порт було закрито {n} днів через велику бурю на морі.",
    )
    made = []
    for n in range(count):
        text = "\n\n".join(line.format(n=n) for line in lines[n % 3 :: 2] + lines[:1] * (n % 2))
        made.append(Article(id=str(n), title=f"Harbour {n % 7}", text=text, source=f"s{n % 5}"))
    return made


def test_however_many_work_the_index_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(termmerging, "_FEW", 1)  # so that they merge as well
    answers = []
    for jobs in (1, 2, 3):
        location = tmp_path / str(jobs)
        report = build(articles(2_500), location, jobs=jobs)
        assert (report.indexed, report.skipped) == (2_500, 0)
        changed = [Article(id=str(n), text=f"Ships sank {n}", source="late") for n in range(1_200)]
        assert update(changed, location, jobs=jobs).indexed == 1_200
        with open_index(location) as index:
            results = [
                index.search(query, limit=200, sort=sort)
                for query in ("harbour", "порту", "minister OR ships", '"велику бурю"', "harb*", "")
                for sort in ("relevance", "newest")
            ]
            answers.append(
                [
                    (
                        found.total,
                        [(hit.id, hit.score, hit.heading, hit.snippet) for hit in found.hits],
                        found.facets,
                        found.variants,
                        found.suggestion,
                    )
                    for found in results
                ]
            )
    assert answers[0] == answers[1] == answers[2]


def test_jobs_is_one_or_more(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jobs is 0"):
        build(articles(1), tmp_path / "i", jobs=0)


# A script as people write them: nothing keeps a second process from running it again.
_SCRIPT = """
import sys
from search import Article, build
text = "of the harvest " * 50
articles = [Article(id=str(n), text=f"new article {n} {text}") for n in range(9000)]
print("begins", flush=True)
print(build(articles, sys.argv[1], jobs=2).indexed, flush=True)
"""


def test_a_script_needs_no_guard(tmp_path: Path) -> None:
    location = tmp_path / "index"
    script = tmp_path / "script.py"
    script.write_text(_SCRIPT, "utf-8")
    done = subprocess.run([sys.executable, script, location], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "begins\n9000\n"), done.stderr


def children_of(process: int) -> list[Path]:
    """Where the system says what it knows of the processes that a process started."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [Path(f"/proc/{child}") for child in listed.split()]


def is_running(process: Path) -> bool:
    """Whether a process is there, and is not one that has ended and that nobody asked for."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="it looks at /proc")
def test_workers_end_with_whom_they_work_for(tmp_path: Path) -> None:
    location = tmp_path / "index"
    build([Article(id="1", text="old")], location)
    script = [sys.executable, "-c", _SCRIPT, str(location)]
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        while not (workers := children_of(process.pid)):
            time.sleep(0.05)
        process.kill()
    until = time.monotonic() + 30
    while any(map(is_running, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [worker for worker in workers if is_running(worker)]
    assert found(location, "old") == ["1"]
    assert update([Article(id="2", text="new")], location).indexed == 1


def test_parts_are_merged_while_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As they are of a million articles, by the same processes."""
    monkeypatch.setattr("search.indexing._BATCH", 4)
    monkeypatch.setattr("search.indexing._PART", 1)
    monkeypatch.setattr("search.engines.whoosh.writer._MERGED", 3)
    articles = [Article(id=str(n), text=f"Heron {n}.", language="en") for n in range(80)]
    assert build(articles, tmp_path / "index", jobs=2).indexed == 80
    assert len(found(tmp_path / "index", "heron")) == 80
