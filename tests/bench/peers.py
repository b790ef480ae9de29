"""What a peer is, and which there are. Each lives in a module of its own, as `PEER`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

from tests.bench.queries import Query

__all__ = ["MODES", "PEERS", "Answer", "Ask", "Mode", "Peer", "Searcher", "is_installed", "peer"]

# The ten best and the exact total; the same with both facets; the same with ten snippets.
Mode = Literal["top", "facets", "snippets"]
MODES: tuple[Mode, ...] = ("top", "facets", "snippets")

# Name -> the package that it wants, and its module.
PEERS = {
    "project": ("search", "tests.bench.project"),
    "whoosh": ("whoosh", "tests.bench.stock_whoosh"),
    "tantivy": ("tantivy", "tests.bench.tantivy_peer"),
    "fts5": ("sqlite3", "tests.bench.sqlite"),
    "xapian": ("xapian", "tests.bench.xapian_peer"),
}


class Answer(NamedTuple):
    """What was found.

    Attributes:
        ids: of the hits, the best first, at most ten.
        facets: `language` and `source` -> value -> articles; empty where not asked for.
        snippets: one a hit, or none at all.
    """

    total: int
    ids: list[str]
    facets: Mapping[str, Mapping[str, int]] = {}
    snippets: Sequence[str] = ()


Ask = Callable[[], Answer]


class Searcher(Protocol):
    """An open index."""

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        """What is timed, from the words of the query to its answer; None: it cannot do this."""


@dataclass(frozen=True)
class Peer:
    """One way to index and search.

    Attributes:
        does, does_not: in the time that is measured.
        index: (file of articles, languages, folder, workers) -> an index in the folder, the
            language of each article taken as given. Workers: 0 is as many as it likes.
        doors: name -> opens the index in a folder. Several where it can be asked in several ways.
        load: what needs loading once, before the clock starts, for these languages.
        whole: the way from the file to the index with all that is done to an article, if that is
            more.
        workers: how many are measured.
        most: articles beyond which it takes too long.
    """

    does: str
    does_not: str
    index: Callable[[Path, Sequence[str], Path, int], None]
    doors: Mapping[str, Callable[[Path], Searcher]]
    load: Callable[[Sequence[str]], None] = field(default=lambda _: None)
    whole: Callable[[Path, Path, int], None] | None = None
    workers: tuple[int, ...] = (1,)
    most: int | None = None


def is_installed(name: str) -> bool:
    """Whether a peer can be measured."""
    return find_spec(PEERS[name][0]) is not None


def peer(name: str) -> Peer:
    """An installed peer."""
    found = import_module(PEERS[name][1]).PEER
    assert isinstance(found, Peer)
    return found
