"""The data that goes in and comes out: frozen, without behaviour beyond showing itself."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

from search.quick import quick

__all__ = [
    "SEPARATORS",
    "UNKNOWN",
    "UNSURE",
    "Article",
    "Completion",
    "Facet",
    "Hit",
    "Match",
    "Period",
    "Problem",
    "Report",
    "Results",
    "Scan",
    "Snippet",
    "Sort",
    "Span",
    "Stats",
    "StoredArticle",
    "Variant",
]

Sort = Literal["relevance", "newest", "oldest"]
Match = Literal["auto", "all", "any"]
Span = tuple[int, int]  # start and end, in code points; the end is exclusive

UNKNOWN = "unknown"  # the source, or the year, of an article that names none
UNSURE = "unsure"  # the language of an article whose text does not decide it
# Of the columns of a table: spreadsheets that write 1,5 for 1.5 take the second.
SEPARATORS = {"comma": ",", "semicolon": ";"}


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is given to the index. All but `text` may be left out.

    Attributes:
        id: stable across runs; else it is taken from `url`, else from the file's path,
            else from the content.
        title: else the first line of the text.
        text: plain text, paragraphs on lines of their own.
        source: who published it; else the host of `url`, or what the text says of itself.
        language: an ISO 639-1 code; taken as evidence, which the text may overrule.
        date: a `datetime.date`, or text that names a day (`2021-10-21`, RFC 2822, RFC 3339,
            `21.10.2021`, `21 October 2021`).
        url: where it stood.
    """

    id: str = ""
    title: str = ""
    text: str = ""
    source: str = ""
    language: str = ""
    date: date | str | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the index holds it.

    Attributes:
        language: its main language (ISO 639-1), or `"unsure"`.
        languages: every language of its own text, the main one first.
        text: the whole text as stored, repaired; every offset points into it.
        heading: where the title stands in `text` on a line of its own; (0, 0) where it does not.
        boilerplate: what was set aside, as (start, end) in `text`, in order, not overlapping.
        passages: (start, end, language) of the article's own text, in order; together with
            `heading` and `boilerplate` they leave out nothing but white space.
        repairs: how often each kind of repair was made in this text.
        path: the file it came from, "" if it was given by a script.
        indexed: when it was written to the index as it is now, in UTC; an update that finds it
            unchanged leaves it so, a rebuild does not. None before it is written.
    """

    id: str
    title: str
    text: str
    source: str
    language: str
    languages: tuple[str, ...]
    date: date | None
    url: str
    heading: Span = (0, 0)
    boilerplate: tuple[Span, ...] = ()
    passages: tuple[tuple[int, int, str], ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    path: str = ""
    indexed: datetime | None = None

    @property
    def body(self) -> str:
        """The article's own text: `text` without what was set aside."""
        kept, at = [], 0
        for start, end in (*self.boilerplate, (len(self.text), len(self.text))):
            if part := self.text[at:start].strip():
                kept.append(part)
            at = end
        return "\n\n".join(kept)

    @property
    def set_aside(self) -> tuple[str, ...]:
        """The lines that were set aside, in order."""
        parts = (self.text[start:end] for start, end in self.boilerplate)
        return tuple(line.strip() for part in parts for line in part.split("\n") if line.strip())


@quick
@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of text with the places to mark in it.

    Attributes:
        text: plain text, as it stands in the article; passages are joined with " … ".
        marks: (start, end) in `text`, in order, not overlapping.
    """

    text: str
    marks: tuple[Span, ...] = ()

    def html(self) -> str:
        """The text, escaped for HTML, each mark inside `<mark>…</mark>`."""
        return self.marked("<mark>", "</mark>", html.escape)

    def marked(self, before: str, after: str, escape: Any = str) -> str:
        """The text with `before` and `after` around each mark, the rest through `escape`."""
        edges = [0, *(edge for mark in self.marks for edge in mark), len(self.text)]
        pieces = [escape(self.text[start:end]) for start, end in pairwise(edges)]
        pieces[1::2] = [f"{before}{piece}{after}" for piece in pieces[1::2]]
        return "".join(pieces)


@quick
@dataclass(frozen=True, slots=True)
class Hit:
    """One article that a search found.

    Attributes:
        score: the BM25F score; 0.0 where nothing was ranked. Comparable within one result only.
        heading: the title with its matches marked.
        snippet: the best passages with their matches marked; empty with `snippets=False`.
        indexed: when the article was indexed; see `StoredArticle`.
    """

    id: str
    title: str
    source: str
    language: str
    date: date | None
    url: str
    score: float
    heading: Snippet
    snippet: Snippet
    indexed: datetime | None = None


@quick
@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a facet.

    Attributes:
        value: what a filter takes.
        label: what a reader is shown.
        count: articles that match the query and every filter but this facet's own.
        selected: the filter asks for this value.
        excluded: the filter leaves this value out.
    """

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on with a query that is being typed.

    Attributes:
        query: the whole query, with its last word completed.
        text: that word, or name, as it stands in articles; of a language, its own name.
        language: of the word (a code); "" where it is of several, and for a value.
        articles: about how many articles the query finds. Of a word alone, not narrowed, those
            that have it in any of its forms, not what it is also searched for as (names that sound
            like it), an article that has it in two languages counting twice, one that was deleted
            perhaps too.
        kind: `word`; `name`, mostly written with a capital, or a well-known thing; `source` or
            `language`, values of these fields.
    """

    query: str
    text: str
    language: str
    articles: int
    kind: Literal["word", "name", "source", "language"]


@quick
@dataclass(frozen=True, slots=True)
class Variant:
    """What a word or phrase of the query stood for in the index: its forms, or a name.

    Attributes:
        key: what switches it off, in `without`: `uk:столтенберг`.
        language: in which it was looked for.
        kind: `"form"` of the word; `"spelling"`: the word with marks that were not typed (sad,
            sąd); `"name"`: one that sounds like it or means the same, in any alphabet.
        words: as they stand in the index, the most frequent first; at most ten.
    """

    key: str
    language: str
    kind: Literal["form", "spelling", "name"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """A year, month or day, or several years, and the matches in it.

    Attributes:
        name: `"2021"`, `"2021-10"` or `"2021-10-21"`, as `since` and `until` take it; or
            `"1850..1859"`. Either stands in a query behind `date:`.
        count: articles of this period that match the query under every filter.
        languages: code -> how many of them, the most frequent first.
    """

    name: str
    count: int
    languages: dict[str, int]

    @property
    def since(self) -> str:
        """What `since` takes to begin here."""
        return self.name.partition("..")[0]

    @property
    def until(self) -> str:
        """What `until` takes to end here."""
        return self.name.rpartition("..")[2]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found.

    Attributes:
        query: as typed.
        total: how many articles match, exactly, on all pages.
        hits: those from `offset` on, at most `limit`.
        facets: `language`, `source`, `year`, each a list with the most frequent value first;
            empty with `facets=False`.
        variants: each word or phrase of the query -> what it stood for, as far as the index has it.
        notes: sentences on what was ignored or relaxed, for the person who searched.
        suggestion: a query that would find something more likely meant, or "".
        generation: of the index that answered.
        seconds: that the search took.
        timeline: the matches by year, month or day, in order of time; see
            `search.timelines.timeline_of` for the width. With the articles that have no date they
            add up to `total`. Empty without `timeline=True`.
    """

    query: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]]
    variants: dict[str, list[Variant]]
    notes: list[str]
    suggestion: str
    limit: int
    offset: int
    generation: str
    seconds: float = field(default=0.0, compare=False)
    timeline: list[Period] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything that a search found, to be gone through once.

    Attributes:
        hits: all of them, in their order; they are gone through as long as the index is open.
        query, total, notes, generation: as in `Results`.
    """

    query: str
    total: int
    hits: Iterator[Hit]
    notes: list[str]
    generation: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not indexed, and what can be done about it."""

    path: str  # the file, or "" for an article given by a script
    place: str  # where in it: "line 12", "record 3", the article's id; or ""
    reason: str
    remedy: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.path, self.place) if part)
        return f"{where}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a build or an update did, in articles.

    Attributes:
        indexed: written: new ones and changed ones.
        unchanged: in the index already with this very content.
        removed: taken out because their file, or their place in it, is gone.
        duplicates: given twice in this run, with the same id and the same content.
        skipped: not indexed; each has its entry in `problems`.
        repairs: how often each kind of repair was made in the articles written.
    """

    indexed: int = 0
    unchanged: int = 0
    removed: int = 0
    duplicates: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    generation: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Stats:
    """What an index holds.

    Attributes:
        languages, sources, years: article counts, the most frequent first.
        months: the same by month, `"2021-10"`, in order of time; `"unknown"` comes last.
        first, last: the earliest and latest date.
        bytes: size of the index on disk.
        built: when this generation was built; `updated` when it last changed (ISO 8601, UTC).
        directory: where an ordinary Whoosh script opens this generation.
        set_aside: articles of whose text something was set aside as boilerplate.
        problems: what could not be read, from the last run over each path.
    """

    articles: int
    languages: dict[str, int]
    sources: dict[str, int]
    years: dict[str, int]
    months: dict[str, int]
    first: date | None
    last: date | None
    bytes: int
    generation: str
    built: str
    updated: str
    directory: str
    set_aside: int
    problems: tuple[Problem, ...]
