"""The words by which a line shows that it is not the article: one file per language.

`en.toml` explains the kinds. A page mixes languages, so the cues of all of them apply to any text.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from search.text.lines import fold_cue

__all__ = ["Cues", "cues"]


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of all languages together, as `fold_cue` makes them."""

    read_also: tuple[str, ...]
    tail: frozenset[str]
    line: frozenset[str]
    form: tuple[str, ...]
    notice: tuple[str, ...]
    invite: tuple[str, ...]
    channel: frozenset[str]
    read_more: tuple[str, ...]


@cache
def cues() -> Cues:
    """Read the files, once."""
    found: dict[str, list[str]] = {}
    for file in files(__package__).iterdir():
        if file.name.endswith(".toml"):
            for kind, values in tomllib.loads(file.read_text("utf-8")).items():
                found.setdefault(kind, []).extend(fold_cue(value) for value in values)
    return Cues(
        read_also=tuple(found["read_also"]),
        tail=frozenset(found["tail"]),
        line=frozenset(found["line"]),
        form=tuple(found["form"]),
        notice=tuple(found["notice"]),
        invite=tuple(found["invite"]),
        channel=frozenset(found["channel"]),
        read_more=tuple(found["read_more"]),
    )
