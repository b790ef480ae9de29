"""Whoosh as it comes, with this project's analyzers: a title and a body field per language."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh import fields, index, sorting
from whoosh import query as queries
from whoosh.codec.whoosh3 import W3Codec

from search.analysis import analyzer_for
from search.analysis.languages import LANGUAGES
from search.engines.whoosh.schema import LanguageAnalyzer
from search.models import UNSURE
from tests.bench.corpus import read
from tests.bench.peers import Answer, Ask, Mode, Peer
from tests.bench.queries import Query

__all__ = ["PEER"]

_MEMORY_MB = 256


def _code(language: str) -> str:
    return language if language in LANGUAGES else UNSURE


def _index(articles: Path, languages: Sequence[str], folder: Path, workers: int) -> None:
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.STORED(),
        text=fields.STORED(),
        language=fields.ID(stored=True, sortable=True),
        source=fields.ID(stored=True, sortable=True),
        date=fields.STORED(),
        url=fields.STORED(),
    )
    for code in dict.fromkeys(map(_code, languages)):
        for kind in ("title", "body"):
            schema.add(f"{kind}_{code}", fields.TEXT(LanguageAnalyzer(code), phrase=True))
    writer = index.create_in(str(folder), schema).writer(limitmb=_MEMORY_MB, codec=W3Codec())
    for row in read(articles):
        code = _code(row["language"])
        terms = {f"title_{code}": row["title"], f"body_{code}": row["text"]}
        writer.add_document(**row, **terms)
    writer.commit()


def _load(languages: Sequence[str]) -> None:
    for code in dict.fromkeys(map(_code, languages)):
        list(analyzer_for(code).tokens("word слово"))


class _Searcher:
    def __init__(self, folder: Path) -> None:
        self.searcher = index.open_dir(str(folder)).searcher()

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        options: dict[str, Any] = {"limit": 10}
        if mode != "top":
            options |= {"groupedby": ["language", "source"], "maptype": sorting.Count}

        def ask() -> Answer:
            found = self.searcher.search(_query(query), **options)
            # With facets, Whoosh gives every match, whatever the limit.
            hits = [(hit, hit.fields()) for hit in islice(found, 10)]
            facets = {name: dict(found.groups(name)) for name in options.get("groupedby", ())}
            snippets: list[str] = []
            if mode == "snippets":
                snippets = [
                    hit.highlights(f"body_{_code(stored['language'])}", text=stored["text"])
                    for hit, stored in hits
                ]
            return Answer(len(found), [stored["id"] for _, stored in hits], facets, snippets)

        return ask


def _query(query: Query) -> Any:
    code = _code(query.language)
    names = (f"title_{code}", f"body_{code}")
    if query.shape == "prefix":
        return queries.Or([queries.Prefix(name, query.words[0]) for name in names])
    analyzer = analyzer_for(code)
    terms = [term for word in query.words for term, _ in analyzer.terms(word)]
    if query.shape == "fuzzy":
        return queries.Or([queries.FuzzyTerm(name, terms[0]) for name in names])
    if query.shape == "phrase":
        return queries.Or([queries.Phrase(name, terms) for name in names])
    words = [queries.Or([queries.Term(name, term) for name in names]) for term in terms]
    return queries.Or(words) if query.shape == "any" else queries.And(words)


PEER = Peer(
    does="this project's analyzers, BM25F over title and body, positions, stored text, "
    "facets by groupedby; prefix and fuzzy over stems",
    does_not="the words as they stand, names, offsets",
    index=_index,
    doors={"whoosh": _Searcher},
    load=_load,
    most=100_000,
)
