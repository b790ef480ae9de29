"""What an index knows of its words: their postings, forms, spellings, sounds and likenesses."""

import pickle
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, compress
from operator import ne
from threading import Lock
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from search.engines.base import Named
from search.engines.batch import Word, name_term
from search.engines.whoosh.arrayfile import DamagedFile
from search.engines.whoosh.concepts import Concepts
from search.engines.whoosh.dictionary import key_of
from search.engines.whoosh.lexicon import Lexicon
from search.engines.whoosh.location import Location
from search.engines.whoosh.postings import Postings, Segment
from search.engines.whoosh.vocabulary import Vocabulary
from search.errors import IndexDamaged
from search.messages import Message

__all__ = ["Reading", "WordReader", "damaged"]

# What comes of a file that is not what it was.
_DAMAGE = (
    DamagedFile,
    pickle.UnpicklingError,
    EOFError,
    OSError,
    IndexError,
    KeyError,
    OverflowError,
    ValueError,
)

_CACHED_TERMS = 2_000


class Reading:
    """A context in which an index is read: what comes of its damage is raised as our error."""

    def __init__(self, location: Location) -> None:
        self._location = location

    def __enter__(self) -> None:
        pass

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, _DAMAGE):
            raise damaged(self._location, error) from error


class WordReader:
    """The part of a Reader that is about words; see `search.engines.base.Reader`."""

    def __init__(self, location: Location, segments: Sequence[Segment], concepts: Concepts) -> None:
        self._location = location
        self._segments = segments
        self._concepts = concepts
        # Highlighting asks for the same ones as whoever shows the forms that matched.
        self._forms = lru_cache(_CACHED_TERMS)(self._read_forms)
        self._postings = Postings(segments)
        self._vocabularies: dict[str, Vocabulary] = {}
        self._loading = Lock()
        self._reading = Reading(location)

    def frequency(self, field: str, term: str) -> int:
        """In how many articles the term stands in the field."""
        with self._reading:
            return self._postings.frequency(field, term)

    def holds(self, field: str, term: str) -> bool:
        """Whether any article has the term in the field."""
        with self._reading:
            return self._postings.holds(field, term)

    def spread(self, field: str, term: str) -> int:
        """About in how many articles the term stands in the field, without counting them."""
        with self._reading:
            return self._postings.spread(field, term)

    def expand(self, field: str, prefix: str, limit: int) -> dict[str, int]:
        """The most frequent words that begin with `prefix`, if need be without their marks."""
        return self._vocabulary(field).beginning(prefix, limit)

    def similar(self, field: str, term: str, distance: int) -> dict[str, int]:
        """Terms at most `distance` edits away (a swap of neighbours is one edit)."""
        return self._vocabulary(field).similar(term, distance)

    def words(self, language: str, term: str) -> list[str]:
        """The words, folded, that have the term in a language, held or not."""
        with self._reading:
            return sorted({form.word for form in self._forms(language, term)})

    def _read_forms(self, language: str, term: str) -> dict[Word, int]:
        """The words that have a term, and about how many articles have each."""
        found: dict[Word, int] = {}
        for segment in self._segments:
            for form, articles in segment.files.lexicon.forms(language, term):
                found[form] = found.get(form, 0) + articles
        return found

    def _distinct(self, find: Callable[[Lexicon], Iterable[Word]]) -> list[Word]:
        """What the lexicons of all segments find, each word once, in an order of its own."""
        found = (find(segment.files.lexicon) for segment in self._segments)
        return sorted(set(chain.from_iterable(found)))

    def forms(self, language: str, term: str) -> list[str]:
        """The words that have the term in a language as they stand, the most frequent first."""
        found: dict[str, list[str]] = {}
        articles: dict[str, int] = {}
        with self._reading:
            for (_, _, word, shown), having in self._forms(language, term).items():
                found.setdefault(word, []).append(shown)
                articles[word] = max(articles.get(word, 0), having)
            is_name = any(len(ways) > 1 for ways in found.values()) and self._is_name(
                language, term
            )
        held = [(articles[word], _shown(word, ways, is_name)) for word, ways in found.items()]
        return [shown for _, shown in sorted(held, reverse=True)]

    def _is_name(self, language: str, term: str) -> bool:
        """Whether most articles that have a term have it as a name."""
        spread = self._postings.spread
        named = spread("name_body", name_term(language, term))
        return 2 * named >= spread(f"body_{language}", term)

    def terms(self, words: Iterable[str]) -> dict[tuple[str, str], str]:
        """(language, word) -> its term, of these words in each language that has them."""
        with self._reading:
            return {(use.language, use.word): use.term for use in self._uses(words)}

    def _uses(self, words: Iterable[str]) -> list[Word]:
        wanted = list(words)
        return self._distinct(lambda own: chain.from_iterable(map(own.uses, wanted)))

    def uses(self, words: Iterable[str]) -> list[Word]:
        """These words in each language that has them."""
        found: dict[tuple[str, str, str], list[str]] = {}
        with self._reading:
            for *key, shown in self._uses(words):
                found.setdefault((key[0], key[1], key[2]), []).append(shown)
            return [
                Word(*key, _shown(key[2], ways, len(ways) > 1 and self._is_name(*key[:2])))
                for key, ways in found.items()
            ]

    def spelled(self, bare: str) -> list[tuple[str, str]]:
        """(language, term) of words that are `bare` when typed without their marks."""
        with self._reading:
            words = self._distinct(lambda own: own.spelled(bare))
        return list({(use.language, use.term): None for use in words})

    def sounding(self, skeleton: str) -> list[tuple[str, str, str]]:
        """(language, term, name as it stands) of names with these consonants."""
        with self._reading:
            names = self._distinct(lambda own: own.sounding(skeleton))
        return list({(name.language, name.term, name.shown): None for name in names})

    def sounding_so_far(self, skeleton: str, limit: int) -> list[Word]:
        """Names whose consonants begin with these; `limit` of them, should there be more."""
        with self._reading:
            return self._distinct(lambda own: own.sounding_so_far(skeleton, limit))

    def concepts(self, language: str, terms: tuple[str, ...]) -> list[str]:
        """The well-known things that these terms name in a language."""
        with self._reading:
            return self._concepts.called(language, terms)

    def named(self, concept: str) -> list[tuple[str, Named]]:
        """(language, name) of everything that a well-known thing is called."""
        with self._reading:
            return self._concepts.named(concept)

    def well_known(self) -> list[tuple[str, Named]]:
        """(language, name) of everything that well-known things are called, held or not."""
        with self._reading:
            return self._concepts.well_known()

    def _vocabulary(self, field: str) -> Vocabulary:
        """Every word of `exact_title` or `exact_body`, read once."""
        with self._loading, self._reading:
            if field not in self._vocabularies:
                bare = set().union(*(it.files.lexicon.bare() for it in self._segments))
                self._vocabularies[field] = Vocabulary(*self._counted(field), sorted(bare))
            return self._vocabularies[field]

    def _counted(self, field: str) -> tuple[list[str], NDArray[np.int32]]:
        """The words of a field, ascending, and in how many articles each stands, deleted ones too.

        All at once: a million words take seconds one by one.
        """
        prefix = key_of(field, b"")
        every: list[str] = []
        frequencies = [np.zeros(0, np.int32)]
        for segment in self._segments:
            terms = segment.files.terms
            if keys := list(terms.keys(prefix)):
                every += b"\0".join(keys)[len(prefix) :].decode().split(f"\0{prefix.decode()}")
                first = terms.first(prefix)
                frequency, _, _ = terms.entries(first, first + len(keys))
                frequencies.append(frequency.astype(np.int32))
        articles = np.concatenate(frequencies)
        if len(frequencies) <= 2:
            return every, articles  # as they stand in the one dictionary that has any
        # Of runs that are in order, sorting takes no more than to compare each word once or twice.
        order = sorted(range(len(every)), key=every.__getitem__)
        in_order = list(map(every.__getitem__, order))
        is_other = np.fromiter(map(ne, in_order, chain((None,), in_order)), np.bool_, len(order))
        counts = np.add.reduceat(articles[order], np.flatnonzero(is_other), dtype=np.int32)
        return list(compress(in_order, is_other.tolist())), counts


def _shown(word: str, ways: Sequence[str], is_name: bool) -> str:
    """How a word is shown that articles do not agree upon: as most have it, best as a name."""
    if word in ways and not is_name:
        return word
    # A headline in capitals has lost those within a word.
    return max(ways, key=lambda shown: (sum(map(str.isupper, shown)), shown))


def damaged(location: Location, error: Exception) -> IndexDamaged:
    """What is said of an index that cannot be read."""
    return IndexDamaged(
        Message(
            "cannot read the index at {path} ({error}); rebuild it",
            path=location.path,
            error=error,
        )
    )
