"""What a reader hands on: an article as its file states it, and where it was found."""

from dataclasses import dataclass

from search.models import Article

__all__ = ["Record", "encodable"]


@dataclass(frozen=True, slots=True)
class Record:
    """One article as read, before anything is worked out.

    Attributes:
        article: the fields that the file itself states, as text, and nothing else; `date` as
            written there. `text` is the main text of a page.
        path: absolute path of the file, "" for an article given by a script.
        key: path inside the indexed folder (`/` between parts), with `#3` for the third article
            of a file that holds several.
        site: the name that the page or feed gives its site, or "".
        folder: the name of the folder below the indexed root that the file lies in, or "".
    """

    article: Article
    path: str = ""
    key: str = ""
    site: str = ""
    folder: str = ""


def encodable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 has none of, written as they are escaped."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="backslashreplace").decode()
    return text
