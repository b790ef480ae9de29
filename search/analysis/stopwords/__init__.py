"""Function words: one file per language, one word per line, as written in running text.

They are indexed like any word, so that phrases have them; a search for several words does not
insist on them, and the language of a passage shows in them.
"""

from functools import cache
from importlib.resources import files

from search.analysis.folding import fold

__all__ = ["stop_words"]


@cache
def stop_words(language: str) -> frozenset[str]:
    """The function words of a language, lower case; empty where there is no list for it.

    They are there as written and as folded, which differ in Greek (της, τησ).
    """
    file = files(__package__) / f"{language}.txt"
    if not file.is_file():
        return frozenset()
    words = file.read_text("utf-8").split()
    return frozenset(words).union(fold(word, language) for word in words)
