"""Skeletons of many names at once: those of each one's readings."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import skeletons as module
from search.analysis.alphabets import SOUNDS
from search.analysis.names import readings
from search.analysis.skeletons import skeletons

_LETTERS = [*sorted(SOUNDS), "'", "-", ".", "é", "ό", "э\u0301", "1", "A", "中", "\ue000", "\uf8ff"]
# What sounds otherwise, or as one, beside another.
_BESIDE = sorted("hxcgjwуqskztdeiouaдтсцжщъ'")


@settings(max_examples=400)
@given(
    st.lists(
        st.lists(st.sampled_from(_LETTERS), max_size=7).map("".join)
        | st.lists(st.sampled_from(_BESIDE), max_size=7).map("".join),
        max_size=6,
    )
)
@example([])
@example([""])
@example(["tss", "tst", "dts", "ttss", "stst", "watson", "джонсон"])
def test_they_are_those_of_the_readings(words: list[str]) -> None:
    expected = [frozenset(reading.skeleton for reading in readings(word)) for word in words]
    assert skeletons(words) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("столтенберг", {"STLTNBRK"}),
        ("stoltenberg", {"STLTNBRK"}),
        ("juncker", {"NKR", "NSKR", "SNKR", "SNSKR"}),
        ("уоллес", {"LS", "VLS"}),
        ("北京", set()),
    ],
)
def test_of_names(word: str, expected: set[str]) -> None:
    assert skeletons([word, "herons"])[0] == expected


def test_more_choices_than_readings() -> None:
    """The first dozen readings are all that there are."""
    word = "jwjwjw"
    (found,) = skeletons([word])
    assert len(readings(word)) == 12
    assert found == {reading.skeleton for reading in readings(word)}


def test_words_are_forgotten_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.analysis.skeletons._MOST", 2)
    for words in (["heron", "otter", "heron"], ["gannet", "heron"]):
        expected = [frozenset(reading.skeleton for reading in readings(word)) for word in words]
        assert skeletons(words) == expected
        assert set(module._known) == set(words)
