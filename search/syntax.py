"""The syntax tree of a query: its nodes, as `queries.parse_query` makes them."""

from dataclasses import dataclass
from datetime import date

__all__ = [
    "And",
    "DateIs",
    "Exact",
    "FieldIs",
    "Fuzzy",
    "InTitle",
    "Negated",
    "Or",
    "Phrase",
    "Prefix",
    "Tree",
    "Word",
]


@dataclass(frozen=True, slots=True)
class Word:
    """A word, as typed; in any of its forms."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words next to each other, in this order."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A word, or words next to each other, in this very form."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words at most so many edits away."""

    text: str
    edits: int


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A facet (`language`, `source`) has this value."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class DateIs:
    """The date lies between the two, both included; (None, None): there is none."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class InTitle:
    """The child, in titles only."""

    child: "Tree"


@dataclass(frozen=True, slots=True)
class Negated:
    """Articles that the child does not match."""

    child: "Tree"


@dataclass(frozen=True, slots=True)
class And:
    """Every child; none: every article."""

    children: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any child."""

    children: tuple["Tree", ...]


Tree = Word | Phrase | Exact | Prefix | Fuzzy | FieldIs | DateIs | InTitle | Negated | And | Or
