"""The open index: opened once, shared by all threads, opened again when it has changed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from os import PathLike
from threading import Lock, Timer

from flask import current_app

from search.errors import ArticleSearchError
from search.searching import Index, open_index

__all__ = ["Holder", "lend_index"]

# Seconds; the question that found the index changed is answered by then.
_DELAY = 1.0


class Holder:
    """Lends the index as it is now.

    The first to ask after a change waits for what that question needs; everything else is loaded
    in the background, a little later. A state of the index that was replaced is closed by the
    last of those who still use it.
    """

    def __init__(self, location: str | PathLike[str] | None = None) -> None:
        self._location = location
        self._lock = Lock()
        self._index: Index | None = None
        self._users: Counter[Index] = Counter()

    @contextmanager
    def lend(self) -> Iterator[Index]:
        """The newest state of the index; it stays open until the block is left.

        Raises:
            IndexNotFound: there is no index.
            IndexDamaged: it cannot be read.
        """
        # Whether it is current takes microseconds, opening it milliseconds: one lock will do.
        with self._lock:
            index = before = self._index
            if index is None or not index.is_current():
                index = open_index(self._location)
                self._take(index)
            self._users[index] += 1
        try:
            yield index
        finally:
            if before not in (None, index):
                # It is given back when it is warm.
                warming = Timer(_DELAY, self._warm_up, (index,))
                warming.daemon = True
                warming.start()
            else:
                self._give_back(index)

    def warm_up(self) -> None:
        """Load now what the first question would have to wait for."""
        with self.lend() as index:
            index.warm_up()

    def _warm_up(self, index: Index) -> None:
        # If it has been replaced by now, nobody will ask it anything; should it be damaged, whoever
        # asks is told.
        if index is self._index:
            with suppress(ArticleSearchError):
                index.warm_up()
        self._give_back(index)

    def _give_back(self, index: Index) -> None:
        with self._lock:
            self._users[index] -= 1
            self._close_if_idle(index)

    def close(self) -> None:
        """Let go of the index; the next to ask opens it again."""
        with self._lock:
            self._take(None)

    def _take(self, index: Index | None) -> None:
        before, self._index = self._index, index
        if before is not None:
            self._close_if_idle(before)

    def _close_if_idle(self, index: Index) -> None:
        if index is not self._index and not self._users[index]:
            del self._users[index]
            index.close()


def lend_index() -> AbstractContextManager[Index]:
    """The index of the application that is answering; see `Holder.lend`."""
    holder: Holder = current_app.extensions["article-search"]
    return holder.lend()
