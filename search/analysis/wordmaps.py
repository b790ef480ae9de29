"""Words that lead to words: a trie (marisa-trie) of all, and the number of where each leads.

A trie with the other words as its values would be as large, and takes three times as long to ask.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import repeat
from mmap import ACCESS_READ, mmap
from typing import Self

from marisa_trie import LABEL_ORDER, Trie

from search.analysis.tries import CHECKSUM

__all__ = ["WordMap"]

_NOWHERE = -1
_NUMBER = array("i").itemsize
_REMEMBERED = 65_536


class WordMap:
    """A map of words to words. Safe to use from several threads."""

    def __init__(self, entries: Iterable[tuple[str, str]] = ()) -> None:
        """Make it of (word, where it leads), sorted; what is led to leads to itself or nowhere."""
        places = array("i")
        ends: dict[str, int] = {}
        itself: set[str] = set()

        def words() -> Iterator[str]:
            for word, end in entries:
                places.append(ends.setdefault(end, len(ends)))
                if word == end:
                    itself.add(word)
                yield word
            yield from ends.keys() - itself

        # In this order it lists its words sorted, as the entries are.
        trie = Trie(words(), order=LABEL_ORDER)
        numbers = list(map(trie.get, ends))
        leads = array("i", [_NOWHERE]) * len(trie)
        nowhere = ends.keys() - itself
        listed = (number for word, number in trie.iteritems() if word not in nowhere)
        for number, place in zip(listed, places, strict=True):
            leads[number] = numbers[place]
        self._use(trie, memoryview(leads))

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
        numbers = map(self._trie.get, words, repeat(_NOWHERE))
        ends = [leads[number] if number >= 0 else _NOWHERE for number in numbers]
        return [restored[end] if end >= 0 else None for end in ends]


class _Restored(dict[int, str]):
    """Number -> word, of those that were asked for."""

    def __init__(self, trie: Trie) -> None:
        super().__init__()
        self._trie = trie

    def __missing__(self, number: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        word = self[number] = str(self._trie.restore_key(number))
        return word
