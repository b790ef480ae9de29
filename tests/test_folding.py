"""Folding has a short way for most words, which must lead to the same place."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import LANGUAGES, fold
from search.analysis.folding import _other, fold_all

_LETTERS = "abcizßàéöøÿąćłŉžơạабйяѐёґєіїўџqşţșάσςΣիևבתعيएि्कぁー々中가'ʼıİ\u0301"


@settings(max_examples=300)
@given(
    st.text(st.sampled_from(_LETTERS) | st.characters(max_codepoint=0xFFFF), max_size=6),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_no_short_way_leads_elsewhere(word: str, language: str) -> None:
    """A soft hyphen, which folding takes out, sends any word the long way."""
    assert fold(word, language) == fold(word + "\u00ad", language)


@pytest.mark.parametrize("language", ["", "de", "ro", "tr"])
@pytest.mark.parametrize("around", ["{}", "a{}", "{}b", "а{}я", "Α{}", "{}Ω", "प{}प"])
def test_every_letter_is_folded_the_same_both_ways(around: str, language: str) -> None:
    words = [around.format(chr(code)) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    words = [word for word in words if "\n" not in word]
    assert [fold(word, language) for word in words] == [
        fold(word + "\u00ad", language) for word in words
    ]


def test_plain_letters_are_neither_composed_nor_moved() -> None:
    plain = [chr(code) for code in range(0x110000) if not _other("").search(chr(code))]
    composed = [unicodedata.decomposition(chr(code)).split() for code in range(0x110000)]
    seconds = {
        chr(int(parts[1], 16)) for parts in composed if len(parts) == 2 and "<" not in parts[0]
    }
    jamo = set(map(chr, range(0x1100, 0x1200)))
    assert not (seconds | jamo) & set(plain)
    # Marks of one class stay in their order.
    assert len(set(map(unicodedata.combining, plain))) == 2


_WORDS = st.text(
    st.sampled_from(_LETTERS) | st.characters(exclude_characters="\n"), min_size=0, max_size=6
)


@settings(max_examples=300)
@given(st.lists(_WORDS, max_size=6), st.sampled_from(["", "de", "el", "ro", "tr", "uk"]))
@example(["\u0301а", "\u00ad", "'", "", "ΑΣ", "STRASSE", "straße", "И\u0306", "\u0307i", "٣"], "tr")
def test_many_words_are_folded_as_each_is(words: list[str], language: str) -> None:
    assert fold_all(words, language) == [fold(word, language) for word in words]
