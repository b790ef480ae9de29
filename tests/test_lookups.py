"""What queries look up in an index: the same as analysis says, asked once, forgotten in time."""

import gc
from typing import cast
from weakref import ref

import pytest

from search import Article, Index, lookups
from search.analysis import analyzer_for, words
from search.engines.base import Reader
from search.lookups import Lookups, remembered
from tests.conftest import Build

_TEXTS = {
    "en": "The President's ministers of the U.S. and O'Brien didn't sign in Istanbul.",
    "fr": "L'accord d'Ankara n'est qu'un début, dit l'Élysée aujourd'hui aux États-Unis.",
    "tr": "İstanbul'da ve Ankara'nın kıyısında Iğdır'dan gelen heyet NATO'ya katıldı.",
    "uk": "П'ять міністрів об'єктивно читали «Viber» та US Weekly біля ґанку в Києві 24.02.",
    "ro": "Preşedintele şi ţara: Președintele și țara, Bucureştiul.",
    "ar": "قال الوزير إن الاجتماع سيعقد في كييف غدا.",
}


@pytest.fixture
def index(indexed: Build) -> Index:
    return indexed(*(Article(id=code, text=text, language=code) for code, text in _TEXTS.items()))


def test_a_word_has_the_terms_that_analysis_gives_it(index: Index) -> None:
    reader = index._reader
    lookups = Lookups(reader)
    assert set(lookups.languages()) == set(_TEXTS)
    typed = {text[start:end] for text in _TEXTS.values() for start, end in words(text)}
    typed |= {word.upper() for word in typed} | {word.lower() for word in typed}
    typed |= {"ministrу", "Києва", "министрами", "ISTANBUL", "ıstanbul", "NATO’s", "€", "\u064b"}
    for word in sorted(typed):
        uses = lookups.uses_of_word(word)
        assert uses.terms == {code: analyzer_for(code).terms(word) for code in _TEXTS}, word
        for code in uses.absent:
            for term, _ in uses.terms[code]:
                assert not reader.spread(f"body_{code}", term), word
                assert not reader.spread(f"title_{code}", term), word
    assert lookups.uses_of_word("Києва").absent == {"ar", "en", "fr", "ro", "tr"}
    assert lookups.uses_of_word("minister").absent == {"ar", "fr", "ro", "tr", "uk"}
    assert lookups.uses_of_word("U.S").absent == set()


def test_a_name_is_one_with_its_full_stops_and_without(indexed: Build) -> None:
    index = indexed(
        Article(
            id="en", text="The U.S. staff of I.T. said so, and told them again.", language="en"
        ),
        Article(id="uk", text="Видання US Weekly написало про це вчора.", language="uk"),
    )
    found = {"U.S.": {"en", "uk"}, "U.S": {"en", "uk"}, "US": {"uk"}, "IT": {"en"}}
    for query, expected in found.items():
        assert {hit.id for hit in index.search(query).hits} == expected, query


def test_a_text_has_the_terms_of_its_words(index: Index) -> None:
    lookups = Lookups(index._reader)
    for code, text in _TEXTS.items():
        found = [(token.term, token.exact) for token in analyzer_for(code).tokens(text)]
        assert lookups.uses_of_text(text).terms[code] == tuple(found)
    assert "fr" in lookups.uses_of_text("Istanbul міністрів").absent
    assert lookups.uses_of_text("…").terms == dict.fromkeys(lookups.languages(), ())


class _Counting:
    """A reader that counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def frequency(self, field: str, term: str) -> int:
        self.asked += 1
        return len(term)


class _Doubling(Lookups):
    @remembered
    def articles(self, field: str, term: str) -> int:
        return 2 * self._reader.frequency(field, term)


def _of(reader: _Counting) -> Lookups:
    return Lookups(cast(Reader, reader))


def test_an_index_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, other = _Counting(), _Counting()
    for _ in range(3):
        assert _of(reader).articles("body_en", "war") == 3
    assert _of(reader).articles("title_en", "war") == 3
    assert _of(other).articles("body_en", "war") == 3
    assert (reader.asked, other.asked) == (2, 1)
    # Another question, though it has the same name.
    assert _Doubling(cast(Reader, reader)).articles("body_en", "war") == 6
    monkeypatch.setattr(lookups, "_MOST", 4)
    for number in range(100):
        _of(reader).articles("body_en", "x" * number)
        assert len(_of(reader)._memory.answers) <= 4


def test_what_is_remembered_of_queries_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookups, "_QUERIES", 10_000)
    reader = _Counting()
    asked: list[int] = []

    def answer(number: int, size: int) -> str:
        def tell() -> tuple[str, int]:
            asked.append(number)
            return str(number), size

        return _of(reader).of_query(("what", number), tell)

    for number in (*range(100), 99, 99, 0):
        assert answer(number, 1_000) == str(number)
    assert asked == [*range(100), 0]
    assert [answer(-1, 5_000) for _ in range(2)] == ["-1", "-1"]
    assert asked[-2:] == [-1, -1]


def test_notes_of_a_query_are_the_same_the_next_time(index: Index) -> None:
    first = index.search("ministers harvests (")
    assert len(first.notes) == 3
    assert index.search("ministers harvests (").notes == first.notes


def test_a_closed_index_is_forgotten() -> None:
    reader = _Counting()
    _of(reader).articles("body_en", "war")
    gone = ref(reader)
    del reader
    gc.collect()
    assert gone() is None
