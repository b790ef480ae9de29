"""Words and their numbers: what a dictionary of strings would say, whatever the keys are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import surfaces
from search.surfaces import Spans, Surfaces, spans_of, words_of

Words = list[tuple[int, str]]

_WORDS = st.text("abаб\u0301𝐀𠀀-\ud800", min_size=1, max_size=4)
_BATCHES = st.lists(st.lists(st.tuples(st.integers(0, 2), _WORDS), max_size=30), max_size=5)


def _spans(words: Words) -> Spans:
    return spans_of([word for _, word in words], np.array([of for of, _ in words], np.int32))


def _check(table: Surfaces, batches: list[Spans]) -> None:
    known: dict[tuple[int, str], int] = {}
    for spans in batches:
        written = words_of(spans, np.arange(len(spans.first)))
        words = list(zip(spans.language.tolist(), written, strict=True))
        number, new = table.look_up(spans, len(known))
        assert {words[place] for place in new.tolist()} == set(words) - known.keys()
        for place in new.tolist():
            assert known.setdefault(words[place], len(known)) == len(known) - 1
        assert number.tolist() == [known[word] for word in words]


@given(_BATCHES)
def test_each_word_of_each_language_keeps_its_number(batches: list[Words]) -> None:
    _check(Surfaces(), list(map(_spans, batches)))


@pytest.mark.parametrize("base", ["_BASE", "_OF_LANGUAGE", "_MIX"])
@given(_BATCHES)
def test_words_of_one_key_are_told_apart(base: str, batches: list[Words]) -> None:
    """With these numbers anagrams, a word in two languages, and many others have the same key."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surfaces, base, {"_BASE": 1, "_OF_LANGUAGE": 0, "_MIX": 1 << 30}[base])
        _check(Surfaces(), list(map(_spans, batches)))


@given(st.text("abc ", max_size=40), st.integers(1, 3), st.integers(1, 3), st.integers(1, 99))
def test_words_may_overlap_and_stand_apart(text: str, step: int, length: int, piece: int) -> None:
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    first = np.arange(0, max(len(text) - length, 0), step)
    spans = Spans(codes, first, first + length, np.zeros(len(first), np.int32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surfaces, "_PIECE", piece)
        _check(Surfaces(), [spans, spans])


def test_many_words_and_a_long_one() -> None:
    """More than the first table has slots, and than letters are looked at together."""
    many = [f"{number:x}" for number in range(1 << surfaces._BITS)]
    words = [*many, "a" * (2 * surfaces._PIECE), *many]
    spans = spans_of(words, np.zeros(len(words), np.int32))
    _check(Surfaces(), [spans, spans])
