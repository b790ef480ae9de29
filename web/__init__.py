"""The web face of article-search: a page that works without scripts, and the same as JSON.

    __init__.py    create_app(): what every answer has in common
    views.py       the page: search results, one article
    api.py         the same results as JSON
    failures.py    errors, as a page or as problem details
    state.py       what was asked for: from the address, and back into links
    filters.py     facets and filters, as a page shows them
    chips.py       what a query was also searched for, to be switched off and on
    front.py       what the start page says of the index
    reading.py     an article laid out for reading
    translating.py the interface in the reader's language
    showing.py     how templates write languages, dates, numbers and addresses
    holder.py      the open index

`search` knows nothing of this package; what a search means is settled there.
"""

from os import PathLike

from flask import Flask, Response

from web import api, failures, showing, translating, views
from web.holder import Holder

__all__ = ["create_app"]

# Nothing is asked of another host, and no script or style runs that is not a file of ours.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # What somebody searched for is nobody else's business.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_app(index: str | PathLike[str] | None = None) -> Flask:
    """Make the application. There need be no index yet: it is looked for at each request.

    Args:
        index: its folder; by default `$ARTICLE_SEARCH_INDEX` or `article-search-index`.
    """
    app = Flask(__name__)
    app.extensions["article-search"] = Holder(index)
    app.register_blueprint(views.pages)
    app.register_blueprint(api.api)
    failures.register(app)
    showing.register(app)
    translating.register(app)
    app.after_request(_with_headers)
    return app


def _with_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers[name] = value
    # The index may change at any moment: a stored answer is asked after before it is shown again.
    response.headers.setdefault("Cache-Control", "no-cache")
    return response
