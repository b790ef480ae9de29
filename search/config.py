"""Settings; the only reader of the environment."""

import os

__all__ = ["default_index", "wants_colours"]


def default_index() -> str:
    """Where the index is when nobody says: `$ARTICLE_SEARCH_INDEX`, else a folder right here."""
    return os.environ.get("ARTICLE_SEARCH_INDEX") or "article-search-index"


def wants_colours() -> bool:
    """Whether a terminal should be written to in colour: `NO_COLOR` and `TERM=dumb` say no."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
