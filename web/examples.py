"""Answers to show in the description of the API; invented, and of the types that answers have."""

from datetime import UTC, date, datetime

from search.models import (
    Completion,
    Facet,
    Hit,
    Period,
    Results,
    Snippet,
    Stats,
    StoredArticle,
    Variant,
)

__all__ = ["ARTICLE", "COMPLETION", "HIT", "RESULTS", "STATS"]

_TITLE = "Grain ships leave Odesa"
_TEXT = f"{_TITLE}\n\nThe first ships with grain left the port on Friday.\nAccept all cookies"
_URL = "https://north.example/2022/08/05/grain"
_DAY = date(2022, 8, 5)
_INDEXED = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)

HIT = Hit(
    id=_URL,
    title=_TITLE,
    source="north.example",
    language="en",
    date=_DAY,
    url=_URL,
    score=4.25,
    heading=Snippet(_TITLE, ((0, 5),)),
    snippet=Snippet("The first ships with grain left the port on Friday.", ((21, 26),)),
    indexed=_INDEXED,
)
RESULTS = Results(
    query="grain",
    total=1,
    hits=[HIT],
    facets={
        "language": [Facet("en", "English", 1)],
        "source": [Facet("north.example", "north.example", 1)],
        "year": [Facet("2022", "2022", 1)],
    },
    variants={"grain": [Variant("en:grain", "en", "form", ("grain",))]},
    notes=[],
    suggestion="",
    limit=10,
    offset=0,
    generation="g1",
    seconds=0.004,
    timeline=[Period("2022-08-05", 1, {"en": 1})],
)
ARTICLE = StoredArticle(
    id=_URL,
    title=_TITLE,
    text=_TEXT,
    source="north.example",
    language="en",
    languages=("en",),
    date=_DAY,
    url=_URL,
    heading=(0, 23),
    boilerplate=((77, 95),),
    passages=((25, 76, "en"),),
    repairs={},
    path="",
    indexed=_INDEXED,
)
COMPLETION = Completion("grain deal", "deal", "en", 12, "word")
STATS = Stats(
    articles=1,
    languages={"en": 1},
    sources={"north.example": 1},
    years={"2022": 1},
    months={"2022-08": 1},
    first=_DAY,
    last=_DAY,
    bytes=40960,
    generation="g1",
    built="2024-03-01T09:30:00+00:00",
    updated="2024-03-01T09:30:00+00:00",
    directory="article-search-index/g1",
    set_aside=1,
    problems=(),
)
