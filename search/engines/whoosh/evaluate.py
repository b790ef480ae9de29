"""A query tree to matching articles and their scores, in array operations.

Scores are BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, section 3.4):
the frequencies of a word's forms in title and body are weighted, divided by what the length of
the field makes them worth, added up, and only then saturated. All forms of a word, in all
languages, count as one word: its document frequency is the number of articles with any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.engines.base import (
    All,
    Alternative,
    AtLeast,
    Dates,
    Everything,
    Match,
    Node,
    Not,
    Values,
)
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.postings import Positions, PostingList, Postings

__all__ = ["Evaluator", "Matches"]

# The literature has 1.2 to 2 for frequencies as they are; here a word counts three times in a title
# and a quarter more in the form that was typed.
_K1 = 1.8
_B = {"title": 0.5, "body": 0.75}  # titles differ less in what their length says
_WEIGHT = {"title": 3.0, "body": 1.0}

_CACHED = 256  # words and phrases

Docs = NDArray[np.int32]


class Matches(NamedTuple):
    """Articles and their scores.

    Attributes:
        docs: article numbers, ascending, distinct.
        scores: float64, same shape.
    """

    docs: Docs
    scores: NDArray[np.float64]


def _unscored(docs: Docs) -> Matches:
    return Matches(docs, np.zeros(docs.size))


def _within(matches: Matches, docs: Docs | None) -> Matches:
    """Those of the matches that are among `docs` (ascending, distinct; None: all)."""
    if docs is None:
        return matches
    keep = np.isin(matches.docs, docs, assume_unique=True)
    return Matches(matches.docs[keep], matches.scores[keep])


@dataclass
class Evaluator:
    """Evaluates query trees over one generation."""

    postings: Postings
    columns: Columns

    def evaluate(self, node: Node, among: Docs | None = None) -> Matches:
        """The matches of a tree; with `among`, only those of these articles."""
        match node:
            case Match():
                return _within(self._matches(node), among)
            case All():
                return self._all(node.children, among)
            case AtLeast():
                return self._at_least(node, among)
            case Not():
                docs = self._every(among)
                out = self.evaluate(node.child, docs).docs
                return _unscored(np.setdiff1d(docs, out, assume_unique=True))
            case Values():
                docs = self._every(among)
                facet = self.columns.facets[node.facet]
                return _unscored(docs[facet.mask(node.values)[facet.codes[docs]]])
            case Dates():
                return _unscored(self._dated(node, self._every(among)))
            case Everything():
                return _unscored(self._every(among))

    def _every(self, among: Docs | None) -> Docs:
        return self.postings.alive if among is None else among

    def _dated(self, node: Dates, docs: Docs) -> Docs:
        dates = self.columns.dates[docs]
        keep = dates > 0
        for bound, compare in ((node.since, np.greater_equal), (node.until, np.less_equal)):
            if bound:
                number = bound.year * 10_000 + bound.month * 100 + bound.day
                keep &= compare(dates, np.uint32(number))
        return docs[keep]

    def _all(self, children: tuple[Node, ...], among: Docs | None) -> Matches:
        """The intersection: words first, the rarest of them first, then what only narrows."""
        words = [self.evaluate(child) for child in children if isinstance(child, Match)]
        words.sort(key=lambda matches: matches.docs.size)
        found = _unscored(among) if among is not None else None
        for matches in words:
            found = matches if found is None else _both(found, matches)
        for child in children:
            if not isinstance(child, Match):
                matches = self.evaluate(child, None if found is None else found.docs)
                found = matches if found is None else _both(found, matches)
        return _unscored(self._every(None)) if found is None else found

    def _at_least(self, node: AtLeast, among: Docs | None) -> Matches:
        parts = [self.evaluate(child, among) for child in node.children]
        if not parts:
            return _unscored(self._every(among)[:0])
        docs, places = np.unique(np.concatenate([part.docs for part in parts]), return_inverse=True)
        weights = np.concatenate([part.scores for part in parts])
        scores = np.bincount(places, weights, docs.size).astype(np.float64)
        keep = np.bincount(places, minlength=docs.size) >= node.minimum
        return Matches(docs[keep].astype(np.int32), scores[keep])

    def _match(self, node: Match) -> Matches:
        """BM25F over the alternatives, as one word."""
        worth = [self._worth(one) for one in node.alternatives if not one.only_ranks]
        if not worth:
            return _unscored(np.empty(0, np.int32))
        having_any = np.unique(np.concatenate([part.docs for part in worth]))
        ranking = [self._worth(one) for one in node.alternatives if one.only_ranks]
        worth += [_within(part, having_any) for part in ranking]
        distinct, places = np.unique(
            np.concatenate([part.docs for part in worth]), return_inverse=True
        )
        frequency = np.bincount(
            places, np.concatenate([part.scores for part in worth]), distinct.size
        )
        total, having = self.postings.alive.size, distinct.size
        idf = np.log1p((total - having + 0.5) / (having + 0.5))
        return Matches(distinct.astype(np.int32), idf * frequency / (_K1 + frequency))

    def _worth(self, alternative: Alternative) -> Matches:
        """How often the alternative stands in each article, by field, its length and its weight."""
        found = self._standing(alternative)
        kind = "title" if "title" in alternative.field.split("_") else "body"
        relative = self.columns.lengths[kind][found.docs] / self._mean_length[kind]
        factor = _WEIGHT[kind] * alternative.weight
        return Matches(
            found.docs, factor * found.frequencies / (1 - _B[kind] + _B[kind] * relative)
        )

    @cached_property
    def _matches(self) -> Callable[[Match], Matches]:
        # The same words are asked for again with other filters, fewer of them, and the next page.
        return lru_cache(_CACHED)(self._match)

    @cached_property
    def _mean_length(self) -> dict[str, float]:
        alive = self.postings.alive
        return {
            kind: max(float(lengths[alive].mean()) if alive.size else 0.0, 1.0)
            for kind, lengths in self.columns.lengths.items()
        }

    def _standing(self, alternative: Alternative) -> PostingList:
        """Where the alternative stands, and how often: a posting list, also of a phrase."""
        field, terms = alternative.field, alternative.terms
        if len(terms) == 1:
            return self.postings.of(field, terms[0])
        docs = self.postings.of(field, terms[0]).docs
        for term in terms[1:]:
            docs = np.intersect1d(docs, self.postings.of(field, term).docs, assume_unique=True)
        if not docs.size:
            return PostingList(docs, np.empty(0, np.float32))
        positions = [self.postings.positions(field, term) for term in terms]
        counts = np.array([_phrases(positions, doc) for doc in docs.tolist()], np.float32)
        return PostingList(docs[counts > 0], counts[counts > 0])


def _phrases(positions: list[Positions], doc: int) -> int:
    """How often the terms stand next to each other, in order, in an article."""
    starts = set(positions[0][doc])
    for offset, places in enumerate(positions[1:], start=1):
        starts.intersection_update(place - offset for place in places[doc])
    return len(starts)


def _both(left: Matches, right: Matches) -> Matches:
    docs, of_left, of_right = np.intersect1d(
        left.docs, right.docs, assume_unique=True, return_indices=True
    )
    return Matches(docs, left.scores[of_left] + right.scores[of_right])
