"""What went wrong, as a page for readers and as problem details (RFC 9457) for programs."""

from dataclasses import asdict, dataclass
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from flask_babel import force_locale, lazy_gettext
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from search.errors import (
    ArticleNotFound,
    ArticleSearchError,
    EngineError,
    IndexNotFound,
    QueryError,
)
from search.messages import Message
from search.output import to_json
from web.state import State
from web.translating import said

__all__ = ["ProblemDetails", "register"]

# A message repeats what was asked for, and an address may be a quarter of a megabyte.
_LONGEST_DETAIL = 1000
# Nearest first: an error is answered by the first class that it belongs to.
_STATUS: tuple[tuple[type[Exception], int, str], ...] = (
    (QueryError, 400, lazy_gettext("That search cannot be answered")),
    (ArticleNotFound, 404, lazy_gettext("There is no such article")),
    (IndexNotFound, 503, lazy_gettext("There is nothing to search yet")),
    (EngineError, 503, lazy_gettext("The index cannot be read just now")),
    (ArticleSearchError, 400, lazy_gettext("That cannot be answered")),
)
_HEADINGS = {
    404: lazy_gettext("There is no such page"),
    405: lazy_gettext("That cannot be done here"),
    503: lazy_gettext("There are too many downloads just now"),
}
_DETAILS = {
    404: lazy_gettext("The address may be mistyped, or what stood there is gone."),
    405: lazy_gettext("What stands at this address can be read, and nothing else."),
    500: lazy_gettext(
        "The fault is on this side; the log of the server says more. Trying again may help."
    ),
}
_OTHER_HEADINGS = {
    False: lazy_gettext("That cannot be answered"),
    True: lazy_gettext("Something went wrong"),
}


@dataclass(frozen=True, slots=True)
class ProblemDetails:
    """Why a request was not answered (RFC 9457).

    Attributes:
        type: always `about:blank`: the status says what kind of problem it is.
        title: the name of the status.
        status: of the answer, once more.
        detail: what was wrong and what would be right, for people.
    """

    type: str
    title: str
    status: int
    detail: str


def register(app: Flask) -> None:
    """Answer every error of `app` with words."""
    app.register_error_handler(ArticleSearchError, _refused)
    app.register_error_handler(HTTPException, _failed)


def _refused(error: ArticleSearchError) -> Response:
    status, heading = next((n, text) for kind, n, text in _STATUS if isinstance(error, kind))
    return _answer(status, heading, error.args[0])


def _failed(error: HTTPException) -> BaseResponse:
    """No such page, a method that does not fit, or a fault in this code."""
    status = error.code or InternalServerError.code
    if isinstance(error, SecurityError) and not _is_api():
        # No host, no links, no page.
        return Response(f"{error.description}\n", status, mimetype="text/plain")
    heading = _HEADINGS.get(status, _OTHER_HEADINGS[status >= 500])
    answer = _answer(status, heading, _DETAILS.get(status, error.description or ""))
    for name, value in error.get_headers():
        answer.headers.setdefault(name, value)  # a 405 says what is allowed
    return answer


def _is_api() -> bool:
    return request.path.startswith("/api/")


def _answer(status: int, heading: str, detail: str) -> Response:
    if _is_api():
        with force_locale("en"):
            text = str(detail)
        if len(text) > _LONGEST_DETAIL:
            text = text[:_LONGEST_DETAIL] + "…"
        problem = ProblemDetails("about:blank", HTTPStatus(status).phrase, status, text)
        written = to_json(asdict(problem)) + "\n"
        return Response(written, status, mimetype="application/problem+json")
    command = detail.values.get("command", "") if isinstance(detail, Message) else ""
    try:
        state = State.read(request.args)
    except QueryError:
        state = State()
    page = render_template(
        "error.html",
        heading=heading,
        said=said(detail).removesuffix(command).rstrip(" :"),
        command=command,
        state=state,
        can_search=status not in {500, 503},
    )
    return Response(page, status, mimetype="text/html")
