"""What an engine answered, as people and programs get it: hits, facets, variants."""

from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from sys import getsizeof

from search.analysis.languages import language_name
from search.asking import Answer
from search.engines.base import Filter, Reader, bytes_of
from search.highlighting import Highlighter
from search.lookups import Lookups
from search.models import UNKNOWN, Facet, Hit, Snippet, StoredArticle, Variant
from search.variants import Variant as Meant

__all__ = ["facets_of", "hit_of", "hits_of", "variants_of"]

_MOST_WORDS = 10
_TOGETHER = 10  # hits that are marked at once: a page of results
_NO_SNIPPET = Snippet("")
_SNIPPET, _MARK = 100, 120  # bytes of one besides its text, and of each mark


def hits_of(answer: Answer, reader: Reader, *, snippets: bool) -> Iterator[Hit]:
    """The hits in their order; read and marked when their turn comes, a few at once."""
    if not snippets:
        yield from (hit_of(article, score) for article, score in answer.found.hits)
        return
    matches = tuple(answer.resolved.marks)
    lookups, highlighter = Lookups(reader), Highlighter(matches, reader)
    size = sum(map(bytes_of, matches))
    while page := list(islice(answer.found.hits, _TOGETHER)):
        articles = [article for article, _ in page]
        if answer.request.limit is None:  # nobody asks for the same export again
            marked = highlighter.page(articles)
        else:
            question = "page", matches, *(article.id for article in articles)
            marked = lookups.of_query(question, partial(_page, highlighter, articles, size))
        for (article, score), (heading, snippet) in zip(page, marked, strict=True):
            yield hit_of(article, score, heading, snippet)


def hit_of(
    article: StoredArticle,
    score: float,
    heading: Snippet | None = None,
    snippet: Snippet | None = None,
) -> Hit:
    """An article as a hit; without a heading, its title with nothing marked."""
    return Hit(
        id=article.id,
        title=article.title,
        source=article.source,
        language=article.language,
        date=article.date,
        url=article.url,
        score=score,
        heading=heading or Snippet(article.title),
        snippet=snippet or _NO_SNIPPET,
        indexed=article.indexed,
    )


def _page(
    highlighter: Highlighter, articles: list[StoredArticle], size: int
) -> tuple[list[tuple[Snippet, Snippet]], int]:
    """The articles' titles and snippets, and about how many bytes they take.

    `size` is what the matches take, which are part of the question.
    """
    found = highlighter.page(articles)
    each = chain.from_iterable(found)
    return found, size + sum(getsizeof(it.text) + _SNIPPET + _MARK * len(it.marks) for it in each)


def facets_of(answer: Answer) -> dict[str, list[Facet]]:
    """Facets, the most frequent value first; what is chosen or left out is listed at 0 too."""
    facets = {}
    for name, counted in answer.found.facets.items():
        wanted = answer.request.filters.get(name, Filter())
        others = (wanted.include | wanted.exclude) - counted.keys()
        counts = counted | dict.fromkeys(sorted(others), 0)
        label = language_name if name == "language" else _label
        facets[name] = [
            Facet(value, label(value), count, value in wanted.include, value in wanted.exclude)
            for value, count in counts.items()
        ]
    return facets


def _label(value: str) -> str:
    return "Unknown" if value == UNKNOWN else value


def variants_of(answer: Answer, reader: Reader) -> dict[str, list[Variant]]:
    """What each part of the query stood for, with the words that the index has."""
    lookups = Lookups(reader)
    return {
        text: [
            Variant(v.key, v.language, v.how, tuple(_words(v, text, lookups)[:_MOST_WORDS]))
            for v in variants
        ]
        for text, variants in answer.resolved.variants.items()
    }


def _words(variant: Meant, text: str, lookups: Lookups) -> list[str]:
    if variant.shown:
        return [variant.shown]
    if len(variant.terms) == 1:
        return lookups.forms(variant.language, variant.terms[0])
    if variant.how == "form":
        return [text]
    found = [lookups.forms(variant.language, term)[:1] for term in variant.terms]
    return [" ".join(word for words in found for word in words)]
