"""Queries with judged articles: nDCG@10, MAP, recall@100, by trec_eval's own code.

Its nDCG takes the gains as they are judged (linear); to MAP and recall every article of a gain of
1 or more is as good as another. The queries are sentences, so any of their words will do.
"""

import ir_measures
from ir_measures import AP, R, nDCG

from tests.relevance.collection import Asker, Collection
from tests.relevance.tables import Table

__all__ = ["ranking"]

_DEPTH = 1000


def ranking(collection: Collection, asker: Asker) -> Table:
    """One row: the means over the queries that have a judgement."""
    run: dict[str, dict[str, float]] = {}
    for row in collection.queries:
        found = asker.ids(row["query"], match="any", limit=_DEPTH)
        # Of equal scores trec_eval makes an order of its own; this is the one that a reader sees.
        run[row["id"]] = {article: -float(rank) for rank, article in enumerate(found)}
    measures = {"nDCG@10": nDCG @ 10, "MAP": AP, "recall@100": R @ 100}
    means = ir_measures.calc_aggregate(measures.values(), collection.qrels, run)
    figures = (float(means[measure]) for measure in measures.values())
    return Table("ranking", (*measures, "queries"), {"all": (*figures, len(collection.qrels))})
