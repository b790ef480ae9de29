"""The words of a field: those that are like another are found as by comparing it with all."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search import Article, update
from search.engines.whoosh import open_reader, vocabulary
from search.engines.whoosh.vocabulary import Vocabulary

# Few letters, so that words are near each other; some share a bit, and one is beyond 16 bits.
_WORD = st.text("abc\u00e1!чапля𝒜鷺\u0121", max_size=7)


@given(st.dictionaries(_WORD, st.integers(1, 9)), _WORD, st.integers(0, 3))
def test_similar_words_are_those_of_a_full_comparison(
    counted: dict[str, int], word: str, distance: int
) -> None:
    edits = {other: OSA.distance(word, other) for other in counted}
    wanted = sorted((n, other) for other, n in edits.items() if n <= distance)
    words = sorted(counted)
    articles = np.array([counted[word] for word in words], np.int32)
    found = Vocabulary(words, articles, []).similar(word, distance)
    assert list(found.items()) == [(other, counted[other]) for _, other in wanted]


def test_every_part_of_a_large_vocabulary_is_looked_at() -> None:
    words = [f"{number:06}" for number in range(vocabulary._WORDS + 10)]
    held = Vocabulary(words, np.ones(len(words), np.int32), [])
    for word in (words[0], words[-1], words[vocabulary._WORDS]):
        near = {other for other in words if OSA.distance(word, other) <= 1}
        assert held.similar(word, 1).keys() == near


def test_most_words_are_ruled_out_before_they_are_compared() -> None:
    words = ["heron", "herno", "crane", "чапля", "osprey", "heronry"]
    assert vocabulary._Likeness(words).candidates("heron", 1).tolist() == [0, 1]


def test_words_of_several_segments_are_counted_together(tmp_path: Path) -> None:
    texts = ["The heron saw an osprey.", "An osprey, and the crane.", "чапля"]
    for number, text in enumerate(texts):
        articles = [Article(id=f"{number}-{n}", text=text, language="en") for n in range(9**number)]
        update(articles, tmp_path / "index")
    reader = open_reader(tmp_path / "index")
    counted = {"the": 10, "an": 10, "osprey": 10, "heron": 1, "saw": 1, "and": 9, "crane": 9}
    assert len(reader._segments) == len(texts)
    assert reader.expand("exact_body", "", 100) == counted | {"чапля": 81}
    assert reader.similar("exact_body", "ospreys", 1) == {"osprey": 10}
    reader.close()
