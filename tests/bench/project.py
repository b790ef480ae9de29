"""This project: by its public doors, and the engine alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from search import Index, build, open_index
from search.analysis import analyzer_for
from search.analysis.languages import LANGUAGES
from search.asking import resolve_query
from search.dates import parse_date
from search.engines.base import All, Alternative, AtLeast, Match, Node, Parts, Request
from search.engines.batch import Batch, Part
from search.engines.whoosh import WhooshReader, open_reader, open_writer
from search.forms import let_go_of_forms
from search.models import UNSURE, StoredArticle
from search.naming import well_known
from search.terms import terms_of
from search.workers import Tell, Workers
from tests.bench.corpus import Row, read
from tests.bench.peers import Answer, Ask, Mode, Peer
from tests.bench.queries import Query

__all__ = ["PEER"]

# Articles that are read together, and batches of them that are written together, as in
# `search.indexing`.
_BATCH = 1000
_PART = 16
_MOST_WORDS = 500  # that a prefix or a wrong letter may stand for, as in `search.resolving`


@dataclass(frozen=True)
class _Write:
    """A task for workers: articles as they were read to a part of the index."""

    parts: Parts

    def __call__(self, rows: Sequence[Row], _: Tell) -> Part | None:
        let_go_of_forms()
        return self.parts.write(
            _batch(rows[first : first + _BATCH]) for first in range(0, len(rows), _BATCH)
        )


def _batch(rows: Sequence[Row]) -> Batch:
    articles = [_stored(row) for row in rows]
    return Batch(articles, [article.id for article in articles], terms_of(articles))


def _index(articles: Path, languages: Sequence[str], folder: Path, workers: int) -> None:
    """Index with languages given: no repair, no boilerplate, no detection."""
    with articles.open("rb") as lines:
        count = sum(1 for _ in lines)
    parts = -(-count // (_PART * _BATCH) // workers) * workers
    rows = iter(read(articles))
    batches = iter(lambda: list(islice(rows, -(-count // parts))), [])
    shared = Workers(workers)
    writer = open_writer(folder, fresh=True, workers=shared)
    try:
        with shared:
            for part in shared.map(_Write(writer.parts()), batches):
                if part:
                    writer.add(part)
            for language in sorted({_code(language) for language in languages}):
                writer.name(language, well_known)
            writer.commit((), b"")
    except BaseException:
        writer.cancel()
        raise


def _stored(row: Row) -> StoredArticle:
    language = _code(row["language"])
    return StoredArticle(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        source=row["source"],
        language=language,
        languages=(language,),
        date=parse_date(row["date"]),
        url=row["url"],
        passages=((0, len(row["text"]), language),),
    )


def _code(language: str) -> str:
    return language if language in LANGUAGES else UNSURE


def _whole(articles: Path, folder: Path, workers: int) -> None:
    build([articles], folder, jobs=workers)


def _load(languages: Sequence[str]) -> None:
    for language in languages:
        list(analyzer_for(_code(language)).tokens("word слово"))


class _Public:
    """From what was typed to `Results`."""

    def __init__(self, folder: Path) -> None:
        self.index: Index = open_index(folder)

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        def ask() -> Answer:
            found = self.index.search(
                query.typed,
                match="any" if query.shape == "any" else "all",
                facets=mode != "top",
                snippets=mode == "snippets",
            )
            facets = {
                name: {value.value: value.count for value in found.facets[name]}
                for name in ("language", "source")
                if found.facets
            }
            snippets = [hit.snippet.text for hit in found.hits] if mode == "snippets" else []
            return Answer(found.total, [hit.id for hit in found.hits], facets, snippets)

        return ask


class _Engine:
    """The engine alone, given the tree that the public door makes of the query."""

    def __init__(self, folder: Path) -> None:
        self.reader: WhooshReader = open_reader(folder)

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        if mode == "snippets":
            return None
        resolved, _ = resolve_query(self.reader, query.typed)
        node = resolved.node(1 if query.shape == "any" else len(resolved.required))
        return lambda: self._answer(node, mode)

    def _answer(self, node: Node, mode: Mode) -> Answer:
        found = self.reader.search(Request(node, counts=mode == "facets", texts=False))
        facets = {name: found.facets[name] for name in ("language", "source") if found.facets}
        return Answer(found.total, [article.id for article, _ in found.hits], facets)


class _Plain(_Engine):
    """The engine, asked what the peers are: the words in the fields of their own language."""

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        if mode == "snippets":
            return None
        return lambda: self._answer(self._node(query), mode)

    def _node(self, query: Query) -> Node:
        if query.shape in {"prefix", "fuzzy"}:
            return self._expanded(query)
        analyzer = analyzer_for(query.language)
        terms = [term for word in query.words for term, _ in analyzer.terms(word)]
        if query.shape == "phrase":
            return _match(query.language, *terms)
        words = tuple(_match(query.language, term) for term in terms)
        if len(words) == 1:
            return words[0]
        return AtLeast(1, words) if query.shape == "any" else All(words)

    def _expanded(self, query: Query) -> Match:
        found = []
        for field in ("exact_title", "exact_body"):
            if query.shape == "prefix":
                near = self.reader.expand(field, query.words[0], _MOST_WORDS)
            else:
                near = self.reader.similar(field, query.words[0], 1)
            found += [Alternative(field, (word,)) for word in near]
        return Match(tuple(found))


def _match(language: str, *terms: str) -> Match:
    return Match(tuple(Alternative(f"{kind}_{language}", terms) for kind in ("title", "body")))


PEER = Peer(
    does="lemmas and stems of every language, the words themselves, names in other scripts, "
    "three facets; a query is put to every language of its script",
    does_not="",
    index=_index,
    doors={"project": _Public, "project, engine": _Engine, "project, plain": _Plain},
    load=_load,
    whole=_whole,
    workers=(1, 2),
)
