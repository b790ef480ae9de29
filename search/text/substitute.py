"""One step of every repair: what a pattern finds, replaced and counted."""

import re
from collections.abc import Callable

__all__ = ["By", "substitute"]

By = str | Callable[[re.Match[str]], str]


def substitute(pattern: re.Pattern[str], by: By, text: str) -> tuple[str, int]:
    """`pattern.subn`, counting only what did change something; a text `by` is taken literally."""
    changed = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal changed
        new = by if isinstance(by, str) else by(match)
        changed += new != match[0]
        return new

    return pattern.sub(replace, text), changed
