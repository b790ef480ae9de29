"""More like this: an article's most telling terms, asked of every language of the index.

Terms are chosen by tf-idf from the article's own text, of equals the ones that it says first. A
word is looked for in its language; a name also in every spelling and alphabet that the index has
it in, and a number anywhere, with a decimal comma or point: they are what a story has in common
with itself in another language. Where no capital tells a name, a word is one if it is called so in
the lexicon, and may be one if it is rare and long enough to be told by its sound.

What is found has a score s, the sum of the chosen terms that it has too, each weighted by the log
of its rarity (BM25F). It is judged in three ways:

- Less than one article may be expected to reach s by chance, as in searches for like sequences
  (Karlin, Altschul: Methods for assessing the statistical significance of molecular sequence
  features, 1990). An article that has nothing to do with this one has a term as likely as the
  articles of its language have it, and once; how rare a sum of such terms is, Chernoff's bound
  says (A measure of asymptotic efficiency, 1952). So few rare terms are enough, and what most
  articles of a language have counts for little.
- A story is told within days (Yang, Pierce, Carbonell: A study of retrospective and on-line event
  detection, 1998). Of an article of the same days, the chance is that among their articles only.
- Ranked by s / sqrt(S), where S is the sum of all the terms that may stand in an article of its
  language. An article in another language shares few terms because it can: a sum of more terms
  is compared by its spread, which grows with the root of their number. What is not half as like
  as the likest in other languages is left out: names that go together, as Kyiv and Moscow do,
  meet oftener than the first rule knows.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import chain

import numpy as np

from search.analysis import fold, stop_words
from search.analysis.names import is_caseless, readings
from search.engines.base import Alternative, AtLeast, Dates, Filter, Match, Reader, Request
from search.engines.batch import Terms, name_term
from search.models import Hit, StoredArticle
from search.naming import Namer
from search.presenting import hit_of
from search.variants import Variant

__all__ = ["find_similar"]

# What a search costs is bounded by these. News says what it is about in its first 1,200 words.
_LETTERS = 8_000
_CANDIDATES = 40  # terms whose frequency in the index is looked up
_WORDS = 12
_NAMES = 8
_TRIES = 24  # words that may be names; of Arabic and German ones only some are
_NUMBERS = 6
_FEWEST_SHARED = 2
_LOOKED_AT = 4  # as many articles as are wanted; few terms may be liker than many

_IN_TITLE = 3  # as the ranking of searches counts a word of the title
_OF_NAMES = 2  # names and numbers are met in all languages
_SATURATION = 1.8  # k1 of the ranking
# A word that more of its language's articles have is of the language, not of a story.
_COMMON = 0.1
_CONSONANTS = 4  # of a word that may be a name, in an alphabet without capitals
_DAYS = 3  # before and after, on which a story is told
_LEAST_OF_BEST = 0.5
_KINDS = ("title", "body")
_DECIMAL_SIGNS = str.maketrans(",.", ".,")
# Where Chernoff's bound is looked for its least; a weight is about 0.1 to 5.
_TILTS = np.geomspace(0.1, 20, 40)

_ANY = ""  # language

Key = tuple[str, str]  # language, term


@dataclass(frozen=True, slots=True)
class _Telling:
    """A term that tells what the article is about.

    Attributes:
        weight: what it adds to the article's own score, about.
        once: what it adds to the score of an article that has it once, about.
        having: language -> other articles that have it, about; for each that may have any.
    """

    match: Match
    weight: float
    once: float
    having: Mapping[str, float]


def find_similar(reader: Reader, article: StoredArticle, limit: int) -> list[Hit]:
    """Other articles on the same story or subject, the likest first; see `Index.similar`."""
    telling = _telling(reader, article)
    own = frozenset(article.languages)
    chance = _Chance(reader, article, telling)
    # Asked apart, or the own language, which shares its words too, would take all places.
    found = [
        *_found(reader, chance, Filter(own), limit),
        *_found(reader, chance, Filter(exclude=own), limit),
    ]
    abroad = (likeness for other, likeness in found if own.isdisjoint(other.languages))
    least = _LEAST_OF_BEST * max(abroad, default=0.0)
    found = [(other, likeness) for other, likeness in found if likeness >= least]
    found.sort(key=lambda pair: (-pair[1], pair[0].id))
    return [hit_of(other, likeness) for other, likeness in found[:limit]]


class _Chance:
    """What articles that have nothing to do with an article share with it."""

    def __init__(self, reader: Reader, article: StoredArticle, telling: list[_Telling]) -> None:
        self.article = article
        self.telling = telling
        self._others = _others(reader, article)
        self._days = _days_about(article.date) if article.date else None
        near = Request(Dates(*self._days), limit=0, counts=False) if self._days else None
        self._near = reader.search(near).total - 1 if near else 0
        self.spoken: Callable[[frozenset[str]], list[_Telling]] = cache(self._spoken)
        self.least: Callable[[frozenset[str], bool], float] = cache(self._least)

    def is_near(self, other: StoredArticle) -> bool:
        """Whether both are dated, and of about the same days."""
        return bool(self._days and other.date and self._days[0] <= other.date <= self._days[1])

    def _spoken(self, languages: frozenset[str]) -> list[_Telling]:
        """The terms that an article in these languages may have."""
        return [term for term in self.telling if term.having.keys() & languages]

    def _least(self, languages: frozenset[str], is_near: bool) -> float:
        """The score that less than one article in these languages has by chance."""
        terms = self.spoken(languages)
        shares = np.array([self._share(term, languages) for term in terms])
        weights = np.array([term.once for term in terms])
        sums = np.log1p(shares * np.expm1(np.outer(_TILTS, weights))).sum(axis=1)
        articles = max(self._near if is_near else sum(self._others.values()), 2)
        if math.log(articles) + np.log(shares).sum() >= 0:
            return math.inf  # somewhere all of them may meet
        return float(((math.log(articles) + sums) / _TILTS).min())

    def _share(self, term: _Telling, languages: frozenset[str]) -> float:
        """The share of articles in these languages that have the term.

        The share of all articles counts as one article more: a language may have only a few.
        """
        everywhere = (sum(term.having.values()) + 0.5) / (sum(self._others.values()) + 1)
        having = sum(term.having.get(language, 0.0) for language in languages)
        articles = sum(self._others.get(language, 0) for language in languages)
        return min((having + everywhere) / (articles + 1), 1.0)


def _days_about(day: date) -> tuple[date, date]:
    """The first and the last day on which a story of this day is told."""
    ends = max(day.toordinal() - _DAYS, 1), min(day.toordinal() + _DAYS, date.max.toordinal())
    first, last = map(date.fromordinal, ends)
    return first, last


def _found(
    reader: Reader, chance: _Chance, wanted: Filter, limit: int
) -> list[tuple[StoredArticle, float]]:
    """(article, likeness) of those that share more of the terms than by chance."""
    query = AtLeast(_FEWEST_SHARED, tuple(term.match for term in chance.telling))
    filters = {"language": wanted}
    looked_at = _LOOKED_AT * limit + 1
    request = Request(query, filters=filters, limit=looked_at, counts=False, texts=False)
    found = []
    for other, score in reader.search(request).hits:
        least = chance.least(frozenset(other.languages), chance.is_near(other))
        if other.id != chance.article.id and score >= least:
            most = sum(term.weight for term in chance.spoken(frozenset({other.language})))
            found.append((other, score / math.sqrt(max(most, score))))
    return found


def _others(reader: Reader, article: StoredArticle) -> dict[str, int]:
    """The number of other articles of each language."""
    articles = reader.values("language")
    return {code: number - (code == article.language) for code, number in articles.items()}


def _telling(reader: Reader, article: StoredArticle) -> list[_Telling]:
    """The terms to look for, those of each kind that tell most."""
    from search.terms import terms_of  # a search loads this module, and seldom needs that one

    terms = terms_of([_beginning(article)])
    counts = _counts(terms)
    shown = _shown(terms)
    named = _names(terms)
    names = {key for key in counts if _is_name(reader, named, key, shown.get(key, key[1]))}
    others = _others(reader, article)
    room = {"word": _WORDS, "name": _NAMES, "number": _NUMBERS}
    tries = _TRIES
    namer = Namer(reader)
    taken: set[Alternative] = set()
    found = []
    for key in _candidates(reader, counts, names, shown):
        language, term = key
        is_common = reader.spread(f"body_{language}", term) > max(
            _COMMON * others.get(language, 0), _FEWEST_SHARED
        )
        meant = [Variant(language, (term,))]
        may_be_name = key in names or (not is_common and _sounds_like_name(shown.get(key, term)))
        if may_be_name and room["name"] and tries:
            tries -= 1
            meant += _named(namer, shown.get(key, term))
        is_known = any(variant.language != language for variant in meant)
        kind = "name" if is_known else "number" if _is_number(term) else "word"
        if not room[kind] or (is_common and kind == "word" and key not in names):
            continue
        room[kind] -= 1
        # No evidence counts twice: Bulgaria and Bulgarian are one name elsewhere.
        held = {a: n for a, n in _held(reader, key, meant).items() if a not in taken}
        taken.update(held)
        if held:
            found.append(_weighed(key, counts[key], held, others))
    return found


def _held(reader: Reader, key: Key, meant: list[Variant]) -> dict[Alternative, tuple[str, int]]:
    """The alternatives that the index has: the language of each, and about how many articles."""
    # The word itself, which comes first, is not looked for as a name besides.
    variants = {(variant.language, variant.terms): variant for variant in reversed(meant)}
    codes = {a: v.language for v in variants.values() for a in v.alternatives(_KINDS)}
    if _is_number(key[1]):
        for number in (key[1], key[1].translate(_DECIMAL_SIGNS)):
            codes |= {Alternative(f"exact_{kind}", (number,)): _ANY for kind in _KINDS}
    spreads = ((a, code, reader.spread(a.field, a.terms[0])) for a, code in codes.items())
    return {alternative: (code, number) for alternative, code, number in spreads if number}


def _weighed(
    key: Key, count: int, held: Mapping[Alternative, tuple[str, int]], others: Mapping[str, int]
) -> _Telling:
    """A term that stands in the article so often."""
    total = sum(others.values())
    having = dict.fromkeys([key[0], *(code for code, _ in held.values())], 0.0)
    for alternative, (code, number) in held.items():
        having[code] += number if "title" not in alternative.field else 0
    if _ANY in having:
        # Numbers of all languages stand in one field.
        shares = {
            code: having[_ANY] * articles / max(total, 1) for code, articles in others.items()
        }
        having = {key[0]: 0.0} | shares
    everywhere = sum(having.values())
    having[key[0]] = max(having[key[0]] - 1, 0.0)  # the article itself
    weight, once = (_weight(times, everywhere, total + 1) for times in (count, 1))
    return _Telling(Match(tuple(held)), weight, once, having)


def _beginning(article: StoredArticle) -> StoredArticle:
    """The article with as much of its own text as is read here."""
    left = _LETTERS
    passages = []
    for start, end, language in article.passages:
        if left > 0:
            passages.append((start, min(end, start + left), language))
            left -= end - start
    return replace(article, passages=tuple(passages))


def _counts(terms: Terms) -> Counter[Key]:
    """How often each term stands in the article, more often in its title."""
    counts: Counter[Key] = Counter()
    for name, found in terms.fields.items():
        kind, _, language = name.partition("_")
        if kind in _KINDS:
            weight = _IN_TITLE if kind == "title" else 1
            # In the order in which they first stand, which tells between those of equal weight.
            for place in found.term.tolist():
                counts[language, found.terms[place]] += weight
    return counts


def _shown(terms: Terms) -> dict[Key, str]:
    """Each term as it stands in the article, in its shortest form: mostly that is the base form."""
    shown: dict[Key, str] = {}
    words = chain.from_iterable(terms.words.values())
    for word in sorted(words, key=lambda word: (len(word.shown), word.shown)):
        shown.setdefault((word.language, word.term), word.shown)
    return shown


def _names(terms: Terms) -> set[str]:
    """What stands as a name in the article: see `name_term`."""
    found = (terms.fields[name] for kind in _KINDS if (name := f"name_{kind}") in terms.fields)
    return {names.terms[place] for names in found for place in names.term.tolist()}


def _is_name(reader: Reader, names: Set[str], key: Key, shown: str) -> bool:
    """Whether a term is used as a name; without capitals, whether it is known for one."""
    language, term = key
    if term.upper() == term.lower() and not _is_number(term):
        is_function_word = fold(shown) in stop_words(language)
        return not is_function_word and bool(reader.concepts(language, (term,)))
    return name_term(*key) in names


def _sounds_like_name(word: str) -> bool:
    """Whether a word without capitals may be told by its sound."""
    return is_caseless(word) and any(
        len(reading.skeleton) >= _CONSONANTS for reading in readings(fold(word))
    )


def _candidates(
    reader: Reader, counts: Mapping[Key, int], names: set[Key], shown: Mapping[Key, str]
) -> list[Key]:
    """The article's commonest terms that are no function words, the rarest in the index first."""

    def rank(key: Key) -> float:
        return counts[key] * (_OF_NAMES if key in names or _is_number(key[1]) else 1)

    def is_telling(key: Key) -> bool:
        is_function_word = key not in names and fold(shown.get(key, key[1])) in stop_words(key[0])
        return len(key[1]) > 1 and not is_function_word

    # Of equals those that are said first stay first.
    commonest = sorted(filter(is_telling, counts), key=rank, reverse=True)
    articles = sum(reader.values("language").values())

    def weight(key: Key) -> float:
        return _weight(counts[key], reader.spread(f"body_{key[0]}", key[1]), articles)

    return sorted(commonest[:_CANDIDATES], key=weight, reverse=True)


def _weight(count: int, having: float, articles: int) -> float:
    """What a term adds to the score of an article of middling length, by the ranking's formula."""
    having = min(having, articles)
    rarity = math.log1p((articles - having + 0.5) / (having + 0.5))
    return rarity * count / (_SATURATION + count)


def _is_number(term: str) -> bool:
    return any(map(str.isdigit, term))


def _named(namer: Namer, name: str) -> Iterator[Variant]:
    """What else is this name: what sounds like it, and one-word names of the same known thing."""
    for near in namer.sounding(name):
        yield Variant(near.language, near.terms, only_names=not is_caseless(near.terms[0]))
    for language, known in namer.called([name]):
        if len(known.terms) == 1:
            yield Variant(language, known.terms, only_names=known.is_name)
