"""Every error that this package raises on purpose.

    ArticleSearchError
    ├── UsageError          the person who asked: exit 2, HTTP 400
    │   ├── QueryError          an unknown language, source, field, sort or date in a search
    │   ├── SourceError         a path to index that is not there, or holds no article
    │   ├── ArticleNotFound     an id that the index does not hold (HTTP 404)
    │   └── IndexNotFound       a location that holds no index
    └── EngineError         the operator: exit 1, HTTP 503
        ├── IndexLocked         another process is writing this index
        └── IndexDamaged        files of the index are missing, cut short or of another version

A message names the value that was wrong and the remedy.
"""

__all__ = [
    "ArticleNotFound",
    "ArticleSearchError",
    "EngineError",
    "IndexDamaged",
    "IndexLocked",
    "IndexNotFound",
    "QueryError",
    "SourceError",
    "UsageError",
]


class ArticleSearchError(Exception):
    """The root of the tree above."""


class UsageError(ArticleSearchError):
    """Whoever asked can mend it by asking otherwise."""


class QueryError(UsageError):
    """A search named something that does not exist."""


class SourceError(UsageError):
    """There is nothing to read where the caller said."""


class ArticleNotFound(UsageError):
    """The index holds no article of this id."""


class IndexNotFound(UsageError):
    """The location holds no index."""


class EngineError(ArticleSearchError):
    """The system failed; the person who asked cannot help it."""


class IndexLocked(EngineError):
    """Another process is writing this index."""


class IndexDamaged(EngineError):
    """The index on disk cannot be read."""
