"""The page of an article."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.indexing import build
from search.models import Article
from tests.web.helpers import ARTICLES, Page, get, open_app

ODD = [
    Article(
        id="both",
        title="Two harbours",
        text=(
            "The harbour master of the old harbour said that the winter harbour would be closed.\n"
            "Портові служби повідомили, що перше судно вийшло з гавані після довгої зими.\n"
            "Nobody had asked him about the harbour lights, and so he did not speak of them."
        ),
        source="North Courier",
        url="https://north.example/both",
        date="2024-02-03",
    ),
    Article(id="bare", title="A title alone", source="North Courier"),
    Article(
        id="ferry-en",
        title="Halvorsen aground",
        text="The ferry Halvorsen ran aground off Torshavn. Captain Birgit Ostrander was ashore.",
        source="North Courier",
    ),
    Article(
        id="ferry-uk",
        title="Пором «Галворсен» на мілині",
        text="Пором «Галворсен» сів на мілину біля Торсгавна. Капітанка Біргіт Острандер ціла.",
        source="Вісник",
        date="2022-08-01",
    ),
]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    path: Path = tmp_path_factory.mktemp("odd") / "index"
    build([*ARTICLES, *ODD], path)
    yield from open_app(path)


def test_an_article_is_whole_marked_and_leads_back(client: FlaskClient) -> None:
    results = get(client, "/?q=harbour&sort=oldest&page=2")
    address = next(link["href"] for link in results.links if link["href"].startswith("/article?"))
    response = client.get(address)
    page = Page(response)
    assert '<mark id="m1">harbour</mark> of Oslo' in response.text
    assert "<mark>Harbour</mark> report" in response.text
    assert "The fishermen were content." in page.text
    assert page.link("Back to the results") == "/?q=harbour&sort=oldest&page=2#hit-11"
    original = next(link for link in page.links if "Original" in link["text"])
    assert original["href"].startswith("https://north.example/")
    assert {"noopener", "noreferrer", "external"} == set(original["rel"].split())
    assert 'id="hit-11"' in client.get("/?q=harbour&sort=oldest&page=2").text


def test_all_results_can_be_read_one_after_the_other(client: FlaskClient) -> None:
    results = get(client, "/?q=harbour&sort=oldest")
    listed = [link["href"] for link in results.links if link["href"].startswith("/article?")]
    page = get(client, listed[8])
    assert "Result 9 of 23" in page.text
    assert page.link("Previous").replace("&page=1", "") == listed[7]
    following = []
    for number in (10, 11, 12):  # across the end of a page of results
        page = get(client, page.link("Next →"))
        assert f"Result {number} of 23" in page.text
        following.append(page.link("Back to the results"))
    assert following == [
        "/?q=harbour&sort=oldest#hit-10",
        "/?q=harbour&sort=oldest&page=2#hit-11",
        "/?q=harbour&sort=oldest&page=2#hit-12",
    ]
    last = get(client, get(client, "/?q=harbour&sort=oldest&page=3").link("Harbour report"))
    assert "Result 21 of 23" in last.text
    first = get(client, listed[0])
    assert not [link for link in first.links if "Previous" in link["text"]]


@pytest.mark.parametrize("hit", ["2", "23", "24", "100000000"])
def test_a_place_that_another_article_has_is_not_claimed(client: FlaskClient, hit: str) -> None:
    page = get(client, f"/article?id=uk-1&q=harbour&hit={hit}")
    assert "Result " not in page.text
    assert page.link("Back to the results").endswith(f"#hit-{hit}")


@pytest.mark.parametrize("hit", ["0", "-1", "x", "100000001"])
def test_a_hit_is_a_number_from_one(client: FlaskClient, hit: str) -> None:
    assert "Hit is" in get(client, f"/article?id=uk-1&hit={hit}", 400).text


def test_matches_are_numbered_and_linked(odd: FlaskClient) -> None:
    response = odd.get("/article?id=both&q=harbour+master")
    page = Page(response)
    assert "4 matches" in page.text
    # Words side by side are one match.
    assert '<mark id="m1">harbour master</mark>' in response.text
    targets = [link["href"] for link in page.links if link["href"].startswith("#m")]
    assert [target for target in targets if target != "#main"] == ["#m1", "#m2", "#m3", "#m4"]
    assert re.findall(r'<mark id="(m\d+)"', response.text) == ["m1", "m2", "m3", "m4"]
    assert "matches" not in odd.get("/article?id=both").text


def test_parts_in_another_language_say_so(odd: FlaskClient) -> None:
    page = get(odd, "/article?id=both")
    assert ("div", {"lang": "uk", "dir": "ltr", "class": "foreign"}) in page.elements
    label, part = page.text.rindex("Українська", 0, page.text.index("Портові")), "Портові служби"
    assert page.text[label:].split()[1:3] == part.split()
    whole = get(odd, "/article?id=uk-1")
    assert not [1 for _, attributes in whole.elements if attributes.get("class") == "foreign"]


def test_what_is_known_of_an_article_is_told(odd: FlaskClient) -> None:
    page = get(odd, "/article?id=both")
    facts = page.text[page.text.index("About this article") :]
    for fact in ("North Courier", "3 February 2024", "English, Українська", "north.example/both"):
        assert fact in facts
    assert ("link", {"rel": "canonical", "href": "/article?id=both"}) in page.elements
    assert "Two harbours (North Courier) – Article Search" in page.text
    unlinked = get(odd, "/article?id=uk-1")
    assert not [link for link in unlinked.links if "Original" in link["text"]]


def test_an_article_without_text_says_so(odd: FlaskClient) -> None:
    assert "This article has a title and no text." in get(odd, "/article?id=bare&q=title").text


def test_articles_like_it_are_linked_and_keep_the_search(odd: FlaskClient) -> None:
    page = get(odd, "/article?id=ferry-uk&q=пором&hit=1")
    assert "More like this" in page.text
    like = page.link("Halvorsen aground")
    assert get(odd, like).link("Back to the results") == page.link("Back to the results")
    assert "Result 1 of 1" in page.text
    assert "Result 1 of 1" not in get(odd, like).text
    assert "More like this" not in get(odd, "/article?id=bare").text


def test_what_was_set_aside_is_folded_where_it_stands(client: FlaskClient) -> None:
    page = get(client, "/article?id=folded")
    assert "1 line set aside" in page.text
    first, aside, last = (page.text.index(w) for w in ("the winter", "cookies", "the lamps"))
    assert first < aside < last
    assert ("details", {"class": "aside"}) in page.elements


def test_an_unknown_article_is_a_friendly_404(client: FlaskClient) -> None:
    assert "There is no such article" in get(client, "/article?id=nope", 404).text
    assert "names no article" in get(client, "/article", 404).text
