"""The words of a field: those that are like another are found as by comparing it with all."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.engines.whoosh import vocabulary
from search.engines.whoosh.vocabulary import Vocabulary

# Few letters, so that words are near each other; some share a bit, and one is beyond 16 bits.
_WORD = st.text("abc\u00e1!чапля𝒜鷺\u0121", max_size=7)


@given(st.dictionaries(_WORD, st.integers(1, 9)), _WORD, st.integers(0, 3))
def test_similar_words_are_those_of_a_full_comparison(
    counted: dict[str, int], word: str, distance: int
) -> None:
    edits = {other: OSA.distance(word, other) for other in counted}
    wanted = sorted((n, other) for other, n in edits.items() if n <= distance)
    found = Vocabulary(counted.items(), []).similar(word, distance)
    assert list(found.items()) == [(other, counted[other]) for _, other in wanted]


def test_every_part_of_a_large_vocabulary_is_looked_at() -> None:
    words = [f"{number:06}" for number in range(vocabulary._WORDS + 10)]
    held = Vocabulary([(word, 1) for word in words], [])
    for word in (words[0], words[-1], words[vocabulary._WORDS]):
        near = {other for other in words if OSA.distance(word, other) <= 1}
        assert held.similar(word, 1).keys() == near


def test_most_words_are_ruled_out_before_they_are_compared() -> None:
    words = ["heron", "herno", "crane", "чапля", "osprey", "heronry"]
    assert vocabulary._Likeness(words).candidates("heron", 1).tolist() == [0, 1]
