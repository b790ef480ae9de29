"""Function words: one file per language, one word per line, as written in running text.

They are indexed like any word, so that phrases have them; a search for several words does not
insist on them, and the language of a passage shows in them.
"""

from functools import cache
from importlib.resources import files

__all__ = ["stop_words"]


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language, lower case; empty where there is no list for it."""
    file = files(__package__) / f"{language}.txt"
    return frozenset(file.read_text("utf-8").split()) if file.is_file() else frozenset()
