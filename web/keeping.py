"""Results to keep: files to download, a page to print, a feed to follow.

They are sent while they are made, and have every hit, not those of a page. The index that they
are read from stays open until the last byte is sent, or whoever asked is gone.

Addresses have their letters as they are on paper and in a table. A feed and JSON lines are for
programs, not all of which take them so: there they are percent-encoded.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from threading import BoundedSemaphore
from unicodedata import normalize
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request, stream_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import format_datetime, get_locale, gettext
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.urls import iri_to_uri

from search.asking import check_choice
from search.config import SERVER_THREADS
from search.exporting import Provenance, as_atom, as_csv, as_jsonl, file_name
from search.models import SEPARATORS, Hit, Results, Scan
from web.addresses import address, query_string
from web.filters import chosen_of
from web.holder import lend_index
from web.state import State

__all__ = ["keeping"]

_BLOCK = 2**15  # bytes that are sent at a time; a hit makes about 700
_ENTRIES = 50  # of one page of a feed
# Each keeps a thread for as long as its reader takes: some are left for everything else.
_STREAMS = SERVER_THREADS // 2
_RETRY = 10  # seconds
_LOCALES_OF_SEMICOLONS = frozenset({"uk", "bg", "ru"})  # they write 1,5 for 1.5

keeping = Blueprint("keeping", __name__)
_TURNS = "article-search-streams"  # kept with the application


@keeping.record
def _count_streams(setup: BlueprintSetupState) -> None:
    setup.app.extensions[_TURNS] = BoundedSemaphore(_STREAMS)


@keeping.get("/download.csv")
def download_csv() -> Response:
    """All results as CSV; see `search.exporting.as_csv`."""
    name = request.args.get("separator", "comma")
    check_choice("separator", name, SEPARATORS)
    write = partial(as_csv, separator=SEPARATORS[name])
    return _download("csv", write, "text/csv; charset=utf-8", str)


@keeping.get("/download.jsonl")
def download_jsonl() -> Response:
    """All results as JSON lines; see `search.exporting.as_jsonl`."""
    return _download("jsonl", as_jsonl, "application/x-ndjson; charset=utf-8", iri_to_uri)


@keeping.get("/print")
def printed() -> Response:
    """All results on one page, for paper."""
    asked = State.read(request.args)
    with ExitStack() as stack:
        _take_turn(stack)
        index = stack.enter_context(lend_index())
        first = asked.ask(index, limit=1, offset=0)
        found = asked.scan(index)
        of = _provenance(asked, found)
        pieces = stream_template(
            "print.html",
            state=asked,
            found=found,
            of=of,
            searched=format_datetime(of.retrieved, "d MMMM y, HH:mm 'UTC'"),
            chosen=list(chosen_of(asked, first.facets)),
            is_ranked=any(hit.score for hit in first.hits),
        )
        return _sent(pieces, "text/html; charset=utf-8", stack)


@keeping.get("/feed")
def feed() -> Response:
    """The newest results as an Atom feed, and older ones on its further pages."""
    asked = replace(State.read(request.args), sort=State().sort)
    newest = replace(asked, sort="newest")
    with lend_index() as index:
        found = newest.ask(index, limit=_ENTRIES, offset=(asked.page - 1) * _ENTRIES)
        updated = index.stats().updated
    pages = {"self": asked.page, "first": 1, "previous": asked.page - 1, "next": asked.page + 1}
    last = max(-(-found.total // _ENTRIES), 1)
    links = {
        relation: iri_to_uri(_absolute("keeping.feed", replace(asked, page=page)))
        for relation, page in pages.items()
        if 1 <= page <= last or relation == "self"
    }
    links["alternate"] = iri_to_uri(_absolute("pages.results", newest.having()))
    pieces = as_atom(
        found.hits,
        _provenance(asked, found),
        _article_links(asked, iri_to_uri),
        title=f"Article Search: {asked.q}" if asked.q else "Article Search",
        updated=updated,
        links=links,
    )
    return Response("".join(pieces), content_type="application/atom+xml; charset=utf-8")


@keeping.app_template_global()
def kept_link(view: str, state: State) -> str:
    """The address of all results in one of these forms; a table as spreadsheets here read it."""
    pairs = list(state.pairs("page"))
    if view == "download_csv" and str(get_locale()) in _LOCALES_OF_SEMICOLONS:
        pairs.append(("separator", "semicolon"))
    return address(f"keeping.{view}", pairs)


def _download(
    extension: str,
    write: Callable[[Iterable[Hit], Provenance, Callable[[Hit], str]], Iterator[str]],
    kind: str,
    coded: Callable[[str], str],
) -> Response:
    asked = State.read(request.args)
    with ExitStack() as stack:
        _take_turn(stack)
        index = stack.enter_context(lend_index())
        found = asked.scan(index)
        of = _provenance(asked, found)
        of = replace(of, address=coded(of.address))
        response = _sent(write(found.hits, of, _article_links(asked, coded)), kind, stack)
    name = file_name(of, extension)
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    # RFC 6266: the second is for all that can read it.
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    return response


def _take_turn(stack: ExitStack) -> None:
    """Count one more that is being sent, until `stack` is left."""
    turns: BoundedSemaphore = current_app.extensions[_TURNS]
    if not turns.acquire(blocking=False):
        said = gettext("As many files are being sent as this server can send; try again shortly.")
        raise ServiceUnavailable(said, retry_after=_RETRY)
    stack.callback(turns.release)


def _sent(pieces: Iterator[str], kind: str, stack: ExitStack) -> Response:
    """An answer that is made while it is sent; what `stack` holds is released after it."""
    blocks = _in_blocks(pieces)
    # If the index cannot be read, that is mostly seen before anything is sent.
    response = Response(chain([next(blocks)], blocks), content_type=kind)
    # Not in the generator: it is never begun for a HEAD request.
    response.call_on_close(stack.pop_all().close)
    return response


def _in_blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    block = bytearray()
    for piece in pieces:
        block += piece.encode()
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def _provenance(state: State, found: Results | Scan) -> Provenance:
    asked = state.having().params()
    return Provenance(
        query=asked.pop("q", ""),
        filters=asked,
        total=found.total,
        notes=found.notes,
        generation=found.generation,
        retrieved=datetime.now(UTC),
        address=_absolute("pages.results", state.having()),
    )


def _absolute(view: str, state: State) -> str:
    query = query_string(state.pairs())
    return url_for(view, _external=True) + (f"?{query}" if query else "")


def _article_links(state: State, coded: Callable[[str], str]) -> Callable[[Hit], str]:
    """The absolute address of an article; it can be made when the request is over."""
    view = url_for("pages.article", _external=True)
    asked = list(state.pairs("page"))
    return lambda hit: coded(f"{view}?{query_string([('id', hit.id), *asked])}")
