"""The OpenAPI document of the API, made from the code that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any
from urllib.parse import quote, urlencode

from search.models import Completion, Hit, Results, Stats, StoredArticle
from search.output import (
    article_as_dict,
    hits_as_dict,
    results_as_dict,
    stats_as_dict,
    suggestions_as_dict,
)
from web import examples
from web.failures import ProblemDetails
from web.parameters import COMPLETE, SEARCH, SIMILAR, Parameter
from web.schemas import Schema, reference, schemas_of

__all__ = ["api_document"]

_ABOUT = """\
Answers are JSON in UTF-8, errors are problem details (RFC 9457). `HEAD` is answered wherever \
`GET` is. An answer carries an `ETag`, which changes with the index: sent back in \
`If-None-Match`, it is answered `304` without a body for as long as the answer is the same."""
_ID = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "The id of an article, from a search; percent-encoded, its slashes as `%2F`.",
    "schema": {"type": "string", "minLength": 1},
    "example": examples.HIT.id,
}
_IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The `ETag` of an answer that is already there.",
    "schema": {"type": "string"},
}
_HEADERS = {
    "ETag": {
        "description": "Of this answer; a weak one.",
        "required": True,
        "schema": {"type": "string", "pattern": '^W/"[0-9a-f]+"$'},
    },
    "Cache-Control": {
        "description": "An answer may be kept, and is asked after before it is used again.",
        "required": True,
        "schema": {"type": "string", "const": "no-cache"},
    },
}
_HEADER_REFERENCES = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS}
_PROBLEMS = {
    400: "The request says what there is not, or says it wrongly; `detail` tells what is right.",
    404: "There is no such article.",
    500: "The fault is on the server's side.",
    503: "There is no index to search, or it cannot be read just now.",
}


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """One address.

    Attributes:
        answer: the schema of what it gives.
        example: of the same.
        links: to the addresses that take something from an answer.
        statuses: of its problems, beside 400 and 500.
    """

    name: str
    summary: str
    description: str
    answer: Schema
    example: Mapping[str, Any]
    parameters: tuple[Parameter, ...] = ()
    statuses: tuple[int, ...] = (503,)
    links: tuple[str, ...] = ()


def _list_of(name: str, model: type) -> Schema:
    """The schema of an object that is one list and nothing else."""
    return {
        "type": "object",
        "properties": {name: {"type": "array", "items": reference(model)}},
        "required": [name],
        "additionalProperties": False,
    }


_ENDPOINTS = {
    "/api/search": _Endpoint(
        "search",
        "Search",
        "Articles that match a query, with facets, and with what the query stood for. The "
        "parameters are those of `search.search()` in a script.",
        reference(Results),
        results_as_dict(examples.RESULTS),
        SEARCH,
        links=("article", "similar"),
    ),
    "/api/articles/{id}": _Endpoint(
        "article",
        "One article",
        "The whole text of an article, and what is known about it.",
        reference(StoredArticle),
        article_as_dict(examples.ARTICLE),
        statuses=(404, 503),
    ),
    "/api/articles/{id}/similar": _Endpoint(
        "similar",
        "Articles like one",
        "Other articles about the same, the most similar first, in all languages.",
        _list_of("hits", Hit),
        hits_as_dict([examples.HIT]),
        SIMILAR,
        statuses=(404, 503),
    ),
    "/api/suggest": _Endpoint(
        "suggest",
        "Suggestions",
        "How a query that is being typed may go on: its last word completed, the likeliest first.",
        _list_of("suggestions", Completion),
        suggestions_as_dict([examples.COMPLETION]),
        COMPLETE,
    ),
    "/api/stats": _Endpoint(
        "stats",
        "What the index holds",
        "Counts of articles, and what was skipped when they were indexed.",
        reference(Stats),
        stats_as_dict(examples.STATS),
    ),
    "/api/openapi.json": _Endpoint(
        "openapi",
        "This document",
        "The description of the API in OpenAPI 3.1.",
        {"type": "object"},
        {"openapi": "3.1.0"},
        statuses=(),
    ),
}
_PATHS = {endpoint.name: path for path, endpoint in _ENDPOINTS.items()}


@cache
def api_document() -> dict[str, Any]:
    """The document; not to be changed."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "article-search",
            "version": version("article-search"),
            "description": _ABOUT,
        },
        "paths": {path: {"get": _operation(path, it)} for path, it in _ENDPOINTS.items()},
        "components": {
            "schemas": schemas_of(Results, StoredArticle, Completion, Stats, ProblemDetails),
            "headers": _HEADERS,
            "parameters": {"If-None-Match": _IF_NONE_MATCH},
            "responses": {
                "NotModified": {
                    "description": "The answer with the `ETag` that was sent is still right.",
                    "headers": _HEADER_REFERENCES,
                },
                **{f"Problem{status}": _problem(about) for status, about in _PROBLEMS.items()},
            },
        },
    }


def _operation(path: str, endpoint: _Endpoint) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": endpoint.summary + ".",
        "headers": _HEADER_REFERENCES,
        "content": {
            "application/json": {"schema": endpoint.answer, "example": endpoint.example},
        },
    }
    if endpoint.links:
        answer["links"] = {name: _link(name) for name in endpoint.links}
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "parameters": [
            *([_ID] if "{id}" in path else ()),
            *map(_described, endpoint.parameters),
            {"$ref": "#/components/parameters/If-None-Match"},
        ],
        "x-codeSamples": [{"lang": "Shell", "source": _command(path, endpoint)}],
        "responses": {
            "200": answer,
            "304": {"$ref": "#/components/responses/NotModified"},
            **{
                str(status): {"$ref": f"#/components/responses/Problem{status}"}
                for status in sorted({400, 500, *endpoint.statuses})
            },
        },
    }


def _command(path: str, endpoint: _Endpoint) -> str:
    """How to ask for it in a terminal."""
    given = {it.name: it.example for it in endpoint.parameters if it.example is not None}
    query = urlencode(given, doseq=True, safe=":")
    address = path.replace("{id}", quote(examples.HIT.id, safe=""))
    return f"curl 'http://127.0.0.1:8000{address}{query and '?'}{query}'"


def _described(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": dict(parameter.schema),
    }
    if parameter.schema["type"] == "array":
        described |= {"style": "form", "explode": True}  # repeated: language=uk&language=en
    if parameter.example is not None:
        described["example"] = parameter.example
    return described


def _problem(about: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": reference(ProblemDetails)}}
    return {"description": about, "content": content}


def _link(name: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "parameters": {"id": "$response.body#/hits/0/id"},
        "description": _ENDPOINTS[_PATHS[name]].summary + ", the first that was found.",
    }
