"""More like this: for each article of a story, the other articles of the story among five like it.

Precision is the share of what is found that tells the story, and 0 where nothing is found; recall
the share of the story's other articles, or of five, should there be more. Two stories of a
collection may be one to a reader: what is then found of the other counts as wrong.
"""

from collections import defaultdict
from statistics import fmean

from tests.relevance.collection import Asker, Collection
from tests.relevance.measures import score
from tests.relevance.tables import Table, Value

__all__ = ["likeness"]

_DEPTH = 5
_ABROAD = "other languages"
_COLUMNS = (f"precision@{_DEPTH}", f"recall@{_DEPTH}", _ABROAD)


def likeness(collection: Collection, asker: Asker) -> Table:
    """A row for each language of the article, and one for all."""
    by_story: defaultdict[str, set[str]] = defaultdict(set)
    languages = {row["id"]: row["language"] for row in collection.articles}
    for row in collection.articles:
        if row.get("story"):
            by_story[row["story"]].add(row["id"])
    shares: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for row in collection.articles:
        wanted = by_story[row.get("story", "")] - {row["id"]}
        if not wanted:
            continue
        found = [hit.id for hit in asker.index.similar(row["id"], limit=_DEPTH)]
        got = score(found, wanted)
        recall = got.recall * len(wanted) / min(_DEPTH, len(wanted))
        abroad = sum(languages[article] != row["language"] for article in found)
        for label in (row["language"], "all"):
            shares[label].append((got.precision, recall, abroad / max(len(found), 1)))
    rows: dict[str, tuple[Value, ...]] = {}
    for label in (*sorted(shares.keys() - {"all"}), "all"):
        rows[label] = (*map(fmean, zip(*shares[label], strict=True)), len(shares[label]))
    # How many are in other languages is neither good nor bad.
    return Table("likeness", (*_COLUMNS, "articles"), rows, frozenset({_ABROAD}))
