"""Settings; the only reader of the environment.

A settings file is TOML. It is named by `--settings`, else by `$ARTICLE_SEARCH_SETTINGS`, else it
is `article-search.toml` in the folder that the index lies in, if that is there:

    [boilerplate]
    enabled = true           # false: nothing is set aside in any article
    keep = ["example.org"]   # sources of which every line is the article's own
"""

import os
import re
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from search.errors import UsageError

__all__ = [
    "SERVER_THREADS",
    "SETTINGS_NAME",
    "Settings",
    "cache_folder",
    "cors_origins",
    "default_index",
    "processors",
    "read_settings",
    "trusted_hosts",
    "wants_colours",
]

SETTINGS_NAME = "article-search.toml"
SERVER_THREADS = 12  # requests that are answered at a time
_ORIGIN = re.compile(r"\*|https?://[a-z0-9.\[\]:-]*[a-z0-9\]]")  # as browsers write it
_KINDS = {"enabled": "true or false", "keep": 'a list of sources, such as ["example.org"]'}


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be settled for an index.

    Attributes:
        boilerplate: whether lines that are not the article are set aside.
        keep: sources, spelled as results show them, of which nothing is set aside.
    """

    boilerplate: bool = True
    keep: frozenset[str] = frozenset()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on every system
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_folder() -> Path:
    """Where to keep what can be made again: `$ARTICLE_SEARCH_CACHE`, else in the user's cache."""
    named = os.environ.get("ARTICLE_SEARCH_CACHE")
    if named:
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("article-search", appauthor=False)


def default_index() -> str:
    """Where the index is when nobody says: `$ARTICLE_SEARCH_INDEX`, else a folder right here."""
    return os.environ.get("ARTICLE_SEARCH_INDEX") or "article-search-index"


def cors_origins() -> tuple[str, ...]:
    """Whose pages may read the API: `$ARTICLE_SEARCH_CORS`, origins or `*`; else nobody's.

    Raises:
        UsageError: something in it is no origin.
    """
    origins = tuple(os.environ.get("ARTICLE_SEARCH_CORS", "").split())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise UsageError(
                f"ARTICLE_SEARCH_CORS names {origin!r}, which is no origin; write origins such "
                "as https://maps.example or http://localhost:3000, with blanks between, or *"
            )
    return origins


def trusted_hosts() -> list[str]:
    """By what names the server may be asked: `$ARTICLE_SEARCH_HOSTS`, with blanks between."""
    return os.environ.get("ARTICLE_SEARCH_HOSTS", "").split()


def wants_colours() -> bool:
    """Whether a terminal should be written to in colour: `NO_COLOR` and `TERM=dumb` say no."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def read_settings(path: str | PathLike[str] | None, index: str | PathLike[str]) -> Settings:
    """The settings of an index; `path` is the file, if somebody named one.

    Raises:
        UsageError: a file that was named is not there, or one says what no setting is.
    """
    named = path or os.environ.get("ARTICLE_SEARCH_SETTINGS")
    file = Path(named) if named else Path(os.path.abspath(index)).parent / SETTINGS_NAME
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        if not named:
            return Settings()
        raise UsageError(f"there is no settings file {str(file)!r}; check its path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the settings file {str(file)!r}: {error}") from error
    return _settings(_parsed(text, file), file)


def _parsed(text: str, file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file} is not TOML: {error}; mend it there") from None


def _settings(document: dict[str, Any], file: Path) -> Settings:
    for name in document:
        if name != "boilerplate":
            raise UsageError(f"{file}: there is no setting {name!r}; there is [boilerplate] only")
    table = document.get("boilerplate", {})
    if not isinstance(table, dict):
        raise UsageError(f"{file}: boilerplate is a table; write [boilerplate] on its own line")
    for name, value in table.items():
        if name not in _KINDS:
            known = ", ".join(_KINDS)
            raise UsageError(
                f"{file}: there is no setting {name!r} in [boilerplate]; there are {known}"
            )
        if not (isinstance(value, bool) if name == "enabled" else _is_names(value)):
            raise UsageError(f"{file}: boilerplate.{name} is {value!r}; make it {_KINDS[name]}")
    return Settings(table.get("enabled", True), frozenset(table.get("keep", ())))


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and name.strip() for name in value)
