"""What well-known things are called: one file beside the segments, a trie (marisa-trie) of rows.

    C  language, terms, concept, shown, is_name
    N  concept, language, terms, shown, is_name

Columns are joined by a zero byte, so that rows are found by their first columns.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from marisa_trie import LABEL_ORDER, BinaryTrie

from search.engines.base import Named
from search.engines.whoosh.arrayfile import ArrayFile, ArrayFileWriter

__all__ = ["CONCEPTS", "Concepts", "concept_rows", "write_concepts"]

CONCEPTS = "concepts.trie"


def _row(kind: str, *columns: str) -> bytes:
    return "\0".join((kind, *columns)).encode()


def concept_rows(language: str, names: Iterable[Named]) -> Iterator[bytes]:
    """The rows of what well-known things are called in a language."""
    for concept, terms, shown, is_name in names:
        rest = " ".join(terms), shown, str(int(is_name))
        yield _row("C", language, rest[0], concept, *rest[1:])
        yield _row("N", concept, language, *rest)


def write_concepts(path: Path, rows: Iterable[bytes]) -> None:
    """Write a file of rows."""
    file = ArrayFileWriter(path)
    file.add_bytes("trie", BinaryTrie(rows, order=LABEL_ORDER).tobytes())
    file.close()


class Concepts:
    """Reads one file. Safe to use from several threads.

    Raises:
        DamagedFile: it is not what was written.
        OSError: it is not there.
    """

    def __init__(self, path: Path) -> None:
        self._trie = BinaryTrie()
        # A damaged trie is not noticed, and leads to places outside of it.
        self._trie.frombytes(ArrayFile(path).checked("trie").tobytes())

    def rows(self) -> dict[str, list[bytes]]:
        """All rows, by language."""
        found: dict[str, list[bytes]] = {}
        for row in self._trie.iterkeys():
            columns = row.split(b"\0")
            language = columns[1] if columns[0] == b"C" else columns[2]
            found.setdefault(language.decode(), []).append(row)
        return found

    def _rows(self, *columns: str) -> Iterator[list[str]]:
        for row in self._trie.iterkeys(_row(*columns, "")):
            yield row.decode().split("\0")

    def well_known(self) -> list[tuple[str, Named]]:
        """(language, name) of everything that well-known things are called."""
        return [
            (language, Named(concept, tuple(terms.split()), shown, is_name == "1"))
            for _, language, terms, concept, shown, is_name in self._rows("C")
        ]

    def called(self, language: str, terms: tuple[str, ...]) -> list[str]:
        """The well-known things that are called so in a language."""
        return list({row[3]: None for row in self._rows("C", language, " ".join(terms))})

    def named(self, concept: str) -> list[tuple[str, Named]]:
        """(language, name) of everything that a well-known thing is called."""
        return [
            (language, Named(concept, tuple(terms.split()), shown, is_name == "1"))
            for _, _, language, terms, shown, is_name in self._rows("N", concept)
        ]
