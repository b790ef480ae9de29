"""SQLite FTS5: one index of all languages, with Porter's English stemmer."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from weakref import finalize

from tests.bench.corpus import read
from tests.bench.peers import Answer, Ask, Mode, Peer
from tests.bench.queries import Query

__all__ = ["PEER"]

_SCHEMA = """
    CREATE VIRTUAL TABLE texts USING fts5(title, text, tokenize = 'porter unicode61');
    CREATE TABLE articles (
        number INTEGER PRIMARY KEY, id TEXT, source TEXT, language TEXT, date TEXT, url TEXT
    );
"""
_BEST = """
    SELECT articles.id, texts.title, {snippet} FROM texts
    JOIN articles ON number = texts.rowid WHERE texts MATCH ? ORDER BY rank LIMIT 10
"""
_TOTAL = "SELECT count(*) FROM texts WHERE texts MATCH ?"
_FACETS = """
    SELECT language, source, count(*) FROM texts
    JOIN articles ON number = texts.rowid WHERE texts MATCH ? GROUP BY language, source
"""
_SNIPPET = "snippet(texts, 1, '<mark>', '</mark>', ' … ', 32)"
_FILE = "articles.sqlite"


def _index(articles: Path, _: Sequence[str], folder: Path, workers: int) -> None:
    database = sqlite3.connect(folder / _FILE)
    with database:
        database.executescript(_SCHEMA)
        for number, row in enumerate(read(articles), 1):
            database.execute(
                "INSERT INTO texts (rowid, title, text) VALUES (?, ?, ?)",
                (number, row["title"], row["text"]),
            )
            database.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)",
                (number, *(row[name] for name in ("id", "source", "language", "date", "url"))),
            )
    database.close()


class _Searcher:
    def __init__(self, folder: Path) -> None:
        self.database = sqlite3.connect(folder / _FILE)
        finalize(self, self.database.close)  # Python 3.13 warns of one that is left open
        self.database.execute("PRAGMA mmap_size = 4294967296")
        self.database.execute("PRAGMA cache_size = -65536")

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        if query.shape == "fuzzy":
            return None
        best = _BEST.format(snippet=_SNIPPET if mode == "snippets" else "NULL")

        def ask() -> Answer:
            match = (_match(query),)
            hits = self.database.execute(best, match).fetchall()
            ids = [hit[0] for hit in hits]
            if mode == "top":
                return Answer(self.database.execute(_TOTAL, match).fetchone()[0], ids)
            languages: Counter[str] = Counter()
            sources: Counter[str] = Counter()
            for language, source, count in self.database.execute(_FACETS, match):
                languages[language] += count
                sources[source] += count
            facets = {"language": languages, "source": sources}
            snippets = [hit[2] for hit in hits] if mode == "snippets" else []
            return Answer(languages.total(), ids, facets, snippets)

        return ask


def _match(query: Query) -> str:
    quoted = [f'"{word}"' for word in query.words]
    if query.shape == "phrase":
        return f'"{" ".join(query.words)}"'
    if query.shape == "prefix":
        return f"{quoted[0]}*"
    return (" OR " if query.shape == "any" else " AND ").join(quoted)


PEER = Peer(
    does="BM25 over title and text, positions, stored text; facets by a join and GROUP BY",
    does_not="stems of any language but English, languages apart from one another, fuzzy words",
    index=_index,
    doors={"fts5": _Searcher},
)
