"""Sentences in many languages, as news has them."""

from functools import cache
from pathlib import Path

__all__ = ["sentences"]

_FILE = Path(__file__).parent / "golden" / "sentences.txt"


@cache
def sentences() -> dict[str, list[str]]:
    """Code -> sentences; those under `unsure` are in languages that the table lacks."""
    found: dict[str, list[str]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        code, tab, sentence = line.partition("\t")
        if tab:
            found.setdefault(code, []).append(sentence)
    return found
