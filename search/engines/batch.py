"""What an engine is given to write: articles with their terms, as arrays over a batch of them.

Fields of postings are named `title_uk`, `body_uk`, … (terms of one language, with positions);
`exact_title`, `exact_body` (the words themselves, folded, of all languages); and `name_title`,
`name_body` (terms of capitalised words, behind their language: `uk:столтенберг`, with positions).
Positions are counted in each field by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.models import StoredArticle

__all__ = ["Batch", "Occurrences", "Offsets", "Part", "Terms", "Word", "Words", "name_term"]


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
        terms: a table with these among others. Fields and batches may share it, and it may grow;
            what stands in a field has one place in it.
        term: the place in `terms` of each occurrence.
        article: the number of its article in the batch, ascending.
        position: ascending within an article; a hyphenated word stands at its first part's.
    """

    terms: Sequence[str]
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
class Words:
    """Distinct words of one language in a batch.

    Attributes:
        table: of words, with these among others. Batches may share it, and it may grow.
        number: the place in `table` of each.
        term, exact: the places of its term and of the word itself in the tables that the fields of
            the language, and those of all words, have in this batch.
    """

    table: Sequence[Word]
    number: NDArray[np.int32]
    term: NDArray[np.int32]
    exact: NDArray[np.int32]

    def __iter__(self) -> Iterator[Word]:
        return map(self.table.__getitem__, self.number.tolist())


@dataclass(frozen=True, slots=True)
class Terms:
    """What the articles of a batch are found by.

    Attributes:
        fields: field -> its terms; no field without any. Those of a language have one table, as
            have `exact_title` and `exact_body`.
        lengths: the number of words in `title` and in `body`, of each article.
        words: language -> its words.
    """

    fields: dict[str, Occurrences]
    lengths: dict[str, NDArray[np.int32]]
    words: dict[str, Words]
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


def name_term(language: str, term: str) -> str:
    """The term of a capitalised word in the fields `name_title` and `name_body`.

    An abbreviation is one name with its full stops and without them: U.S., US.
    """
    return f"{language}:{term.replace('.', '')}"
