"""More like this: an article's most telling terms, asked of every language of the index.

Terms are chosen by tf-idf from the article's own text. A word is looked for in its language; a
name also in every spelling and alphabet that the index has it in, and a number anywhere: they are
what a story has in common with itself in another language.

What is found has a score s, the sum of the chosen terms that it has too, each weighted by the log
of its rarity (BM25F). It is judged in two ways:

- s is at least log N. Of N articles, terms of that weight would meet by chance in less than one.
- Ranked by s / sqrt(S), where S is the sum of all the terms that may stand in an article of that
  language. An article in another language shares few terms because it can: a sum of more terms
  is compared by its spread, which grows with the root of their number.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from search.analysis import fold, stop_words
from search.analysis.names import is_caseless
from search.engines.base import Alternative, AtLeast, Filter, Match, Reader, Request
from search.models import Hit, Snippet, StoredArticle
from search.naming import Namer
from search.terms import Terms, name_term, terms_of
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

_IN_TITLE = 3  # as the ranking of searches counts a word of the title
_OF_NAMES = 2  # names and numbers are met in all languages
_SATURATION = 1.8  # k1 of the ranking
# A word that more of its language's articles have is of the language, not of a story.
_COMMON = 0.1
_KINDS = ("title", "body")

Key = tuple[str, str]  # language, term


@dataclass(frozen=True, slots=True)
class _Telling:
    """A term that tells what the article is about.

    Attributes:
        weight: what it adds to the article's own score, about.
        languages: those that may have it.
    """

    match: Match
    weight: float
    languages: frozenset[str]


def find_similar(reader: Reader, article: StoredArticle, limit: int) -> list[Hit]:
    """Other articles on the same story or subject, the likest first; see `Index.similar`."""
    telling = _telling(reader, article)
    own = frozenset(article.languages)
    abroad = [term for term in telling if term.languages - own]
    least = math.log(max(sum(reader.values("language").values()), 2))
    found = []
    # Asked apart, or the own language, which shares its words too, would take all places.
    for terms, languages in ((telling, Filter(own)), (abroad, Filter(exclude=own))):
        query = AtLeast(_FEWEST_SHARED, tuple(term.match for term in terms))
        filters = {"language": languages}
        request = Request(query, filters=filters, limit=limit + 1, counts=False)
        for other, score in reader.search(request).hits:
            if score < least:
                break
            if other.id != article.id:
                spoken = [term for term in terms if term.languages.intersection(other.languages)]
                most = max(sum(term.weight for term in spoken), score)
                found.append((other, score / math.sqrt(most)))
    found.sort(key=lambda pair: (-pair[1], pair[0].id))
    return [
        Hit(
            id=other.id,
            title=other.title,
            source=other.source,
            language=other.language,
            date=other.date,
            url=other.url,
            score=likeness,
            heading=Snippet(other.title),
            snippet=Snippet(""),
        )
        for other, likeness in found[:limit]
    ]


def _telling(reader: Reader, article: StoredArticle) -> list[_Telling]:
    """The terms to look for, those of each kind that tell most."""
    terms = terms_of(_beginning(article))
    counts = _counts(terms)
    shown = _shown(terms)
    names = {
        key
        for key in counts
        if is_caseless(key[1])
        or any(name_term(*key) in terms.fields.get(f"name_{kind}", ()) for kind in _KINDS)
    }
    articles = reader.values("language")
    room = {"word": _WORDS, "name": _NAMES, "number": _NUMBERS}
    tries = _TRIES
    namer = Namer(reader)
    found = []
    for key in _candidates(reader, counts, names, shown):
        language, term = key
        meant = [Variant(language, (term,))]
        if key in names and room["name"] and tries:
            tries -= 1
            meant += _named(namer, shown[key])
        languages = frozenset(variant.language for variant in meant)
        kind = "name" if len(languages) > 1 else "number" if _is_number(term) else "word"
        is_common = reader.spread(f"body_{language}", term) > max(
            _COMMON * articles.get(language, 0), _FEWEST_SHARED
        )
        if not room[kind] or (is_common and kind == "word" and key not in names):
            continue
        room[kind] -= 1
        alternatives = dict.fromkeys(a for v in meant for a in v.alternatives(_KINDS))
        if kind == "number":
            alternatives |= {Alternative(f"exact_{kind}", (term,)): None for kind in _KINDS}
            languages = frozenset(articles)
        held = {a: n for a in alternatives if (n := reader.spread(a.field, a.terms[0]))}
        if held:
            having = sum(n for a, n in held.items() if "title" not in a.field)
            weight = _weight(counts[key], having, sum(articles.values()))
            found.append(_Telling(Match(tuple(held)), weight, languages))
    return found


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
    for field, positions in terms.fields.items():
        kind, _, language = field.partition("_")
        if kind in _KINDS:
            for term, places in positions.items():
                counts[language, term] += len(places) * (_IN_TITLE if kind == "title" else 1)
    return counts


def _shown(terms: Terms) -> dict[Key, str]:
    """Each term as it stands in the article, in its shortest form: mostly that is the base form."""
    shown: dict[Key, str] = {}
    for word in sorted(terms.words, key=lambda word: (len(word.shown), word.shown)):
        shown.setdefault((word.language, word.term), word.shown)
    return shown


def _candidates(
    reader: Reader, counts: Mapping[Key, int], names: set[Key], shown: Mapping[Key, str]
) -> list[Key]:
    """The article's commonest terms that are no function words, the rarest in the index first."""

    def rank(key: Key) -> float:
        return counts[key] * (_OF_NAMES if key in names or _is_number(key[1]) else 1)

    def is_telling(key: Key) -> bool:
        is_function_word = key not in names and fold(shown.get(key, key[1])) in stop_words(key[0])
        return len(key[1]) > 1 and not is_function_word

    commonest = sorted(filter(is_telling, counts), key=lambda key: (-rank(key), key))
    articles = sum(reader.values("language").values())

    def weight(key: Key) -> float:
        return _weight(counts[key], reader.spread(f"body_{key[0]}", key[1]), articles)

    return sorted(commonest[:_CANDIDATES], key=weight, reverse=True)


def _weight(count: int, having: int, articles: int) -> float:
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
