"""What an address may ask for, and what is too long to be meant."""

import pytest
from flask.testing import FlaskClient

from tests.web.helpers import get


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/?since=" + "1" * 101, "since is 101 characters long"),
        ("/?until=" + "1" * 101, "until is 101 characters long"),
        ("/?sort=" + "x" * 101, "sort is 101 characters long"),
        ("/?match=" + "x" * 101, "match is 101 characters long"),
        ("/?names=" + "x" * 101, "names is 101 characters long"),
        ("/?language=" + "x" * 1001, "language is 1,001 characters long"),
        ("/?source=North+Courier&source=" + "x" * 1001, "source is 1,001 characters long"),
        ("/?year=" + "1" * 1001, "year is 1,001 characters long"),
        ("/?without=en:" + "x" * 1000, "without is 1,003 characters long"),
        ("/?" + "&".join(f"without=en:{n}" + "x" * 493 for n in range(10)), "without is 4,970"),
        ("/download.csv?since=" + "1" * 101, "since is 101 characters long"),
        ("/article?id=uk-1&sort=" + "x" * 101, "sort is 101 characters long"),
    ],
)
def test_what_is_far_too_long_is_refused(client: FlaskClient, address: str, said: str) -> None:
    page = get(client, address, 400)
    assert said in page.text.lower()
    assert "x" * 101 not in page.text, "and not repeated"


@pytest.mark.parametrize("name", ["source", "language"])
def test_what_may_be_a_value_is_looked_up(client: FlaskClient, name: str) -> None:
    assert f"unknown {name}" in get(client, f"/?{name}=" + "x" * 1000, 400).text.lower()
