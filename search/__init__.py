"""Full-text search over articles in many languages, from many sources.

    from search import Article, build, open_index, search, update

The map of this package:

    models.py        the data that goes in and comes out; quick.py makes much of it quickly
    errors.py        every error, in one tree
    sources/         where articles come from: a reader for each format
    dates.py         days as files state them; periods.py as people ask for them
    text/            repair, heading, boilerplate, language
    analysis/        text -> terms
    cleaning.py      what is set aside of an article: its text, its source, the settings
    preparing.py     one article through text/; terms.py a batch's terms: forms.py its words,
                     surfaces.py how these are found, capitals.py the names among them
    indexing.py      build and update an index; tasks.py what it does with many articles at once,
                     workers.py in several processes, spool.py between its two goes
    queries.py       what was typed -> a tree; syntax.py its nodes
    resolving.py     the tree -> terms of the index's languages
    variants.py      what a word of a query may stand for; naming.py the names among that
    lookups.py       what these look up in an index, remembered; values.py the values of facets,
                     caching.py what is remembered in so many bytes
    searching.py     an index open for reading; search
    asking.py        a search's arguments -> an engine's request; its answer
    presenting.py    the answer -> hits, facets, variants
    highlighting.py  the stored text -> marked passages; finding.py the words that match,
                     beginnings.py how all words begin
    suggesting.py    did you mean
    timelines.py     when matches were published
    completing.py    how a query goes on while it is typed: unfinished.py its last word,
                     remainder.py the others
    also.py          what else a query was searched for, as people are told
    engines/         homes for an index
    config.py        settings and the environment
    exporting.py     all that was found, as CSV, JSON lines, a feed
    output.py        results, articles, reports and statistics as JSON documents
    cli.py           the command line; terminal.py what it prints
"""

from typing import TYPE_CHECKING, Any

from search.config import Settings
from search.errors import (
    ArticleNotFound,
    ArticleSearchError,
    EngineError,
    IndexDamaged,
    IndexLocked,
    IndexNotFound,
    QueryError,
    SourceError,
    UsageError,
)
from search.models import (
    UNKNOWN,
    UNSURE,
    Article,
    Completion,
    Facet,
    Hit,
    Period,
    Problem,
    Report,
    Results,
    Scan,
    Snippet,
    Stats,
    StoredArticle,
    Variant,
)

if TYPE_CHECKING:
    from search.indexing import build, update
    from search.searching import Index, open_index, search

__all__ = [
    "UNKNOWN",
    "UNSURE",
    "Article",
    "ArticleNotFound",
    "ArticleSearchError",
    "Completion",
    "EngineError",
    "Facet",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "Period",
    "Problem",
    "QueryError",
    "Report",
    "Results",
    "Scan",
    "Settings",
    "Snippet",
    "SourceError",
    "Stats",
    "StoredArticle",
    "UsageError",
    "Variant",
    "build",
    "open_index",
    "search",
    "update",
]

# Loaded when first asked for: a search needs nothing that reads files or detects languages.
_LAZY = {
    "build": "search.indexing",
    "update": "search.indexing",
    "Index": "search.searching",
    "open_index": "search.searching",
    "search": "search.searching",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
