"""A segment of arrays that is open, and what Whoosh's readers want of it besides its files."""

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from search.engines.whoosh.dictionary import Keys
from search.engines.whoosh.segmentfiles import SegmentFiles

__all__ = ["OpenSegment", "Postings"]

_CACHED_POSTINGS = 8  # Whoosh asks for a term's twice, for its scorer and to step through them


Postings = tuple[NDArray[np.int32], NDArray[np.int32]]


class OpenSegment:
    """A segment that is open.

    Attributes:
        files: its files.
        lengths: field -> how many words each article has there, int64, by article number.
        postings: a term's ordinal -> which articles have it, ascending, and how often it stands
            in each; int32.
    """

    def __init__(self, files: SegmentFiles) -> None:
        self.files = files
        self.lengths: Callable[[str], NDArray[np.int64]] = lru_cache(None)(self._lengths)
        self.postings: Callable[[int], Postings] = lru_cache(_CACHED_POSTINGS)(self._postings)

    def _lengths(self, field: str) -> NDArray[np.int64]:
        found = self.files.lengths(field)
        lengths = np.zeros(self.files.size, np.int64)
        lengths[found.documents] = found.words
        return lengths

    def _postings(self, ordinal: int) -> Postings:
        documents, counts = self.files.documents(self.files.terms.entry(ordinal))
        return documents, np.ones(documents.size, np.int32) if counts is None else counts

    @cached_property
    def keys(self) -> Keys:
        """The keys of its dictionary, by ordinal."""
        return Keys(self.files.terms)
