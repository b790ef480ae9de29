"""What a reader has asked for, from the address and back into it.

The page and the API read an address here, and every link of a page is a `State` written out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self, cast

from werkzeug.datastructures import MultiDict

from search.engines.base import FACETS
from search.errors import QueryError
from search.models import Match, Results, Snippet, Sort, Span, StoredArticle
from search.searching import Index

__all__ = ["PER_PAGE", "State", "read_number"]

PER_PAGE = 10
# Longer ones make every link of the page as long. The library reads 200 words, far less than this.
_LONGEST_QUERY = 4000
# Each value is looked up on its own; an address of thousands would keep the server busy.
_MOST_VALUES = 100
_LAST_PAGE = 10**8
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
        if len(texts["q"]) > _LONGEST_QUERY:
            raise QueryError(
                f"the query is {len(texts['q']):,} characters long; "
                f"the longest that is read here has {_LONGEST_QUERY:,}"
            )
        given: dict[str, Any] = {name: text for name, text in texts.items() if text}
        for name in (*FACETS, "without"):
            given[name] = tuple(dict.fromkeys(filter(None, args.getlist(name))))
            if len(given[name]) > _MOST_VALUES:
                raise QueryError(
                    f"{len(given[name]):,} values of {name}; at most {_MOST_VALUES} are read"
                )
        return cls(**given, page=read_number(args, "page", 1, 1, _LAST_PAGE))

    def ask(self, index: Index, *, limit: int, offset: int) -> Results:
        """Search for it.

        Raises:
            QueryError: it names a value, date, sort, match or variant that there is not.
        """
        return index.search(
            self.q,
            limit=limit,
            offset=offset,
            language=self.language,
            source=self.source,
            year=self.year,
            since=self.since,
            until=self.until,
            sort=cast("Sort", self.sort),  # the library checks both
            match=cast("Match", self.match),
            **self._meaning(),
        )

    def mark(self, index: Index, article: StoredArticle) -> tuple[Snippet, tuple[Span, ...]]:
        """Where it matches in an article; see `Index.marks`.

        Raises:
            QueryError: as `ask`, for the query and its variants.
        """
        return index.marks(article, self.q, **self._meaning())

    def _meaning(self) -> dict[str, Any]:
        if self.names not in ("on", "off"):
            raise QueryError(f"unknown names {self.names!r}; it is one of on, off")
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
        fresh = State()
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in named.items() if value != getattr(fresh, name)}

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
        """The query alone."""
        return self.having(language=(), source=(), year=(), since="", until="")


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
    raise QueryError(f"{name} is {given[:40]!r}; it is a whole number from {least} to {most:,}")
