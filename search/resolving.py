"""A query's tree, resolved against what an index holds: words become terms of its languages.

No language is guessed for a query. Each word is analyzed for every language of the index, and
stands for any of the terms that gives: they are alternatives of one another.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from search.analysis import fold, plain, stop_words
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
from search.lookups import Lookups, folded, mended, remembered
from search.messages import Message
from search.models import UNKNOWN
from search.syntax import (
    And,
    DateIs,
    Exact,
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
from search.values import check_value
from search.variants import Place, Variant, Variants

__all__ = ["Resolved", "Resolver"]

# The most frequent words behind a `prefix*` or near a `word~`; a note says when there are more.
_MAX_EXPANSIONS = 500
_MAX_EXPANSIONS_IN_ALL = 2_000
_SHORTEST_PREFIX = 2
_ASKING = Word | Phrase | Exact | Prefix | Fuzzy | Or
_KINDS = ("title", "body")
# Words that may be one name together; "United Nations Security Council" has four.
_LONGEST_NAME = 5
# What a word in the very form that was typed weighs beyond one in another form.
_TYPED = 0.25
_REMEMBERED = 20_000  # texts, about 5 MB


@dataclass(slots=True)
class Resolved:
    """A query as an engine takes it.

    Attributes:
        required: parts of the query that rank; all of them, with match "all".
        implied: function words; wanted with match "all", where they are none in an article's
            language, and never of use for telling articles apart.
        narrowing: parts that every match has to meet, however many of the words it has.
        marks: what is to be marked in a text, whichever part it belongs to.
        variants: what each word or phrase of the query stands for in this index.
        missing: words of the query that no article has in any form, unless as a name that only
            sounds like it.
        notes: for the person who searched.
    """

    required: list[Node] = field(default_factory=list)
    implied: list[Node] = field(default_factory=list)
    narrowing: list[Node] = field(default_factory=list)
    marks: list[Match] = field(default_factory=list)
    variants: dict[str, list[Variant]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def node(self, minimum: int) -> Node:
        """The query, wanting so many of `required`."""
        if minimum >= len(self.required):
            words: tuple[Node, ...] = (*self.required, *self.implied)
        else:
            words = (AtLeast(minimum, tuple(self.required)),)
        return All((*words, *self.narrowing)) if words or self.narrowing else Everything()


class _Meaning(NamedTuple):
    """What a word or phrase is searched for, and what that stands for, as far as it is held."""

    match: Match
    variants: tuple[Variant, ...]


class Resolver(Lookups):
    """Resolves queries against one reader.

    Args:
        names: whether a word stands for the names that sound like it or mean the same.
        without: keys of variants that are not wanted.
    """

    def __init__(
        self, reader: Reader, *, names: bool = True, without: Set[str] = frozenset()
    ) -> None:
        super().__init__(reader)
        self._variants = Variants(reader, names=names)
        self._names = names
        self._without = frozenset(without)

    def resolve(self, tree: Tree) -> Resolved:
        """Resolve a whole query."""
        tree = _mended(tree)
        self._found = Resolved()
        self._expansions = _MAX_EXPANSIONS_IN_ALL
        parts = tree.children if isinstance(tree, And) else (tree,)
        # Who types one mark in a query does not leave out the others.
        self._unmarked = not any(map(_is_marked, _texts(tree)))
        self._optional = self._function_words(parts)
        self._called = self._well_known(parts)
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
                meaning = self._of_phrase(tree.text, marked, kinds, self._names, self._without)
                return self._tell(tree.text, meaning, marked)
            case Exact():
                exact = (Alternative(*place) for place in self._exact(tree.text, kinds))
                return self._mark(tree.text, Match(tuple(exact)), marked)
            case Prefix() | Fuzzy():
                expanded = dict.fromkeys(self._expanded(tree, kinds))
                return self._mark(tree.text, Match(tuple(expanded)), marked)
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

    def _tell(self, text: str, meaning: "_Meaning", marked: bool) -> Match:
        """The match, after it was told what the word or phrase stands for."""
        if marked:
            held = self._found.variants.setdefault(text, [])
            held += [variant for variant in meaning.variants if variant not in held]
        return self._mark(text, meaning.match, marked)

    def _mark(self, text: str, match: Match, marked: bool) -> Match:
        """The match, which is to be marked in texts."""
        if marked:
            self._found.marks.append(match)
            held = self._found.variants.get(text)
            # A name that sounds like it in the same alphabet may be what was meant: Stoltenbreg.
            if not match.alternatives or (
                held and all(v.how == "name" for v in held) and any(v.same_script for v in held)
            ):
                self._found.missing.append(text)
        return match

    def _stands(self, field: str, terms: tuple[str, ...]) -> bool:
        if len(terms) == 1:
            return self.holds(field, terms[0])
        return all(self.holds(field, term) for term in terms)

    def _word(self, word: Word, kinds: tuple[str, ...], marked: bool) -> Node:
        languages = self._optional.get(word, frozenset())
        meaning = self._of_word(
            word.text,
            self._unmarked and marked,
            marked,
            self._called.get(word, ()),
            kinds,
            self._names,
            self._without,
        )
        # A function word, and what is not wanted, is nothing to tell of.
        match = self._tell(word.text, meaning, marked and not languages)
        if not languages:
            return match
        return AtLeast(1, (match, Values("language", languages)))

    @remembered
    def _of_word(
        self,
        text: str,
        unmarked: bool,
        guess: bool,
        called: tuple[Variant, ...],
        kinds: tuple[str, ...],
        names: bool,
        without: frozenset[str],
    ) -> "_Meaning":
        # What is not wanted (it is not marked either) is left out for no mere likeness.
        variants = self._variants.of_word(text, unmarked=unmarked, guess=guess)
        return self._meaning(text, [*variants, *called], kinds, without)

    @remembered
    def _of_phrase(
        self, text: str, guess: bool, kinds: tuple[str, ...], names: bool, without: frozenset[str]
    ) -> "_Meaning":
        variants = self._variants.of_phrase(text, guess=guess)
        return self._meaning(text, variants, kinds, without)

    def _meaning(
        self,
        text: str,
        variants: Iterable[Variant],
        kinds: tuple[str, ...],
        without: frozenset[str],
    ) -> "_Meaning":
        """Where the variants stand; and, to rank only, the word in the very form that was typed."""
        first: dict[str, Variant] = {}
        for variant in variants:
            # What is a form of the word already needs no name.
            first.setdefault(variant.key, variant)
        found = []
        held = []
        for key, variant in first.items():
            if key in without:
                continue
            standing = [place for place in variant.places(kinds) if self._stands(*place)]
            if standing:
                held.append(variant)
                weight = variant.weight
                found += [Alternative(*place, weight) for place in standing]
        for place in self._exact(text, kinds):
            found.append(Alternative(*place, _TYPED, only_ranks=True))
        return _Meaning(Match(tuple(found)), tuple(held))

    def _exact(self, text: str, kinds: tuple[str, ...]) -> Iterator[Place]:
        """Where the words themselves stand, as each language folds them."""
        for exact in dict.fromkeys(found.exact for found in self._variants.analyzed(text)):
            for kind in kinds:
                if self._stands(f"exact_{kind}", exact):
                    yield f"exact_{kind}", exact

    def _well_known(self, parts: tuple[Tree, ...]) -> dict[Word, tuple[Variant, ...]]:
        """What words that follow each other name together, for each of them: European Union, ЄС.

        An article with the other name has each of the words.
        """
        found: dict[Word, tuple[Variant, ...]] = {}
        at = 0
        while at < len(parts):
            run: list[Word] = []
            for part in parts[at : at + _LONGEST_NAME]:
                if not isinstance(part, Word):
                    break
                run.append(part)
            for length in range(len(run), 1, -1):
                if variants := self._variants.called(" ".join(word.text for word in run[:length])):
                    shared = tuple(variant._replace(share=1 / length) for variant in variants)
                    found |= dict.fromkeys(run[:length], shared)
                    at += length - 1
                    break
            at += 1
        return found

    def _function_words(self, parts: tuple[Tree, ...]) -> dict[Word, frozenset[str]]:
        """Words that articles need not have, and in which languages' articles.

        "in" is a function word in English and in German; "war" is one in German only. A word
        goes without saying where it is a function word, if that is how the index mostly uses it;
        and never if nothing else was asked for.
        """
        asked = [part for part in parts if isinstance(part, _ASKING)]
        words_asked = (part for part in asked if isinstance(part, Word))
        found = {part: self._as_function(part.text) for part in words_asked}
        found = {part: languages for part, languages in found.items() if languages}
        return found if len(found) < len(asked) else {}

    @remembered
    def _as_function(self, word: str) -> frozenset[str]:
        """The languages in which a word goes without saying."""
        form = folded(word)
        languages = frozenset(code for code in self.languages() if form in stop_words(code))
        if not languages or self._variants.is_abbreviation(word):
            return frozenset()
        uses = {
            code: self.articles(f"body_{code}", terms[0][0]) if len(terms) == 1 else 0
            for code, terms in self.uses_of_text(word).terms.items()
        }
        functional = sum(uses[code] for code in languages)
        return languages if 2 * functional > sum(uses.values()) else frozenset()

    def _expanded(self, tree: Prefix | Fuzzy, kinds: tuple[str, ...]) -> Iterable[Alternative]:
        """The index's own words that begin so, or are near enough."""
        pieces = [fold(tree.text[start:end]) for start, end in words(tree.text)]
        if len(pieces) != 1:
            # "Нью-Йор*" is two words: the sign behind them cannot mean one.
            self._note(
                "“{text}” is several words; they were searched for as they are", text=tree.text
            )
            meaning = self._of_word(
                tree.text, self._unmarked, True, (), kinds, self._names, self._without
            )
            yield from meaning.match.alternatives
            return
        # As each language of the index folds it: ёлк* is елк* in Russian texts.
        word = tree.text.strip()
        readings = dict.fromkeys([pieces[0], *(fold(word, code) for code in self.languages())])
        for kind in kinds:
            for reading in readings:
                name = f"exact_{kind}"
                for term in self._completed(tree, name, reading):
                    if self._reader.spread(name, term):
                        yield Alternative(name, (term,))

    def _completed(self, tree: Prefix | Fuzzy, name: str, word: str) -> list[str]:
        """Terms of a field that begin with the word, or are near it; as many as are left to use."""
        room = self._expansions
        if isinstance(tree, Fuzzy):
            near = self._reader.similar(name, word, tree.edits)
            found = sorted(near, key=lambda term: -near[term])
        elif len(word) < _SHORTEST_PREFIX:
            self._note(
                "“{text}*” is too short to complete; the letter itself was used", text=tree.text
            )
            found = [word]
        else:
            found = list(self._reader.expand(name, word, min(room, _MAX_EXPANSIONS) + 1))
        if len(found) > min(room, _MAX_EXPANSIONS):
            found = found[: min(room, _MAX_EXPANSIONS)]
            self._note(
                "too many words are like “{text}”; the most frequent were used", text=tree.text
            )
        self._expansions -= len(found)
        return found

    def _values(self, tree: FieldIs) -> Values:
        return Values(tree.facet, frozenset({check_value(self._reader, tree.facet, tree.value)}))

    def _note(self, template: str, **values: str) -> None:
        note = Message(template, **values)
        if note not in self._found.notes:
            self._found.notes.append(note)


def _mended(tree: Tree) -> Tree:
    """The tree with words as articles are read."""
    match tree:
        case And(children) | Or(children):
            return type(tree)(tuple(map(_mended, children)))
        case InTitle(child) | Negated(child):
            return type(tree)(_mended(child))
        case Word(text) | Phrase(text) | Exact(text) | Prefix(text) | Fuzzy(text):
            as_read = mended(text)
            return tree if as_read == text else replace(tree, text=as_read)
    return tree


@lru_cache(maxsize=_REMEMBERED)
def _is_marked(text: str) -> bool:
    return bool(plain(folded(text)))


def _texts(tree: Tree) -> Iterator[str]:
    """What was typed in each word and phrase."""
    match tree:
        case And(children) | Or(children):
            for child in children:
                yield from _texts(child)
        case InTitle(child) | Negated(child):
            yield from _texts(child)
        case Word(text) | Phrase(text) | Exact(text) | Prefix(text) | Fuzzy(text):
            yield text
