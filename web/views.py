"""The page: search results, and one article."""

from flask import Blueprint, render_template, request

from search.errors import ArticleNotFound
from web.chips import besides_of
from web.filters import choices_of, chosen_of, pages_of
from web.front import front_of
from web.holder import lend_index
from web.reading import blocks_of
from web.state import PER_PAGE, State

__all__ = ["pages"]

pages = Blueprint("pages", __name__)


@pages.get("/")
def results() -> str | tuple[str, int]:
    """Articles found; without a query, every article, and what the index holds."""
    asked = State.read(request.args)
    offset = (asked.page - 1) * PER_PAGE
    with lend_index() as index:
        found = asked.ask(index, limit=PER_PAGE, offset=offset)
        front = None if asked.params() else front_of(index)
        besides = besides_of(asked.as_spelled(found), found, index)
    state = besides.state
    last = max(-(-found.total // PER_PAGE), 1)
    page = render_template(
        "results.html",
        state=state,
        results=found,
        front=front,
        choices=choices_of(found.facets),
        chosen=list(chosen_of(state)),
        besides=besides,
        last=last,
        linked=pages_of(state.page, last),
    )
    # A page beyond the last is not there; it says so, and where the last one is.
    return page if state.page <= last else (page, 404)


@pages.get("/article")
def article() -> str:
    """One article, whole, with the matches of the query marked."""
    state = State.read(request.args)
    article_id = request.args.get("id", "")
    if not article_id:
        raise ArticleNotFound("the address names no article; follow a link of the search results")
    with lend_index() as index:
        found = index.article(article_id)
        heading, spans = state.mark(index, found)
    return render_template(
        "article.html",
        state=state,
        article=found,
        heading=heading,
        matches=len(spans),
        blocks=blocks_of(found, spans),
    )
