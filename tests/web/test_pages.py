"""The start page, results, facets, and the state that an address says."""

import re
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from search.errors import QueryError
from search.indexing import build
from search.models import Article
from tests.web.helpers import Page, api, get
from web import create_app
from web.filters import pages_of
from web.state import State

# Start, search, pages


def test_the_start_page_says_what_the_index_holds_and_lists_the_newest(client: FlaskClient) -> None:
    page = get(client, "/")
    assert "27 articles in 3 languages" in page.text
    assert "1–10 of 27" in page.text
    newest = api(client, limit=1)["hits"][0]["title"]
    assert newest in page.text
    examples = [link["href"] for link in page.links if link["href"].startswith("/?q=")]
    assert examples
    for address in examples:
        assert get(client, address).total > 0


def test_results_show_marks_language_source_and_date(client: FlaskClient) -> None:
    response = client.get("/?q=порту")
    page = Page(response)
    assert page.total == 1
    assert "<mark>Порт</mark> Одеси" in response.text
    assert 'lang="uk" dir="ltr"' in response.text
    assert '<time datetime="2022-08-01">1 August 2022</time>' in response.text
    assert "Вісник" in page.text
    assert "Українська" in page.text


def test_arabic_is_written_from_the_right(client: FlaskClient) -> None:
    response = client.get("/?q=ميناء")
    assert '<article dir="rtl">' in response.text
    assert 'lang="ar" dir="rtl"' in response.text


def test_pages_are_linked_and_together_hold_every_article_once(client: FlaskClient) -> None:
    address, seen = "/?q=harbour", list[str]()
    while address:
        page = get(client, address)
        assert page.total == 23
        seen += [link["href"] for link in page.links if link["href"].startswith("/article?")]
        address = next((link["href"] for link in page.links if link.get("rel") == "next"), "")
    ids = [parse_qs(urlsplit(link).query)["id"][0] for link in seen]
    assert len(ids) == len(set(ids)) == 23
    assert "21–23 of 23" in page.text
    assert any(link.get("rel") == "prev" for link in page.links)


def test_a_page_beyond_the_last_names_the_last(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&page=400", 404)
    assert "There is no page 400" in page.text
    assert get(client, page.link("page 3")).total == 23


@pytest.mark.parametrize(
    ("page", "last", "linked"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, 0, 9]),
        (4, 9, [1, 2, 3, 4, 5, 0, 9]),
        (5, 9, [1, 0, 4, 5, 6, 0, 9]),
        (9, 9, [1, 0, 8, 9]),
    ],
)
def test_linked_pages(page: int, last: int, linked: list[int]) -> None:
    assert pages_of(page, last) == linked


def test_sorting_keeps_the_rest(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&language=en&page=2")
    address = page.link("Oldest")
    assert parse_qs(urlsplit(address).query) == {
        "q": ["harbour"],
        "language": ["en"],
        "sort": ["oldest"],
    }
    found = api(client, q="harbour", sort="oldest")
    dates = [hit["date"] for hit in found["hits"]]
    assert dates == sorted(dates)


def test_nothing_found_offers_a_way_on(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour+qqqqzzzz&match=all&language=uk")
    assert page.total == 0
    assert get(client, page.link("without the filters")).status == 200
    assert get(client, "/?q=harbour+qqqqzzzz&match=all").link("any of the words")
    assert get(client, get(client, "/?q=harbour+qqqqzzzz&match=all").link("any of")).total == 23
    assert get(client, page.link("Every article")).total == 27


def test_a_note_is_shown(client: FlaskClient) -> None:
    assert "A parenthesis was not closed" in get(client, "/?q=(harbour").text


def test_what_was_searched_for_in_the_end_is_said_first(client: FlaskClient) -> None:
    text = get(client, "/?q=(harbour&language=en").text
    assert text.index("A parenthesis") < text.index("Remove the filter")


@pytest.mark.parametrize("query", ['"', "title:", "*", "()"])
def test_a_query_that_says_nothing_is_not_what_articles_are_for(
    client: FlaskClient, query: str
) -> None:
    page = get(client, "/", q=query)
    assert page.total == 27
    assert " for “" not in re.sub(r"\s+", " ", page.text)
    assert 'class="note"' in client.get("/", query_string={"q": query}).text


def test_a_query_of_filters_says_what_it_is_for(client: FlaskClient) -> None:
    assert client.get("/?q=language:uk").text.count("article for <q>") == 1


def test_all_that_is_listed_as_in_force_is_removed(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&language=en&match=any")
    address = page.link("Remove all")
    assert address == "/?q=harbour"


def test_a_wrong_date_can_be_mended(client: FlaskClient) -> None:
    page = get(client, "/?q=harbour&language=en&since=foo", 400)
    fields = [attributes for name, attributes in page.elements if name == "input"]
    assert [it["value"] for it in fields if it.get("name") == "since"] == ["foo"]
    assert [it["value"] for it in fields if it.get("name") == "language"] == ["en"]
    address = page.link("Search without the dates")
    assert address == "/?q=harbour&language=en"
    assert get(client, address).total == 23


def test_later_pages_have_names_of_their_own(client: FlaskClient) -> None:
    assert "<title>harbour – Article Search</title>" in client.get("/?q=harbour").text
    assert "<title>harbour, page 2 – Art" in client.get("/?q=harbour&page=2").text
    assert "<title>Every article, page 2 – Art" in client.get("/?page=2").text


def test_the_page_to_print_says_what_was_meant(client: FlaskClient) -> None:
    text = client.get("/print?q=harbour&without=ar:ميناء", buffered=True).text
    assert '<dd>without <bdi lang="ar">ميناء</bdi></dd>' in text
    assert "<dd>Best match</dd>" in text
    assert "<dd>Newest</dd>" in client.get("/print?q=language:en", buffered=True).text


def test_sources_that_nobody_knows_are_not_counted(tmp_path: Path) -> None:
    build(
        [Article(id="one", title="A story", text="Of a fox.", date="2021-03-04")], tmp_path / "ix"
    )
    app = create_app(tmp_path / "ix")
    with app.test_client() as client:
        for address in ("/", "/collection"):
            text = get(client, address).text
            assert "0 sources" not in text
            assert "4 March 2021 to 4 March 2021" in text
    app.extensions["article-search"].close()


def test_a_slip_of_the_fingers_gets_a_suggestion(client: FlaskClient) -> None:
    page = get(client, "/?q=fishremen")
    assert get(client, page.link("fishermen")).total == 23


# Facets


def test_facets_toggle_exclude_and_clear(client: FlaskClient) -> None:
    start = get(client, "/?q=harbour&page=2")
    chosen = get(client, start.link("North Courier"))
    assert chosen.total == 15
    assert any(link.get("aria-current") == "true" for link in chosen.links)
    both = get(client, chosen.link("Южный вестник & Co"))
    assert both.total == 23
    one = get(client, both.link("North Courier (chosen"))
    assert one.total == 8
    without = get(client, start.link("Leave out", "Южный"))
    assert without.total == 15
    assert without.elements[without.elements.index(("s", {})) + 1] == ("bdi", {})
    assert get(client, without.link("Южный", "take it back")).total == 23
    assert get(client, without.link("Clear: Source")).total == 23
    assert get(client, without.link("Remove the filter", "not", "Южный")).total == 23


def test_a_value_is_taken_back_however_it_was_spelled(client: FlaskClient) -> None:
    page = get(client, "/", source="north courier", language="English")
    assert page.total == 16
    assert "source" not in page.link("North Courier (chosen")
    assert "language" not in page.link("English", "take it back")


def test_every_link_works_and_every_facet_leads_to_as_many_as_it_says(client: FlaskClient) -> None:
    """Walk all links two deep from a search; a facet of a fresh group is counted exactly."""
    pages: dict[str, Page] = {}

    def page_at(address: str) -> Page:
        if address not in pages:
            pages[address] = get(client, address)
        return pages[address]

    waiting, done = deque([("/?q=harbour", 0)]), set[str]()
    counted = 0
    while waiting:
        address, depth = waiting.popleft()
        if address in done:
            continue
        done.add(address)
        for link in page_at(address).links:
            href = link["href"].partition("#")[0]
            assert link["href"].startswith(("/", "#", "https://north.example/")), link
            if not href.startswith("/") or "type" in link:  # elsewhere, or a file
                continue
            said = re.search(r" ([\d,]+)$", link["text"])  # of a value, after its name
            if said and "aria-label" not in link and "aria-current" not in link:
                before, after = (parse_qs(urlsplit(it).query) for it in (address, href))
                changed = [
                    n for n in ("language", "source", "year") if before.get(n) != after.get(n)
                ]
                if len(changed) == 1 and changed[0] not in before:
                    count = int(said[1].replace(",", ""))
                    assert page_at(href).total == count, (address, href)
                    counted += 1
            if depth < 1 or (depth < 2 and href.startswith("/?")):
                waiting.append((href, depth + 1))
    assert counted > 50
    assert len(done) > 100


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        ("harbour", ["Best match", "Newest", "Oldest"]),
        ("date:2019", ["Newest", "Oldest"]),
        ("", ["Newest", "Oldest"]),
    ],
)
def test_the_best_match_is_offered_where_there_are_words(
    client: FlaskClient, query: str, orders: list[str]
) -> None:
    page = get(client, "/", q=query)
    found = [link for link in page.links if link["text"] in ("Best match", "Newest", "Oldest")]
    assert [link["text"] for link in found] == orders
    assert [link["text"] for link in found if "aria-current" in link] == orders[:1]


def test_years_are_in_their_own_order(client: FlaskClient) -> None:
    text = get(client, "/").text
    places = [text.index(f"\n{year} ") for year in ("2022", "2021", "2020", "2019")]
    assert places == sorted(places)


def test_a_list_of_thousands_is_not_sent(tmp_path: Path) -> None:
    articles = [Article(id=str(n), text="zebra", source=f"s{n:04}") for n in range(300)]
    build(articles, tmp_path / "index")
    client = create_app(str(tmp_path / "index")).test_client()
    page = get(client, "/?q=zebra")
    assert "292 more" in page.text
    assert "s0010" not in page.text
    assert "s0299" in get(client, "/?q=zebra&source=s0299").text
    assert "s0099" in get(client, page.link("All sources")).text
    client.application.extensions["article-search"].close()


def test_what_is_chosen_or_left_out_is_never_folded(tmp_path: Path) -> None:
    many = [Article(id=str(n), title=f"Story {n}", source=f"source {n:02}") for n in range(12)]
    build(many, tmp_path / "index")
    app = create_app(tmp_path / "index")
    with app.test_client() as client:
        assert "4 more" in get(client, "/").text
        page = get(client, "/?source=source+11&source=-source+10")
        assert "2 more" in page.text
        before_the_fold = page.text.partition("2 more")[0]
        assert "source 11" in before_the_fold
        assert "source 10" in before_the_fold
    app.extensions["article-search"].close()


# The state


def test_a_state_is_what_its_address_says() -> None:
    args: MultiDict[str, str] = MultiDict(
        [
            ("q", " a  b "),
            ("language", "uk"),
            ("language", "-en"),
            ("language", "uk"),
            ("page", "3"),
        ]
    )
    state = State.read(args)
    assert state == State(q="a  b", language=("uk", "-en"), page=3)
    assert list(state.pairs("page")) == [("q", "a  b"), ("language", "uk"), ("language", "-en")]
    assert State.read(MultiDict(state.pairs())) == state
    assert state.toggled("language", "uk") == State(q="a  b", language=("-en",))
    assert state.toggled("language", "en") == State(q="a  b", language=("uk", "en"))
    assert state.excluding("language", "en") == State(q="a  b", language=("uk",))
    assert state.excluding("language", "uk") == State(q="a  b", language=("-en", "-uk"))
    with pytest.raises(QueryError, match="page is '0'"):
        State.read(MultiDict([("page", "0")]))
