"""The pages there are, in the states in which each is looked at.

`test_places.py` keeps the table whole: a page that the application has and this table does not
name is a page that nobody looks at.
"""

from typing import NamedTuple

__all__ = ["PLACES", "SEEDS", "Place"]


class Place(NamedTuple):
    """A page in some state.

    Attributes:
        status: with which it is answered.
        server: of what: "seeds", the demonstration collection; "odd", the articles of
            tests/web/helpers.py, some of them hostile; "empty", no index; "broken", an
            application that fails.
    """

    name: str
    path: str
    status: int = 200
    server: str = "seeds"

    @property
    def is_hostile(self) -> bool:
        """Whether articles or the query try to be more than text."""
        return self.name.startswith("hostile-")


PLACES = (
    Place("start", "/"),
    Place("results", "/?q=Столтенберг"),
    Place("arabic", "/?q=تركيا"),
    Place("filtered", "/?q=НАТО&language=uk&language=bg&source=-balkan-pregled.example&since=2022"),
    Place("switched-off", "/?q=Ukraine+Turkey+NATO+Stoltenberg&without=ar%3Aناتو"),
    Place("second", "/?q=NATO&page=2&sort=newest"),
    Place("misspelt", "/?q=Stoltenbreg"),
    Place("nothing", "/?q=qqzz&language=en"),
    Place("beyond", "/?page=99", 404),
    Place("unknown-language", "/?q=x&language=xx", 400),
    Place(
        "article",
        "/article?id=https%3A//svitlo-novyn.example/2022/07/22/zernovi-uhody-stambul&q=зерно",
    ),
    Place("collection", "/collection"),
    Place("help", "/help"),
    Place("values", "/values/source?q=НАТО&source=-balkan-pregled.example"),
    Place("values-found", "/values/language?find=ск"),
    Place("print", "/print?q=НАТО&language=uk&since=2022"),
    Place("api", "/api/"),
    Place("nowhere", "/nowhere", 404),
    Place("no-article", "/article?id=none", 404),
    Place("hostile-results", "/?q=quagga", server="odd"),
    Place("hostile-query", '/?q=zebra+"><script>alert(9)</script>\x07\u202e', server="odd"),
    Place("hostile-article", "/article?id=quagga&q=quagga", server="odd"),
    Place("hostile-print", "/print?q=quagga", server="odd"),
    Place("hostile-values", "/values/source?find=<", server="odd"),
    Place("hostile-collection", "/collection", server="odd"),
    Place("set-aside", "/article?id=folded&q=lamps", server="odd"),
    Place("right-to-left", "/article?id=ar-1&q=بيروت", server="odd"),
    Place("no-index", "/?q=x", 503, "empty"),
    Place("broken", "/?q=x", 500, "broken"),
)
SEEDS = tuple(place for place in PLACES if place.server == "seeds")
