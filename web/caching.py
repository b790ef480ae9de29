"""What a browser may keep, and how it asks whether that is still right.

An answer is fresh as long as the index, the program, what was asked and the reader's language are
the same. A hash of them is its ETag: who shows it again is told "304 Not Modified" before anything
is searched. It is a weak one, since an answer says how long it took. A static file has the hash
of its content in its address and is kept for a year.
"""

from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_babel import get_locale

from search.errors import ArticleSearchError
from web.holder import lend_index

__all__ = ["register"]

_PACKAGES = tuple(Path(__file__).parent.parent / name for name in ("search", "web"))
_FOLDER = Path(__file__).parent / "static"
_PROGRAM, _STATIC = "article-search-program", "article-search-static"  # kept with the application
_OF_THE_PROGRAM = frozenset({"api.openapi", "api.description"})  # whatever the index
_YEAR = 365 * 24 * 60 * 60


def register(app: Flask) -> None:
    """Mark every answer of `app` that may be kept, and answer who has it already."""
    app.extensions[_PROGRAM] = _program()
    app.extensions[_STATIC] = {
        path.relative_to(_FOLDER).as_posix(): _hash(path.read_bytes())
        for path in _FOLDER.rglob("*")
        if path.is_file()
    }
    app.before_request(_unchanged)
    app.after_request(_marked)
    app.url_defaults(_with_version)


def _unchanged() -> Response | None:
    """The answer for who has the present one already."""
    if request.endpoint in {None, "static"} or request.method not in {"GET", "HEAD"}:
        return None
    mark = ""
    if request.endpoint not in _OF_THE_PROGRAM:
        try:
            with lend_index() as index:
                mark = index.mark
        except ArticleSearchError:
            return None  # the view says what is wrong
    # If the index changes before it is searched, new content gets the old tag and is soon asked
    # for once more; the reverse cannot be.
    language = str(get_locale()) if _is_translated() else ""
    program = current_app.extensions[_PROGRAM]
    # As it was written: "/" and "%2F" in an id ask for two things.
    asked = request.environ.get("REQUEST_URI", request.full_path), request.host_url
    g.etag = _hash(repr((program, mark, asked, language)).encode("utf-8", "replace"))
    has_it = request.if_none_match.contains_weak(g.etag) and not request.if_none_match.star_tag
    return Response(status=304) if has_it else None


def _marked(response: Response) -> Response:
    if request.endpoint == "static":
        version = current_app.extensions[_STATIC].get((request.view_args or {}).get("filename"))
        if version and request.args.get("v") == version:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        if "etag" in g and response.status_code in {200, 304}:
            response.set_etag(g.etag, weak=True)
        if _is_translated():
            response.vary.update(("Accept-Language", "Cookie"))
    # The index may change at any moment: a stored answer is asked after before it is shown again.
    response.headers.setdefault("Cache-Control", "no-cache")
    return response


def _is_translated() -> bool:
    return request.blueprint != "api" or request.endpoint == "api.description"


def _with_version(endpoint: str, values: dict[str, Any]) -> None:
    version = current_app.extensions[_STATIC].get(values["filename"]) if endpoint == "static" else 0
    if version:
        values["v"] = version


def _program() -> str:
    """What changes with the program: size and time of each of its files."""
    files = sorted(
        path
        for package in _PACKAGES
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    found = ((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    return _hash(repr(list(found)).encode())


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=10).hexdigest()
