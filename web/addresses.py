"""Addresses of our own pages, written as short as they can be.

A page of results has a hundred links, and each repeats the query. Letters stand in them as they
are: percent-encoded, a Cyrillic query is three times as long, and so would be the page.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from flask import g, url_for

from web.state import State

__all__ = ["address", "article_link", "link", "query_string", "values_link"]

# A browser encodes letters beyond ASCII itself, in UTF-8; marks, signs and the invisible are not
# left to it.
_ENCODED = re.compile(r"[^\w.~:/,*()!@-]+")


def link(state: State, anchor: str = "") -> str:
    """A page of results; `anchor` is the id of a place on it."""
    return address("pages.results", state.pairs(), anchor)


def article_link(article_id: str, state: State, hit: int = 0) -> str:
    """An article, found by a search; `hit` is its number there, counted from 1."""
    pairs = [("id", article_id), *state.pairs(), *([("hit", str(hit))] if hit else [])]
    return address("pages.article", pairs)


def values_link(facet: str, state: State) -> str:
    """All values of a facet for a search."""
    return address("pages.values", state.pairs("page"), facet=facet)


def address(endpoint: str, pairs: Iterable[tuple[str, str]], anchor: str = "", **parts: Any) -> str:
    """The address of a view; `pairs` are its parameters, `parts` what stands in its path."""
    query = query_string(pairs)
    return (
        _path(endpoint, parts) + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")
    )


def _path(endpoint: str, parts: dict[str, Any]) -> str:
    """The path of a view: most links of a page lead to one, and Flask works each out anew."""
    paths: dict[Any, str] = g.setdefault("paths", {})
    key = endpoint, *parts.items()
    if key not in paths:
        paths[key] = url_for(endpoint, **parts)
    return paths[key]


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """The parameters of an address, without the question mark."""
    return "&".join(f"{name}={_written(value)}" for name, value in pairs)


@lru_cache(maxsize=1_000)
def _written(value: str) -> str:
    return _ENCODED.sub(lambda found: quote(found[0], safe="").replace("%20", "+"), value)
