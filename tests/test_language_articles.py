"""An article's own language, the others in it, and what its metadata say of it."""

import pytest

from search.models import UNSURE
from search.text.language import Languages, detect_languages
from tests.sentences import sentences


def _article(language: str, times: int = 1) -> list[str]:
    texts = sentences()[language]
    return [" ".join(texts[:2]), *texts[2:], " ".join(texts)] * times


# Croatian without a word that Serbian or Bosnian would not have, and Czech that is Slovak as well.
_CROATIAN_OR_SERBIAN = "Ministar je potpisao ugovor o izgradnji novog mosta na Dunavu."
_CZECH_OR_SLOVAK = "Hokejista Novák podal v sobotu skvelý výkon a trénera to potešilo."
_KAZAKH = sentences()[UNSURE][0]
_AFRIKAANS = next(text for text in sentences()[UNSURE] if "munisipaliteit" in text)
_SERBIAN = [text for text in sentences()["sr"] if text.isascii() or "č" in text or "š" in text]


@pytest.mark.parametrize("language", sorted(set(sentences()) - {UNSURE, "sr"}))
def test_an_article_in_one_language(language: str) -> None:
    texts = _article(language)
    assert detect_languages(texts) == Languages(language, (), (language,) * len(texts))


def test_serbian_in_either_script() -> None:
    assert detect_languages(_SERBIAN) == Languages("sr", (), ("sr",) * len(_SERBIAN))
    both = sentences()["sr"]
    assert detect_languages(both) == Languages("sr", (), ("sr",) * len(both))


@pytest.mark.parametrize(
    ("texts", "stated", "language"),
    [
        # The text decides.
        (_article("uk"), "en", "uk"),
        (_article("uk"), "ru", "uk"),
        (_article("hr"), "sr", "hr"),
        (_article("hr"), "bs", "hr"),
        (_SERBIAN, "hr", "sr"),
        (_article("bs"), "hr", "bs"),
        (_article("cs"), "sk", "cs"),
        (_article("sk"), "cs", "sk"),
        (_article("da"), "no", "da"),
        (_article("no"), "da", "no"),
        (_article("id"), "ms", "id"),
        (_article("fr"), "en-US", "fr"),
        ([_KAZAKH] * 3, "ru", UNSURE),
        ([_AFRIKAANS] * 3, "nl", UNSURE),
        # It leaves the language open.
        ([_CROATIAN_OR_SERBIAN], "", UNSURE),
        ([_CROATIAN_OR_SERBIAN], "sr-Latn", "sr"),
        ([_CROATIAN_OR_SERBIAN], "hrv", "hr"),
        ([_CROATIAN_OR_SERBIAN], "Bosnian", "bs"),
        ([_CROATIAN_OR_SERBIAN], "en", UNSURE),
        ([_CZECH_OR_SLOVAK], "sk", "sk"),
        ([_CZECH_OR_SLOVAK], "cs", "cs"),
        (["Міст закрито"], "Ukrainian", "uk"),
        (["Міст закрито"], "uk_UA", "uk"),
        (["Міст закрито"], "en", UNSURE),
        (["Broen er åpen"], "nb", "no"),
        (["הגשר נסגר"], "iw", "he"),
        (["Jembatan ditutup"], "in", "id"),
        (["Bridge closed"], "kk", UNSURE),
        ([], "ukr", "uk"),
        (["", "2022"], "German", "de"),
    ],
)
def test_what_is_stated(texts: list[str], stated: str, language: str) -> None:
    assert detect_languages(texts, stated).main == language


@pytest.mark.parametrize(
    ("own", "others"),
    [
        ("uk", ("ru",)), ("ru", ("uk",)), ("uk", ("be",)), ("be", ("ru",)), ("bg", ("mk",)),
        ("mk", ("sr",)), ("cs", ("sk",)), ("sk", ("cs",)), ("sl", ("hr",)), ("no", ("sv",)),
        ("da", ("sv",)), ("es", ("pt",)), ("pt", ("es",)), ("es", ("ca",)), ("he", ("yi",)),
        ("ar", ("fa",)), ("fa", ("ur",)), ("hi", ("mr",)), ("hi", ("ne",)), ("et", ("fi",)),
        ("lt", ("lv",)), ("de", ("nl",)), ("ro", ("it",)), ("ja", ("zh",)), ("en", ("uk", "fr")),
    ],
)  # fmt: skip
def test_a_paragraph_of_another_language(own: str, others: tuple[str, ...]) -> None:
    texts, codes = _article(own, 2), [own] * len(_article(own, 2))
    for number, other in enumerate(others):
        place = 1 + 2 * number
        # The first of the others has most text.
        texts.insert(place, " ".join(sentences()[other] * (len(others) - number)))
        codes.insert(place, other)
    assert detect_languages(texts) == Languages(own, others, tuple(codes))


def test_an_interview_in_two_languages() -> None:
    uk, ru = sentences()["uk"], sentences()["ru"]
    texts = [uk[0], "– Так.", ru[0], "– Да, конечно.", uk[1], "– Чому це так?", ru[2], uk[2], uk[3]]
    found = detect_languages(texts)
    assert (found.main, found.others) == ("uk", ("ru",))
    assert found.passages == ("uk", "uk", "ru", "ru", "uk", "uk", "ru", "uk", "uk")


def test_a_short_line_takes_the_neighbour_whose_words_it_has() -> None:
    en, fr = " ".join(sentences()["en"]), " ".join(sentences()["fr"])
    found = detect_languages([en, "It was not so.", fr, "And what is it now?", en])
    assert found.passages == ("en", "en", "fr", "en", "en")


_NAMES = "Vladimir Putin, Emmanuel Macron, Olaf Scholz, Volodymyr Zelensky, Ursula von der Leyen"
_CODE = ["def main(names):", "    for name in names:", "        print(name.strip())"]


@pytest.mark.parametrize("language", ["de", "en", "fi", "pl", "tr", "uk"])
@pytest.mark.parametrize("more", [[_NAMES], _CODE, ["2019 | 1,5 | 2,7", "2020 | 3,5 | 4,1"]])
def test_lists_make_no_other_language(language: str, more: list[str]) -> None:
    found = detect_languages([*_article(language), *more])
    assert (found.main, found.others) == (language, ())


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("NATO: що далі?", "uk"),
        ("Столтенберг", "uk"),
        ("The bridge over the river is closed until the end of the month", "en"),
        ("Bridge closed", UNSURE),
    ],
)
def test_titles(title: str, language: str) -> None:
    assert detect_languages([title, *_article("uk")]).passages[0] == language


def test_an_article_in_a_language_that_the_table_lacks() -> None:
    found = detect_languages([_KAZAKH, _KAZAKH, "Қала", *sentences()["ru"][:1]])
    assert found == Languages(UNSURE, ("ru",), (UNSURE, UNSURE, found.passages[2], "ru"))
    long = " ".join([_AFRIKAANS] * 2)
    found = detect_languages([*_article("en"), long])
    assert (found.main, found.others, found.passages[-1]) == ("en", (), UNSURE)


def test_many_short_lines_tell_together() -> None:
    texts = ["Новини дня", "Погода на завтра", "Ще більше новин тут", "Що сталося вночі"]
    assert detect_languages(texts) == Languages("uk", (), ("uk",) * 4)


def test_equal_passages_have_one_language() -> None:
    texts = [*_article("pl"), *_article("cs"), *_article("pl")]
    found = detect_languages(texts)
    assert {(text, code) for text, code in zip(texts, found.passages, strict=True)} == {
        (text, "pl") for text in _article("pl")
    } | {(text, "cs") for text in _article("cs")}
