"""An article's text as the terms that an engine is given."""

from collections import Counter, defaultdict
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from search.analysis import analyzer_for, stop_words
from search.analysis.names import is_abbreviation, is_name, is_shouted
from search.engines.base import Word
from search.models import StoredArticle

__all__ = ["Terms", "name_term", "terms_of"]

# Between two passages that do not follow each other; no phrase reaches across.
_GAP = 100


class Terms(NamedTuple):
    """What an article is found by.

    Attributes:
        fields: field -> term -> positions, ascending.
        lengths: the number of words in `title` and in `body`.
        words: the distinct words of both.
    """

    fields: dict[str, dict[str, list[int]]]
    lengths: dict[str, int]
    words: frozenset[Word]


def name_term(language: str, term: str) -> str:
    """The term of a capitalised word in the fields `name_title` and `name_body`.

    An abbreviation is one name with its full stops and without them: U.S., US.
    """
    return f"{language}:{term.replace('.', '')}"


def terms_of(article: StoredArticle) -> Terms:
    """Analyze the article's own text, each passage in its language."""
    fields: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    lengths: Counter[str] = Counter(title=0, body=0)
    small: Counter[tuple[str, str]] = Counter()
    capital: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    shown: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    texts = [("title", article.title, article.language)]
    texts += [("body", article.text[start:end], code) for start, end, code in article.passages]
    first = 0
    for kind, text, language in texts:
        stems, exact = fields[f"{kind}_{language}"], fields[f"exact_{kind}"]
        functions, shouted = stop_words(language), is_shouted(text)
        analyzer = analyzer_for(language)
        tokens = list(analyzer.tokens(text))
        lengths[kind] += len(tokens)
        compounds = analyzer.compounds(text, tokens)
        for token in merge(tokens, compounds, key=attrgetter("position")):
            position = first + token.position
            stems[token.term].append(position)
            exact[token.exact].append(position)
            key = language, token.term
            word = text[token.start : token.end]
            # "It" is no name, "IT" is one; and so is "U.S.", whatever it stands among.
            of_name = is_name(word) and (token.exact not in functions or word.isupper())
            if len(token.exact) > 1 and of_name and (not shouted or "." in word):
                capital[key].append((kind, position))
                shown[key][token.exact] = _shown(word)
            else:
                small[key] += not shouted
                shown[key].setdefault(token.exact, token.exact)
        if tokens:
            first += tokens[-1].position + _GAP
    # A word that begins a sentence has a capital too; a name has one everywhere.
    names = {key for key, places in capital.items() if len(places) > small[key]}
    for key in names:
        for kind, position in capital[key]:
            fields[f"name_{kind}"][name_term(*key)].append(position)
    words = {
        Word(*key, word, as_name if key in names else word)
        for key, forms in shown.items()
        for word, as_name in forms.items()
    }
    return Terms(
        {name: dict(found) for name, found in fields.items() if found},
        dict(lengths),
        frozenset(words),
    )


def _shown(word: str) -> str:
    """A name as it stands, but for a headline's capitals; NATO keeps its own."""
    return word.capitalize() if word.isupper() and not is_abbreviation(word) else word
