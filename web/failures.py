"""What went wrong, as a page for readers and as problem details (RFC 9457) for programs."""

from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as BaseResponse

from search.errors import (
    ArticleNotFound,
    ArticleSearchError,
    EngineError,
    IndexNotFound,
    QueryError,
)
from search.output import to_json
from web.state import State

__all__ = ["register"]

# Nearest first: an error is answered by the first class that it belongs to.
_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (QueryError, 400, "That search cannot be answered"),
    (ArticleNotFound, 404, "There is no such article"),
    (IndexNotFound, 503, "There is nothing to search yet"),
    (EngineError, 503, "The index cannot be read just now"),
    (ArticleSearchError, 400, "That cannot be answered"),
)
_HEADINGS = {404: "There is no such page", 405: "That cannot be done here"}
_DETAILS = {
    404: "The address may be mistyped, or what stood there is gone.",
    500: "The fault is on this side; the log of the server says more. Trying again may help.",
}


def register(app: Flask) -> None:
    """Answer every error of `app` with words."""
    app.register_error_handler(ArticleSearchError, _refused)
    app.register_error_handler(HTTPException, _failed)


def _refused(error: ArticleSearchError) -> Response:
    status, heading = next((n, text) for kind, n, text in _STATUS if isinstance(error, kind))
    return _answer(status, heading, str(error))


def _failed(error: HTTPException) -> BaseResponse:
    """No such page, a method that does not fit, or a fault in this code."""
    status = error.code or InternalServerError.code
    heading = _HEADINGS.get(status, "Something went wrong" if status >= 500 else error.name)
    answer = _answer(status, heading, _DETAILS.get(status, error.description or ""))
    for name, value in error.get_headers():
        answer.headers.setdefault(name, value)  # a 405 says what is allowed
    return answer


def _answer(status: int, heading: str, detail: str) -> Response:
    if request.path.startswith("/api/"):
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        }
        return Response(to_json(problem) + "\n", status, mimetype="application/problem+json")
    said, name, arguments = detail.partition("article-search ")
    try:
        state = State.read(request.args)
    except QueryError:
        state = State()
    page = render_template(
        "error.html",
        heading=heading,
        said=said.rstrip(" :"),
        command=name + arguments,
        state=state,
        can_search=status not in {500, 503},
    )
    return Response(page, status, mimetype="text/html")
