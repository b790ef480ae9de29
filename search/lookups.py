"""What queries look up in an index, remembered while it is open: an index that is open is fixed.

The words of queries come again and again, and so do the questions that each word raises.
"""

import sys
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache, wraps
from typing import Any, NamedTuple, TypeVar, TypeVarTuple
from weakref import WeakKeyDictionary

from search.analysis import LANGUAGES, analyzer_for, fold, script_of, words
from search.analysis.folding import FOLDED_APART
from search.analysis.lookalikes import replace_lookalikes
from search.beginnings import Places, places_of
from search.caching import Cache
from search.engines.base import Reader
from search.models import StoredArticle

__all__ = ["Lookups", "Uses", "folded", "mended", "remembered", "words_in"]

# Answers remembered for an index: those about some thousands of words, in about 30 MB.
_MOST = 100_000
_MOST_TEXTS = 20_000  # of what needs no index, in about 5 MB
_QUERIES = 16 << 20  # bytes of answers about whole queries, which differ in size
_PLACES = 32 << 20  # bytes of articles that were marked last, and of the places of their words
_PLACED = 2_000  # bytes of each besides its text and its words
_UNKNOWN = object()

Asker = TypeVar("Asker", bound="Lookups")
Question = TypeVarTuple("Question")
Answer = TypeVar("Answer")
T = TypeVar("T")


class Memory:
    """Answers of one index by question; nothing in them refers to the reader."""

    def __init__(self) -> None:
        self.answers: dict[tuple[Hashable, ...], Any] = {}
        self.queries: Cache[tuple[Hashable, ...], Any] = Cache(_QUERIES)
        self.places: Cache[str, tuple[StoredArticle, Places]] = Cache(_PLACES)


_MEMORIES: WeakKeyDictionary[Reader, Memory] = WeakKeyDictionary()


def remembered(
    method: Callable[[Asker, *Question], Answer],
) -> Callable[[Asker, *Question], Answer]:
    """A method that asks its index nothing twice.

    What it answers depends on its arguments, given by position, and on the index only. It belongs
    to all who ask: nobody is to change it.
    """
    name = method.__qualname__

    @wraps(method)
    def answer(asker: Asker, *question: *Question) -> Answer:
        key = (name, *question)
        answers = asker._answers
        found = answers.get(key, _UNKNOWN)
        if found is _UNKNOWN:
            found = method(asker, *question)
            if len(answers) >= _MOST:
                answers.clear()
            answers[key] = found
        return found  # type: ignore[no-any-return]

    return answer


@lru_cache(maxsize=_MOST_TEXTS)
def folded(text: str) -> str:
    """`fold`, remembered: the words of queries are folded again and again."""
    return fold(text)


@lru_cache(maxsize=_MOST_TEXTS)
def mended(text: str) -> str:
    """A text as articles are read: "Cтолтенберг" with a Latin C is the same name."""
    return replace_lookalikes(text)[0]


@lru_cache(maxsize=_MOST_TEXTS)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a text as they stand in it."""
    return tuple(text[start:end] for start, end in words(text))


class Uses(NamedTuple):
    """What finds a word in the languages of an index.

    Attributes:
        terms: language -> (term, exact form), as `Analyzer.terms` has them.
        absent: languages that have none of the terms in a text or title, as far as that is known
            without a look at postings. A name may be there with full stops: U.S.
    """

    terms: dict[str, tuple[tuple[str, str], ...]]
    absent: frozenset[str]


class Lookups:
    """Looks up words in one index."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        memory = _MEMORIES.get(reader)
        self._memory = _MEMORIES.setdefault(reader, Memory()) if memory is None else memory
        self._answers = self._memory.answers

    def of_query(self, question: tuple[Hashable, ...], answer: Callable[[], tuple[T, int]]) -> T:
        """What answers a question about a whole query, remembered if it takes few bytes.

        `answer` gives it, and about how many bytes it takes with the question. It belongs to all
        who ask: nobody is to change it.
        """
        found: T | None = self._memory.queries.get(question)
        if found is None:
            found, size = answer()
            self._memory.queries.put(question, found, size)
        return found

    @remembered
    def languages(self) -> tuple[str, ...]:
        """The languages that the index has terms of, sorted."""
        return tuple(self._reader.languages())

    @remembered
    def uses_of_word(self, word: str) -> Uses:
        """A word's terms.

        What the index has in a language it has with its term, so that no dictionary is asked.
        """
        usual = folded(word)
        forms = {
            code: fold(word, code) if code in FOLDED_APART else usual for code in self.languages()
        }
        held = self._reader.terms(dict.fromkeys(forms.values()))
        terms: dict[str, tuple[tuple[str, str], ...]] = {}
        absent = []
        for code, form in forms.items():
            language = LANGUAGES[code]
            is_whole = form and ("'" not in form or language.apostrophe == "joins")
            if is_whole and (term := held.get((code, form))):
                terms[code] = ((term, form),)
                continue
            if is_whole and script_of(form[0]) not in {language.script, language.also or None}:
                # What is of another script has no other form.
                terms[code] = ((form, form),)
                is_absent = True
            else:
                terms[code] = analyzer_for(code).terms(word)
                is_absent = not any(self.forms(code, term) for term, _ in terms[code])
            if is_absent and "." not in form and terms[code]:
                absent.append(code)
        return Uses(terms, frozenset(absent))

    @remembered
    def uses_of_text(self, text: str) -> Uses:
        """The same for a text: the terms of all its words."""
        found = [self.uses_of_word(word) for word in words_in(text)]
        if len(found) == 1:
            return found[0]
        terms = {
            code: tuple(pair for word in found for pair in word.terms[code])
            for code in self.languages()
        }
        return Uses(terms, frozenset().union(*(word.absent for word in found)))

    @remembered
    def articles(self, field: str, term: str) -> int:
        """How many articles have the term in the field."""
        return self._reader.frequency(field, term)

    @remembered
    def holds(self, field: str, term: str) -> bool:
        """Whether any article has the term in the field."""
        return self._reader.holds(field, term)

    @remembered
    def forms(self, language: str, term: str) -> list[str]:
        """The words that have the term, as they stand, the most frequent first."""
        return self._reader.forms(language, term)

    @remembered
    def words(self, language: str, term: str) -> list[str]:
        """The words, folded, that have the term, held or not."""
        return self._reader.words(language, term)

    def places(self, articles: Sequence[StoredArticle]) -> list[Places]:
        """Where the words of articles of the index stand; remembered of those marked last."""
        kept = self._memory.places
        known: dict[int, Places] = {}
        for number, article in enumerate(articles):
            own = kept.get(article.id)
            # It may be an article of another state of the index.
            if own and own[0] is article:
                known[number] = own[1]
        unknown = [number for number in range(len(articles)) if number not in known]
        if unknown:
            lacking = [articles[number] for number in unknown]
            read = places_of(lacking, *self._reader.places(lacking))
            for number, article, places in zip(unknown, lacking, read, strict=True):
                known[number] = places
                size = sys.getsizeof(article.text) + 2 * places.words.nbytes + _PLACED
                kept.put(article.id, (article, places), size)
        return [known[number] for number in range(len(articles))]
