"""A folder of articles and what people know of them: entities, judgements, stories, pages."""

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from search import Index, QueryError, StoredArticle, build, open_index

__all__ = ["Asker", "Collection", "Row", "code_of", "open_collection"]

Row = dict[str, Any]
FILES = ("articles.jsonl", "entities.jsonl", "queries.jsonl", "qrels.tsv", "pages.jsonl")


@dataclass(frozen=True)
class Collection:
    """One folder; what it does not hold is empty.

    Attributes:
        articles: rows of `articles.jsonl`: id, language, title, text, and perhaps a story.
        entities: rows of `entities.jsonl`: entity, category, language, query, articles.
        queries: rows of `queries.jsonl`: id, query.
        pages: rows of `pages.jsonl`: id, language, html, and as text the main text by hand.
        qrels: query id -> article id -> gain, of `qrels.tsv`.
        digest: of all these files; it tells one collection of a name from another.
    """

    folder: Path
    articles: list[Row]
    entities: list[Row]
    queries: list[Row]
    pages: list[Row]
    qrels: dict[str, dict[str, int]]
    digest: str

    @classmethod
    def read(cls, folder: Path) -> "Collection":
        """Read the files that are there."""
        digest = hashlib.sha256()
        for path in (folder / name for name in FILES):
            digest.update(path.read_bytes() if path.is_file() else b"")
        return cls(
            folder,
            _rows(folder / "articles.jsonl"),
            _rows(folder / "entities.jsonl"),
            _rows(folder / "queries.jsonl"),
            _rows(folder / "pages.jsonl"),
            _qrels(folder / "qrels.tsv"),
            digest.hexdigest()[:16],
        )

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.folder.resolve().name


@dataclass(frozen=True)
class Asker:
    """An open index, and what is said with every search.

    Attributes:
        options: further arguments of `Index.search`, such as `names=False`.
        refused: queries that were refused, with the reason; they found nothing.
    """

    index: Index
    options: Row = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def ids(self, query: str, **arguments: Any) -> list[str]:
        """The ids of what is found, best first; of all of it, unless `limit` says less."""
        said = {"limit": 1_000_000, "facets": False, "snippets": False} | self.options | arguments
        try:
            return [hit.id for hit in self.index.search(query, **said).hits]
        except QueryError as error:
            self.refused.append(f"{query!r}: {error}")
            return []

    def stored(self) -> Iterator[tuple[str, StoredArticle]]:
        """Every article, by its id in the collection."""
        for number in self.ids(""):
            article = self.index.article(number)
            # A page's own URL is its id where it states one.
            path = Path(article.path)
            yield path.stem if path.suffix == ".html" else number, article


@contextmanager
def open_collection(
    collection: Collection, kept: Path | None = None, **options: Any
) -> Iterator[Asker]:
    """Index a collection and open it.

    Args:
        kept: where indexes stay from one run to the next, each in a folder of the collection's
            name; by default the index is made anew and thrown away.
        options: what to say with every search.
    """
    with tempfile.TemporaryDirectory() as scratch:
        location = (kept or Path(scratch, "index")) / collection.name
        if not location.exists():
            items = [collection.folder / "articles.jsonl"] if collection.articles else []
            if collection.pages:
                items.append(_unpacked(collection.pages, Path(scratch, "html")))
            report = build(items, location)
            if report.problems:
                raise SystemExit("\n".join(map(str, report.problems)))
        with open_index(location) as index:
            yield Asker(index, options)


def code_of(language: str) -> str:
    """The code of a language that a collection gives as a code or by its English name."""
    return _codes().get(language, language)


@cache
def _codes() -> dict[str, str]:
    return {name: code for code, name in Locale("en").languages.items()}


def _unpacked(pages: list[Row], folder: Path) -> Path:
    """The pages as files, as a crawler leaves them: what was copied by hand must not be seen."""
    folder.mkdir()
    for page in pages:
        (folder / f"{page['id']}.html").write_text(page["html"], encoding="utf-8", newline="")
    return folder


def _rows(path: Path) -> list[Row]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if not line.isspace()]


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    """Lines of query id, article id, gain."""
    found: dict[str, dict[str, int]] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            query, article, gain = line.split("\t")
            found.setdefault(query, {})[article] = int(gain)
    return found
