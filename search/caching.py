"""A cache of what was read or worked out, bounded by the bytes it takes."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["Cache"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_ENTRY = 200  # bytes of an entry besides its arrays


class Cache(Generic[K, V]):
    """Keeps what was used last. Safe to use from several threads.

    Args:
        limit: bytes in all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._held: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value of a key, or None."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value whose arrays take `size` bytes, unless that is too many for one."""
        size += _ENTRY
        if size > self._limit // 4:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self._size += size - (before[1] if before else 0)
            self._held[key] = value, size
            while self._size > self._limit:
                _, (_, freed) = self._held.popitem(last=False)
                self._size -= freed
