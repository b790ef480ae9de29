"""The description of the API: valid, whole, and true."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from search.asking import Choices
from search.searching import Index
from tests.web.helpers import api, assert_fits, get
from web.openapi import api_document
from web.parameters import COMPLETE, SEARCH, SIMILAR, Parameter
from web.schemas import schemas_of

OPERATIONS = {path: item["get"] for path, item in api_document()["paths"].items()}


def test_it_is_openapi(client: FlaskClient) -> None:
    document = api(client, path="/api/openapi.json")
    assert document == api_document()
    validate(document)


def test_it_has_every_address_of_the_api(client: FlaskClient) -> None:
    rules = client.application.url_map.iter_rules()
    paths = {re.sub("<[^>]+>", "{id}", rule.rule) for rule in rules if "api." in rule.endpoint}
    assert paths - {"/api/"} == OPERATIONS.keys()


@pytest.mark.parametrize(
    ("table", "method"),
    [(SEARCH, Index.search), (SIMILAR, Index.similar), (COMPLETE, Index.complete)],
)
def test_parameters_are_those_of_the_script_api(
    table: tuple[Parameter, ...], method: Callable[..., Any]
) -> None:
    named = {it.name: it.schema for it in table if it.name != "q"}
    taken = dict(inspect.signature(method).parameters)
    for name in ("self", "article"):
        taken.pop(name, None)
    if taken.pop("choices", None):
        search = inspect.signature(Index.search).parameters
        taken |= {name: search[name] for name in Choices.__annotations__}
    assert list(named) == list(taken)
    for name, schema in named.items():
        default = taken[name].default
        if isinstance(default, bool):
            assert schema["default"] == ("on" if default else "off"), name
        elif default in (inspect.Parameter.empty, None, ()):
            assert not schema["default"], name
        else:
            assert schema["default"] == default, name


@pytest.mark.parametrize("path", OPERATIONS)
def test_examples_are_answers(path: str) -> None:
    answer = OPERATIONS[path]["responses"]["200"]["content"]["application/json"]
    assert_fits(answer["example"], answer["schema"])
    for parameter in OPERATIONS[path]["parameters"]:
        if "example" in parameter:
            assert_fits(parameter["example"], parameter["schema"])


def test_schemas_let_nothing_else_pass(client: FlaskClient) -> None:
    found = api(client, query="harbour", limit=1)
    schema = OPERATIONS["/api/search"]["responses"]["200"]["content"]["application/json"]["schema"]
    for spoilt in (
        {**found, "more": 1},
        {**found, "total": "1"},
        {**found, "hits": [{**found["hits"][0], "date": "yesterday"}]},
        {key: value for key, value in found.items() if key != "notes"},
    ):
        with pytest.raises(Exception, match="Failed validating"):
            assert_fits(spoilt, schema)


def test_a_type_without_a_schema_is_an_error() -> None:
    @dataclass
    class Odd:
        """Something new."""

        value: complex

    with pytest.raises(TypeError, match="complex"):
        schemas_of(Odd)


def test_every_field_is_described_as_its_docstring_says() -> None:
    schemas = api_document()["components"]["schemas"]
    assert schemas["Stats"]["properties"]["years"]["description"].startswith("article counts")
    assert "not overlapping" in schemas["StoredArticle"]["properties"]["boilerplate"]["description"]
    assert schemas["Variant"]["properties"]["kind"]["enum"] == ["form", "spelling", "name"]


def test_the_page_says_what_the_document_says(client: FlaskClient) -> None:
    page = get(client, "/api/")
    assert get(client, "/api").links == page.links
    for path, operation in OPERATIONS.items():
        assert f"GET {path}" in page.text
        assert operation["x-codeSamples"][0]["source"] in page.text
        for parameter in operation["parameters"]:
            assert parameter.get("name", "") in page.text
    targets = {link["href"] for link in page.links if link["href"].startswith("#")}
    ids = {f"#{attributes['id']}" for _, attributes in page.elements if "id" in attributes}
    assert targets <= ids
    assert len(targets) > len(OPERATIONS)
