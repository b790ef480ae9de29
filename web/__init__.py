"""The web face of article-search: a page that works without scripts, and the same as JSON.

    __init__.py    create_app(): what every answer has in common
    views.py       the page: search results, all values of a facet, one article, how to search
    api.py         the same results as JSON
    parameters.py  what the API can be asked, and how an address says it
    openapi.py     the API described, from schemas.py and examples.py
    failures.py    errors, as a page or as problem details
    state.py       what was asked for: from the address, and back into links
    addresses.py   addresses of our pages, written short
    filters.py     facets and filters, as a page shows them
    charts.py      matches over time, and lists by length; axis.py the words under them
    chips.py       what a query was also searched for, to be switched off and on
    front.py       what the start page says of the index
    manual.py      the query language in examples
    collection.py  what the index holds
    keeping.py     results to download, to print, and as a feed
    reading.py     an article laid out for reading
    translating.py the interface in the reader's language
    showing.py     how templates write languages, dates, numbers and addresses
    holder.py      the open index
    caching.py     what a browser may keep, and for how long
    compressing.py answers made smaller
    guarding.py    headers that keep others out, or let them in

`search` knows nothing of this package; what a search means is settled there.
"""

from os import PathLike

from flask import Flask

from web import (
    api,
    caching,
    collection,
    compressing,
    failures,
    guarding,
    keeping,
    showing,
    translating,
    views,
)
from web.holder import Holder

__all__ = ["create_app", "warm_up"]


def create_app(index: str | PathLike[str] | None = None, *, host: str = "") -> Flask:
    """Make the application. There need be no index yet: it is looked for at each request.

    Args:
        index: its folder; by default `$ARTICLE_SEARCH_INDEX` or `article-search-index`.
        host: on which the server listens. If that is this machine's own (`127.0.0.1`), only
            requests to its own names are answered, unless `$ARTICLE_SEARCH_HOSTS` names others.

    Raises:
        UsageError: a setting in the environment is none.
    """
    app = Flask(__name__)
    app.extensions["article-search"] = Holder(index)
    api.register(app)
    app.register_blueprint(views.pages)
    app.register_blueprint(keeping.keeping)
    app.register_blueprint(collection.collection)
    failures.register(app)
    showing.register(app)
    translating.register(app)
    # These run from the last to the first: an answer has its tag when it is compressed.
    guarding.register(app, host)
    compressing.register(app)
    caching.register(app)
    return app


def warm_up(app: Flask) -> None:
    """Load now what its first readers would wait for: the index, and templates.

    Raises:
        IndexNotFound: there is no index.
        IndexDamaged: it cannot be read.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    holder: Holder = app.extensions["article-search"]
    holder.warm_up()
