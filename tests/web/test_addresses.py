"""Addresses are short, and say what they were made from."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from web import create_app
from web.addresses import article_link, link, values_link
from web.state import State


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app("nowhere")


def test_letters_stand_as_they_are(app: Flask) -> None:
    with app.test_request_context():
        assert link(State(q="мир і хліб")) == "/?q=мир+і+хліб"
        assert link(State(q="a&b=c#d+e%20 f"), "hit-3") == "/?q=a%26b%3Dc%23d%2Be%2520+f#hit-3"
        assert link(State()) == "/"
        assert article_link("https://x.example/ї?a=1", State(page=2), 13) == (
            "/article?id=https://x.example/ї%3Fa%3D1&page=2&hit=13"
        )
        assert values_link("year", State(q="x", page=4)) == "/values/year?q=x"


def test_what_only_looks_like_a_letter_is_encoded(app: Flask) -> None:
    with app.test_request_context():
        for hostile in ('"', "<", "\u202e", "\x07", "\u200b", "\n", "\u0301", "\\", "'"):
            assert hostile not in link(State(q=hostile))


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(min_size=1), max_size=3))
def test_an_address_is_read_as_it_was_written(app: Flask, q: str, sources: list[str]) -> None:
    state = State(q=q.strip(), source=tuple(dict.fromkeys(sources)))
    with app.test_request_context():
        address = link(state)
    pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    assert State.read(MultiDict(pairs)) == state
