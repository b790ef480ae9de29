"""Terms in batches: the same as those of every article by itself, worked out the slow way."""

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from heapq import merge
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search import forms
from search.analysis import analyzer_for, stop_words, tokenizer
from search.analysis.analyzer import Analyzer
from search.analysis.names import is_abbreviation, is_name, is_shouted
from search.analysis.scanning import scan
from search.engines.batch import Occurrences, Terms, Word, name_term
from search.models import StoredArticle
from search.terms import terms_of

_GAP = 100


class _Expected(NamedTuple):
    """What one article is found by: field -> term -> positions."""

    fields: dict[str, dict[str, list[int]]]
    lengths: dict[str, int]
    words: frozenset[Word]
    offsets: list[tuple[int, int]]


def _expected(article: StoredArticle) -> _Expected:
    """The definition, token by token."""
    fields: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    lengths: Counter[str] = Counter(title=0, body=0)
    small: Counter[tuple[str, str]] = Counter()
    capital: defaultdict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    shown: defaultdict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    offsets: list[tuple[int, int]] = []
    texts = [("title", article.title, article.language, 0)]
    texts += [("body", article.text[s:e], code, s) for s, e, code in article.passages]
    first = 0
    for kind, text, language, base in texts:
        functions, shouted = stop_words(language), is_shouted(text)
        analyzer = analyzer_for(language)
        tokens = list(analyzer.tokens(text))
        lengths[kind] += len(tokens)
        offsets += [(base + token.start, base + token.end) for token in tokens]
        compounds = analyzer.compounds(text, tokens)
        for token in merge(tokens, compounds, key=attrgetter("position")):
            position = first + token.position
            fields[f"{kind}_{language}"][token.term].append(position)
            fields[f"exact_{kind}"][token.exact].append(position)
            key = language, token.term
            word = text[token.start : token.end]
            of_name = is_name(word) and (token.exact not in functions or word.isupper())
            if len(token.exact) > 1 and of_name and (not shouted or "." in word):
                capital[key].append((kind, position))
                whole = word.isupper() and not is_abbreviation(word)
                shown[key][token.exact] = word.capitalize() if whole else word
            else:
                small[key] += not shouted
                shown[key].setdefault(token.exact, token.exact)
        if kind == "title":
            first = 0
        elif tokens:
            first += tokens[-1].position + _GAP
    names = {key for key, places in capital.items() if len(places) > small[key]}
    for key in names:
        for kind, position in capital[key]:
            fields[f"name_{kind}"][name_term(*key)].append(position)
    words = {
        Word(*key, word, as_name if key in names else word)
        for key, found in shown.items()
        for word, as_name in found.items()
    }
    return _Expected(
        {
            name: {term: sorted(positions) for term, positions in found.items()}
            for name, found in fields.items()
        },
        dict(lengths),
        frozenset(words),
        offsets,
    )


def _of(occurrences: Occurrences, article: int) -> dict[str, list[int]]:
    """term -> positions in one article of a batch."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    chosen = occurrences.article == article
    for term, position in zip(
        occurrences.term[chosen].tolist(), occurrences.position[chosen].tolist(), strict=True
    ):
        found[occurrences.terms[term]].append(position)
    return dict(found)


def _words(terms: Terms) -> frozenset[Word]:
    """The words of a batch, each of which is there once, and with its own term."""
    found = []
    for language, words in terms.words.items():
        own = list(words)
        found += own
        assert {word.language for word in own} == {language}
        columns = (words.term, [f"{kind}_{language}" for kind in ("title", "body")], "term")
        for places, names, column in (
            columns,
            (words.exact, ["exact_title", "exact_body"], "word"),
        ):
            tables = [terms.fields[name].terms for name in names if name in terms.fields]
            for table in tables:
                assert [table[place] for place in places] == [getattr(w, column) for w in own]
    assert len(set(found)) == len(found)
    return frozenset(found)


def _check(articles: list[StoredArticle]) -> None:
    terms = terms_of(articles)
    expected = [_expected(article) for article in articles]
    for number, one in enumerate(expected):
        found = {name: _of(field, number) for name, field in terms.fields.items()}
        assert {name: field for name, field in found.items() if field} == one.fields
        assert {kind: int(lengths[number]) for kind, lengths in terms.lengths.items()} == (
            one.lengths
        )
        chosen = terms.offsets.article == number
        columns = (terms.offsets.start, terms.offsets.end)
        assert list(zip(*(c[chosen].tolist() for c in columns), strict=True)) == one.offsets
    assert _words(terms) == frozenset().union(*(one.words for one in expected))
    _check_promises(terms)


def _check_promises(terms: Terms) -> None:
    """Types and order, as the docstrings have them."""
    offsets = terms.offsets
    for field in terms.fields.values():
        assert field.term.size
        held = np.unique(field.term).tolist()
        assert len({field.terms[place] for place in held}) == len(held)
        steps = np.diff(field.article)
        assert (steps >= 0).all()
        assert (np.diff(field.position)[steps == 0] >= 0).all()
    assert (np.diff(offsets.article) >= 0).all()
    columns = [offsets.article, offsets.start, offsets.end]
    columns += [a for f in terms.fields.values() for a in (f.term, f.article, f.position)]
    assert {column.dtype for column in (*columns, *terms.lengths.values())} == {np.dtype(np.int32)}


def _article(title: str, *passages: tuple[str, str]) -> StoredArticle:
    """An article of passages (text, language); between two of them stands a line set aside."""
    text, spans = "", []
    for passage, language in passages:
        spans.append((len(text), len(text) + len(passage), language))
        text += f"{passage}\nCookies?\n"
    language = spans[0][2] if spans else "en"
    return StoredArticle(
        "1", title, text, "", language, (language,), None, "", passages=tuple(spans)
    )


_ARTICLES = {
    "names": _article(
        "The Heron of Kyiv",
        ("The heron waits. Heron and heron! Otter, Otter; otter. Kyiv's Otter-Heron", "en"),
        ("Чапля у Києві. Київ-Печерськ, київ, Київ", "uk"),
    ),
    "function words": _article(
        "IT AND it",
        ("It is IT. This IT fair, it said. US and us, WHO who Who", "en"),
    ),
    "in capitals": _article(
        "THE HERONS OF KYIV ARE BACK, SAYS U.S. AND NATO",
        ("Herons are back, says the U.S. and NATO. N.A.T.O", "en"),
        ("ЧАПЛІ ПОВЕРНУЛИСЯ ДО КИЄВА", "uk"),
    ),
    "the last spelling is shown": _article(
        "", ("NATO Nato HERONRY Heronry; heronry Nato nATo NATO", "en")
    ),
    "hyphens": _article(
        "F-16 and F16",
        ("a-b-c-d-e-f-g-h-i x-y, well-\nknown - ill -at ease- Jean-Luc Jean‑Luc a--b 10-12", "en"),
        ("віце-прем'єр-міністр, віцепрем’єр; пів-Європи, й\u0306-а", "uk"),
    ),
    "elisions": _article(
        "L'accord d'Ottawa",
        ("l'accord-cadre, l’État; avant-l'heure c'est-à-dire d'un-d'autre", "fr"),
        ("Türkiye'nin İstanbul'da O'Brien'ın", "tr"),
        ("O'Brien's don't", "en"),
    ),
    "full stops": _article(
        "U.S. Army",
        ("U.S. U.S.A. u.s. the US; З.С.У. 1.95583 120,000 a.b'c d'U.S", "en"),
    ),
    "without spaces": _article(
        "北京大学",
        ("北京NATO大学 カー", "zh"),
        ("ก็ดี ไทย", "th"),
        ("서울은 크다", "ko"),
    ),
    "right to left": _article(
        'צה"ל',
        ('צה״ל, ארה"ב ש"ס א־ב א"־ "אב"', "he"),
        ("كِتَابٌ، كـتـاب ـ-اب ـ اب-ـ-اب ٣٫٥ ٢٠٢٣", "ar"),
    ),
    "marks": _article("сло\u00adво", ("\u0301а e\u0301.e e\u0301.5 ❤️-a हिन्दी में क़लम \ufe0f", "hi")),
    "unsure": _article("?", ("O-la-la VIII-IX Heron heron", "unsure")),
    "no passage": _article(
        "A title alone",
    ),
    "no word": _article("…", ("— ! 😀", "en"), ("a", "en")),
}


@pytest.mark.parametrize("name", _ARTICLES)
def test_terms_of_one_article(name: str) -> None:
    _check([_ARTICLES[name]])


def test_terms_of_a_batch() -> None:
    _check([*_ARTICLES.values()])


def test_terms_of_nothing() -> None:
    terms = terms_of([])
    assert terms.fields == {}
    assert terms.words == {}
    assert [len(lengths) for lengths in terms.lengths.values()] == [0, 0]
    assert len(terms.offsets.article) == 0


def test_a_name_has_a_capital_more_often_than_not_in_its_article() -> None:
    """Article by article: what is a name in one is a word in the next."""
    texts = ["Heron and Heron, a heron", "Heron and a heron, a heron", "a heron"]
    articles = [_article("", (text, "en")) for text in texts]
    names = terms_of(articles).fields["name_body"]
    assert {names.terms[place] for place in names.term} == {"en:heron"}
    assert names.article.tolist() == [0, 0]


def test_long_texts_and_many() -> None:
    """More than are scanned at once."""
    text = "The Heron waits-still in l'eau, 北京大学 at 10.5 o'clock.\n" * 1_500
    articles = [
        _article(f"Heron {n}", (text if n == 2 else "A heron-cry.", "en")) for n in range(5)
    ]
    _check(articles)


@pytest.mark.parametrize("limit", ["_MANY", "_MOST"])
def test_words_are_forgotten_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    articles = [_article("Herons", ("herons of the river Thames", "en"))]
    before = terms_of(articles)
    table = forms.known_forms()
    assert len(table) >= 5
    forms.let_go_of_forms()
    assert forms.known_forms() is table
    monkeypatch.setattr(forms, limit, 4)
    forms.let_go_of_forms()
    after = terms_of(articles)
    assert forms.known_forms() is not table
    assert after.fields.keys() == before.fields.keys()
    assert _words(after) == _words(before)
    for name, field in before.fields.items():
        assert _of(after.fields[name], 0) == _of(field, 0)


def test_an_analysis_that_fails_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dictionary that cannot be read now and then leaves no word without its term."""
    monkeypatch.setattr(forms, "_forms", forms.Forms())
    failing, well = [_article("", ("Gannet's l'autour", "fr"))], [_article("", ("Bittern", "en"))]
    with monkeypatch.context() as patch:
        patch.setattr(Analyzer, "terms_of", _fail)
        with pytest.raises(OSError, match="no dictionary"):
            terms_of(failing)
    _check([*well, *failing])
    _check(failing)


def _fail(*_: object) -> list[str]:
    raise OSError("no dictionary")


def test_threads_share_what_is_known() -> None:
    batches = [
        [_article(f"Heron-{n} {k}", (f"heron{n * k} l'oiseau{k} Reed{k} reed", "fr"))]
        for n in range(8)
        for k in range(20)
    ]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(terms_of, batches))
    for terms, batch in zip(found, batches, strict=True):
        expected = _expected(batch[0])
        assert {name: _of(field, 0) for name, field in terms.fields.items()} == expected.fields
        assert _words(terms) == expected.words


_PIECES = (
    "heron Heron HERON river River it It IT п'ять П’ЯТЬ Київ київ київський l'accord L'État d'un "
    "U.S. u.s. US З.С.У. т.н. 1.95583 120,000 v2.0 2021 a.b'c д.е é.e e\u0301.5 İstanbul O'Brien "
    '北京大学 カー ไทย ก็ดี 서울 北NATO सब हिन्दी كِتَابٌ ـ ٣٫٥ צה״ל ארה"ב א"־ сло\u00adво \u0301 ❤️ 😀 '
    "\u200b Зеле\u0301нський straße STRASSE ﬁne 𝐀 𠀀 x Y 7 ʼ ʼоб'єктʼ"
)
_BETWEEN = st.sampled_from(
    [" ", " ", " ", "-", "-", "‑", "'", "’", ".", ",", "\n", ". ", "", "_", "--"]
)
_LANGUAGES = st.sampled_from(["en", "uk", "bg", "fr", "tr", "zh", "he", "ar", "unsure"])


@st.composite
def _written(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(_PIECES.split()), _BETWEEN), max_size=14))
    text = "".join(piece + between for piece, between in parts)
    return text.upper() if draw(st.booleans()) and draw(st.booleans()) else text


_LETTERS = "aÉ1. '-\n中国大学〇カーก็ิ서울\u0301\u3099\u200b𠀀\U0004e00fצ\""


@settings(max_examples=500)
@given(st.lists(st.text(st.sampled_from(_LETTERS), max_size=16), max_size=4))
@example(["a.a中", "É.a\u0301中", "1.〇", "ก็中", "中\u3099国"])
def test_words_are_those_of_the_tokenizer(texts: list[str]) -> None:
    scanned = scan(texts)
    spans = list(zip(scanned.start.tolist(), scanned.end.tolist(), strict=True))
    expected = [list(tokenizer.words(text)) for text in texts]
    assert scanned.counts.tolist() == list(map(len, expected))
    assert spans == list(chain.from_iterable(expected))


_ANY_ARTICLE = st.builds(
    lambda title, passages: _article(title, *passages),
    _written(),
    st.lists(st.tuples(_written(), _LANGUAGES), max_size=4),
)


@settings(max_examples=150)
@given(st.lists(_ANY_ARTICLE, max_size=4))
def test_a_batch_is_its_articles(articles: list[StoredArticle]) -> None:
    _check(articles)
