"""A query tree to matching articles and their scores, in array operations.

Which articles match is settled first; a word is weighed only in those of them that all of the
query matches. Scores are BM25F (see `scoring.py`). All forms of a word, in all languages, count as
one word: its document frequency is the number of articles with any of them.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.caching import Cache
from search.engines.base import (
    All,
    AtLeast,
    Dates,
    Everything,
    Match,
    Node,
    Not,
    Values,
    bytes_of,
)
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.postings import Docs, Postings, common, places_in
from search.engines.whoosh.scoring import Frequencies, Places

__all__ = ["Evaluator", "having"]

# The literature has 1.2 to 2 for frequencies as they are; here a word counts three times in a title
# and a quarter more in the form that was typed.
_K1 = 1.8

_CACHED = 32 << 20  # bytes of articles that match
_SCORED = 16 << 20  # bytes of the scores of those that were last asked for

_NONE: Docs = np.empty(0, np.int32)


def having(minimum: int, parts: Sequence[Docs]) -> Docs:
    """The articles of at least so many of the parts, each ascending and distinct; so too."""
    parts = [part for part in parts if part.size]
    minimum = max(minimum, 1)
    if len(parts) < minimum:
        return _NONE
    if len(parts) == 1:
        return parts[0]
    docs = np.concatenate(parts)
    docs.sort()
    more = minimum - 1
    docs, last = docs[: docs.size - more], docs[more:]
    keep = docs == last
    keep[1:] &= docs[1:] != docs[:-1]
    return docs if keep.all() else docs.compress(keep)


class Evaluator:
    """Evaluates query trees over one generation. Safe to use from several threads."""

    def __init__(self, postings: Postings, columns: Columns) -> None:
        self._postings = postings
        self._columns = columns
        self._frequencies = Frequencies(postings, columns)
        self._cache: Cache[Node, Docs] = Cache(_CACHED)
        self._scores: Cache[Node, tuple[Docs, NDArray[np.float64]]] = Cache(_SCORED)

    def evaluate(self, node: Node, among: Docs | None = None) -> Docs:
        """The articles that match, ascending; with `among` (ascending), only those of these."""
        if isinstance(node, All) and len(node.children) == 1:
            return self.evaluate(node.children[0], among)
        # Words are asked for again with others, and queries with other filters.
        if isinstance(node, Match):
            found = self._kept(node)
            return found if among is None else _both(found, among)
        if among is None and isinstance(node, All | AtLeast):
            return self._kept(node)
        return self._worked_out(node, among)

    def _kept(self, node: Node) -> Docs:
        found = self._cache.get(node)
        if found is None:
            found = self._worked_out(node, None)
            self._cache.put(node, found, found.nbytes + bytes_of(node))
        return found

    def _worked_out(self, node: Node, among: Docs | None) -> Docs:
        match node:
            case Match():
                return self._with_any(node)
            case All():
                return self._all(node.children, among)
            case AtLeast():
                parts = [self.evaluate(child, among) for child in node.children]
                return having(node.minimum, parts)
            case Not():
                docs = self._every(among)
                return docs.compress(~common(docs, self.evaluate(node.child, docs)))
            case Values():
                docs = self._every(among)
                facet = self._columns.facets[node.facet]
                return docs.compress(facet.mask(node.values).take(facet.codes.take(docs)))
            case Dates():
                return self._dated(node, self._every(among))
            case Everything():
                return self._every(among)

    def _with_any(self, word: Match) -> Docs:
        finding = [one for one in word.alternatives if not one.only_ranks]
        return having(1, [found.docs for found in self._postings.of_alternatives(finding)])

    def _every(self, among: Docs | None) -> Docs:
        return self._postings.alive if among is None else among

    def _dated(self, node: Dates, docs: Docs) -> Docs:
        dates = self._columns.dates.take(docs)
        keep = dates > 0
        for bound, compare in ((node.since, np.greater_equal), (node.until, np.less_equal)):
            if bound:
                number = bound.year * 10_000 + bound.month * 100 + bound.day
                keep &= compare(dates, np.uint32(number))
        return docs.compress(keep)

    def _all(self, children: tuple[Node, ...], among: Docs | None) -> Docs:
        """The intersection: words first, the rarest of them first, then what only narrows."""
        found = among
        for child in self._ordered(children):
            docs = self.evaluate(child, None if isinstance(child, Match) else found)
            found = docs if found is None else _both(found, docs)
        return self._every(found)

    def _ordered(self, children: tuple[Node, ...]) -> list[Node]:
        """Words, the rarest first, then the others."""
        words = [child for child in children if isinstance(child, Match)]
        words.sort(key=lambda word: self.evaluate(word).size)
        return [*words, *(child for child in children if not isinstance(child, Match))]

    def scores(self, node: Node, docs: Docs, *, are_all: bool = False) -> NDArray[np.float64]:
        """The scores of articles that match, ascending; `are_all`: of all that do.

        Those of all are kept, since some of them are often asked for next, by a filter.
        """
        known = self._scores.get(node)
        if known:
            return known[1] if are_all else known[1].take(places_in(docs, known[0]))
        with self._frequencies.among(docs) as places:
            scores = self._scored(node, places, match_all=True)
        if are_all:
            size = docs.nbytes + scores.nbytes + bytes_of(node)
            self._scores.put(node, (docs, scores), size)
        return scores

    def _scored(self, node: Node, places: Places, *, match_all: bool) -> NDArray[np.float64]:
        """The scores of articles; 0 for those that do not match."""
        match node:
            case Match():
                return self._ranked(node, places, match_all=match_all)
            case All() | AtLeast() if not match_all:
                docs = places.docs
                scores = np.zeros(docs.size)
                (matching,) = common(docs, self.evaluate(node, docs)).nonzero()
                scores[matching] = self.scores(node, docs.take(matching))
                return scores
            case All():
                parts = [
                    self._scored(child, places, match_all=True)
                    for child in self._ordered(node.children)
                ]
            case AtLeast():
                parts = [self._scored(child, places, match_all=False) for child in node.children]
            case _:
                parts = []
        if not parts:
            return np.zeros(places.docs.size)
        for part in parts[1:]:
            parts[0] += part
        return parts[0]

    def _ranked(self, word: Match, places: Places, *, match_all: bool) -> NDArray[np.float64]:
        """BM25F of a word; 0 for articles without it."""
        frequency = self._frequencies.of(word, places, match_all=match_all)
        scores = frequency * self._idf(word)
        frequency += _K1
        scores /= frequency
        return scores

    def _idf(self, word: Match) -> float:
        frequency = self.evaluate(word).size
        return float(np.log1p((self._postings.count - frequency + 0.5) / (frequency + 0.5)))


def _both(left: Docs, right: Docs) -> Docs:
    """The articles of both; each ascending and distinct."""
    if left.size > right.size:
        left, right = right, left
    return left.compress(common(left, right))
