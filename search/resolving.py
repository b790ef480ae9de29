"""A query's tree, resolved against what an index holds: words become terms of its languages.

No language is guessed for a query. Each word is analyzed for every language of the index, and
stands for any of the terms that gives: they are alternatives of one another.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from search.analysis import LANGUAGES, analyzer_for, fold, plain, stop_words
from search.analysis.lookalikes import replace_lookalikes
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
from search.messages import Message
from search.models import UNKNOWN, UNSURE
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
from search.variants import Variant, Variants

__all__ = ["FACET_NAMES", "Resolved", "Resolver", "check_value"]

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
_CLOSE = 50  # of 100: values that may have been meant by one that there is not


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


class Resolver:
    """Resolves queries against one reader.

    Args:
        names: whether a word stands for the names that sound like it or mean the same.
        without: keys of variants that are not wanted.
    """

    def __init__(
        self, reader: Reader, *, names: bool = True, without: Set[str] = frozenset()
    ) -> None:
        self._reader = reader
        self._languages = reader.languages()
        self._variants = Variants(reader, names=names)
        self._without = without

    def resolve(self, tree: Tree) -> Resolved:
        """Resolve a whole query."""
        tree = _mended(tree)
        self._found = Resolved()
        self._expansions = _MAX_EXPANSIONS_IN_ALL
        parts = tree.children if isinstance(tree, And) else (tree,)
        # Who types one mark in a query does not leave out the others.
        self._unmarked = not any(plain(fold(text)) for text in _texts(tree))
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
                variants = self._variants.of_phrase(tree.text, guess=marked)
                alternatives = self._alternatives(tree.text, variants, kinds, told=marked)
                return self._match(tree.text, alternatives, marked)
            case Exact():
                return self._match(tree.text, self._exact(tree.text, kinds), marked)
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
        match = Match(tuple(dict.fromkeys(a for a in alternatives if self._is_held(a))))
        if marked:
            self._found.marks.append(match)
            held = self._found.variants.get(text)
            # A name that sounds like it in the same alphabet may be what was meant: Stoltenbreg.
            if not match.alternatives or (
                held and all(v.how == "name" for v in held) and any(v.same_script for v in held)
            ):
                self._found.missing.append(text)
        return match

    def _is_held(self, alternative: Alternative) -> bool:
        return all(self._reader.spread(alternative.field, term) for term in alternative.terms)

    def _word(self, word: Word, kinds: tuple[str, ...], marked: bool) -> Node:
        languages = self._optional.get(word, frozenset())
        # What is not wanted (it is not marked either) is left out for no mere likeness.
        variants = [
            *self._variants.of_word(word.text, unmarked=self._unmarked and marked, guess=marked),
            *self._called.get(word, ()),
        ]
        # A function word, and what is not wanted, is nothing to tell of.
        marked = marked and not languages
        alternatives = self._alternatives(word.text, variants, kinds, told=marked)
        match = self._match(word.text, alternatives, marked)
        if not languages:
            return match
        return AtLeast(1, (match, Values("language", languages)))

    def _alternatives(
        self, text: str, variants: Iterable[Variant], kinds: tuple[str, ...], *, told: bool
    ) -> Iterator[Alternative]:
        """Where the variants stand; and, to rank only, the word in the very form that was typed."""
        first: dict[str, Variant] = {}
        for variant in variants:
            # What is a form of the word already needs no name.
            if variant.key not in first and variant.key not in self._without:
                first[variant.key] = variant
        held = self._found.variants.setdefault(text, []) if told else []
        for variant in first.values():
            alternatives = [a for a in variant.alternatives(kinds) if self._is_held(a)]
            yield from alternatives
            if alternatives and variant not in held:
                held.append(variant)
        for alternative in self._exact(text, kinds):
            yield replace(alternative, weight=_TYPED, only_ranks=True)

    def _exact(self, text: str, kinds: tuple[str, ...]) -> Iterator[Alternative]:
        """The words themselves, as each language folds them."""
        for exact in dict.fromkeys(found.exact for found in self._variants.analyzed(text)):
            yield from (Alternative(f"exact_{kind}", exact) for kind in kinds)

    def _well_known(self, parts: tuple[Tree, ...]) -> dict[Word, list[Variant]]:
        """What words that follow each other name together, for each of them: European Union, ЄС.

        An article with the other name has each of the words.
        """
        found: dict[Word, list[Variant]] = {}
        at = 0
        while at < len(parts):
            run: list[Word] = []
            for part in parts[at : at + _LONGEST_NAME]:
                if not isinstance(part, Word):
                    break
                run.append(part)
            for length in range(len(run), 1, -1):
                if variants := self._variants.called([word.text for word in run[:length]]):
                    shared = [replace(variant, share=1 / length) for variant in variants]
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
        found: dict[Word, frozenset[str]] = {}
        asked = [part for part in parts if isinstance(part, _ASKING)]
        for part in asked:
            if not isinstance(part, Word):
                continue
            folded = fold(part.text)
            if self._variants.is_abbreviation(part.text):
                continue
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
            self._note(
                "“{text}” is several words; they were searched for as they are", text=tree.text
            )
            variants = self._variants.of_word(tree.text, unmarked=self._unmarked)
            yield from self._alternatives(tree.text, variants, kinds, told=False)
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
    """The tree with words as articles are read: "Cтолтенберг" with a Latin C is the same name."""
    match tree:
        case And(children) | Or(children):
            return replace(tree, children=tuple(map(_mended, children)))
        case InTitle(child) | Negated(child):
            return replace(tree, child=_mended(child))
        case Word(text) | Phrase(text) | Exact(text) | Prefix(text) | Fuzzy(text):
            return replace(tree, text=replace_lookalikes(text)[0])
    return tree


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


# As sentences have them.
FACET_NAMES = {
    "language": Message("language"),
    "source": Message("source"),
    "year": Message("year"),
}
# Of each index that is open.
_SPELLED: WeakKeyDictionary[Reader, dict[str, dict[str, str]]] = WeakKeyDictionary()


def _spelled(reader: Reader, facet: str) -> dict[str, str]:
    """The values of a facet by what is left of them without capitals; worked out once."""
    of_facets = _SPELLED.setdefault(reader, {})
    if facet not in of_facets:
        of_facets[facet] = {known.casefold(): known for known in reader.values(facet)}
    return of_facets[facet]


def check_value(reader: Reader, facet: str, value: str) -> str:
    """The facet's value as the index spells it.

    Raises:
        QueryError: the index has no such value; the message lists the right ones.
    """
    held = reader.values(facet)
    if value in held or value == (UNSURE if facet == "language" else UNKNOWN):
        return value
    spelled = _spelled(reader, facet)
    value = value.removeprefix("www.")
    if value.casefold() in spelled:
        return spelled[value.casefold()]
    if facet == "language":
        for code in held:
            if LANGUAGES[code].name.casefold() == value.casefold():
                return code
    close = process.extract(
        value.casefold(), spelled.keys(), scorer=fuzz.ratio, limit=5, score_cutoff=_CLOSE
    )
    likely = [spelled[key] for key, _, _ in close]
    listed = likely if len(held) > 20 and likely else sorted(held)[:20]
    known = ", ".join(listed)
    if len(held) > len(listed):
        known = Message("{listed} and {more} more", listed=known, more=len(held) - len(listed))
    raise QueryError(
        Message(
            "unknown {name} {value!r}; this index holds {known}",
            name=FACET_NAMES[facet],
            value=value,
            known=known,
        )
    )
