"""What a reader has asked for, from the address and back into it.

The page reads an address here (the API in `parameters.py`), and every link of a page is a `State`
written out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from search.asking import check_choice
from search.engines.base import FACETS
from search.errors import QueryError
from search.messages import Message
from search.models import Results, Scan, Snippet, Span, StoredArticle
from search.searching import Index

__all__ = [
    "LONGEST_CHOICE",
    "LONGEST_QUERY",
    "LONGEST_VALUE",
    "MOST_VALUES",
    "PER_PAGE",
    "State",
    "read_number",
]

PER_PAGE = 10
# Longer ones make every link of the page as long. The library reads 200 words, far less than this.
LONGEST_QUERY = 4000
# No value of an index and no date is nearly as long.
LONGEST_VALUE, LONGEST_CHOICE = 1000, 100
# Each value is looked up on its own; an address of thousands would keep the server busy.
MOST_VALUES = 100
LAST_PAGE = 10**8
_TEXTS = ("q", "since", "until", "sort", "match", "names")


@dataclass(frozen=True, slots=True)
class State:
    """One search, and one page of it.

    Attributes:
        language, source, year: values chosen, and, with a "-" before them, left out.
        names: "on" or "off": whether words stand for names in other spellings.
        without: keys of variants that are switched off.
        page: counted from 1; the API has none and asks by limit and offset.
    """

    q: str = ""
    language: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    sort: str = "relevance"
    match: str = "auto"
    names: str = "on"
    without: tuple[str, ...] = ()
    page: int = 1

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> Self:
        """The state that an address names; other parameters are passed over.

        Raises:
            QueryError: the page is no number, or something is far too long. Values are checked
                by the search itself.
        """
        texts = {name: args.get(name, "").strip() for name in _TEXTS}
        if len(texts["q"]) > LONGEST_QUERY:
            raise QueryError(
                Message(
                    "the query is {length:,} characters long; "
                    "the longest that is read here has {most:,}",
                    length=len(texts["q"]),
                    most=LONGEST_QUERY,
                )
            )
        for name in _TEXTS[1:]:
            _check_length(name, len(texts[name]), LONGEST_CHOICE)
        given: dict[str, Any] = {name: text for name, text in texts.items() if text}
        for name in (*FACETS, "without"):
            given[name] = tuple(dict.fromkeys(filter(None, args.getlist(name))))
            if len(given[name]) > MOST_VALUES:
                raise QueryError(
                    Message(
                        "{number:,} values of {name}; at most {most} are read",
                        number=len(given[name]),
                        name=name,
                        most=MOST_VALUES,
                    )
                )
            for value in given[name]:
                _check_length(name, len(value), LONGEST_VALUE)
            # Together as well: each link repeats them all.
            _check_length(name, sum(map(len, given[name])), LONGEST_QUERY)
        return cls(**given, page=read_number(args, "page", 1, 1, LAST_PAGE))

    def ask(
        self,
        index: Index,
        *,
        limit: int,
        offset: int,
        timeline: bool = False,
        brief: bool = False,
    ) -> Results:
        """Search for it; if `brief`, for nothing but the hits and their titles.

        Raises:
            QueryError: it names a value, date, sort, match or variant that there is not.
        """
        return index.search(
            self.q,
            limit=limit,
            offset=offset,
            timeline=timeline,
            facets=not brief,
            snippets=not brief,
            **self._choices(),
        )

    def scan(self, index: Index) -> Scan:
        """Search for it on all pages at once.

        Raises:
            QueryError: as `ask`.
        """
        return index.scan(self.q, **self._choices())

    def _choices(self) -> dict[str, Any]:
        names = ("language", "source", "year", "since", "until", "sort", "match")
        return {name: getattr(self, name) for name in names} | self._meaning()

    def mark(self, index: Index, article: StoredArticle) -> tuple[Snippet, tuple[Span, ...]]:
        """Where it matches in an article; see `Index.marks`.

        Raises:
            QueryError: as `ask`, for the query and its variants.
        """
        return index.marks(article, self.q, **self._meaning())

    def _meaning(self) -> dict[str, Any]:
        check_choice("names", self.names, ("on", "off"))
        return {"names": self.names == "on", "without": self.without}

    def as_spelled(self, results: Results) -> Self:
        """The same, its values as the index spells them: links must find what they take back."""
        found: dict[str, Any] = {
            facet: (
                *(value.value for value in values if value.selected),
                *(f"-{value.value}" for value in values if value.excluded),
            )
            for facet, values in results.facets.items()
        }
        return replace(self, **found)

    def params(self) -> dict[str, Any]:
        """The parameters of its address: what is not as it is in a new search."""
        named = ((name, getattr(self, name), getattr(_NEW, name)) for name in self.__slots__)
        return {name: value for name, value, usual in named if value != usual}

    def pairs(self, *without: str) -> Iterator[tuple[str, str]]:
        """Its parameters one by one, as the hidden fields of a form have them."""
        for name, value in self.params().items():
            values = value if isinstance(value, tuple) else (value,)
            if name not in without:
                yield from ((name, str(each)) for each in values)

    def having(self, **changes: Any) -> Self:
        """The same search with something changed, from its first page on."""
        return replace(self, **({"page": 1} | changes))

    def toggled(self, facet: str, value: str) -> Self:
        """With the value chosen; without it, if it was."""
        return self._switched(facet, value, value)

    def excluding(self, facet: str, value: str) -> Self:
        """With the value left out; not any more, if it was."""
        return self._switched(facet, value, f"-{value}")

    def switched(self, *keys: str) -> Self:
        """With these variants switched off; on again, if they all were off."""
        rest = tuple(key for key in self.without if key not in keys)
        return self.having(without=rest if self.has_off(*keys) else (*rest, *keys))

    def has_off(self, *keys: str) -> bool:
        """Whether all these variants are switched off."""
        return set(keys).issubset(self.without)

    def cleared(self, facet: str) -> Self:
        """With nothing chosen or left out of this facet."""
        return self.having(**{facet: ()})

    def _switched(self, facet: str, value: str, wanted: str) -> Self:
        before: tuple[str, ...] = getattr(self, facet)
        rest = tuple(other for other in before if other not in {value, f"-{value}"})
        return self.having(**{facet: rest if wanted in before else (*rest, wanted)})

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the query narrows it."""
        return bool(self.language or self.source or self.year or self.since or self.until)

    @property
    def unfiltered(self) -> Self:
        """The query alone; `match` goes too, for the page lists it among the filters."""
        return self.having(language=(), source=(), year=(), since="", until="", match="auto")


_NEW = State()


def _check_length(name: str, length: int, most: int) -> None:
    if length > most:
        raise QueryError(
            Message(
                "{name} is {length:,} characters long; the longest that is read here has {most:,}",
                name=name,
                length=length,
                most=most,
            )
        )


def read_number(args: MultiDict[str, str], name: str, default: int, least: int, most: int) -> int:
    """A number among the parameters.

    Raises:
        QueryError: it is none, or not from `least` to `most`.
    """
    given = args.get(name, "").strip()
    if not given:
        return default
    if re.fullmatch(r"[0-9]{1,12}", given) and least <= int(given) <= most:
        return int(given)
    raise QueryError(
        Message(
            "{name} is {given!r}; it is a whole number from {least} to {most:,}",
            name=name,
            given=given[:40],
            least=least,
            most=most,
        )
    )
