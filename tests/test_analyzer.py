"""Terms: golden tables of forms that meet and words that do not, and what holds of any word."""

import json
import subprocess
import sys
import unicodedata
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import LANGUAGES, Analyzer, Token, analyzer_for, fold, script_of, stop_words

_GOLDEN = Path(__file__).parent / "golden"
_WITH_TABLE = (
    "ar", "be", "bg", "cs", "de", "el", "en", "es", "fa", "fr", "he", "hr", "mk", "pl", "ro", "ru",
    "sk", "sl", "sr", "tr", "uk",
)  # fmt: skip
_WITH_A_FEW = (
    "ca", "da", "et", "fi", "hi", "hu", "it", "ja", "ko", "lt", "lv", "nl", "no", "pt", "sq", "sv",
    "th", "zh",
)  # fmt: skip
_LETTERS = {
    "ar": "ابتثجحخدرسشصعغفقكلمنهويىةأإآؤئء",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ",
    "cs": "aábcčdďeéěfghiíjklmnňoóprřsštťuúůvyýzž",
    "de": "aäbcdefghijklmnoöprsßtuüvwz",
    "el": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
    "en": "abcdefghijklmnopqrstuvwxyzé",
    "es": "aábcdeéfghiíjlmnñoópqrstuúüvxyz",
    "fa": "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهیآ",
    "fr": "aàâæbcçdeéèêëfghiîïjlmnoôœpqrstuùûüvxyÿz",
    "he": "אבגדהוזחטיכךלמםנןסעפףצץקרשת",
    "hr": "abcčćdđefghijklmnoprsštuvzž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "pl": "aąbcćdeęfghijklłmnńoóprsśtuwyzźż",
    "ro": "aăâbcdefghiîjlmnoprsștțuvxz",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "sk": "aáäbcčdďeéfghiíjklĺľmnňoóôprŕsštťuúvyýzž",
    "sl": "abcčdefghijklmnoprsštuvzž",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџшčćđšž",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}


def _rows(language: str) -> list[dict[str, object]]:
    lines = (_GOLDEN / f"{language}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _terms(language: str, text: str) -> list[str]:
    return [token.term for token in analyzer_for(language).tokens(text)]


@pytest.mark.parametrize("language", _WITH_TABLE + _WITH_A_FEW)
def test_golden(language: str) -> None:
    wrong = [
        (row["text"], found, row["terms"])
        for row in _rows(language)
        if (found := _terms(language, str(row["text"]))) != row["terms"]
    ]
    assert not wrong


@pytest.mark.parametrize("language", _WITH_TABLE)
def test_golden_tables_hold_both_kinds_of_row(language: str) -> None:
    rows = _rows(language)
    terms = [row["terms"] for row in rows if isinstance(row["terms"], list)]
    assert {row["language"] for row in rows} == {language}
    assert len(rows) >= 25
    assert sum(len(row) > 1 and len(set(row)) == 1 for row in terms) >= 8, "forms that meet"
    assert sum(len(row) > 1 and len(set(row)) == len(row) for row in terms) >= 4, "that do not"


_WORDS = st.sampled_from(_WITH_TABLE).flatmap(
    lambda language: st.tuples(
        st.just(language), st.text(st.sampled_from(_LETTERS[language]), min_size=1, max_size=14)
    )
)


def _upper(word: str, language: str) -> str:
    return word.replace("i", "İ").upper() if language == "tr" else word.upper()


@settings(max_examples=200)
@given(_WORDS)
def test_case_does_not_matter(case: tuple[str, str]) -> None:
    language, word = case
    assert _terms(language, _upper(word, language)) == _terms(language, word)


@settings(max_examples=200)
@given(_WORDS)
def test_decomposed_letters_do_not_matter(case: tuple[str, str]) -> None:
    language, word = case
    assert _terms(language, unicodedata.normalize("NFD", word)) == _terms(
        language, unicodedata.normalize("NFC", word)
    )


@settings(max_examples=200)
@given(_WORDS, st.sampled_from("\u00ad\u200b\u200c\u200d\u2060"), st.integers(1, 20))
def test_invisible_characters_do_not_matter(
    case: tuple[str, str], invisible: str, place: int
) -> None:
    language, word = case
    word = unicodedata.normalize("NFC", word)
    at = min(place, len(word))
    assert _terms(language, word[:at] + invisible + word[at:]) == _terms(language, word)


@settings(max_examples=200)
@given(_WORDS, st.sampled_from("’ʼ‘`´′ʹ＇"), st.integers(1, 20))
def test_the_kind_of_apostrophe_does_not_matter(
    case: tuple[str, str], apostrophe: str, place: int
) -> None:
    language, word = case
    word = unicodedata.normalize("NFC", word + word[0])
    at = min(place, len(word) - 1)
    assert _terms(language, word[:at] + apostrophe + word[at:]) == _terms(
        language, word[:at] + "'" + word[at:]
    )


@settings(max_examples=100)
@given(st.sampled_from(_WITH_TABLE), st.data())
def test_many_words_have_the_terms_of_each(language: str, data: st.DataObject) -> None:
    letters = st.text(st.sampled_from(_LETTERS[language]), min_size=1, max_size=9)
    known = st.sampled_from([str(row["text"]) for row in _rows(language)]).map(str.split)
    grown = st.tuples(known.flatmap(st.sampled_from), letters | st.just("")).map("".join)
    words = data.draw(st.lists(grown | letters | st.sampled_from(["Viber", "U.S.", "п'ять"])))
    analyzer = analyzer_for(language)
    exact, counts = analyzer.parts_of(words)
    found = zip(analyzer.terms_of(exact), exact, strict=True)
    each = [tuple(analyzer.analyze(word)) for word in words]
    assert [tuple(islice(found, size)) for size in counts] == each
    learning = Analyzer(LANGUAGES[language])
    learning.learn(words)
    assert list(map(learning.terms, words)) == each


@settings(max_examples=200)
@given(_WORDS)
def test_folding_twice_is_folding_once(case: tuple[str, str]) -> None:
    language, word = case
    folded = fold(word, language)
    assert fold(folded, language) == folded


@pytest.mark.parametrize(
    ("language", "word", "folded"),
    [
        ("uk", "Їжак", "їжак"),
        ("uk", "ҐРУНТ", "ґрунт"),
        ("uk", "П’ЯТЬ", "п'ять"),
        ("uk", "ёлка", "ёлка"),
        ("ru", "Ёлка", "ёлка"),
        ("ru", "й", "й"),
        ("fr", "ÉTÉ", "été"),
        ("de", "STRASSE", "strasse"),
        ("de", "Straße", "straße"),
        ("el", "ΟΔΟΣ", "οδοσ"),
        ("el", "οδός", "οδόσ"),
        ("tr", "IŞIK", "ışık"),
        ("tr", "İstanbul", "istanbul"),
        ("tr", "I\u0307stanbul", "istanbul"),
        ("en", "İstanbul", "istanbul"),
        ("en", "ISTANBUL", "istanbul"),
        ("ar", "كِتَابٌ", "كتاب"),
        ("ar", "كـتـاب", "كتاب"),
        ("he", "שָׁלוֹם", "שלום"),
        ("", "сло\u00adво", "слово"),
    ],
)
def test_fold(language: str, word: str, folded: str) -> None:
    assert fold(word, language) == folded


def test_tokens_say_where_their_word_stands() -> None:
    assert list(analyzer_for("fr").tokens("Oui, l’accord.")) == [
        Token("oui", "oui", 0, 0, 3),
        Token("l", "l", 1, 5, 13),
        Token("accord", "accord", 2, 5, 13),
    ]


@pytest.mark.parametrize(
    ("language", "text", "exact"),
    [
        ("uk", "П’ять війн", ["п'ять", "війн"]),
        ("en", "Don’t", ["don't"]),
        ("fr", "Qu’il", ["qu", "il"]),
        ("it", "dell'Ucraina", ["dell", "ucraina"]),
        ("ca", "l'acord", ["l", "acord"]),
        ("tr", "Ankara’da", ["ankara"]),
    ],
)
def test_what_an_apostrophe_means(language: str, text: str, exact: list[str]) -> None:
    assert [token.exact for token in analyzer_for(language).tokens(text)] == exact


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("uk", "Talks"),
        ("bg", "Ministers"),
        ("ru", "pipelines"),
        ("en", "министров"),
        ("mk", "Ministrima"),
        ("ar", "Talks"),
    ],
)
def test_words_of_another_script_are_only_folded(language: str, word: str) -> None:
    assert _terms(language, word) == [word.lower()]


def test_serbian_is_one_language_in_two_scripts() -> None:
    cyrillic = "Премијер је говорио о љубави, џезу и Његошу на Ђердапу"
    latin = "Premijer je govorio o ljubavi, džezu i Njegošu na Đerdapu"
    assert _terms("sr", cyrillic) == _terms("sr", latin) == _terms("hr", latin)


@pytest.mark.parametrize("language", ["he", "zh", "vi", "unsure"])
def test_a_language_without_a_stemmer_keeps_its_forms(language: str) -> None:
    assert _terms(language, "Слова words") == ["слова", "words"]


@pytest.mark.parametrize(
    ("letter", "script"),
    [
        ("ї", "Cyrl"), ("ż", "Latn"), ("ή", "Grek"), ("ع", "Arab"), ("ש", "Hebr"), ("ह", "Deva"),
        ("北", "Hani"), ("は", "Jpan"), ("カ", "Jpan"), ("서", "Kore"), ("ก", "Thai"),
        ("1", ""), ("'", ""), (" ", ""), ("😀", ""),
    ],
)  # fmt: skip
def test_script_of(letter: str, script: str) -> None:
    assert script_of(letter) == script


def test_unknown_language_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        analyzer_for("xx")


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_row_of_the_table_works(language: str) -> None:
    row = LANGUAGES[language]
    assert row.code == language
    assert row.name
    tokens = list(analyzer_for(language).tokens("NATO, війна, حرب, 北京 1.5"))
    assert [token.exact for token in tokens] == ["nato", "війна", "حرب", "北京", "1.5"]
    assert [token.position for token in tokens] == [0, 1, 2, 3, 4]
    assert all(token.term for token in tokens)


@pytest.mark.parametrize("language", [code for code in LANGUAGES if stop_words(code)])
def test_stop_words_are_words_as_they_are_folded(language: str) -> None:
    stops = stop_words(language)
    assert len(stops) > 90
    assert all(stop == stop.lower() and stop == stop.strip() for stop in stops)
    assert {fold(stop, language) for stop in stops} <= stops


def test_languages_with_a_golden_table_have_stop_words() -> None:
    assert all(stop_words(language) for language in _WITH_TABLE)


_COLD_THREADS = """
import threading
from search.analysis import analyzer_for

texts = {
    "uk": "Переговори у Києві, пам’ять і зв'язок",
    "bg": "Министрите на отбраната се срещнаха",
    "ru": "Министры встретились в Брюсселе",
    "en": "Ministers met in Brussels' headquarters",
    "fr": "L’accord d'Ottawa fut signé",
    "tr": "Türkiye'nin limanları",
}
ready = threading.Barrier(8)
answers = []

def work():
    ready.wait()
    answers.append(
        [
            [(t.term, t.exact, t.position, t.start, t.end) for t in analyzer_for(code).tokens(text)]
            for _ in range(20)
            for code, text in texts.items()
        ]
    )

threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert len(answers) == 8, len(answers)
assert all(answer == answers[0] for answer in answers)
"""


def test_eight_threads_on_cold_analyzers_agree() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _COLD_THREADS],
        capture_output=True,
        text=True,
        timeout=300,  # a machine without the dictionaries makes them now
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
