"""The JSON API: what the page shows, for programs."""

from flask import Blueprint, Response, request

from search.errors import QueryError
from search.output import results_as_dict, to_json
from web.holder import lend_index
from web.state import PER_PAGE, State, read_number

__all__ = ["api"]

_MOST_HITS = 1000
_LAST_OFFSET = 10**9
_PARAMETERS = (
    *("q", "language", "source", "year", "since", "until", "sort", "match"),
    *("names", "without"),
    *("limit", "offset"),
)

api = Blueprint("api", __name__, url_prefix="/api")


@api.get("/search")
def search() -> Response:
    """Results as JSON; see `search.output` for the document."""
    # A program's author is told of a slip that would quietly search for something else.
    for name in request.args:
        if name not in _PARAMETERS:
            raise QueryError(f"unknown parameter {name[:40]!r}; known are {', '.join(_PARAMETERS)}")
    state = State.read(request.args)
    limit = read_number(request.args, "limit", PER_PAGE, 0, _MOST_HITS)
    offset = read_number(request.args, "offset", 0, 0, _LAST_OFFSET)
    with lend_index() as index:
        results = state.ask(index, limit=limit, offset=offset)
    return Response(to_json(results_as_dict(results)) + "\n", mimetype="application/json")
