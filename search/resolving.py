"""A query's tree, resolved against what an index holds: words become terms of its languages.

No language is guessed for a query. Each word is analyzed for every language of the index, and
stands for any of the terms that gives: they are alternatives of one another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from search.analysis import LANGUAGES, analyzer_for, fold, stop_words
from search.analysis.tokenizer import words
from search.engines.base import (
    All,
    Alternative,
    AtLeast,
    Dates,
    Everything,
    Match,
    Node,
    Not,
    Reader,
    Values,
)
from search.errors import QueryError
from search.models import UNKNOWN, UNSURE
from search.queries import (
    And,
    DateIs,
    FieldIs,
    Fuzzy,
    InTitle,
    Negated,
    Or,
    Phrase,
    Prefix,
    Tree,
    Word,
)

__all__ = ["Resolved", "Resolver", "check_value"]

# The most frequent words behind a `prefix*` or near a `word~`; a note says when there are more.
_MAX_EXPANSIONS = 500
_MAX_EXPANSIONS_IN_ALL = 2_000
_SHORTEST_PREFIX = 2
_KINDS = ("title", "body")
# What a word in the very form that was typed weighs beyond one in another form.
_TYPED = 0.25


@dataclass(slots=True)
class Resolved:
    """A query as an engine takes it.

    Attributes:
        required: parts of the query that rank; all of them, with match "all".
        implied: function words; wanted with match "all", where they are none in an article's
            language, and never of use for telling articles apart.
        narrowing: parts that every match has to meet, however many of the words it has.
        marks: what is to be marked in a text, whichever part it belongs to.
        missing: words of the query that no article has in any form.
        notes: for the person who searched.
    """

    required: list[Node] = field(default_factory=list)
    implied: list[Node] = field(default_factory=list)
    narrowing: list[Node] = field(default_factory=list)
    marks: list[Match] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def node(self, minimum: int) -> Node:
        """The query, wanting so many of `required`."""
        if minimum >= len(self.required):
            words: tuple[Node, ...] = (*self.required, *self.implied)
        else:
            words = (AtLeast(minimum, tuple(self.required)),)
        return All((*words, *self.narrowing)) if words or self.narrowing else Everything()


class Resolver:
    """Resolves queries against one reader."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._languages = reader.languages()

    def resolve(self, tree: Tree) -> Resolved:
        """Resolve a whole query."""
        self._found = Resolved()
        self._expansions = _MAX_EXPANSIONS_IN_ALL
        parts = tree.children if isinstance(tree, And) else (tree,)
        self._optional = self._function_words(parts)
        for part in parts:
            node = self._node(part, _KINDS)
            if isinstance(part, Negated | FieldIs | DateIs):
                self._found.narrowing.append(node)
            elif part in self._optional:
                self._found.implied.append(node)
            else:
                self._found.required.append(node)
        return self._found

    def _node(self, tree: Tree, kinds: tuple[str, ...], *, marked: bool = True) -> Node:
        match tree:
            case Word():
                return self._word(tree, kinds, marked)
            case Phrase():
                return self._match(tree.text, self._forms(tree.text, kinds), marked)
            case Prefix() | Fuzzy():
                return self._match(tree.text, self._expanded(tree, kinds), marked)
            case FieldIs():
                return self._values(tree)
            case DateIs(since, until):
                if since is None and until is None:
                    return Values("year", frozenset({UNKNOWN}))
                return Dates(since, until)
            case InTitle():
                return self._node(tree.child, ("title",), marked=marked)
            case Negated():
                return Not(self._node(tree.child, kinds, marked=False))
            case And():
                return All(tuple(self._node(c, kinds, marked=marked) for c in tree.children))
            case Or():
                children = tuple(self._node(c, kinds, marked=marked) for c in tree.children)
                return AtLeast(1, children)

    def _match(self, text: str, alternatives: Iterable[Alternative], marked: bool) -> Match:
        """The alternatives that the index holds, as one word or phrase."""
        # Once each: two readings of a word may come to the same term.
        match = Match(tuple(dict.fromkeys(a for a in alternatives if self._is_held(a))))
        if marked:
            self._found.marks.append(match)
            if not match.alternatives:
                self._found.missing.append(text)
        return match

    def _is_held(self, alternative: Alternative) -> bool:
        return all(self._reader.frequency(alternative.field, term) for term in alternative.terms)

    def _forms(self, text: str, kinds: tuple[str, ...]) -> Iterable[Alternative]:
        """The text in each language's terms: one term for a word, several for a phrase.

        A word that stands as it was typed counts for more than another of its forms.
        """
        typed: dict[str, None] = {}
        for language in self._languages:
            for reading in self._readings(text, language):
                tokens = list(analyzer_for(language).tokens(reading))
                if tokens:
                    terms = tuple(token.term for token in tokens)
                    yield from (Alternative(f"{kind}_{language}", terms) for kind in kinds)
                if len(tokens) == 1:
                    typed[tokens[0].exact] = None
        for word in typed:
            yield from (Alternative(f"exact_{kind}", (word,), _TYPED) for kind in kinds)

    def _readings(self, text: str, language: str) -> list[str]:
        """The text; and in lower case, where a language has capitals of its own.

        "Istanbul" may be typed by one who means ı, or by one who has no İ.
        """
        lower = fold(text)
        return [text, lower] if fold(text, language) != lower else [text]

    def _word(self, word: Word, kinds: tuple[str, ...], marked: bool) -> Node:
        languages = self._optional.get(word, frozenset())
        match = self._match(word.text, self._forms(word.text, kinds), marked and not languages)
        if not languages:
            return match
        return AtLeast(1, (match, Values("language", languages)))

    def _function_words(self, parts: tuple[Tree, ...]) -> dict[Word, frozenset[str]]:
        """Words that articles need not have, and in which languages' articles.

        "in" is a function word in English and in German; "war" is one in German only. A word
        goes without saying where it is a function word, if that is how the index mostly uses it;
        and never if nothing else was asked for.
        """
        found: dict[Word, frozenset[str]] = {}
        asked = [part for part in parts if isinstance(part, Word | Phrase | Prefix | Fuzzy | Or)]
        for part in asked:
            if not isinstance(part, Word):
                continue
            folded = fold(part.text)
            uses = {code: self._uses(code, part.text) for code in self._languages}
            as_function = {code for code in self._languages if folded in stop_words(code)}
            functional = sum(uses[code] for code in as_function)
            if as_function and 2 * functional > sum(uses.values()):
                found[part] = frozenset(as_function)
        return found if len(found) < len(asked) else {}

    def _uses(self, language: str, word: str) -> int:
        """Articles that have the word in that language."""
        terms = [token.term for token in analyzer_for(language).tokens(word)]
        return self._reader.frequency(f"body_{language}", terms[0]) if len(terms) == 1 else 0

    def _expanded(self, tree: Prefix | Fuzzy, kinds: tuple[str, ...]) -> Iterable[Alternative]:
        """The index's own words that begin so, or are near enough."""
        pieces = [fold(tree.text[start:end]) for start, end in words(tree.text)]
        if len(pieces) != 1:
            # "Нью-Йор*" is two words: the sign behind them cannot mean one.
            self._note(f"“{tree.text}” is several words; they were searched for as they are")
            yield from self._forms(tree.text, kinds)
            return
        # As each language of the index folds it: ёлк* is елк* in Russian texts.
        word = tree.text.strip()
        readings = dict.fromkeys([pieces[0], *(fold(word, code) for code in self._languages)])
        for kind in kinds:
            for reading in readings:
                name = f"exact_{kind}"
                for term in self._completed(tree, name, reading):
                    yield Alternative(name, (term,))

    def _completed(self, tree: Prefix | Fuzzy, name: str, word: str) -> list[str]:
        """Terms of a field that begin with the word, or are near it; as many as are left to use."""
        room = self._expansions
        if isinstance(tree, Fuzzy):
            near = self._reader.similar(name, word, tree.edits)
            found = sorted(near, key=lambda term: -near[term])
        elif len(word) < _SHORTEST_PREFIX:
            self._note(f"“{tree.text}*” is too short to complete; the letter itself was used")
            found = [word]
        else:
            found = self._reader.expand(name, word, min(room, _MAX_EXPANSIONS) + 1)
        if len(found) > min(room, _MAX_EXPANSIONS):
            found = found[: min(room, _MAX_EXPANSIONS)]
            self._note(f"too many words are like “{tree.text}”; the most frequent were used")
        self._expansions -= len(found)
        return found

    def _values(self, tree: FieldIs) -> Values:
        return Values(tree.facet, frozenset({check_value(self._reader, tree.facet, tree.value)}))

    def _note(self, note: str) -> None:
        if note not in self._found.notes:
            self._found.notes.append(note)


def check_value(reader: Reader, facet: str, value: str) -> str:
    """The facet's value as the index spells it.

    Raises:
        QueryError: the index has no such value; the message lists the right ones.
    """
    held = reader.values(facet)
    if value in held or value == (UNSURE if facet == "language" else UNKNOWN):
        return value
    spelled = {known.casefold(): known for known in held}
    value = value.removeprefix("www.")
    if value.casefold() in spelled:
        return spelled[value.casefold()]
    if facet == "language":
        for code in held:
            if LANGUAGES[code].name.casefold() == value.casefold():
                return code
    close = get_close_matches(value.casefold(), list(spelled), n=5, cutoff=0.5)
    listed = [spelled[key] for key in close] if len(held) > 20 and close else sorted(held)[:20]
    more = f" and {len(held) - len(listed)} more" if len(held) > len(listed) else ""
    raise QueryError(f"unknown {facet} {value!r}; this index holds {', '.join(listed)}{more}")
