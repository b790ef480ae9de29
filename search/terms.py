"""The terms of articles, as an engine is given them: arrays over a batch, no object per token."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.analysis.analyzer import MOST_PARTS
from search.analysis.scanning import scan
from search.capitals import find_names, words_of
from search.engines.batch import Occurrences, Offsets, Terms
from search.forms import Columns, Forms, known_forms
from search.models import StoredArticle
from search.surfaces import Spans, spans_of

__all__ = ["terms_of"]

Ints = NDArray[np.int32]
Places = NDArray[np.intp]

# Between two passages that do not follow each other; no phrase reaches across.
_GAP = 100
# Letters that are scanned at once: what is made of them stays in the processor's cache.
_BLOCK = 1 << 16


class _Texts(NamedTuple):
    """The titles and passages of a batch, in order; every article has a title, if an empty one.

    Attributes:
        field: the place in `fields` of the field of each.
        article: the number of its article.
        base: where it begins in its article's `text`; 0 for a title.
    """

    texts: list[str]
    languages: list[str]
    fields: list[str]
    field: Ints
    article: Ints
    base: Ints
    in_title: NDArray[np.bool_]


class _Words(NamedTuple):
    """The words of a batch, in order.

    Attributes:
        form: the number of each (see `Forms`).
        text: the number of its text.
        start, end: in code points, into that text.
        hyphened: places of the words that a hyphen, and nothing else, parts from the next.
        shouted: whether each text is set in capitals.
    """

    form: Ints
    text: Ints
    start: Ints
    end: Ints
    hyphened: Ints
    shouted: NDArray[np.bool_]


def terms_of(articles: Sequence[StoredArticle]) -> Terms:
    """Analyze the articles' own texts, each passage in its language.

    Safe to use from several threads. Words once analyzed are kept for the batches to come.
    """
    forms, texts = known_forms(), _texts(articles)
    words = _read(forms, texts)
    counts = np.bincount(words.text, minlength=len(texts.texts))
    position = _positions(texts, counts)
    offsets = Offsets(
        article=texts.article[words.text],
        start=words.start + texts.base[words.text],
        end=words.end + texts.base[words.text],
    )
    lengths = {
        kind: np.bincount(texts.article[chosen], counts[chosen], len(articles)).astype(np.int32)
        for kind, chosen in (("title", texts.in_title), ("body", ~texts.in_title))
    }
    # A compound stands behind its first part, at the same position.
    at, compound = _compounds(forms, texts, words)
    form = np.insert(words.form, at + 1, compound)
    at = np.insert(np.arange(len(words.form)), at + 1, at)
    text = words.text[at]
    article, position, in_title = texts.article[text], position[at], texts.in_title[text]

    columns = forms.columns()
    names = find_names(columns, form, article, words.shouted[text])

    def occurrences(numbers: Ints, values: Sequence[str], chosen: Places) -> Occurrences:
        return Occurrences(values, numbers[form[chosen]], article[chosen], position[chosen])

    field = texts.field[text].astype(np.int16)  # which sorts by counting
    by_field = np.split(
        np.argsort(field, kind="stable"), np.cumsum(np.bincount(field, minlength=len(texts.fields)))
    )
    fields = {
        name: occurrences(columns.term, forms.terms, chosen)
        for name, chosen in zip(texts.fields, by_field, strict=False)
    }
    for kind, chosen in (("title", in_title), ("body", ~in_title)):
        fields[f"exact_{kind}"] = occurrences(columns.exact, forms.exact, np.flatnonzero(chosen))
        named = names.capital[chosen[names.capital]]
        fields[f"name_{kind}"] = occurrences(columns.name, forms.names, named)
    return Terms(
        {name: found for name, found in fields.items() if len(found.term)},
        lengths,
        forms.words_at(words_of(columns, len(forms.words), form, article, names)),
        offsets,
    )


def _texts(articles: Sequence[StoredArticle]) -> _Texts:
    texts, languages, field, numbers, base, in_title = [], [], [], [], [], []
    fields: dict[str, int] = {}
    for number, article in enumerate(articles):
        texts.append(article.title)
        texts += [article.text[start:end] for start, end, _ in article.passages]
        codes = [article.language, *(code for _, _, code in article.passages)]
        kinds = ["title"] + ["body"] * len(article.passages)
        languages += codes
        field += [
            fields.setdefault(f"{kind}_{code}", len(fields))
            for kind, code in zip(kinds, codes, strict=True)
        ]
        numbers += [number] * len(kinds)
        base += [0, *(start for start, _, _ in article.passages)]
        in_title += [kind == "title" for kind in kinds]
    return _Texts(
        texts,
        languages,
        list(fields),
        np.array(field, np.int32),
        np.array(numbers, np.int32),
        np.array(base, np.int32),
        np.array(in_title, np.bool_),
    )


def _read(forms: Forms, texts: _Texts) -> _Words:
    """Find the words of all texts, block by block, and look them up."""
    found: list[_Words] = []
    languages = forms.languages(texts.languages)
    first = words = 0
    for size in _blocks(texts.texts):
        scanned = scan(texts.texts[first : first + size])
        text = np.repeat(np.arange(first, first + size, dtype=np.int32), scanned.counts)
        found.append(
            _Words(
                forms.look_up(Spans(scanned.codes, scanned.first, scanned.last, languages[text])),
                text,
                scanned.start,
                scanned.end,
                scanned.hyphened + words,
                scanned.shouted,
            )
        )
        first += size
        words += len(text)
    return _elided(_Words(*map(np.concatenate, zip(*found, strict=True))), forms.columns())


def _blocks(texts: Sequence[str]) -> Iterator[int]:
    """How many texts make up each block; one block at least."""
    size = letters = 0
    for text in texts:
        size, letters = size + 1, letters + len(text)
        if letters > _BLOCK:
            yield size
            size = letters = 0
    yield size


def _elided(words: _Words, columns: Columns) -> _Words:
    """The words with both of an elision, and without those that folding leaves nothing of."""
    parts = columns.parts[words.form]
    if (parts == 1).all():
        return words
    of = np.repeat(np.arange(len(parts)), parts)
    behind = np.cumsum(parts, dtype=np.int32)
    first = columns.first[words.form] - (behind - parts)
    form = first[of] + np.arange(len(of), dtype=np.int32)
    hyphened = words.hyphened
    hyphened = hyphened[(parts[hyphened] > 0) & (parts[hyphened + 1] > 0)]
    return _Words(
        form,
        words.text[of],
        words.start[of],
        words.end[of],
        behind[hyphened] - 1,
        words.shouted,
    )


def _positions(texts: _Texts, counts: Places) -> Ints:
    """The position of every word in the title, or in the body, of its article."""
    taken = counts + (_GAP - 1) * (counts > 0)
    before = np.cumsum(taken) - taken
    place = 2 * texts.article + ~texts.in_title
    before -= before[np.searchsorted(place, place)]
    first = np.cumsum(counts) - counts
    position = np.arange(counts.sum()) - np.repeat(first - before, counts)
    return np.asarray(position, np.int32)


def _compounds(forms: Forms, texts: _Texts, words: _Words) -> tuple[Places, Ints]:
    """The hyphenated words, each as one (see `Analyzer.compounds`): first part, form."""
    follows = words.hyphened
    chained = np.flatnonzero(np.diff(follows, prepend=-2) != 1)
    length = np.diff(chained, append=len(follows))
    rank = np.arange(len(follows)) - np.repeat(chained, length)
    left = np.repeat(length, length) - rank
    begins = rank % MOST_PARTS == 0
    first = follows[begins]
    last = first + np.minimum(left[begins], MOST_PARTS - 1)
    text = words.text[first]
    spans = zip(text.tolist(), words.start[first].tolist(), words.end[last].tolist(), strict=True)
    written = [texts.texts[of][start:end] for of, start, end in spans]
    languages = forms.languages([texts.languages[of] for of in text.tolist()])
    form = forms.look_up(spans_of(written, languages))
    whole = forms.columns().parts[form] == 1
    return first[whole], form[whole]
