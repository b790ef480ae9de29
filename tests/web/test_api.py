"""The API: what it gives, and what it refuses."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.helpers import api, get


def test_the_api_gives_what_the_page_shows(client: FlaskClient) -> None:
    found = api(
        client, q="harbour", source=["North Courier", "-Вісник"], since="2020", until="2021"
    )
    page = get(
        client, "/", q="harbour", source=["North Courier", "-Вісник"], since="2020", until="2021"
    )
    assert found["total"] == page.total == 8
    assert list(found) == [
        *("query", "total", "hits", "facets", "variants", "notes", "suggestion"),
        *("limit", "offset", "generation"),
    ]
    assert found["facets"]["source"][0] == {
        "value": "North Courier",
        "label": "North Courier",
        "count": 8,
        "selected": True,
        "excluded": False,
    }
    assert all(date.fromisoformat(hit["date"]).year in {2020, 2021} for hit in found["hits"])


def test_limit_and_offset(client: FlaskClient) -> None:
    every = api(client, q="harbour", limit=1000)["hits"]
    assert len(every) == 23
    assert api(client, q="harbour", limit=5, offset=20)["hits"] == every[20:]
    assert api(client, q="harbour", limit=0)["hits"] == []


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"language": "xx"}, "unknown language 'xx'"),
        ({"source": "-Nobody"}, "unknown source 'Nobody'"),
        ({"sort": "best"}, "unknown sort 'best'"),
        ({"match": "some"}, "unknown match 'some'"),
        ({"since": "soon"}, "'soon' is not a date"),
        ({"q": "author:me"}, "unknown field 'author'"),
        ({"q": "x" * 5000}, "5,000 characters"),
        ({"year": [str(n) for n in range(2000)]}, "2,000 values of year"),
        ({"names": "no"}, "unknown names 'no'; it is one of on, off"),
        ({"without": "oslo"}, "unknown variant 'oslo'"),
        ({"without": [f"en:{n}" for n in range(101)]}, "101 values of without"),
    ],
)
def test_what_cannot_be_asked_is_a_400(
    client: FlaskClient, args: dict[str, Any], said: str
) -> None:
    problem = api(client, 400, **args)
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert problem["type"] == "about:blank"
    assert said in problem["detail"]
    page = get(client, "/", 400, **args)
    assert said.removeprefix("unknown") in page.text
    assert get(client, page.link("Every article")).total == 27


@pytest.mark.parametrize("number", ["-1", "x", "1e3", "9" * 30, "１", "1.5", "0x2"])
def test_what_is_no_number_is_a_400(client: FlaskClient, number: str) -> None:
    assert repr(number[:9])[:-1] in api(client, 400, limit=number)["detail"]
    assert "offset is" in api(client, 400, offset=number)["detail"]
    assert "Page is" in get(client, "/", 400, page=number).text


def test_an_unknown_parameter_is_a_400_of_the_api_only(client: FlaskClient) -> None:
    assert "unknown parameter 'lang'" in api(client, 400, lang="uk")["detail"]
    assert "unknown parameter 'page'" in api(client, 400, page="2")["detail"]
    assert get(client, "/", utm_source="mail").total == 27
