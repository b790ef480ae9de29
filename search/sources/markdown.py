"""Markdown with YAML front matter: one article a file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

from search.messages import Message
from search.models import Problem
from search.sources.fields import found_in_fields
from search.sources.found import Found
from search.sources.markup import html_to_text
from search.sources.opening import read_whole
from search.sources.plain import decode_text

__all__ = ["read_markdown"]

# Front matter longer than this is none: YAML is parsed slowly.
_FRONT = re.compile(
    r"\s*---[ \t]*\n(.{0,65536}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def read_markdown(stream: BufferedReader, name: str) -> Iterator[Found | Problem]:
    """Read a Markdown file; without a title in the front matter its first heading is the title.

    Front matter that is no YAML is a Problem, and the text below it is read all the same.
    """
    text = decode_text(read_whole(stream))
    fields: dict[str, object] = {}
    if front := _FRONT.match(text):
        text = text[front.end() :]
        try:
            fields = _front_matter(front[1])
        except ValueError as error:
            yield Problem(
                name,
                Message("front matter"),
                Message("it is not YAML ({error})", error=str(error)),
                Message(
                    "put values with a colon in quotes; the text was read, without source and date"
                ),
            )
    title, body = _plain_text(text)
    found = found_in_fields({**fields, "text": ""})
    stated = " ".join(found.article.title.split())
    if title and stated and title != stated:
        body = f"{title}\n\n{body}".strip()  # a heading that is not the title is text
    yield replace(
        found,
        article=replace(found.article, title=stated or title, text=body or found.article.text),
    )


def _front_matter(text: str) -> dict[str, object]:
    """The fields as they are written: a date stays text, and so does `no`.

    Raises:
        ValueError: it is no YAML, or no mapping.
    """
    import yaml

    try:
        # As safe as safe_load, which would also turn 2018-02-30 into an error and 010 into 8.
        values = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error
    if values in (None, ""):
        return {}
    if not isinstance(values, dict):
        raise ValueError("it holds no fields")
    return {
        str(name): value
        for name, value in values.items()
        if not (isinstance(value, str) and value in _NULLS)
    }


def _plain_text(text: str) -> tuple[str, str]:
    """The heading that opens the text, or "", and the rest as plain text."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens, title = reader.parse(text), ""
    if tokens and tokens[0].type == "heading_open":
        heading, tokens = tokens[:3], tokens[3:]  # it, its text and its end
        title = " ".join(html_to_text(reader.renderer.render(heading, reader.options, {})).split())
    return title, html_to_text(reader.renderer.render(tokens, reader.options, {}))
