"""The remainder of a query whose last word is completed: what finds something together with it."""

from search.analysis import fold, plain, stop_words
from search.asking import Narrowing, resolve_query
from search.engines.base import All, Alternative, Match, Node, Reader, Request
from search.errors import QueryError
from search.queries import parse_query
from search.resolving import Resolved, Resolver
from search.syntax import And, Negated, Phrase, Tree, Word
from search.variants import Variant

__all__ = ["Remainder", "Ways", "found_by"]

# (language, consecutive terms) by which a word or name is found.
Ways = tuple[tuple[str, tuple[str, ...]], ...]


def found_by(ways: Ways) -> Match:
    """Articles that have any of these."""
    kinds = ("body", "title")
    return Match(
        tuple(Alternative(f"{kind}_{code}", terms) for code, terms in ways for kind in kinds)
    )


class Remainder:
    """All that stands before the last word, and what the query is narrowed to.

    Args:
        before: the query up to the word.
        unwanted: a minus, or NOT, stands before the word.
    """

    def __init__(self, reader: Reader, before: str, unwanted: bool, to: Narrowing) -> None:
        self._reader = reader
        self._before = before
        self._to = to
        # Names only add to what is found, unless they are unwanted; they take most of the time.
        self._names = unwanted and to.names
        self._nodes: dict[bool, Node] = {}
        self._counts: dict[str, int] = {}
        self._is_wrong = False  # it names what there is not: whatever follows finds nothing

    def count(self, alone: int, completed: str, text: str, ways: Ways) -> int:
        """How many articles the completed query finds, at least.

        Args:
            alone: about how many have the word, which is all where it stands alone.
            completed: the whole query.
            text: the word in it.
            ways: by which it is found; none if it is no word.
        """
        if not self._before.strip() and not self._to.leaves_out:
            return alone
        if completed not in self._counts and not self._is_wrong:
            left = tuple(way for way in ways if Variant(*way).key not in self._to.without)
            query = self._with(completed, text, left) or self._whole(completed)
            self._is_wrong = query is None
            self._counts[completed] = self._found(query) if query else 0
        return self._counts.get(completed, 0)

    def _found(self, query: Node) -> int:
        filters, since, until = dict(self._to.filters), self._to.since, self._to.until
        request = Request(query, filters, since, until, limit=0, counts=False)
        return self._reader.search(request).total

    def _with(self, completed: str, text: str, ways: Ways) -> Node | None:
        """The completed query, where its last part has no influence on the others.

        To resolve each query as a whole would take most of the time.
        """
        try:
            tree = parse_query(completed).tree
            if not ways or not isinstance(tree, And) or not tree.children:
                return None
            *before, last = tree.children
            if last in (Word(text), Phrase(text)):
                languages = self._reader.languages()
                if any(fold(text) in stop_words(code) for code in languages):
                    return None
                node: Node = found_by(ways)
            elif isinstance(last, Phrase) or (
                # Of a word that is wanted as well, it matters what that is.
                isinstance(last, Negated)
                and isinstance(last.child, Word | Phrase)
                and last.child not in before
            ):
                node = self._resolved(last).node(1)
            else:
                return None
            # Who types no marks may mean them: what the rest finds depends on those of the word.
            is_marked = bool(plain(fold(text)))
            if is_marked not in self._nodes:
                self._nodes[is_marked] = self._without_last(tree)
        except QueryError:
            return None
        return All((self._nodes[is_marked], node))

    def _without_last(self, tree: And) -> Node:
        resolved = self._resolved(*tree.children)
        of = resolved.narrowing if isinstance(tree.children[-1], Negated) else resolved.required
        of.pop()
        return resolved.node(len(resolved.required))

    def _resolved(self, *parts: Tree) -> Resolved:
        resolver = Resolver(self._reader, names=self._names, without=self._to.without)
        return resolver.resolve(And(parts))

    def _whole(self, completed: str) -> Node | None:
        """The completed query; None as long as a date in it, say, is none yet."""
        try:
            resolved, _ = resolve_query(
                self._reader, completed, names=self._names, without=self._to.without
            )
        except QueryError:
            return None
        return resolved.node(len(resolved.required))
