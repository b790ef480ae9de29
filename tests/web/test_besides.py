"""What a query was also searched for: shown, switched off, and on again."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from search.indexing import build
from search.models import Article, Results, Variant
from tests.web.helpers import Page, api, get, open_app
from web.chips import besides_of
from web.state import State

TEXTS = {
    "en": (
        "The fishing ministers met in the harbour on Monday to talk about herring quotas.\n"
        "Minister Ragnhild Halvorsen said that every boat would be counted again this winter."
    ),
    "uk": (
        "Рибалки чекали на рішення від самого ранку, бо море вже було спокійним і чистим.\n"
        "Журналісти розмовляли з міністеркою Халворсен, а потім ще довго стояли біля причалу."
    ),
    "bg": (
        "Рибарите чакаха решението от сутринта, защото морето вече беше спокойно и чисто.\n"
        "Журналистите разговаряха с министърката Халворсен и после дълго стояха на кея."
    ),
}


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    location = tmp_path_factory.mktemp("besides") / "index"
    build([Article(id=code, text=text) for code, text in TEXTS.items()], location)
    yield from open_app(location)


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def test_a_name_is_switched_off_and_on_again(names: FlaskClient) -> None:
    page = get(names, "/?q=Halvorsen&sort=newest")
    assert page.total == 3
    address = page.link("Search without", "Халворсен", "bg uk")
    assert query_of(address) == {
        "q": ["Halvorsen"],
        "sort": ["newest"],
        "without": ["bg:халворсен", "uk:халворсен"],
    }
    without = get(names, address)
    assert without.total == 1
    assert ("s", {"lang": "bg", "dir": "ltr"}) in without.elements
    assert "Without names" in without.text, "the others can still be switched off as a whole"
    assert get(names, without.link("Search again for", "Халворсен")).total == 3
    # Whatever else is done, it stays off.
    assert query_of(without.link("English"))["without"] == ["bg:халворсен", "uk:халворсен"]
    hidden = [a for name, a in without.elements if name == "input" and a.get("type") == "hidden"]
    assert [field["value"] for field in hidden if field["name"] == "without"] == [
        "bg:халворсен",
        "uk:халворсен",
    ]


def test_one_of_them_may_be_off(names: FlaskClient) -> None:
    page = get(names, "/?q=Halvorsen&without=uk:халворсен")
    assert page.total == 2
    assert get(names, page.link("Search without", "Халворсен")).total == 1


def test_names_are_switched_off_as_a_whole(names: FlaskClient) -> None:
    without = get(names, get(names, "/?q=Halvorsen").link("Without names"))
    assert without.total == 1
    assert "Халворсен" not in without.text
    assert get(names, without.link("With names in other")).total == 3
    assert "Searched as typed" in without.text
    nothing = get(names, "/?q=Хальворсен&names=off")
    assert nothing.total == 0
    assert get(names, nothing.link("with names in other")).total == 3


def test_forms_are_shown_too(names: FlaskClient) -> None:
    response = names.get("/?q=quota boats")
    page = Page(response)
    assert page.total == 1
    assert '<bdi lang="en">quotas</bdi>' in response.text
    assert "Without names" not in page.text
    nothing = get(names, page.link("Search without", "quotas"))
    assert "these have 1 of them" in nothing.text


def test_nothing_is_said_where_there_is_nothing_to_say(names: FlaskClient) -> None:
    for address in ("/", "/?q=herring", "/?q=%3DHalvorsen", "/?names=off", "/?language=en"):
        assert "Also searched" not in get(names, address).text


def test_keys_of_another_query_are_let_go(names: FlaskClient) -> None:
    page = get(names, "/?q=harbour&without=uk:халворсен")
    assert page.total == 1
    assert not any("without" in link["href"] for link in page.links)


def test_what_was_switched_off_for_nothing_is_offered_again(names: FlaskClient) -> None:
    page = get(names, "/?q=quota&without=en:quota")
    assert page.total == 0
    assert get(names, page.link("all that was switched off")).total == 1


def test_an_article_is_marked_as_the_results_are(names: FlaskClient) -> None:
    mark = ">Халворсен</mark>"
    assert mark in names.get("/article?id=uk&q=Halvorsen").text
    assert mark not in names.get("/article?id=uk&q=Halvorsen&names=off").text
    assert mark not in names.get("/article?id=uk&q=Halvorsen&without=uk:халворсен").text
    page = get(names, "/article?id=uk&q=Halvorsen&names=off")
    assert query_of(page.link("Back to the results")) == {"q": ["Halvorsen"], "names": ["off"]}


def test_the_api_has_the_same(names: FlaskClient) -> None:
    found = api(names, q="Halvorsen")
    assert {v["key"]: (v["kind"], v["words"]) for v in found["variants"]["Halvorsen"]} == {
        "en:halvorsen": ("form", ["Halvorsen"]),
        "bg:халворсен": ("name", ["Халворсен"]),
        "uk:халворсен": ("name", ["Халворсен"]),
    }
    assert found["total"] == api(names, q="Halvorsen", names="on")["total"] == 3
    assert api(names, q="Halvorsen", names="off")["total"] == 1
    assert api(names, q="Halvorsen", without=["uk:халворсен", "en:halvorsen"])["total"] == 1


class OneWord:
    """An index in which each word of a query stands for so many things."""

    def __init__(self, *counts: int) -> None:
        self.counts = counts

    def search(self, *_: object, **__: object) -> Results:
        variants = {
            f"word{n}": [
                Variant(f"en:{n} {at}", "en", "name", (f"Name{n}x{at}",)) for at in range(count)
            ]
            for n, count in enumerate(self.counts)
        }
        return Results("", 0, [], {}, variants, [], "", 0, 0, "")


@pytest.mark.parametrize(
    ("counts", "shown", "more"),
    [
        ([3], [3], 0),
        ([9], [9], 0),
        ([10], [8], 2),
        ([30, 2], [6, 2], 24),
        ([30, 30], [4, 4], 52),
        ([1] * 20, [1] * 8, 12),
    ],
)
def test_after_eight_they_are_folded(counts: list[int], shown: list[int], more: int) -> None:
    index = OneWord(*counts)
    besides = besides_of(State(q="x"), index.search(), index)  # type: ignore[arg-type]
    assert [len(group.chips) for group in besides.shown] == shown
    assert besides.more == more == sum(len(group.chips) for group in besides.folded)
    assert not besides.unfold
    last = State(q="x", without=(f"en:0 {counts[0] - 1}",))
    assert besides_of(last, index.search(), index).unfold == (counts[0] > shown[0])  # type: ignore[arg-type]


# The state


def test_variants_in_an_address() -> None:
    state = State.read(MultiDict([("names", "off"), ("without", "uk:а"), ("without", "uk:а")]))
    assert state == State(names="off", without=("uk:а",))
    assert list(state.pairs()) == [("names", "off"), ("without", "uk:а")]
    assert state.switched("uk:б", "uk:а").without == ("uk:б", "uk:а")
    assert state.switched("uk:а").without == ()
    assert State(page=3).switched("uk:а") == State(without=("uk:а",))
