"""Tantivy, by its Python package: a title and a body field per language."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from tests.bench.corpus import read
from tests.bench.peers import Answer, Ask, Mode, Peer
from tests.bench.queries import Query

__all__ = ["PEER"]

_MEMORY = 256_000_000
_LONGEST = 40  # letters of a word, as in its own analyzers
_STEMMERS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "it": "italian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
_FACETS = ("language", "source")
_COUNTS = {name: {"terms": {"field": name, "size": 1_000}} for name in _FACETS}
_LANGUAGES = "languages"


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    made = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    made = made.filter(tantivy.Filter.remove_long(_LONGEST)).filter(tantivy.Filter.lowercase())
    if stemmer := _STEMMERS.get(language):
        made = made.filter(tantivy.Filter.stemmer(stemmer))
    return made.build()


def _opened(folder: Path, languages: Sequence[str]) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    for name in ("id", "date", "url"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in _FACETS:
        builder.add_text_field(
            name, stored=True, fast=True, tokenizer_name="raw", index_option="basic"
        )
    for code in languages:
        for kind in ("title", "body"):
            builder.add_text_field(f"{kind}_{code}", stored=True, tokenizer_name=f"words_{code}")
    index = tantivy.Index(builder.build(), str(folder))
    for code in languages:
        index.register_tokenizer(f"words_{code}", _analyzer(code))
    return index


def _index(articles: Path, languages: Sequence[str], folder: Path, workers: int) -> None:
    (folder / _LANGUAGES).write_text(" ".join(languages), encoding="utf-8")
    writer = _opened(folder, languages).writer(_MEMORY, num_threads=workers)
    for row in read(articles):
        code = row["language"]
        document = tantivy.Document()
        for name in ("id", "date", "url", *_FACETS):
            document.add_text(name, row[name])
        document.add_text(f"title_{code}", row["title"])
        document.add_text(f"body_{code}", row["text"])
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class _Searcher:
    def __init__(self, folder: Path) -> None:
        languages = (folder / _LANGUAGES).read_text(encoding="utf-8").split()
        self.index = _opened(folder, languages)
        self.index.reload()
        self.schema = self.index.schema
        self.searcher = self.index.searcher()
        self.analyzers = {code: _analyzer(code) for code in languages}

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        def ask() -> Answer:
            parsed = self._query(query)
            found: Any = self.searcher.search(parsed, 10, count=True)  # its stub lacks the count
            hits = [self.searcher.doc(address) for _, address in found.hits]
            ids = [hit["id"][0] for hit in hits]
            if mode == "top":
                return Answer(found.count, ids)
            counted = self.searcher.aggregate(parsed, _COUNTS)
            facets = {
                name: {found["key"]: found["doc_count"] for found in counted[name]["buckets"]}
                for name in _FACETS
            }
            snippets = self._snippets(parsed, query, hits) if mode == "snippets" else []
            return Answer(found.count, ids, facets, snippets)

        return ask

    def _snippets(
        self, parsed: tantivy.Query, query: Query, hits: list[tantivy.Document]
    ) -> list[str]:
        name = f"body_{query.language}"
        made = tantivy.SnippetGenerator.create(self.searcher, parsed, self.schema, name)
        return [made.snippet_from_doc(hit).to_html() for hit in hits]

    def _query(self, query: Query) -> tantivy.Query:
        names = [f"{kind}_{query.language}" for kind in ("title", "body")]
        if query.shape == "prefix":
            return self._near(names, query.words[0], prefix=True)
        analyze = self.analyzers[query.language].analyze
        terms = [term for word in query.words for term in analyze(word)]
        if query.shape == "fuzzy":
            return self._near(names, terms[0], prefix=False)
        if query.shape == "phrase":
            return _any(tantivy.Query.phrase_query(self.schema, n, list(terms)) for n in names)
        words = [
            _any(tantivy.Query.term_query(self.schema, name, term) for name in names)
            for term in terms
        ]
        if query.shape == "any":
            return _any(words)
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, word) for word in words])

    def _near(self, names: list[str], word: str, *, prefix: bool) -> tantivy.Query:
        near, edits = tantivy.Query.fuzzy_term_query, 0 if prefix else 1
        return _any(near(self.schema, n, word, distance=edits, prefix=prefix) for n in names)


def _any(found: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in found])


PEER = Peer(
    does="BM25 over title and body, positions, stored text; stems of the languages that Snowball "
    "has (en, ru), else words in small letters (uk, bg); facets by a second pass (aggregate)",
    does_not="lemmas, dictionaries, the words beside their stems, names",
    index=_index,
    doors={"tantivy": _Searcher},
    workers=(1, 0),
)
