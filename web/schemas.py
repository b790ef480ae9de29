"""JSON Schemas of the dataclasses in `search.models`, as `search.output` writes them.

Types come from the annotations, descriptions from the docstrings.
"""

import inspect
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from search.models import Snippet, StoredArticle

__all__ = ["Schema", "reference", "schemas_of"]

Schema = dict[str, Any]
# What a document has beside the fields.
_COMPUTED: dict[type, tuple[str, ...]] = {
    Snippet: ("html",),
    StoredArticle: ("body", "set_aside"),
}
_PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}
_SECTION = re.compile(r"^Attributes:\n((?:    .*\n?)+)", re.MULTILINE)
_ENTRY = re.compile(r"^    (\w+(?:, \w+)*): (.*(?:\n {5,}.*)*)", re.MULTILINE)


def reference(model: type) -> Schema:
    """What stands for a dataclass where its values are."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def schemas_of(*models: type) -> dict[str, Schema]:
    """The schemas of dataclasses, and of all that stand in them, by name.

    Raises:
        TypeError: a field is of a type that there is no schema for.
    """
    found: dict[str, Schema] = {}
    for model in models:
        _add(model, found)
    return dict(sorted(found.items()))


def _add(model: type, found: dict[str, Schema]) -> None:
    if model.__name__ in found:
        return
    found[model.__name__] = {}  # in its place, or a dataclass that holds itself never ends
    text = inspect.getdoc(model) or ""
    section = _SECTION.search(text)
    said = {
        name: " ".join(about.split())
        for names, about in _ENTRY.findall(section[1] if section else "")
        for name in names.split(", ")
    }
    hints = get_type_hints(model)
    kinds = {field.name: hints[field.name] for field in fields(model)}
    for name in _COMPUTED.get(model, ()):
        member = inspect.getattr_static(model, name)
        function = member.fget if isinstance(member, property) else member
        kinds[name] = get_type_hints(function)["return"]
        said[name] = inspect.getdoc(function) or ""
    properties = {}
    for name, kind in kinds.items():
        about = {"description": said[name]} if name in said else {}
        properties[name] = _schema(kind, found) | about
    found[model.__name__] = {
        "type": "object",
        "description": text.partition("\n")[0],
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema(kind: Any, found: dict[str, Schema]) -> Schema:
    """The schema of a type; the dataclasses in it go to `found`."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if is_dataclass(kind):
        assert isinstance(kind, type)
        _add(kind, found)
        return reference(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"type": "string", "enum": list(inner)}
    if origin is UnionType and inner[1:] == (type(None),) and inner[0] in _PLAIN:
        schema = dict(_PLAIN[inner[0]])
        return schema | {"type": [schema["type"], "null"]}
    if origin is list or (origin is tuple and inner[1:] == (...,)):
        return {"type": "array", "items": _schema(inner[0], found)}
    if origin is tuple:
        # Not `prefixItems`: schemathesis turns it into a keyword that OpenAPI 3.1 has no more.
        kinds = [_schema(each, found) for each in dict.fromkeys(inner)]
        items = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
        return {"type": "array", "items": items, "minItems": len(inner), "maxItems": len(inner)}
    if origin in {dict, Mapping}:
        return {"type": "object", "additionalProperties": _schema(inner[1], found)}
    raise TypeError(f"no schema for {kind!r}; say in web/schemas.py how it is written")
