"""Words that lead to words: a trie (marisa-trie) of all, and the number of where each leads.

A trie with the other words as its values would be as large, and takes three times as long to ask.
"""

from collections.abc import Iterable
from itertools import repeat
from mmap import ACCESS_READ, mmap
from typing import Self

import numpy as np
from marisa_trie import Trie
from numpy.typing import NDArray

from search.analysis.tries import CHECKSUM

__all__ = ["NOWHERE", "WordMap"]

NOWHERE = -1
_NUMBER = np.dtype(np.int32).itemsize
_REMEMBERED = 65_536


class WordMap:
    """A map of words to words. Safe to use from several threads."""

    def __init__(self, made: tuple[Trie, NDArray[np.int32]] | None = None) -> None:
        """Make it of a trie of all words, and the number of where each leads, by its own number.

        What leads nowhere leads `NOWHERE`. Without both it is empty.
        """
        trie, leads = made or (Trie(), np.zeros(0, np.int32))
        self._use(trie, leads.data)

    def _use(self, trie: Trie, leads: memoryview) -> None:
        self._trie, self._leads = trie, leads
        self._words = _Restored(trie)

    def mmap(self, path: str) -> Self:
        """Read it from the file that it is kept in; processes share the memory."""
        trie = Trie().mmap(path)
        with open(path, "rb") as file:
            data = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))[:-CHECKSUM]
        self._use(trie, data[len(data) - _NUMBER * len(trie) :].cast("i"))
        return self

    def tobytes(self) -> bytes:
        """What a file of it holds; of this machine only, as the order of bytes is."""
        return bytes(self._trie.tobytes()) + self._leads.tobytes()

    def get(self, words: Iterable[str]) -> list[str | None]:
        """Where each of the words leads; None for what leads nowhere."""
        leads, restored = self._leads, self._words
        numbers = map(self._trie.get, words, repeat(NOWHERE))
        ends = [leads[number] if number >= 0 else NOWHERE for number in numbers]
        return list(map(restored.__getitem__, ends))

    def begins(self, start: str) -> bool:
        """Whether any of the words begins so."""
        return next(self._trie.iterkeys(start), None) is not None


class _Restored(dict[int, str | None]):
    """Number -> word, of those that were asked for; None for no number."""

    def __init__(self, trie: Trie) -> None:
        super().__init__()
        self._trie = trie

    def __missing__(self, number: int) -> str | None:
        if len(self) >= _REMEMBERED:
            self.clear()
        word = None if number == NOWHERE else str(self._trie.restore_key(number))
        self[number] = word
        return word
