"""What an engine is given, what it is asked, and what it answers.

An engine holds one index. It is given terms, never text to analyze, and knows no file format and
no HTML. Everything below is data, so that a query can be printed, compared and sent elsewhere.

Fields are those of `batch.py`, which has what an engine is given to write. Facets are `language`,
`source` and `year`.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.engines.batch import Batch, Part, Word
from search.models import Problem, Sort, Stats, StoredArticle
from search.quick import quick

__all__ = [
    "FACETS",
    "All",
    "Alternative",
    "AtLeast",
    "Dates",
    "Days",
    "Everything",
    "Filter",
    "Found",
    "Held",
    "Known",
    "Match",
    "Named",
    "Node",
    "Not",
    "Parts",
    "Reader",
    "Request",
    "Values",
    "Writer",
    "bytes_of",
]

FACETS = ("language", "source", "year")
_ALTERNATIVE = 250  # bytes


class Named(NamedTuple):
    """What a well-known thing is called.

    Attributes:
        terms: of its name.
        shown: the name.
        is_name: it is one capitalised word, to be looked for among names only.
    """

    concept: str
    terms: tuple[str, ...]
    shown: str
    is_name: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What an index remembers of an article that it holds."""

    digest: str
    path: str


@quick
@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a word or phrase may stand: consecutive `terms` in `field`.

    Attributes:
        weight: multiplies how often it stands there.
        only_ranks: adds to the score of what another alternative finds; finds nothing itself.
    """

    field: str
    terms: tuple[str, ...]
    weight: float = 1.0
    only_ranks: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Any of the alternatives; ranked as the one word or phrase that they are forms of."""

    alternatives: tuple[Alternative, ...]
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash(self.alternatives))

    def __hash__(self) -> int:
        """Of what may be a thousand words, and is looked up with every search: worked out once."""
        return self._hash


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `minimum` of the children; their scores added up."""

    minimum: int
    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class All:
    """Every child; their scores added up. No child: every article."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every article but the child's."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class Values:
    """Articles whose facet has one of the values; adds nothing to a score."""

    facet: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dates:
    """Articles dated from `since` to `until`, both included; None is open; adds no score."""

    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


Node = Match | AtLeast | All | Not | Values | Dates | Everything


def bytes_of(node: Node) -> int:
    """About what a tree takes in memory: one of a beginning of words may have thousands."""
    match node:
        case Match(alternatives):
            return _ALTERNATIVE * len(alternatives)
        case All(children) | AtLeast(_, children):
            return sum(map(bytes_of, children))
        case Not(child):
            return bytes_of(child)
    return 0


@dataclass(frozen=True, slots=True)
class Filter:
    """What a facet is narrowed to: its value among `include`, if any, and not in `exclude`."""

    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """A question.

    Attributes:
        query: ranked by BM25F.
        filters: facet -> its filter. A facet's counts leave out its own filter.
        since, until: bounds of the date, both included.
        limit: how many hits at most; None: all of them.
        counts: whether facets are to be counted.
        days: whether matches are to be counted by day.
        texts: whether hits have their `text`; without, it is "", and they are read faster.
    """

    query: Node
    filters: Mapping[str, Filter] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None
    sort: Sort = "relevance"
    limit: int | None = 10
    offset: int = 0
    counts: bool = True
    days: bool = False
    texts: bool = True


class Days(NamedTuple):
    """How many matches there are of each language and day; arrays of one length.

    Attributes:
        languages: every language that there is; `codes` are places in it.
        dates: 20211021, or 0 for articles without a date.
        counts: matches of this language and date, at least 1.
    """

    languages: list[str]
    codes: NDArray[np.int64]
    dates: NDArray[np.int64]
    counts: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Found:
    """An answer.

    Attributes:
        total: matching articles, exactly.
        hits: (article, score), the best or newest or oldest first; equal ones newest first. Which
            they are is settled; each article is read when its turn comes, and can be taken once.
        facets: facet -> value -> articles, exactly, the most frequent first; empty where they were
            not asked for. They belong to the reader; nobody is to change them.
        days: under every filter; None where they were not asked for.
    """

    total: int
    hits: Iterator[tuple[StoredArticle, float]]
    facets: dict[str, dict[str, int]]
    days: Days | None = None


class Reader(Protocol):
    """One generation of an index, open for reading; it does not change under its reader.

    Safe to use from several threads.

    Attributes:
        generation: its name, for people.
        mark: what no other state of any index has.
    """

    generation: str
    mark: str

    def search(self, request: Request) -> Found:
        """Answer a request."""

    def article(self, article_id: str) -> StoredArticle | None:
        """The article of this id, if there is one."""

    def languages(self) -> list[str]:
        """The languages that the index has terms of, sorted."""

    def values(self, facet: str) -> dict[str, int]:
        """Every value of a facet and its number of articles, the most frequent first.

        It belongs to the reader; nobody is to change it.
        """

    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term stands in the field."""

    def holds(self, field: str, term: str) -> bool:
        """Whether any article has the term in the field."""

    def spread(self, field: str, term: str) -> int:
        """About in how many articles the term stands in the field, without counting them.

        Articles that were deleted are counted too, unless no other has it.
        """

    def expand(self, field: str, prefix: str, limit: int) -> dict[str, int]:
        """The `limit` most frequent words that begin with `prefix`, if need be without marks.

        With about the number of articles of each, the most frequent first. `field` is
        `exact_title` or `exact_body`.
        """

    def similar(self, field: str, term: str, distance: int) -> dict[str, int]:
        """Terms at most `distance` edits away, and the number of articles of each."""

    def places(
        self, articles: Sequence[StoredArticle]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the words of articles of this index stand, and how many words there are.

        Of shape (2, words), start and end of each in its title or in its text: first those of the
        first article's title, then of its text, then of the second's title, and so on, in order;
        the words of an elision stand at one place. And of shape (articles, 2): how many are in the
        title, and in the text.
        """

    def words(self, language: str, term: str) -> list[str]:
        """The words, folded, that have the term in a language, held or not."""

    def forms(self, language: str, term: str) -> list[str]:
        """The words that have the term in a language as they stand, the most frequent first."""

    def terms(self, words: Iterable[str]) -> dict[tuple[str, str], str]:
        """(language, word) -> its term, of these words in each language that has them."""

    def uses(self, words: Iterable[str]) -> list[Word]:
        """These words in each language that has them."""

    def spelled(self, bare: str) -> list[tuple[str, str]]:
        """(language, term) of words that are `bare` when typed without their marks."""

    def sounding(self, skeleton: str) -> list[tuple[str, str, str]]:
        """(language, term, name as it stands) of names with these consonants."""

    def sounding_so_far(self, skeleton: str, limit: int) -> list[Word]:
        """Names whose consonants begin with these; `limit` of them, should there be more."""

    def concepts(self, language: str, terms: tuple[str, ...]) -> list[str]:
        """The well-known things that these terms name in a language."""

    def named(self, concept: str) -> list[tuple[str, Named]]:
        """(language, name) of everything that a well-known thing is called."""

    def well_known(self) -> list[tuple[str, Named]]:
        """(language, name) of everything that well-known things are called, held or not."""

    def stats(self) -> Stats:
        """What the index holds."""

    def is_current(self) -> bool:
        """Whether this is still the newest state of the index."""

    def close(self) -> None:
        """Let go of files; the reader cannot be used any more."""


class Held(Protocol):
    """The articles that an index held when its writer began."""

    def __len__(self) -> int: ...

    def get(self, article_id: str) -> Known | None:
        """What is remembered of an article, if it is held."""

    def paths(self) -> Set[str]:
        """The files that articles are of, and maybe some that they were of; "" for none."""

    def of_paths(self, paths: Container[str]) -> Iterator[str]:
        """The ids of the articles that are of these files."""


class Parts(Protocol):
    """Writes parts of an index, in any process: it can be pickled."""

    def write(self, batches: Iterable[Batch]) -> Part | None:
        """Write articles, in their order; they are no part of the index yet.

        Batches are taken one at a time, and let go of. None if they have no articles.
        """


class Writer(Protocol):
    """Writes an index. Nothing is seen by readers before `commit`, and then all of it at once."""

    def known(self) -> Held:
        """What the index held when the writer began."""

    def parts(self) -> "Parts":
        """What writes the articles that are to be added."""

    def add(self, part: Part) -> None:
        """Take the articles of a part in, each in place of the one of the same id.

        Parts are added in the order of their articles; each id once in all of them.
        """

    def remove(self, article_ids: Iterable[str]) -> None:
        """Take articles out that the index held when the writer began."""

    def name(self, language: str, names_in: Callable[[str], Iterable[Named]]) -> None:
        """Keep what well-known things are called in a language; `names_in` is asked only once."""

    def problems(self) -> tuple[Problem, ...]:
        """What the index remembers as not read."""

    def learnt(self) -> bytes:
        """What the last `commit` of this index was given to keep; b"" if there was none."""

    def commit(self, problems: tuple[Problem, ...], learnt: bytes) -> str:
        """Check what was written, make it the index, and return its generation.

        `learnt` is kept beside the articles, for the next writer.
        """

    def cancel(self) -> None:
        """Forget what was written; the index stays as it was."""
