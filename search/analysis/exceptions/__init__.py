"""Words that no rule or dictionary brings together rightly: one file per language.

Each line is a lemma and the forms that have it, whatever the dictionary says; a lemma alone is only
its own. Few and certain: what is wrong in a dictionary (Київ as a form of кий; India as the
feminine of indio), and the commonest words whose stem changes where there is no dictionary.
"""

from functools import cache
from importlib.resources import files

__all__ = ["exceptions"]


@cache
def exceptions(language: str) -> dict[str, str]:
    """Form -> lemma; empty where there is no file for the language."""
    file = files(__package__) / f"{language}.txt"
    if not file.is_file():
        return {}
    lines = (line.split() for line in file.read_text("utf-8").splitlines())
    return {form: term for term, *forms in lines for form in (term, *forms)}
