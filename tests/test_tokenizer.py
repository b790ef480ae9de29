"""The tokenizer's words, script by script, and what it promises of any text."""

import unicodedata
from itertools import pairwise

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis.names import is_shouted
from search.analysis.scanning import Scan, scan
from search.analysis.tokenizer import APOSTROPHES, words

_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー々]"
)


def _surfaces(text: str) -> list[str]:
    return [text[start:end] for start, end in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t\n…—«»", []),
        ("Київ, Харків; Одеса!", ["Київ", "Харків", "Одеса"]),
        ("«Прем’єр» (уряду)", ["Прем’єр", "уряду"]),
        # apostrophes: inside a word whatever the spelling, never at its edge
        ("п'ять п’ять пʼять п‘ять", ["п'ять", "п’ять", "пʼять", "п‘ять"]),
        ("'НАТО' ‘НАТО’ ’НАТО’", ["НАТО", "НАТО", "НАТО"]),
        ("don't rock'n'roll O’Brien’s", ["don't", "rock'n'roll", "O’Brien’s"]),
        ("п''ять", ["п", "ять"]),
        ("l’accord d'Ottawa", ["l’accord", "d'Ottawa"]),
        ("Türkiye'nin", ["Türkiye'nin"]),
        # hyphens and dashes never join
        ("Нью-Йорк", ["Нью", "Йорк"]),
        ("Росія—НАТО Київ–Львів", ["Росія", "НАТО", "Київ", "Львів"]),
        ("F-16, COVID-19", ["F", "16", "COVID", "19"]),
        # full stops: between single letters and between digits
        ("U.S. Army", ["U.S", "Army"]),
        ("U.S.Army", ["U.S", "Army"]),
        ("З.С.У.", ["З.С.У"]),
        ("т.н. гр.Київ м.Львів", ["т.н", "гр", "Київ", "м", "Львів"]),
        ("І.Б.Петренко", ["І.Б", "Петренко"]),
        ("actualno.com", ["actualno", "com"]),
        ("Кінець.Початок", ["Кінець", "Початок"]),
        ("1.95583 лева, 120,000 души", ["1.95583", "лева", "120,000", "души"]),
        ("3.5% 10:30 2021-10-21", ["3.5", "10", "30", "2021", "10", "21"]),
        ("у 2022. Потім", ["у", "2022", "Потім"]),
        ("v2.0 CV90", ["v2.0", "CV90"]),
        ("a_b #Save_Odesa _x_", ["a", "b", "Save", "Odesa", "x"]),
        ("x@y.example #Україна @nato", ["x", "y", "example", "Україна", "nato"]),
        ("https://t.example/a?b=1", ["https", "t", "example", "a", "b", "1"]),
        # marks, soft hyphens and joiners belong to the word they stand in
        ("сло\u00adво сло\u200bво", ["сло\u00adво", "сло\u200bво"]),
        ("и\u0306од кафе\u0301", ["и\u0306од", "кафе\u0301"]),
        ("Зеле\u0301нський", ["Зеле\u0301нський"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("كِتَابٌ، كـتـاب؟", ["كِتَابٌ", "كـتـاب"]),
        ("٢٠٢٣ ٣٫٥", ["٢٠٢٣", "٣٫٥"]),
        ("שָׁלוֹם עולם", ["שָׁלוֹם", "עולם"]),
        ("हिन्दी में क़लम।", ["हिन्दी", "में", "क़लम"]),
        ("বাংলা ভাষা தமிழ்", ["বাংলা", "ভাষা", "தமிழ்"]),
        # scripts without spaces: overlapping pairs
        ("北", ["北"]),
        ("北京", ["北京"]),
        ("北京大学", ["北京", "京大", "大学"]),
        ("カーは", ["カー", "ーは"]),
        ("서울은 크다", ["서울", "울은", "크다"]),
        ("ไทย", ["ไท", "ทย"]),
        ("ก็ดี", ["ก็ดี"]),
        ("2023年4月", ["2023", "年", "4", "月"]),
        ("北京NATO大学", ["北京", "NATO", "大学"]),
        # no words
        ("😀 👨‍👩‍👧 🇺🇦 ❤️", []),
        ("+ = < > § © ™ €", []),
        ("🙂Київ🙂", ["Київ"]),
        ("\ud800Київ", ["Київ"]),
        ("ქართული አማርኛ Հայերեն", ["ქართული", "አማርኛ", "Հայերեն"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert _surfaces(text) == expected


def test_offsets_are_code_points() -> None:
    assert list(words("😀 Київ 北京大")) == [(2, 6), (7, 9), (8, 10)]


@pytest.mark.parametrize("apostrophe", APOSTROPHES)
def test_every_apostrophe_stays_between_letters(apostrophe: str) -> None:
    word = f"об{apostrophe}єкт"
    assert _surfaces(f"Цей {word} новий.") == ["Цей", word, "новий"]


_TEXTS = st.one_of(
    st.text(),
    st.text(st.characters(categories=["L", "M", "N", "Cf", "Cs", "P", "Zs"])),
    st.text(st.sampled_from("аЇґйé\u0301\u0306\u00ad\u200d'’ʼ.,-_ 19٣北はー서ก็ह्ي ")),
)


@settings(max_examples=200)
@given(_TEXTS)
def test_spans_are_ascending_and_inside_the_text(text: str) -> None:
    spans = list(words(text))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left[0] < right[0] and left[1] < right[1] for left, right in pairwise(spans))
    for (_, end), (start, _) in pairwise(spans):
        # Only pairs of characters of scripts without spaces overlap.
        assert start >= end or _UNSPACED.match(text[start])


@settings(max_examples=200)
@given(_TEXTS)
def test_every_letter_and_digit_lies_in_a_word(text: str) -> None:
    inside = {place for start, end in words(text) for place in range(start, end)}
    missed = [
        letter
        for place, letter in enumerate(text)
        if unicodedata.category(letter)[0] in "LN" and place not in inside
    ]
    assert not missed


@settings(max_examples=200)
@given(_TEXTS)
def test_no_word_holds_a_blank_and_each_holds_something(text: str) -> None:
    for word in _surfaces(text):
        assert not regex.search(r"[\s\p{Z}]", word.replace("\u200b", ""))
        assert regex.search(r"[\p{L}\p{N}]", word) or _UNSPACED.search(word)


@settings(max_examples=200)
@given(st.text(st.sampled_from("абвїйґёéàžşñ'’ʼ -9")))
def test_decomposed_text_has_the_same_words(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert [unicodedata.normalize("NFC", word) for word in _surfaces(decomposed)] == _surfaces(
        composed
    )


_JOINED = st.text(
    st.sampled_from("абAb1٣'’ʼ.,·٫\"״אבְ־ -_\n\u0301\u00ad\u200bとー서ก็\ufe0f😀𠀀\ud800"),
    max_size=20,
)


def _words(found: Scan) -> list[str]:
    """The words of all texts, by where they stand in these."""
    spans = zip(found.first.tolist(), found.last.tolist(), strict=True)
    return ["".join(map(chr, found.codes[first:last])) for first, last in spans]


@settings(max_examples=400)
@given(st.lists(_TEXTS | _JOINED, max_size=5))
def test_many_texts_have_the_words_that_each_has(texts: list[str]) -> None:
    found = scan(texts)
    spans = [list(words(text)) for text in texts]
    assert found.counts.tolist() == [len(of_text) for of_text in spans]
    assert list(zip(found.start.tolist(), found.end.tolist(), strict=True)) == [
        span for of_text in spans for span in of_text
    ]
    assert _words(found) == [
        text[start:end]
        for text, of_text in zip(texts, spans, strict=True)
        for start, end in of_text
    ]
    assert found.shouted.tolist() == [is_shouted(text) for text in texts]


@pytest.mark.parametrize("capitals", [3, 4, 999, 1000])
def test_a_head_in_capitals_is_shouted(capitals: int) -> None:
    texts = ["A" * capitals + "a" * small for small in (0, capitals - 1, capitals, 2_000)]
    assert scan(texts).shouted.tolist() == [is_shouted(text) for text in texts]


def test_hyphened_words_are_those_that_a_hyphen_parts_from_the_next() -> None:
    assert scan(["-a-b ‑ c‐d--e-", "-f g‑"]).hyphened.tolist() == [0, 2]


def test_marks_do_not_make_two_letters_one() -> None:
    text = "e\u0301a.b a.e\u0301b e\u0301.a\u0301 a.b.e\u0301c"
    assert _words(scan([text])) == _surfaces(text)
