"""What a reader of one format yields, before the file's name and place are added."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader

from search.models import Article, Problem

__all__ = ["Found", "Reader"]


@dataclass(frozen=True, slots=True)
class Found:
    """An article as a reader found it.

    Attributes:
        article: the fields that the file states; `date` as written.
        site: the name that the page or feed gives its site, or "".
        number: 1-based place in a file that holds several; 0 where the file is one article.
        place: the same for a person, "line 12"; "" where the file is one article.
    """

    article: Article
    site: str = ""
    number: int = 0
    place: str = ""


# The stream stands at its start, is decompressed, and can be peeked (64 KiB) but not sought; the
# name is the file's path, for its suffix and for Problems. A reader may let any exception out: the
# seam in `faults` turns it into a Problem, and what was yielded before it stays.
Reader = Callable[[BufferedReader, str], Iterator[Found | Problem]]
