"""Work shared out among processes.

Each worker is a Python of its own that reads tasks from its input and writes answers to its
output. So a script that indexes needs no `if __name__ == "__main__"`, and no process is copied
while threads hold its locks, as `multiprocessing` would have it.
"""

import ctypes
import gc
import logging
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain, islice
from queue import SimpleQueue
from threading import Lock, Thread
from typing import IO, Any, TypeVar

from search.errors import EngineError

__all__ = ["Task", "Tell", "Workers", "serve"]

T = TypeVar("T")
R = TypeVar("R")
Tell = Callable[[int], None]  # how much more of a task is done
Task = Callable[[T, Tell], R]

_LENGTH = 8  # bytes before each message
_AHEAD = 2  # tasks for each worker that are on their way
# What malloc.h calls M_MMAP_THRESHOLD; bytes from which on memory is the system's own.
_MMAP_THRESHOLD, _LARGE = -3, 1 << 20
_START = "import sys; sys.path[:] = {path!r}; from search.workers import serve; serve()"


class Workers:
    """Up to `jobs` processes, started when there is work for two; close them, or use `with`.

    What is mapped after that starts new ones.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all: list[_Worker] = []

    def map(self, task: Task[T, R], items: Iterable[T], tell: Tell = lambda _: None) -> Iterator[R]:
        """Yield task(item, tell) for each item, in their order.

        With one job, or one item, all is done here. Items are taken as workers become free.

        Args:
            task: it can be pickled; a worker unpickles it once.
            tell: called from any thread, by one at a time.

        Raises:
            EngineError: a worker was killed.
            Exception: what the function raises.
        """
        iterator = iter(items)
        first = list(islice(iterator, 2))
        if self.jobs == 1 or len(first) < 2:
            for item in chain(first, iterator):
                with _uncollected():
                    answer = task(item, tell)
                yield answer
            return
        _give_back()
        while len(self._all) < self.jobs:
            self._all.append(_Worker())
            self._idle.put(self._all[-1])
        code = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        idle = self._idle
        telling = Lock()

        def tell_alone(more: int) -> None:
            with telling:
                tell(more)

        waiting: deque[Future[R]] = deque()
        with ThreadPoolExecutor(self.jobs) as threads:
            try:
                for item in chain(first, iterator):
                    waiting.append(threads.submit(_do, idle, code, item, tell_alone))
                    if len(waiting) >= _AHEAD * self.jobs:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            except BaseException:
                for future in waiting:
                    future.cancel()
                self.close()  # or the threads would wait until their tasks are done
                raise

    def close(self) -> None:
        """End the processes."""
        for worker in self._all:
            worker.close()
        self._all.clear()
        self._idle = SimpleQueue()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage meanwhile: a task makes a million objects, and none is in a circle."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _do(idle: "SimpleQueue[_Worker]", code: bytes, item: Any, tell: Tell) -> Any:
    """Have the next free worker do a task."""
    worker = idle.get()
    try:
        return worker.do(code, item, tell)
    finally:
        idle.put(worker)


class _Worker:
    """One process, seen from here."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", _START.format(path=sys.path)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._code = b""

    def do(self, code: bytes, item: Any, tell: Tell) -> Any:
        """What comes of a task."""
        given, answers = self._process.stdin, self._process.stdout
        assert given
        assert answers
        try:
            if code is not self._code:
                _send(given, ("task", code))
                self._code = code
            _send(given, ("item", item))
            while True:
                kind, value = _receive(answers)
                if kind == "answer":
                    return value
                if kind == "error":
                    raise value
                if kind == "more":
                    tell(value)
                    continue
                logger = logging.getLogger(value.name)
                if logger.isEnabledFor(value.levelno):
                    logger.handle(value)
        except (EOFError, OSError) as error:
            raise EngineError(
                f"a worker process ended ({self._process.poll()}), perhaps for want of memory; "
                "run this again with --jobs 1; the index is as it was"
            ) from error

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()


def _send(stream: IO[bytes], message: tuple[str, Any]) -> None:
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[str, Any]:
    length = int.from_bytes(_read(stream, _LENGTH), "big")
    message: tuple[str, Any] = pickle.loads(_read(stream, length))
    return message


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:  # who sent it was killed
        raise EOFError
    return data


class _Forward(logging.Handler):
    """Has what is logged in a worker logged by whoever it works for."""

    def __init__(self, answers: IO[bytes]) -> None:
        super().__init__()
        self._answers = answers

    def emit(self, record: logging.LogRecord) -> None:
        """Send it."""
        record.msg, record.args, record.exc_info = record.getMessage(), None, None
        _send(self._answers, ("log", record))


def serve() -> None:
    """Be a worker, until the input ends."""
    _give_back()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whom it works for is interrupted as well
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what prints does not write among the answers
    logging.basicConfig(level=logging.INFO, handlers=[_Forward(answers)])
    messages: SimpleQueue[tuple[str, Any]] = SimpleQueue()
    Thread(target=_listen, args=(messages,), daemon=True).start()
    task: Task[Any, Any] | None = None
    while True:
        kind, value = messages.get()
        if kind == "task":
            task = pickle.loads(value)
            continue
        assert task
        try:
            with _uncollected():
                answer = "answer", task(value, lambda more: _send(answers, ("more", more)))
        except Exception as error:
            answer = "error", error
        _send(answers, answer)


def _give_back() -> None:
    """Have the system get back the memory of what is large as soon as it is let go of.

    The GNU library learns to keep it for what is to come: in the end hundreds of MB lie unused. It
    is told once for a whole process, here and in those that the work is shared out among.
    """
    with suppress(AttributeError, OSError, TypeError):  # another library, or none that can be asked
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)


def _listen(messages: SimpleQueue[tuple[str, Any]]) -> None:
    """Take what comes in; end this process, whatever it is doing, when nobody is there any more."""
    while True:
        try:
            messages.put(_receive(sys.stdin.buffer))
        except EOFError:
            os._exit(0)
