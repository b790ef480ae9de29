"""How names sound: those that are one name in several alphabets meet, and others do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold
from search.analysis.names import (
    is_abbreviation,
    is_name,
    is_shouted,
    readings,
    spoken,
    unlikeness,
)

_ONE_NAME = """
    Столтенберг Stoltenberg Στόλτενμπεργκ
    Зеленський Зеленский Зеленски Zelensky Zelenskyy Zełenski Zelenskij Zelenskyj Ζελένσκι
    Шольц Шолц Scholz
    Байден Biden Μπάιντεν
    Трамп Тръмп Trump
    Джонсон Johnson
    Юнкер Juncker
    Меркель Меркел Merkel Μέρκελ
    Лавров Lavrov Ławrow
    Путін Путин Putin Πούτιν
    Хрущов Хрущёв Khrushchev Chruszczow Chruščov
    Порошенко Poroshenko Poroszenko Porošenko
    Лукашенко Лукашэнка Lukashenko Łukaszenka Lukašenko
    Ердоган Эрдоган Erdoğan Erdogan Ερντογάν
    Макрон Macron Μακρόν
    Туск Tusk
    Фройд Фрейд Freud
    О'Лірі О'Лири О'Лиъри O'Leary
    Вашингтон Washington
    Уотсон Watson
    Гітлер Хитлер Hitler
    Ґутерріш Гутерреш Guterres
    Чавушоглу Çavuşoğlu
    Штайнмаєр Щайнмайер Steinmeier
    Митсотакіс Мицотакис Mitsotakis Μητσοτάκης
    Моравецький Моравецки Morawiecki
    Нетаньяху Netanyahu
    Київ Киев Kyiv Kiev
    Харків Kharkiv
    Маріуполь Мариупол Mariupol
    Сараєво Сарајево Sarajevo
    Газпром Gazprom
    НАТО NATO ΝΑΤΟ
"""
_OTHER_NAMES = [
    ("Путін", "Патон"),  ("Stoltenberg", "Столыпин"), ("Иран", "Iren"),
    ("Merkel", "Меркурій"), ("Київ", "Кава"), ("Росія", "Рим"), ("Лавров", "Ливарев"),
    ("Iran", "Ран"), ("Варшава", "Верша"), ("NATO", "Нету"), ("Rada", "Руда"),
]  # fmt: skip


def _meet(one: str, other: str) -> bool:
    """Whether two names of different alphabets are taken for one, as search/naming.py has it."""
    return any(
        unlikeness(left, right)
        <= {1: 0.05, 2: 0.2}.get(len(left.skeleton), 0.2 * len(left.skeleton))
        for left in readings(fold(one))
        for right in readings(fold(other))
        if left.skeleton == right.skeleton
    )


def _groups() -> list[list[str]]:
    return [line.split() for line in _ONE_NAME.splitlines() if line.strip()]


@pytest.mark.parametrize("names", _groups(), ids=lambda names: names[-1])
def test_one_name_in_every_alphabet(names: list[str]) -> None:
    assert not [(one, other) for one in names for other in names if not _meet(one, other)]


@pytest.mark.parametrize(("one", "other"), _OTHER_NAMES)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert not _meet(one, other)


@pytest.mark.parametrize(
    ("unvowelled", "vowelled"),
    [
        ("ستولتنبرغ", "Столтенберг"),
        ("סטולטנברג", "Stoltenberg"),
        ("זלנסקי", "Zelensky"),
        ("زيلينسكي", "Зеленський"),
        ("בלינקן", "Blinken"),
        ("نتنياهو", "Netanyahu"),
        ("გორბაჩოვი", "Горбачов"),
        ("Գորբաչով", "Gorbachev"),
    ],
)
def test_alphabets_without_vowels_or_capitals(unvowelled: str, vowelled: str) -> None:
    assert _meet(unvowelled, vowelled)


_NAMES = st.text(st.sampled_from("абвгдежзиклмнорстуяьєїabcdeghijklnorstuvwxyzáčžłñ'-"), min_size=1)


@given(_NAMES, _NAMES)
def test_unlikeness_is_of_both_alike(one: str, other: str) -> None:
    for left in readings(fold(one)):
        assert unlikeness(left, left) == 0
        assert len(left.consonants) == len(left.skeleton) == len(left.vowels) - 1 > 0
        for right in readings(fold(other)):
            if left.skeleton == right.skeleton:
                assert unlikeness(left, right) == unlikeness(right, left) >= 0


@given(_NAMES)
def test_a_base_form_of_one_consonant_tells_nothing(word: str) -> None:
    assert spoken(word, ["а", "ка"]) == set(readings(word))


def test_scripts_that_have_no_letters_here_have_no_readings() -> None:
    assert readings("北京") == readings("नाटो") == readings("2021") == readings("а") == ()


@pytest.mark.parametrize("word", ["дуьм", "Нуьцал", "уь", "Уьлкер"])
def test_a_sign_without_a_sound_may_follow_a_vowel(word: str) -> None:
    spelled = [(reading.skeleton, reading.vowels) for reading in readings(fold(word))]
    assert spelled == [
        (reading.skeleton, reading.vowels) for reading in readings(fold(word).replace("ь", ""))
    ]


def test_what_is_written_as_a_name() -> None:
    assert all(map(is_name, ("Київ", "NATO", "iPhone", "O'Brien", "Žižek")))
    assert not any(map(is_name, ("київ", "2021", "北京", "ناتو")))
    assert all(map(is_abbreviation, ("NATO", "США", "U.S.")))
    assert not any(map(is_abbreviation, ("Nato", "A", "ВАШИНГТОН", "2021")))
    assert is_shouted("ПЕРЕГОВОРИ В ЖЕНЕВІ не дали нічого")
    assert not is_shouted("США і НАТО не дійшли згоди щодо переговорів")
