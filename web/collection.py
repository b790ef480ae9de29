"""The collection page: what the index holds, when it was built, and what was skipped and why."""

from datetime import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

from babel.units import format_unit
from flask import Blueprint, render_template
from flask_babel import get_locale
from markupsafe import Markup

from search.models import UNKNOWN, UNSURE, Period, Stats
from search.searching import Index
from web.axis import written
from web.charts import chart_of, shares_of
from web.holder import lend_index
from web.state import State

__all__ = ["collection"]

collection = Blueprint("collection", __name__)


class _Held(NamedTuple):
    stats: Stats
    timeline: list[Period]


_held: WeakKeyDictionary[Index, _Held] = WeakKeyDictionary()


@collection.get("/collection")
def page() -> str:
    """What the index holds."""
    with lend_index() as index:
        stats, timeline = _held_by(index)
    state = State()
    return render_template(
        "collection.html",
        state=state,
        stats=stats,
        languages=len(stats.languages.keys() - {UNSURE}),
        sources=len(stats.sources.keys() - {UNKNOWN}),
        shares={"language": shares_of(stats.languages), "source": shares_of(stats.sources)},
        chart=chart_of(timeline, stats.articles, state, list(stats.languages)),
        size=_size(stats.bytes),
        built=_moment(stats.built),
        updated=_moment(stats.updated),
    )


def _held_by(index: Index) -> _Held:
    """What one state of an index holds, worked out once."""
    held = _held.get(index)
    if held is None:
        timeline = index.search("", limit=0, facets=False, timeline=True).timeline
        held = _held[index] = _Held(index.stats(), timeline)
    return held


def _size(length: int) -> str:
    """`0.4 MB`, `12.3 MB` or `4.2 GB`."""
    unit, of = ("gigabyte", 1e9) if length >= 1e9 else ("megabyte", 1e6)
    return format_unit(
        max(round(length / of, 1), 0.1), f"digital-{unit}", "short", locale=get_locale()
    )


def _moment(stated: str) -> Markup:
    """A moment of UTC, as a `<time>` to the minute."""
    moment = datetime.fromisoformat(stated)
    said = f"{written(moment, 'd MMMM y')}, {moment:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(stated, said)
