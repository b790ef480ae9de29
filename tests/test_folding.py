"""Folding has a short way for most words, which must lead to the same place."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import LANGUAGES, fold
from search.analysis.folding import fold_all

_LETTERS = "abcizßàéöøÿабйяѐёґєіїўџşţșσς'ʼı"


@settings(max_examples=300)
@given(
    st.text(st.sampled_from(_LETTERS) | st.characters(max_codepoint=0x530), max_size=6),
    st.sampled_from(sorted(LANGUAGES)),
)
def test_no_short_way_leads_elsewhere(word: str, language: str) -> None:
    """A soft hyphen, which folding takes out, sends any word the long way."""
    assert fold(word, language) == fold(word + "\u00ad", language)


def test_every_letter_is_folded_the_same_both_ways() -> None:
    for letter in map(chr, range(0x530)):
        for language in ("", "de", "ro", "tr"):
            assert fold(letter, language) == fold(letter + "\u00ad", language)


_WORDS = st.text(
    st.sampled_from(_LETTERS) | st.characters(exclude_characters="\n"), min_size=0, max_size=6
)


@settings(max_examples=300)
@given(st.lists(_WORDS, max_size=6), st.sampled_from(["", "de", "el", "ro", "tr", "uk"]))
@example(["\u0301а", "\u00ad", "'", "", "ΑΣ", "STRASSE", "straße", "И\u0306", "\u0307i", "٣"], "tr")
def test_many_words_are_folded_as_each_is(words: list[str], language: str) -> None:
    assert fold_all(words, language) == [fold(word, language) for word in words]
