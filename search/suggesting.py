"""Did you mean: for words that no article has, the index's own words that are nearest."""

from search.analysis import fold, words
from search.engines.base import Reader

__all__ = ["suggest_query"]

_FIELDS = ("exact_body", "exact_title")
# Edits that a slip of the fingers makes in a word of fewer letters than this.
_EDITS = ((4, 0), (8, 1), (1000, 2))


def suggest_query(reader: Reader, query: str, missing: list[str]) -> str:
    """The query with each missing word replaced by the nearest that the index has, or ""."""
    suggestion = query
    for text in missing:
        for start, end in reversed(list(words(text))):
            word = text[start:end]
            held = any(reader.frequency(field, fold(word)) for field in _FIELDS)
            near = "" if held else _nearest(reader, fold(word))
            if near:
                suggestion = suggestion.replace(word, near)
    return suggestion if suggestion != query else ""


def _nearest(reader: Reader, word: str) -> str:
    """The most frequent of the nearest words; "" where none is near enough."""
    edits = next((edits for length, edits in _EDITS if len(word) < length), 0)
    for distance in range(1, edits + 1):
        near: dict[str, int] = {}
        for field in _FIELDS:
            for term, count in reader.similar(field, word, distance).items():
                near[term] = near.get(term, 0) + count
        near.pop(word, None)
        if near:
            return max(near, key=lambda term: (term[0] == word[0], near[term], term))
    return ""
