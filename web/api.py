"""The JSON API: what the page shows, for programs. `web.openapi` describes it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, render_template, request
from markupsafe import Markup, escape
from werkzeug.routing import BaseConverter

from search.output import (
    article_as_dict,
    hits_as_dict,
    results_as_dict,
    stats_as_dict,
    suggestions_as_dict,
    to_json,
)
from web.holder import lend_index
from web.openapi import api_document
from web.parameters import COMPLETE, SEARCH, SIMILAR, read_parameters
from web.state import State

__all__ = ["register"]

api = Blueprint("api", __name__, url_prefix="/api")


class _AnyText(BaseConverter):
    """Any text, its slashes included; a server has decoded them before they come here."""

    part_isolating = False
    regex = "(?s:.+)"


def register(app: Flask) -> None:
    """Let `app` answer below `/api/`."""
    # An id may have two slashes side by side; besides, a redirect would name whatever host a
    # client made up.
    app.url_map.merge_slashes = False
    app.url_map.converters["text"] = _AnyText
    app.register_blueprint(api)


@api.get("/", strict_slashes=False)
def description() -> str:
    """The API described for people."""
    return render_template(
        "api.html", document=api_document(), code=_with_code, written=to_json, state=State()
    )


@api.get("/openapi.json")
def openapi() -> Response:
    """The API described for programs."""
    read_parameters(request)
    return _json(api_document())


@api.get("/search")
def search() -> Response:
    """What a search finds."""
    given = read_parameters(request, SEARCH)
    with lend_index() as index:
        return _json(results_as_dict(index.search(given.pop("query", ""), **given)))


@api.get("/articles/<text:article_id>")
def article(article_id: str) -> Response:
    """One article, whole."""
    read_parameters(request)
    with lend_index() as index:
        return _json(article_as_dict(index.article(article_id)))


@api.get("/articles/<text:article_id>/similar")
def similar(article_id: str) -> Response:
    """Articles like one of them."""
    # An id may end so itself; then its slash was written "%2F".
    if request.environ.get("REQUEST_URI", "").partition("?")[0].lower().endswith("%2fsimilar"):
        return article(f"{article_id}/similar")
    given = read_parameters(request, SIMILAR)
    with lend_index() as index:
        return _json(hits_as_dict(index.similar(article_id, **given)))


@api.get("/suggest")
def suggest() -> Response:
    """How a query that is being typed may go on."""
    given = read_parameters(request, COMPLETE)
    with lend_index() as index:
        return _json(suggestions_as_dict(index.complete(given.pop("query", ""), **given)))


@api.get("/stats")
def stats() -> Response:
    """What the index holds."""
    read_parameters(request)
    with lend_index() as index:
        return _json(stats_as_dict(index.stats()))


def _with_code(text: str) -> Markup:
    """Markdown, as far as descriptions use it: code between backticks."""
    pieces = [escape(piece) for piece in text.split("`")]
    pieces[1::2] = [Markup("<code>{}</code>").format(piece) for piece in pieces[1::2]]
    return Markup("").join(pieces)


def _json(document: Mapping[str, Any]) -> Response:
    return Response(to_json(document) + "\n", mimetype="application/json")
