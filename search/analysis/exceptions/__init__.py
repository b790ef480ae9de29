"""Words that no rule or dictionary brings together rightly: one file per language.

Each line is a term and the forms that have it. Few and certain: what happens to be wrong in a
dictionary (Київ as a form of кий), and the commonest words whose stem changes (день, дня).
"""

from functools import cache
from importlib.resources import files

__all__ = ["exceptions"]


@cache
def exceptions(language: str) -> dict[str, str]:
    """Folded form -> term; empty where there is no file for the language."""
    file = files(__package__) / f"{language}.txt"
    if not file.is_file():
        return {}
    lines = (line.split() for line in file.read_text("utf-8").splitlines())
    return {form: term for term, *forms in lines for form in (term, *forms)}
