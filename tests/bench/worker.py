"""One task in a process of its own, so that its memory can be read and it finds no warm cache.

`python -m tests.bench.worker TASK`: the task and the answer, the last line of the output, are JSON.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import Any

from tests.bench.corpus import generate, profile_of
from tests.bench.peers import Mode, peer
from tests.bench.queries import Query, make_queries

__all__ = ["TASKS", "carry_out"]

_ROOT = Path(__file__).parents[2]
_STATUS = Path("/proc/self/status")
_EVERY = 0.1  # seconds between two looks at the memory


def carry_out(task: str, **arguments: object) -> Any:
    """Have a task of `TASKS` done by a process of its own.

    Raises:
        RuntimeError: it failed; with what it said last.
    """
    command = [sys.executable, "-m", "tests.bench.worker", json.dumps([task, arguments])]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{task} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _generate(articles: str, count: int, seed: int) -> None:
    generate(Path(articles), count, seed)


def _survey(articles: str, queries: int, seed: int) -> dict[str, Any]:
    """What a file of articles holds, and what to ask of it."""
    profile = profile_of(Path(articles))
    made = make_queries(Path(articles), profile, queries, seed)
    return {"profile": profile, "queries": made}


def _index(
    name: str, articles: str, languages: list[str], folder: str, workers: int, whole: bool
) -> dict[str, float]:
    """Index: seconds, also of the processor; the peak of memory; the size of the index."""
    measured = peer(name)
    place = Path(folder)
    place.mkdir(parents=True)
    if not whole:
        measured.load(languages)
    began, worked = perf_counter(), _processor()
    with _Memory() as memory:
        if whole:
            assert measured.whole
            measured.whole(Path(articles), place, workers)
        else:
            measured.index(Path(articles), languages, place, workers)
    return {
        "seconds": perf_counter() - began,
        "processor": _processor() - worked,
        "megabytes": max(memory.megabytes, _megabytes()),
        "bytes": sum(path.stat().st_size for path in place.rglob("*") if path.is_file()),
    }


def _ask(
    name: str, door: str, folder: str, queries: list[list[Any]], mode: Mode, passes: int
) -> dict[str, Any]:
    """Put all queries, several times over.

    Returns:
        opening: seconds until the index is open; passes: seconds of each query, None where it
        cannot be put; totals: what each found; megabytes: the peak of memory.
    """
    asked = [Query(kind, language, tuple(words)) for kind, language, words in queries]
    opens = peer(name).doors[door]
    began = perf_counter()
    searcher = opens(Path(folder))
    opening = perf_counter() - began
    seconds: list[list[float | None]] = []
    totals: list[int | None] = []
    for _ in range(passes):
        taken: list[float | None] = []
        totals = []
        for query in asked:
            ask = searcher.prepared(query, mode)
            began = perf_counter()
            answer = ask() if ask else None
            taken.append(perf_counter() - began if ask else None)
            totals.append(answer.total if answer else None)
        seconds.append(taken)
    return {
        "opening": opening,
        "passes": seconds,
        "totals": totals,
        "megabytes": _megabytes(),
    }


def _processor() -> float:
    """Seconds that processors worked for this process and its children that have ended."""
    return sum(os.times()[:4])


def _megabytes() -> float:
    """The peak of the largest process of this one and its children that have ended.

    What the kernel says of a process began with its parent's; Linux has its own beside it.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        own = int(lines["VmHWM"].split()[0])
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return max(own, children) / unit


class _Memory:
    """Watches what this process and its children have in memory at one time, on Linux.

    Attributes:
        megabytes: the most; what several have mapped is counted for each.
    """

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._done = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_EVERY):
            self.megabytes = max(self.megabytes, sum(map(_resident, _family())) / (1 << 20))


def _family() -> Iterator[Path]:
    """Of this process and its children, where Linux tells of them."""
    own = Path("/proc/self")
    yield own
    for children in own.glob("task/*/children"):
        with suppress(OSError):  # that thread has ended
            yield from (Path("/proc") / child for child in children.read_text().split())


def _resident(process: Path) -> int:
    """The bytes that a process has in memory; 0 of one that has ended."""
    try:
        return int((process / "statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


TASKS: dict[str, Callable[..., Any]] = {
    "generate": _generate,
    "survey": _survey,
    "index": _index,
    "ask": _ask,
}

if __name__ == "__main__":
    wanted, given = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps(TASKS[wanted](**given)) + "\n")
