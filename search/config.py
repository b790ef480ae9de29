"""Settings; the only reader of the environment."""

import os

__all__ = ["default_index"]


def default_index() -> str:
    """Where the index is when nobody says: `$ARTICLE_SEARCH_INDEX`, else a folder right here."""
    return os.environ.get("ARTICLE_SEARCH_INDEX") or "article-search-index"
