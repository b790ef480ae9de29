"""Plain text: one article a file."""

from collections.abc import Iterator
from io import BufferedReader

from search.messages import Message
from search.models import Article
from search.sources.encoding import decode
from search.sources.faults import UnreadableError
from search.sources.found import Found
from search.sources.opening import read_whole

__all__ = ["decode_text", "read_plain"]


def read_plain(stream: BufferedReader, name: str) -> Iterator[Found]:
    """Read a text; it is kept whole, and states neither title nor date."""
    yield Found(Article(text=decode_text(read_whole(stream))))


def decode_text(data: bytes) -> str:
    r"""Text from bytes, its lines ended by \n.

    Raises:
        UnreadableError: they are no text.
    """
    text = decode(data)
    if "\0" in text:
        raise UnreadableError(
            Message("it is not text (it holds NUL bytes)"),
            Message("if it is text in UTF-16, save it as UTF-8; else leave it out"),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
