"""The page: search results, all values of a facet, one article, and how to search."""

from dataclasses import replace

from flask import Blueprint, abort, get_template_attribute, render_template, request

from search.engines.base import FACETS
from search.errors import ArticleNotFound, EngineError, IndexNotFound
from search.messages import Message
from search.queries import parse_query
from search.syntax import And
from web.charts import chart_of, ranked_languages
from web.chips import besides_of
from web.filters import FETCHED, choices_of, chosen_of, listing_of, pages_of
from web.front import front_of
from web.holder import lend_index
from web.manual import rows_of
from web.reading import blocks_of, joined, place_of
from web.state import LAST_PAGE, PER_PAGE, State, read_number

__all__ = ["pages"]

pages = Blueprint("pages", __name__)


@pages.get("/")
def results() -> str | tuple[str, int]:
    """Articles found; without a query, every article, and what the index holds."""
    asked = State.read(request.args)
    offset = (asked.page - 1) * PER_PAGE
    with lend_index() as index:
        found = asked.ask(index, limit=PER_PAGE, offset=offset, timeline=True)
        front = None if asked.params() else front_of(index)
        besides = besides_of(asked.as_spelled(found), found, index)
        ranked = ranked_languages(index)
    state = besides.state
    # A query of nothing but slips, which the notes tell, lists every article.
    is_void = parse_query(state.q).tree == And(())
    last = max(-(-found.total // PER_PAGE), 1)
    page = render_template(
        "results.html",
        state=state,
        results=found,
        front=front,
        is_void=is_void,
        choices=choices_of(found.facets),
        chosen=list(chosen_of(state, found.facets)),
        besides=besides,
        chart=chart_of(found.timeline, found.total, state, ranked),
        last=last,
        linked=pages_of(state.page, last),
    )
    # A page beyond the last is not there; it says so, and where the last one is.
    return page if state.page <= last else (page, 404)


@pages.get("/values/<facet>")
def values(facet: str) -> str | tuple[str, int]:
    """All values of a facet for a search, to be found by name, chosen and left out.

    With `short`, only the first of them, as the column of filters lists them: for a script.
    """
    if facet not in FACETS:
        abort(404)
    asked = State.read(request.args)
    find = request.args.get("find", "").strip()
    part = read_number(request.args, "part", 1, 1, LAST_PAGE)
    with lend_index() as index:
        found = asked.ask(index, limit=0, offset=0)
    state = asked.as_spelled(found)
    if "short" in request.args:
        listing = listing_of(facet, found.facets[facet], find, size=FETCHED, is_below=not find)
        written: str = get_template_attribute("facets.html", "found_of")(listing, state)
        return written
    listing = listing_of(facet, found.facets[facet], find, part)
    page = render_template(
        "values.html", state=state, results=found, listing=listing, find=find, facet=facet
    )
    return page if part <= listing.last else (page, 404)


@pages.get("/help")
def manual() -> str:
    """The query language, with examples from this index, and the keys."""
    try:
        with lend_index() as index:
            rows = rows_of(index)
    except (IndexNotFound, EngineError):
        rows = rows_of(None)  # how to search can be read without anything to search
    return render_template("help.html", state=State(), rows=rows)


@pages.get("/article")
def article() -> str:
    """One article, whole, with the matches of the query marked."""
    state = State.read(request.args)
    hit = read_number(request.args, "hit", 0, 1, LAST_PAGE)
    article_id = request.args.get("id", "")
    if not article_id:
        raise ArticleNotFound(
            Message("the address names no article; follow a link of the search results")
        )
    with lend_index() as index:
        found = index.article(article_id)
        heading, spans = state.mark(index, found)
        place = place_of(article_id, hit, state, index)
        similar = index.similar(found)
    matches = joined(found.text, spans)
    return render_template(
        "article.html",
        state=replace(state, page=(hit - 1) // PER_PAGE + 1) if hit else state,
        hit=hit,
        place=place,
        article=found,
        heading=heading,
        matches=len(matches),
        blocks=blocks_of(found, matches),
        similar=similar,
    )
