"""What goes wrong with a file, said as a Problem: the one seam around foreign parsers."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from search.errors import SourceError
from search.messages import Message
from search.models import Problem

__all__ = ["UnreadableError", "guarded", "problem_of"]

T = TypeVar("T")


class UnreadableError(SourceError):
    """A file, or a place in it, that cannot be read; `guarded` makes it a Problem.

    Attributes:
        reason: what is wrong, as a clause.
        remedy: what the person who gave the file can do.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}; {remedy}")
        self.reason = reason
        self.remedy = remedy


def problem_of(error: Exception, path: str, place: str = "") -> Problem:
    """Say an exception as a Problem; one that is not foreseen is named."""
    match error:
        case UnreadableError():
            reason, remedy = error.reason, error.remedy
        case FileNotFoundError():
            reason = Message(
                "it is not there (a broken link, or removed after the folder was listed)"
            )
            remedy = Message("run again, or mend the link")
        case PermissionError():
            reason = Message("no permission to read it")
            remedy = Message("make it readable, or leave it out")
        case IsADirectoryError() | NotADirectoryError():
            reason = Message("it changed between file and folder meanwhile")
            remedy = Message("run again")
        case OSError():
            said = str(error.strerror or error)
            reason = Message("the system cannot read it ({error})", error=said)
            remedy = Message("check the disk or the connection to it, then run again")
        case MemoryError():
            reason = Message("it needs more memory than there is")
            remedy = Message("split it into smaller files")
        case RecursionError():
            reason = Message("it is nested too deeply")
            remedy = Message("check that it is what its name says")
        case _:
            said = " ".join(str(error).split())[:200]
            said = f"{type(error).__name__}{': ' if said else ''}{said}"
            reason = Message("its parser failed ({error})", error=said)
            remedy = Message("check that it is what its name says and that it is whole")
    return Problem(path, place, reason, remedy)


def guarded(results: Iterable[T], path: str, place: str = "") -> Iterator[T | Problem]:
    """Hand on what a reader yields; what it raises becomes the last, a Problem.

    The only place that catches everything: parsers of broken input raise whatever they like, and
    one file must not end a run over a million.
    """
    try:
        yield from results
    except Exception as error:
        yield problem_of(error, path, place)
