"""The rest of a query whose last word is being completed: what finds something together with it."""

from search.analysis import fold, plain, stop_words
from search.asking import resolve_query
from search.engines.base import All, Alternative, Match, Node, Reader, Request
from search.errors import QueryError
from search.queries import And, Phrase, Word, parse_query
from search.resolving import Resolver

__all__ = ["Rest", "Ways", "found_by"]

# (language, consecutive terms) by which a word or name is found.
Ways = tuple[tuple[str, tuple[str, ...]], ...]


def found_by(ways: Ways) -> Match:
    """Articles that have any of these."""
    kinds = ("body", "title")
    return Match(
        tuple(Alternative(f"{kind}_{code}", terms) for code, terms in ways for kind in kinds)
    )


class Rest:
    """All that stands before the last word.

    Args:
        before: the query up to the word.
        unwanted: a minus, or NOT, stands before the word.
    """

    def __init__(self, reader: Reader, before: str, unwanted: bool) -> None:
        self._reader = reader
        self._before = before
        self._unwanted = unwanted
        self._nodes: dict[bool, Node | None] = {}
        self._counts: dict[str, int] = {}

    def count(self, alone: int, completed: str, text: str, ways: Ways) -> int:
        """How many articles the completed query finds, at least.

        Args:
            alone: about how many have the word, which is all where it stands alone.
            completed: the whole query.
            text: the word in it.
            ways: by which it is found; none if it is no word.
        """
        if not self._before.strip():
            return alone
        if completed not in self._counts:
            query = self._with(completed, text, ways) or self._whole(completed)
            request = Request(query, limit=0, counts=False) if query else None
            self._counts[completed] = self._reader.search(request).total if request else 0
        return self._counts[completed]

    def _with(self, completed: str, text: str, ways: Ways) -> Node | None:
        """The completed query, where the word is one more that is wanted; the rest stays the same.

        To resolve each query as a whole would take most of the time.
        """
        languages = self._reader.languages()
        if not ways or any(fold(text) in stop_words(code) for code in languages):
            return None
        # Who types no marks may mean them: what the rest finds depends on those of the word.
        is_marked = bool(plain(fold(text)))
        if is_marked not in self._nodes:
            self._nodes[is_marked] = self._without(completed, text)
        rest = self._nodes[is_marked]
        return rest and All((rest, found_by(ways)))

    def _without(self, completed: str, text: str) -> Node | None:
        """The query without its last word, if that is wanted as the other parts are."""
        try:
            tree = parse_query(completed).tree
            if not isinstance(tree, And) or tree.children[-1] not in (Word(text), Phrase(text)):
                return None
            resolved = Resolver(self._reader, names=False).resolve(tree)
        except QueryError:
            return None
        return All((*resolved.required[:-1], *resolved.implied, *resolved.narrowing))

    def _whole(self, completed: str) -> Node | None:
        """The completed query; None as long as a date in it, say, is none yet."""
        try:
            # Names only add to what is found, unless they are unwanted; they take most of the time.
            resolved, _ = resolve_query(self._reader, completed, names=self._unwanted)
        except QueryError:
            return None
        return resolved.node(len(resolved.required))
