"""The words of an index beside their postings: which forms a term has, and what else finds it.

An SQLite file in the generation's folder, replaced as a whole. It only ever grows: a word stays
when the last article that has it goes, so whoever asks looks in the postings whether a term is
still held. That is also why it may be in place before the postings are, and a crash between the
two does no harm.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from search.analysis import plain
from search.analysis.names import is_caseless, spoken
from search.engines.base import Named, Word
from search.errors import IndexDamaged

__all__ = ["Lexicon", "LexiconWriter"]

_FILE = "lexicon.sqlite"
_TABLES = """
    CREATE TABLE IF NOT EXISTS forms (
        language TEXT, term TEXT, word TEXT, shown TEXT, PRIMARY KEY (language, term, word)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS of_word ON forms (word);
    CREATE TABLE IF NOT EXISTS spellings (
        plain TEXT, language TEXT, term TEXT, word TEXT,
        PRIMARY KEY (plain, language, term, word)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sounds (
        skeleton TEXT, language TEXT, term TEXT, shown TEXT,
        PRIMARY KEY (skeleton, language, term, shown)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS concepts (
        language TEXT, terms TEXT, concept TEXT, shown TEXT, is_name INTEGER,
        PRIMARY KEY (language, terms, concept)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS of_concept ON concepts (concept);
"""
# Rows are handed to SQLite in batches of this many words.
_BATCH = 20_000
# Words known to be written, about 400 bytes each; SQLite tells of those forgotten.
_REMEMBERED = 250_000


class LexiconWriter:
    """Adds the words of articles, in a copy that takes the file's place when it is whole.

    So a process that is killed leaves the file as it was, and readers wait for nobody.

    Raises:
        IndexDamaged: an index that is there has no lexicon.
    """

    def __init__(self, folder: Path, *, fresh: bool) -> None:
        self._path = folder / _FILE
        self._unfinished = folder / f"{_FILE}.new"
        self._fresh = fresh
        self._opened: sqlite3.Connection | None = None
        self._seen: set[Word] = set()
        self._new: list[Word] = []
        if not fresh and not self._path.is_file():
            raise IndexDamaged(f"{self._path} is gone; rebuild the index")

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            self._unfinished.unlink(missing_ok=True)
            if not self._fresh:
                shutil.copyfile(self._path, self._unfinished)
            self._opened = sqlite3.connect(self._unfinished)
            # What is not whole is thrown away: it needs no journal, and one sync.
            self._opened.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
            self._opened.executescript(_TABLES)
        return self._opened

    def add(self, words: Iterable[Word]) -> None:
        """Add the words of an article."""
        for word in words:
            if word not in self._seen:
                self._seen.add(word)
                self._new.append(word)
        if len(self._new) >= _BATCH:
            self.flush()
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()

    def flush(self) -> None:
        """Write what was added."""
        forms, spellings, sounds = [], [], []
        for language, term, word, shown in self._new:
            forms.append((language, term, word, shown))
            spellings += [(bare, language, term, word) for bare in plain(word, language)]
            if shown != word or is_caseless(word):
                read = {reading.skeleton for reading in spoken(word, [term])}
                sounds += [(skeleton, language, term, shown) for skeleton in read]
        with self._connection:
            self._insert("forms", forms)
            self._insert("spellings", spellings)
            self._insert("sounds", sounds)
        self._new.clear()

    def _insert(self, table: str, rows: Sequence[tuple[str, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)

    def name(self, language: str, names: Iterable[Named]) -> None:
        """Add what well-known things are called in a language, unless that is there already."""
        with self._connection:
            query = "SELECT 1 FROM concepts WHERE language = ? LIMIT 1"
            if not self._connection.execute(query, (language,)).fetchone():
                rows = [(language, " ".join(n.terms), n.concept, n.shown, n.is_name) for n in names]
                insert = "INSERT OR IGNORE INTO concepts VALUES (?, ?, ?, ?, ?)"
                self._connection.executemany(insert, rows)

    def commit(self) -> None:
        """Write what was added, and put it in the file's place."""
        if self._fresh or self._new or self._opened:
            self.flush()
            self._connection.close()
            with self._unfinished.open("rb+") as file:
                os.fsync(file.fileno())
            self._unfinished.replace(self._path)
            self._opened = None

    def cancel(self) -> None:
        """Forget what was added."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self._unfinished.unlink(missing_ok=True)


class Lexicon:
    """Reads the words of one generation. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        address = (folder / _FILE).absolute().as_uri()
        self._connection = sqlite3.connect(
            f"{address}?mode=ro", uri=True, check_same_thread=False, timeout=30
        )
        self._lock = Lock()

    def _rows(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def forms(self, language: str, term: str) -> list[tuple[str, str]]:
        """(word, as it is shown) of the words that have this term in a language."""
        query = "SELECT word, shown FROM forms WHERE language = ? AND term = ?"
        return [(word, shown) for word, shown in self._rows(query, language, term)]

    def spelled(self, bare: str) -> list[tuple[str, str]]:
        """(language, term) of the words that lose their marks to become `bare`."""
        query = "SELECT DISTINCT language, term FROM spellings WHERE plain = ?"
        return [(language, term) for language, term in self._rows(query, bare)]

    def bare(self) -> list[tuple[str, str]]:
        """(without its marks, word) of all words that have any, sorted."""
        return self._rows("SELECT DISTINCT plain, word FROM spellings ORDER BY plain")

    def uses(self, words: Sequence[str]) -> list[Word]:
        """These words in each language that has them; at most a few hundred at once."""
        marks = ", ".join("?" * len(words))
        query = f"SELECT language, term, word, shown FROM forms WHERE word IN ({marks})"
        return [Word(*row) for row in self._rows(query, *words)]

    def sounding(self, skeleton: str) -> list[tuple[str, str, str]]:
        """(language, term, as it is shown) of the names that have these consonants."""
        query = "SELECT language, term, shown FROM sounds WHERE skeleton = ?"
        return [(language, term, shown) for language, term, shown in self._rows(query, skeleton)]

    def sounding_so_far(self, skeleton: str, limit: int) -> list[tuple[str, str, str]]:
        """(language, term, as it is shown) of some names whose consonants begin with these."""
        query = """
            SELECT DISTINCT language, term, shown FROM sounds
            WHERE skeleton >= ? AND skeleton < ? LIMIT ?
        """
        return self._rows(query, skeleton, skeleton + "a", limit)

    def well_known(self) -> list[tuple[str, Named]]:
        """(language, name) of everything that well-known things are called."""
        query = "SELECT language, concept, terms, shown, is_name FROM concepts"
        return [
            (language, Named(concept, tuple(terms.split()), shown, bool(is_name)))
            for language, concept, terms, shown, is_name in self._rows(query)
        ]

    def concepts(self, language: str, terms: tuple[str, ...]) -> list[str]:
        """The well-known things that are called so in a language."""
        query = "SELECT concept FROM concepts WHERE language = ? AND terms = ?"
        return [concept for (concept,) in self._rows(query, language, " ".join(terms))]

    def named(self, concept: str) -> list[tuple[str, Named]]:
        """(language, name) of everything that a well-known thing is called."""
        query = "SELECT language, terms, shown, is_name FROM concepts WHERE concept = ?"
        return [
            (language, Named(concept, tuple(terms.split()), shown, bool(is_name)))
            for language, terms, shown, is_name in self._rows(query, concept)
        ]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()
