"""The same story in other articles: an article's title as the query, any of its words.

What is wanted are the other articles of its story; the article itself is not counted among the
first 10 or 20. Where each language tells a story once, this is search across languages.
"""

from collections import defaultdict
from statistics import fmean

from tests.relevance.collection import Asker, Collection
from tests.relevance.tables import Table, Value

__all__ = ["stories"]

_DEPTHS = (10, 20)
_COLUMNS = ("other languages", "same language")


def stories(collection: Collection, asker: Asker) -> Table:
    """A row for each language of the title, and one for all: mean recall at each depth."""
    by_story: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in collection.articles:
        if row.get("story"):
            by_story[row["story"]].append((row["id"], row["language"]))
    columns = tuple(f"{column}@{depth}" for column in _COLUMNS for depth in _DEPTHS)
    shares: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    titles: defaultdict[str, int] = defaultdict(int)
    for row in collection.articles:
        told = [(a, code) for a, code in by_story[row.get("story", "")] if a != row["id"]]
        if not told or not row["title"]:
            continue
        found = asker.ids(row["title"], match="any", limit=max(_DEPTHS) + 1)
        found = [article for article in found if article != row["id"]]
        for label in (row["language"], "all"):
            titles[label] += 1
            for column, same in zip(_COLUMNS, (False, True), strict=True):
                wanted = {a for a, code in told if (code == row["language"]) is same}
                for depth in _DEPTHS:
                    if wanted:
                        share = len(wanted.intersection(found[:depth])) / len(wanted)
                        shares[label, f"{column}@{depth}"].append(share)
    # A collection may tell each story once in a language.
    columns = tuple(column for column in columns if ("all", column) in shares)
    rows: dict[str, tuple[Value, ...]] = {}
    for label in (*sorted(titles.keys() - {"all"}), "all"):
        means = (shares.get((label, column)) for column in columns)
        rows[label] = (*(fmean(known) if known else None for known in means), titles[label])
    return Table("stories", (*columns, "titles"), rows)
