"""What an engine is given to write: articles with their terms, as arrays over a batch of them.

Fields of postings are named `title_uk`, `body_uk`, … (terms of one language, with positions);
`exact_title`, `exact_body` (the words themselves, folded, of all languages); and `name_title`,
`name_body` (terms of capitalised words, behind their language: `uk:столтенберг`, with positions).
Positions are counted in each field by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.models import StoredArticle

__all__ = ["Batch", "Occurrences", "Offsets", "Part", "Terms", "Word"]


class Word(NamedTuple):
    """A word of a language.

    Attributes:
        term: what it is found by.
        word: the word itself, folded.
        shown: as it stands in texts; with its capitals if it is used as a name.
    """

    language: str
    term: str
    word: str
    shown: str


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where the terms of one field stand, by article and position.

    Attributes:
        terms: distinct, in the order in which they first stand.
        term: the place in `terms` of each occurrence.
        article: the number of its article in the batch, ascending.
        position: ascending within an article; a hyphenated word stands at its first part's.
    """

    terms: list[str]
    term: NDArray[np.int32]
    article: NDArray[np.int32]
    position: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Offsets:
    """Where the words of a batch stand in their texts, in their order, the title's first.

    Attributes:
        article: the number of its article in the batch, ascending.
        start, end: in code points, into the title or into the article's `text`; the words of an
            elision stand at the same place.
    """

    article: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the articles of a batch are found by.

    Attributes:
        fields: field -> its terms; no field without any.
        lengths: the number of words in `title` and in `body`, of each article.
        words: the distinct words of the batch.
    """

    fields: dict[str, Occurrences]
    lengths: dict[str, NDArray[np.int32]]
    words: frozenset[Word]
    offsets: Offsets


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that are written together.

    Attributes:
        digests: of all that each was made from; an equal digest means an unchanged article.
    """

    articles: Sequence[StoredArticle]
    digests: Sequence[str]
    terms: Terms


@dataclass(frozen=True, slots=True)
class Part:
    """Articles that were written and are not in the index yet.

    Attributes:
        name: what the engine finds it by.
        ids: of its articles, in their order.
        fields: in which they have terms.
    """

    name: str
    ids: tuple[str, ...]
    fields: frozenset[str]
