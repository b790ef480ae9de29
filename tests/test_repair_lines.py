"""Words parted by a line's end, and paragraphs set in lines of one width."""

import textwrap

import pytest

from search.text.repair import repair

_ENGLISH = (
    "The committee that was set up after the flood has now published what it found in the"
    " archives of the river board, and its members are not surprised by any of it. They had been"
    " told as early as in the spring that the walls would not hold, and that a well-known engineer"
    " had said so in writing. Nobody answered him."
)
_UKRAINIAN = (
    "Комісія, яку створили після повені, оприлюднила те, що знайшла в архівах річкового"
    " управління, і її члени зовсім не здивовані. Ще навесні їм казали, що стіни не витримають,"
    " а відомий інженер навіть написав про це листа. Йому ніхто не відповів."
)
_PARAGRAPHS = (_ENGLISH, _UKRAINIAN)


@pytest.mark.parametrize(
    ("text", "repaired", "made"),
    [
        ("перего\u00ad\nвори тривали", "переговори\nтривали", {"broken words": 1}),
        ("перего&shy;\nвори", "переговори", {"entities": 1, "broken words": 1}),
        ("пере¬говори, перего¬\nвори", "переговори, переговори", {"broken words": 2}),
        # the text has the word elsewhere, in one form or the other
        ("Переговори: перего-\nвори знову", "Переговори: переговори\nзнову", {"broken words": 1}),
        ("A well-known, well-\nknown fact", "A well-known, well-known\nfact", {"broken words": 1}),
        ("У Нью-Йорку, Нью-\nЙорку", "У Нью-Йорку, Нью-Йорку", {"broken words": 0}),
        # nobody can tell
        ("well-\nknown fact", "well-\nknown fact", {}),
        ("перего-\n\nвори, переговори", "перего-\n\nвори, переговори", {}),
        ("Нью-\nЙорк", "Нью-\nЙорк", {}),
        ("так -\nні, 10-\nрічний", "так -\nні, 10-\nрічний", {}),
    ],
)
def test_broken_words(text: str, repaired: str, made: dict[str, int]) -> None:
    found, counts = repair(text)
    assert found == repaired
    assert all(counts[kind] >= count for kind, count in made.items())
    assert bool(made) == bool(counts)


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100])
@pytest.mark.parametrize("between", ["\n\n", "\n\n    "])
def test_columns_become_paragraphs(width: int, between: str) -> None:
    whole = between.join(_PARAGRAPHS)
    set_in_columns = between.join(textwrap.fill(text, width, break_on_hyphens=False)
                                  for text in _PARAGRAPHS)  # fmt: skip
    repaired, made = repair(set_in_columns)
    assert repaired == whole
    assert made == {"wrapped lines": set_in_columns.count("\n") - whole.count("\n")}


def test_hyphens_of_a_machine_go_and_those_of_words_stay() -> None:
    text = (
        "The committee that was set up after the flood has now published what\n"
        "it found in the archives of the river board; its members are not sur-\n"
        "prised by any of it. They had been told as early as in the spring of\n"
        "this year that the walls would not hold, and that one of the most well-\n"
        "known engineers had said so in writing, to the government of South-\n"
        "Eastern Province. Nobody answered him, though the wind from the north-\n"
        "western hills was growing."
    )
    repaired, made = repair(text)
    assert "\n" not in repaired
    assert made == {"broken words": 4, "wrapped lines": 2}
    for word in ("surprised", "well-known", "South-Eastern", "north-western"):
        assert word in repaired


_ROSES = "Roses are red in the garden of June,\nViolets are blue there as well,\n"


_HEADLINES = [
    "A headline that is quite as long as any other",
    "Ministers agree on the budget of the coming year at last",
    "Rain",
    "Why the prices of bread and milk rise",
    "Two men were seen near the old harbour on Monday night",
    "What the polls say about the vote in the north",
    "Stocks fall",
]


@pytest.mark.parametrize(
    "text",
    [
        _ROSES * 6,
        "\n".join(f"- point {n} of the list that is rather long and goes on" for n in "abcdefgh"),
        "\n".join(f"{n}. point of the list that is rather long and goes on" for n in range(1, 9)),
        "\n".join(f"{n:<12}   {n * 7:>20}   {n * 11:>20}   of all" for n in range(10, 19)),
        "\n".join(_HEADLINES),
        "\n".join(["This sentence is as long as all of the others are, and it ends."] * 8),
        "\n".join(["- Привіт, як справи?", "- Добре, а ти як поживаєш сьогодні?", "- Теж."] * 4),
        "会議は木曜日に始まった。\n" * 8,
        "\n".join(_PARAGRAPHS),
    ],
)  # fmt: skip
def test_what_was_not_set_by_a_machine_stays(text: str) -> None:
    assert repair(text) == (text, {})
