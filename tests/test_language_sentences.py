"""The language of single sentences, in all languages and in the ways they are typed."""

import unicodedata
from itertools import chain

import pytest

from search.analysis import LANGUAGES, script_of, stop_words
from search.models import UNSURE
from search.text.evidence import weigh
from search.text.language import MIN_LETTERS, detect_language
from search.text.scripts import count_letters, scripts_of
from tests.sentences import sentences

_ALL = [(code, text) for code, texts in sentences().items() for text in texts]
# One word more than Bulgarian has stands behind it, and langdetect takes it for Bulgarian.
_OPEN = {"Пожар на складе потушили за два часа, никто из рабочих не пострадал."}


def _id(value: str) -> str:
    return value[:24]


@pytest.mark.parametrize(("language", "text"), _ALL, ids=_id)
def test_sentence(language: str, text: str) -> None:
    assert detect_language(text) in ({language, UNSURE} if text in _OPEN else {language})


def test_there_are_sentences_in_every_language() -> None:
    assert set(LANGUAGES) <= set(sentences())
    assert len(_ALL) >= 200


@pytest.mark.parametrize(("language", "text"), _ALL, ids=_id)
def test_a_sentence_is_of_a_script_of_its_language(language: str, text: str) -> None:
    if language != UNSURE:
        assert count_letters(text).script in scripts_of(language)


@pytest.mark.parametrize(("language", "text"), _ALL, ids=_id)
def test_decomposed_letters_change_nothing(language: str, text: str) -> None:
    assert detect_language(unicodedata.normalize("NFD", text)) == detect_language(text)


@pytest.mark.parametrize("text", [t for c, t in _ALL if c != UNSURE and t.upper() != t], ids=_id)
def test_capitals_make_no_other_language(text: str) -> None:
    assert detect_language(text.upper()) in {detect_language(text), UNSURE}


_TYPED = str.maketrans("łŁđĐøØßæı", "lLdDoOsai")


@pytest.mark.parametrize("language", ["cs", "es", "et", "fi", "fr", "hr", "hu", "lt", "lv", "pl",
                                      "pt", "ro", "sk", "sl", "tr"])  # fmt: skip
def test_typed_without_marks(language: str) -> None:
    for text in sentences()[language]:
        letters = unicodedata.normalize("NFD", text.translate(_TYPED))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        assert detect_language(plain) in {language, UNSURE}, plain


@pytest.mark.parametrize(("language", "text"), _ALL, ids=_id)
def test_addresses_and_tags_change_nothing(language: str, text: str) -> None:
    more = (
        " https://www.example.org/the/news/of/the/day.html @the_editor #WhatIsNew you@example.org"
    )
    assert detect_language(text + more) == detect_language(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.example.org/all/the/news/of/the/day/and/what/you/have/to/know.html",
        "the.editor.of.the.news@example.org and.you.and.me@example.org",
        "#WhatIsNew #TheNewsOfTheDay #AllTheNews @the_editor @you_and_me_and_them",
        "12:30 – 14:45 – 18:00 | 3,5 % | 1 200 000 | 2019/2020 | +380 44 123-45-67",
        "Edin Džeko, Luka Modrić, Novak Đoković, Robert Lewandowski, Erling Haaland",
        "Berlin, Paris, London, Roma, Madrid, Lisboa, Wien, Praha, Warszawa, Budapest",
    ],
    ids=_id,
)
def test_what_is_no_sentence_has_no_language(text: str) -> None:
    assert detect_language(text) == UNSURE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The α and β parts of the γ ray burst, it is said, were seen from Ω to Ψ again.", "en"),
        ("Dr. Jiří Dvořák und Tomáš Říha haben die neue Brücke über den Fluss gebaut.", "de"),
        ("Die Autorin liest morgen Abend in der Bücherei aus „The Days of the Old Town”.", "de"),
        ("Книгата „The Last Days of the Town“ излезе вчера, каза авторът пред журналисти.", "bg"),
        ("Міністр сказав: «Мы не будем этого делать», — і додав, що це неможливо.", "uk"),
        ("Ну шо ти кажеш, він учора приїхав і сразу пішов на роботу, а ми його ждали.", "uk"),
        ("Šta je rekao ministar? Kaže da će se cena leba menjati posle praznika.", "sr"),
        ("Što je rekao ministar? Kaže da će se cijena kruha mijenjati nakon praznika.", "hr"),
        ("Ministar je potpisao ugovor o izgradnji novog mosta na Dunavu.", UNSURE),
    ],
    ids=_id,
)  # fmt: skip
def test_mixed_passages(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_less_than_enough_letters() -> None:
    word = "and then we went "
    enough = word * 3 + "x" * (MIN_LETTERS - 39)
    assert detect_language(enough) == "en"
    assert detect_language(enough[:-1]) == UNSURE


@pytest.mark.parametrize("code", sorted(set(LANGUAGES) - {UNSURE}))
def test_the_words_of_a_language_speak_for_it(code: str) -> None:
    for script in scripts_of(code):
        words = [word for word in sorted(stop_words(code)) if script_of(word[0]) == script]
        evidence = weigh(" ".join(words), script)
        if code in evidence.codes:
            assert evidence.score(code) >= len(words)
            assert evidence.score(code) == max([*evidence.scores, len(words)])


def test_no_number_of_words_is_too_many() -> None:
    evidence = weigh("which their " * 70_000, "Latn")
    assert (evidence.decided, evidence.score("en")) == ("en", 65_535)
    assert weigh("", "Latn").decided == weigh("the", "Zyyy").decided == ""


def test_only_the_letters_of_a_language_are_in_its_words() -> None:
    from search.text.evidence import _lanes  # what the file says, line by line

    for script, lane in _lanes():
        letters = set(chain.from_iterable(lane.words))
        own = {letter for letter in letters if letter.isalpha()}
        assert {script_of(letter) for letter in own} == {script}, lane.code
        assert not lane.letters or own <= lane.letters, lane.code
