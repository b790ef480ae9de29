"""What a person typed, as a tree. Knows the query language, and nothing of languages or indexes.

    query   = either { "OR" either }
    either  = part { [ "AND" ] part }
    part    = [ "-" | "NOT" ] ( "(" query ")" | field ":" value | word | "phrase" )
    word    = letters [ "*" | "~" [ "1" | "2" ] ] | "=" letters
    field   = "title" | "source" | "language" | "date"

Any text is a query: what makes no sense is passed over, and a note says so. Only a field that
does not exist is an error, since nobody can tell what was meant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from search.errors import QueryError
from search.messages import Message
from search.models import UNKNOWN
from search.periods import parse_day_range
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

__all__ = ["ALIASES", "FIELDS", "PIECES", "QUOTES", "Parsed", "parse_query"]

FIELDS = ("title", "source", "language", "date")
ALIASES = {"lang": "language", "site": "source"}
# Beyond these a query is cut off: a pasted article is not a query.
_MAX_PARTS = 200
_MAX_LETTERS = 10_000
_MAX_DEPTH = 20
_DEFAULT_EDITS = 2
# "NATO OR EU" is a query with an operator; a headline in capitals is not.
_MAX_SHOUTED = 5


class Parsed(NamedTuple):
    """A query understood: its tree, and what was passed over."""

    tree: And | Or
    notes: list[str]


class _Piece(NamedTuple):
    kind: str
    text: str


_OR = frozenset(_Piece("word", text) for text in ("OR", "|", "||"))
_AND = frozenset(_Piece("word", text) for text in ("AND", "&&", "+"))
QUOTES = '"“”„«»'
# What a query is made of; the groups "quoted", "end" and "sign" are parts of a phrase.
PIECES = re.compile(
    rf"""
    (?P<space> \s+ )
  | (?P<open> \( ) | (?P<close> \) )
  | (?P<phrase> =? [{QUOTES}] (?P<quoted> [^{QUOTES}]* ) (?P<end> [{QUOTES}] | $ )
        (?P<sign> [~^] [\d.]* )? )
  | (?P<minus> (?: (?<=[\s(:]) | ^ ) [-−–!] (?=[^\s)]) )
  | (?P<field> (?:title|source|site|language|lang|date) : \s*
             | [A-Za-z]+ : (?! // ) (?= [^\s)] ) )
  | (?P<word> (?: [^\s(){QUOTES}]++ | (?<=[א-ת])["”](?=[א-ת]) )+ )  # נאט"ו
    """,
    re.VERBOSE,
)
_RANGE = re.compile(r"\[\s{0,3}([^\s\[\]]{0,20})\s{1,3}TO\s{1,3}([^\s\[\]]{0,20})\s{0,3}\]")


def parse_query(text: str) -> Parsed:
    """Understand what was typed.

    Raises:
        QueryError: it names a field or a date that does not exist.
    """
    return _Parser(text).parse()


@dataclass
class _Parser:
    text: str
    notes: list[str] = field(default_factory=list)

    def parse(self) -> Parsed:
        self.pieces = self._matched(self._pieces())
        self.at = 0
        tree = self._query()
        return Parsed(tree if isinstance(tree, Or) else And(_parts(tree)), self.notes)

    def _note(self, template: str, **values: str | int) -> None:
        note = Message(template, **values)
        if note not in self.notes:
            self.notes.append(note)

    def _pieces(self) -> list[_Piece]:
        # A range is one piece: its blanks do not part it.
        text = self.text[:_MAX_LETTERS]
        if "[" in text:
            text = _RANGE.sub(lambda m: f"{m[1]}..{m[2]}", text)
        found = []
        for match in PIECES.finditer(text):
            kind = match.lastgroup or ""
            kind = "phrase" if kind in {"quoted", "end", "sign"} else kind
            if kind == "space":
                continue
            if kind == "phrase" and not match["end"]:
                self._note("a quotation mark was not closed; the phrase runs to the end")
            if sign := match["sign"]:
                self._note("“{sign}” behind a phrase means nothing and was ignored", sign=sign)
            sign = "=" if match[0].startswith("=") else ""
            found.append(_Piece(kind, sign + match["quoted"] if kind == "phrase" else match[0]))
        if self._shouts(found):
            found = [
                piece._replace(kind="plain") if piece.kind == "word" else piece for piece in found
            ]
        if len(found) > _MAX_PARTS:
            self._note("only the first {most} words of the query were used", most=_MAX_PARTS)
        return found[:_MAX_PARTS]

    def _matched(self, pieces: list[_Piece]) -> list[_Piece]:
        """The pieces without a ")" that closes nothing, and without what nests too deep."""
        kept: list[_Piece] = []
        depth = 0
        for piece in pieces:
            if piece.kind == "open":
                depth += 1
                if depth > _MAX_DEPTH:
                    self._note("parentheses deeper than {depth} were ignored", depth=_MAX_DEPTH)
                    continue
            elif piece.kind == "close":
                depth -= 1
                if depth < 0:
                    depth = 0
                    self._note("a closing parenthesis without its opening one was ignored")
                    continue
                if depth >= _MAX_DEPTH:
                    continue
            kept.append(piece)
        return kept

    def _shouts(self, pieces: list[_Piece]) -> bool:
        """Whether all is in capitals, so that an OR is a word like any other."""
        words = [piece for piece in pieces if piece.kind == "word"]
        return len(words) > _MAX_SHOUTED and self.text == self.text.upper() != self.text.lower()

    def _peek(self) -> _Piece:
        return self.pieces[self.at] if self.at < len(self.pieces) else _Piece("end", "")

    def _query(self) -> Tree:
        """Read: either { OR either }."""
        sides = [self._either()]
        while self._peek() in _OR:
            self.at += 1
            sides.append(self._either())
        full = [side for side in sides if _parts(side)]
        if len(full) < len(sides) and len(sides) > 1:
            self._note("an OR with nothing on one side was ignored")
        return Or(tuple(full)) if len(full) > 1 else full[0] if full else And(())

    def _either(self) -> Tree:
        """Read: part { [AND] part }."""
        parts: list[Tree] = []
        while True:
            piece = self._peek()
            if piece.kind in {"end", "close"} or piece in _OR:
                break
            if piece in _AND:
                self.at += 1
                continue
            part = self._part()
            if part is not None:
                parts.append(part)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _part(self) -> Tree | None:
        """One part, or None for what holds nothing to search for."""
        piece = self._peek()
        self.at += 1
        if piece.kind == "minus" or piece == _Piece("word", "NOT"):
            if self._peek().kind in {"end", "close"} or self._peek() in _OR:
                self._note("“{text}” with nothing behind it was ignored", text=piece.text)
                return None
            negated = self._part()
            return Negated(negated) if negated else None
        if piece.kind == "open":
            return self._group()
        if piece.kind == "field":
            return self._field(piece.text.strip()[:-1])
        if piece.kind == "phrase":
            return self._text(piece.text.lstrip("= "), Exact if _is_exact(piece.text) else Phrase)
        return self._word(piece.text)

    def _group(self) -> Tree | None:
        inside = self._query()
        if self._peek().kind == "close":
            self.at += 1
        else:
            self._note("a parenthesis was not closed; the group runs to the end")
        if not _parts(inside):
            self._note("parentheses with nothing in them were ignored")
            return None
        return inside

    def _word(self, text: str) -> Tree | None:
        text = text.lstrip("+")
        if "^" in text and (weight := re.search(r"\^[\d.]*$", text)):
            self._note("“{text}” means nothing here and was ignored", text=weight[0])
            text = text[: weight.start()]
        if text.startswith("=") and not text.strip("="):
            self._note("“{text}” with nothing behind it was ignored", text="=")
            return None
        if text.startswith("="):
            return self._text(text.lstrip("="), Exact)
        if text.endswith("*") and _has_words(text):
            return self._text(text.rstrip("*"), Prefix)
        if "~" in text and (match := re.fullmatch(r"(.+?)~([012]?)", text)):
            edits = int(match[2] or _DEFAULT_EDITS)
            return self._text(match[1], lambda word: Fuzzy(word, edits) if edits else Word(word))
        return self._text(text, Word)

    def _text(self, text: str, kind: Callable[[str], Tree]) -> Tree | None:
        if _has_words(text):
            return kind(text)
        if text.strip():
            self._note("“{text}” holds nothing to search for and was ignored", text=text.strip())
        return None

    def _field(self, name: str) -> Tree | None:
        known = ALIASES.get(name.lower(), name.lower())
        if known not in FIELDS:
            if not name.islower():
                # "NATO:Russia", a headline's colon: words, not a field.
                following = self._part()
                word = self._text(name, Word)
                return And(tuple(part for part in (word, following) if part))
            raise QueryError(
                Message(
                    "unknown field {name!r}; fields are {known} "
                    '(to search for the words, write "{name}: …")',
                    name=name,
                    known=", ".join(FIELDS),
                )
            )
        if self._peek().kind in {"end", "close"} or self._peek() in _OR:
            self._note("“{text}” with nothing behind it was ignored", text=f"{name}:")
            return None
        if known == "title":
            child = self._part()
            return InTitle(child) if child else None
        values = self._values(name)
        if not values:
            return None
        if known == "date":
            trees: list[Tree] = [self._date(value) for value in values]
        else:
            trees = [FieldIs(known, value) for value in values]
        return trees[0] if len(trees) == 1 else Or(tuple(trees))

    def _values(self, name: str) -> list[str]:
        """The value of a field; several in parentheses, any of which will do."""
        piece = self._peek()
        self.at += 1
        if piece.kind != "open":
            if not piece.text.strip():
                self._note("“{name}:” names no value and was ignored", name=name)
                return []
            return [piece.text]
        values, depth = [], 1
        while depth and self._peek().kind != "end":
            piece = self._peek()
            depth += (piece.kind == "open") - (piece.kind == "close")
            if piece.kind in {"word", "plain", "phrase"} and piece not in _OR | _AND:
                values.append(piece.text)
            elif piece.kind not in {"word", "close"}:
                self._note(
                    "“{text}” means nothing inside {name}:( ) and was ignored",
                    text=piece.text,
                    name=name,
                )
            self.at += 1
        if not values:
            self._note("“{name}:” names no value and was ignored", name=name)
        return values

    def _date(self, value: str) -> Tree:
        if value.lower() in {UNKNOWN, "none"}:
            return DateIs(None, None)
        return DateIs(*parse_day_range(value))


def _is_exact(quoted: str) -> bool:
    """Whether quotation marks ask for the very words: around one, or with "=" behind the first."""
    return quoted.lstrip().startswith("=") or len(quoted.split()) == 1


def _has_words(text: str) -> bool:
    return any(letter.isalnum() for letter in text)


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.children if isinstance(tree, And) else (tree,)
