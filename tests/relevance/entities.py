"""Entities: the name of one as a query, and the articles that are known to have it.

In a language: each entity with at least `ENOUGH` articles in it is asked for by its base form,
all words wanted, among the articles of that language.

Across languages: the base form of each language, however rare there, is asked for among the
articles of each other language in which the entity has at least `ENOUGH_ACROSS`; every ordered
pair is one query. "Same script" and "across scripts" are by what the two languages are written
in; the category is that of the row whose base form is typed.

Recall and precision are means over the queries, not over articles. A query that finds nothing has
precision 0. An entity without an id is one of its own language only.

The published figures were made by these definitions: the whole words of a text in lower case,
without any stemming, give them in each language to the digit. Across scripts, where they were
.158 / .188, persons .008 / .038, this project without names had .159 / .188, .008 / .039.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from search.analysis import LANGUAGES
from tests.relevance.collection import Asker, Collection, Row
from tests.relevance.measures import Score, mean_score, score
from tests.relevance.tables import Table, Value

__all__ = ["across", "entities"]

ENOUGH = 3
ENOUGH_ACROSS = 2
_KINDS = ("same script", "across scripts")
_GROUPS = {"PER": "persons", "LOC": "places"}
_OTHERS = "others"


@dataclass(frozen=True, slots=True)
class _Name:
    """An entity in one language: its base forms (one, as a rule) and its articles."""

    language: str
    group: str
    queries: tuple[str, ...]
    articles: frozenset[str]


def entities(collection: Collection, asker: Asker) -> Table:
    """A row for each language."""
    scores: defaultdict[str, list[Score]] = defaultdict(list)
    for names in _by_entity(collection.entities):
        for name in names:
            if len(name.articles) >= ENOUGH:
                scores[name.language] += _scores(asker, name, name)
    return _table("entities", {language: scores[language] for language in sorted(scores)})


def across(collection: Collection, asker: Asker) -> Table:
    """A row for each kind of pair, and in it for each group of entities."""
    scores: dict[str, list[Score]] = {}
    for kind in _KINDS:
        labels = (kind, *(f"{kind}, {group}" for group in (*_GROUPS.values(), _OTHERS)))
        scores |= {label: [] for label in labels}
    for names in _by_entity(collection.entities):
        for asked in names:
            for there in names:
                if asked.language != there.language and len(there.articles) >= ENOUGH_ACROSS:
                    kind = _KINDS[_script(asked) != _script(there)]
                    found = _scores(asker, asked, there)
                    scores[kind] += found
                    scores[f"{kind}, {asked.group}"] += found
    return _table("across", scores)


def _by_entity(rows: Iterable[Row]) -> Iterable[list[_Name]]:
    """The languages' names of each entity; several rows of one language are one name."""
    found: dict[object, dict[str, list[Row]]] = {}
    for number, row in enumerate(rows):
        languages = found.setdefault(row["entity"] or number, {})
        languages.setdefault(row["language"], []).append(row)
    for languages in found.values():
        yield [
            _Name(
                language,
                _GROUPS.get(same[0]["category"], _OTHERS),
                tuple(dict.fromkeys(row["query"] for row in same)),
                frozenset(article for row in same for article in row["articles"]),
            )
            for language, same in languages.items()
        ]


def _script(name: _Name) -> str:
    return LANGUAGES[name.language].script


def _scores(asker: Asker, asked: _Name, there: _Name) -> list[Score]:
    return [
        score(asker.ids(query, match="all", language=there.language), there.articles)
        for query in asked.queries
    ]


def _table(name: str, scores: dict[str, list[Score]]) -> Table:
    rows: dict[str, tuple[Value, ...]] = {}
    for label, known in scores.items():
        if known:
            means = mean_score(known)
            rows[label] = (means.recall, means.precision, len(known))
    return Table(name, ("recall", "precision", "queries"), rows)
