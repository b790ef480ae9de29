"""Xapian, by the package of the system: titles and texts under prefixes per language."""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import xapian

from tests.bench.corpus import read
from tests.bench.peers import Answer, Ask, Mode, Peer
from tests.bench.queries import Query

__all__ = ["PEER"]

_LANGUAGE, _SOURCE = 0, 1  # its numbers of values
_FACETS = {"language": _LANGUAGE, "source": _SOURCE}
_KINDS = ("S", "B")  # prefixes of terms: title and body
_BATCH = 20_000  # articles between two commits; its own default is 10,000


@cache
def _stemmer(language: str) -> Any:
    return xapian.Stem(language if _has_stems(language) else "none")


@cache
def _has_stems(language: str) -> bool:
    try:
        xapian.Stem(language)
    except xapian.InvalidArgumentError:
        return False
    return True


def _prefix(kind: str, language: str) -> str:
    return f"X{kind}{language.upper()}:"


def _index(articles: Path, _: Sequence[str], folder: Path, workers: int) -> None:
    database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OVERWRITE)
    terms = xapian.TermGenerator()
    for number, row in enumerate(read(articles), 1):
        document = xapian.Document()
        document.set_data(json.dumps(row, ensure_ascii=False))
        document.add_value(_LANGUAGE, row["language"])
        document.add_value(_SOURCE, row["source"])
        terms.set_document(document)
        terms.set_stemmer(_stemmer(row["language"]))
        # Stems alone, as the other peers have them; its default adds the words beside them.
        stems = _has_stems(row["language"])
        terms.set_stemming_strategy(terms.STEM_ALL if stems else terms.STEM_NONE)
        for kind, text in zip(_KINDS, (row["title"], row["text"]), strict=True):
            terms.index_text(text, 1, _prefix(kind, row["language"]))
            terms.increase_termpos()
        database.add_document(document)
        if number % _BATCH == 0:
            database.commit()
    database.close()


class _Searcher:
    def __init__(self, folder: Path) -> None:
        self.database = xapian.Database(str(folder))

    def prepared(self, query: Query, mode: Mode) -> Ask | None:
        if query.shape == "fuzzy":
            return None

        def ask() -> Answer:
            enquire = xapian.Enquire(self.database)
            enquire.set_query(_query(query))
            spies = {}
            if mode != "top":
                spies = {name: xapian.ValueCountMatchSpy(slot) for name, slot in _FACETS.items()}
                for spy in spies.values():
                    enquire.add_matchspy(spy)
            # The total is exact if every match is checked.
            found = enquire.get_mset(0, 10, self.database.get_doccount())
            rows = [json.loads(hit.document.get_data()) for hit in found]
            facets = {
                name: {value.term.decode(): value.termfreq for value in spy.values()}
                for name, spy in spies.items()
            }
            snippets: list[str] = []
            if mode == "snippets":
                stem = _stemmer(query.language)
                snippets = [found.snippet(row["text"], 200, stem).decode() for row in rows]
            total = found.get_matches_estimated()
            return Answer(total, [row["id"] for row in rows], facets, snippets)

        return ask


def _query(query: Query) -> Any:
    prefixes = [_prefix(kind, query.language) for kind in _KINDS]
    if query.shape == "prefix":
        return _any(_wildcard(prefix + query.words[0]) for prefix in prefixes)
    stem = _stemmer(query.language)
    terms = [stem(word).decode() for word in query.words]
    if query.shape == "phrase":
        phrase, wide = xapian.Query.OP_PHRASE, len(terms)
        return _any(xapian.Query(phrase, [prefix + t for t in terms], wide) for prefix in prefixes)
    words = [_any(xapian.Query(prefix + term) for prefix in prefixes) for term in terms]
    return _any(words) if query.shape == "any" else xapian.Query(xapian.Query.OP_AND, words)


def _wildcard(pattern: str) -> Any:
    """As many words as there are; without all arguments, the binding takes the text for a list."""
    kind = xapian.Query
    return kind(kind.OP_WILDCARD, pattern, 0, kind.WILDCARD_LIMIT_ERROR, kind.OP_SYNONYM)


def _any(found: Iterable[Any]) -> Any:
    return xapian.Query(xapian.Query.OP_OR, list(found))


PEER = Peer(
    does="BM25 over title and body, positions, stored text; stems of the languages that Snowball "
    "has (en, ru), else words in small letters (uk, bg); facets counted on the way",
    does_not="lemmas, dictionaries, the words beside their stems, names, fuzzy words; its index "
    "is not compacted",
    index=_index,
    doors={"xapian": _Searcher},
)
