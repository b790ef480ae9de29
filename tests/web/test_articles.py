"""The page of an article."""

from flask.testing import FlaskClient

from tests.web.helpers import Page, get


def test_an_article_is_whole_marked_and_leads_back(client: FlaskClient) -> None:
    results = get(client, "/?q=harbour&sort=oldest&page=2")
    address = next(link["href"] for link in results.links if link["href"].startswith("/article?"))
    response = client.get(address)
    page = Page(response)
    assert "<mark>harbour</mark> of Oslo" in response.text
    assert "<mark>Harbour</mark> report" in response.text
    assert "The fishermen were content." in page.text
    assert page.link("Back to the results") == "/?q=harbour&sort=oldest&page=2"
    original = next(link for link in page.links if "Original" in link["text"])
    assert original["href"].startswith("https://north.example/")
    assert {"noopener", "noreferrer"} <= set(original["rel"].split())
    assert 'id="match"' in response.text


def test_what_was_set_aside_is_folded_where_it_stands(client: FlaskClient) -> None:
    page = get(client, "/article?id=folded")
    assert "1 line set aside" in page.text
    first, aside, last = (page.text.index(w) for w in ("the winter", "cookies", "the lamps"))
    assert first < aside < last
    assert ("details", {"class": "aside"}) in page.elements


def test_an_unknown_article_is_a_friendly_404(client: FlaskClient) -> None:
    assert "There is no such article" in get(client, "/article?id=nope", 404).text
    assert "names no article" in get(client, "/article", 404).text
