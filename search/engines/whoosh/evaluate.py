"""A query tree to matching articles and their scores, in array operations.

Scores are BM25F (Robertson, Zaragoza: The Probabilistic Relevance Framework, 2009, section 3.4):
the frequencies of a word's forms in title and body are weighted, divided by what the length of
the field makes them worth, added up, and only then saturated. All forms of a word, in all
languages, count as one word: its document frequency is the number of articles with any of them.

What a word costs grows with its postings. Where those are many, they are added up in an array of
all articles; where they are few, by sorting them.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.caching import Cache
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
    bytes_of,
)
from search.engines.whoosh.columns import Columns
from search.engines.whoosh.postings import Docs, Postings, common, places_in

__all__ = ["Evaluator", "Matches", "added"]

# The literature has 1.2 to 2 for frequencies as they are; here a word counts three times in a title
# and a quarter more in the form that was typed.
_K1 = 1.8
_B = {"title": 0.5, "body": 0.75}  # titles differ less in what their length says
_WEIGHT = {"title": 3.0, "body": 1.0}

_CACHED = 64 << 20  # bytes of what was worked out
# Sorting a posting among others costs about as much as clearing and reading so many places of an
# array.
_SORTED = 8


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
    (kept,) = common(matches.docs, docs).nonzero()
    return Matches(matches.docs[kept], matches.scores[kept])


def added(parts: Iterable[Matches], size: int) -> Matches:
    """The articles of any of the parts, of `size` in all; their scores added up in that order."""
    parts = [part for part in parts if part.docs.size]
    if len(parts) < 2:
        return parts[0] if parts else _unscored(np.empty(0, np.intp))
    docs = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    if docs.size * _SORTED < size:
        order = docs.argsort(kind="stable")  # which merges runs that are ascending
        docs = docs[order]
        is_first = np.ones(docs.size, np.bool_)
        np.not_equal(docs[1:], docs[:-1], out=is_first[1:])
        docs, sums = docs[is_first.nonzero()], np.bincount(is_first.cumsum() - 1, scores[order])
    else:
        sums = np.bincount(docs, scores, size)
        held = np.zeros(size, np.bool_)
        held[docs] = True
        (docs,) = held.nonzero()
        sums = sums[docs]
    return Matches(docs, sums)  # type: ignore[arg-type]  # NumPy's types know no weights


class Evaluator:
    """Evaluates query trees over one generation. Safe to use from several threads."""

    def __init__(self, postings: Postings, columns: Columns) -> None:
        self._postings = postings
        self._columns = columns
        self._cache: Cache[Node, Matches] = Cache(_CACHED)

    def evaluate(self, node: Node, among: Docs | None = None) -> Matches:
        """The matches of a tree; with `among`, only those of these articles."""
        # Words are asked for again with others, and queries for the next page, with other filters,
        # in another order.
        if isinstance(node, Match):
            return _within(self._kept(node), among)
        if among is None and isinstance(node, All | AtLeast):
            return self._kept(node)
        return self._worked_out(node, among)

    def _kept(self, node: Node) -> Matches:
        found = self._cache.get(node)
        if found is None:
            found = self._worked_out(node, None)
            self._cache.put(node, found, found.docs.nbytes + found.scores.nbytes + bytes_of(node))
        return found

    def _worked_out(self, node: Node, among: Docs | None) -> Matches:
        match node:
            case Match():
                return self._ranked(node)
            case All():
                return self._all(node.children, among)
            case AtLeast():
                return self._at_least(node, among)
            case Not():
                docs = self._every(among)
                return _unscored(docs[~common(docs, self.evaluate(node.child, docs).docs)])
            case Values():
                docs = self._every(among)
                facet = self._columns.facets[node.facet]
                return _unscored(docs[facet.mask(node.values)[facet.codes[docs]]])
            case Dates():
                return _unscored(self._dated(node, self._every(among)))
            case Everything():
                return _unscored(self._every(among))

    def _every(self, among: Docs | None) -> Docs:
        return self._postings.alive if among is None else among

    def _dated(self, node: Dates, docs: Docs) -> Docs:
        dates = self._columns.dates[docs]
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
        found = added(parts, self._postings.size)
        if node.minimum < 2:
            return found
        ones = (Matches(part.docs, np.ones(part.docs.size)) for part in parts)
        having = added(ones, self._postings.size)
        keep = having.scores >= node.minimum
        return Matches(found.docs[keep], found.scores[keep])

    def _ranked(self, node: Match) -> Matches:
        """BM25F over the alternatives, as one word."""
        # So that they are at hand, read at once.
        self._postings.of_all(
            [(it.field, it.terms[0]) for it in node.alternatives if len(it.terms) == 1]
        )
        finding = (self._worth(one) for one in node.alternatives if not one.only_ranks)
        docs, frequency = added(finding, self._postings.size)
        for one in node.alternatives:
            if one.only_ranks:
                frequency = _with(docs, frequency, self._worth(one))
        idf = np.log1p((self._postings.count - docs.size + 0.5) / (docs.size + 0.5))
        return Matches(docs, idf * frequency / (_K1 + frequency))

    def _worth(self, alternative: Alternative) -> Matches:
        """How often the alternative stands in each article, by field, its length and its weight."""
        field, terms = alternative.field, alternative.terms
        if len(terms) == 1:
            docs, counts = self._postings.of(field, terms[0])
        else:
            docs, counts = self._postings.phrase(field, terms)
        kind = "title" if field.endswith("_title") or field.startswith("title_") else "body"
        worth = self._norms[kind][docs] * (_WEIGHT[kind] * alternative.weight)
        return Matches(docs, worth if counts is None else worth * counts)

    @cached_property
    def _norms(self) -> dict[str, NDArray[np.float64]]:
        """What the length of a field makes one word in it worth, by article."""
        alive, norms = self._postings.alive, {}
        for kind, lengths in self._columns.lengths.items():
            mean = max(float(lengths[alive].mean()) if alive.size else 0.0, 1.0)
            norms[kind] = 1 / (1 - _B[kind] + _B[kind] * lengths / mean)
        return norms


def _with(docs: Docs, scores: NDArray[np.float64], part: Matches) -> NDArray[np.float64]:
    """The scores of `docs` with those of a part added, as far as it has them."""
    if np.array_equal(docs, part.docs):  # a word of one form
        return scores + part.scores
    (kept,) = common(part.docs, docs).nonzero()
    if not kept.size:
        return scores
    scores = scores.copy()
    scores[places_in(part.docs[kept], docs)] += part.scores[kept]
    return scores


def _both(left: Matches, right: Matches) -> Matches:
    if left.docs.size > right.docs.size:
        left, right = right, left
    (kept,) = common(left.docs, right.docs).nonzero()
    docs = left.docs[kept]
    return Matches(docs, left.scores[kept] + right.scores[places_in(docs, right.docs)])
