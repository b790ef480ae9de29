"""Did you mean: slips, other keyboard layouts, transliterated typing; and what stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Article, Index, build, open_index
from search.analysis.keyboards import switched
from search.analysis.romanized import beginnings, common_spelling, typed_spellings, unlikeness
from tests.conftest import Build

TEXTS = {
    "uk": (
        "Це війна: він сказав «привіт», і переговори про оборону тривали, бо їхні учасники є.",
        "Столтенберг заявив, що об'єкти захищено, а зустріч була корисною для всіх її гостей.",
    ),
    "ru": (
        "Правительство сообщило, что война продолжается, а эти соглашения были уже подписаны.",
        "Министры обсуждали газопровод, и было объявлено, что решение ещё не принято никем.",
    ),
    "bg": (
        "Преговорите започнаха вчера и министърът заяви, че те ще продължат, докато няма съгласие.",
    ),
    "en": (
        "The ministers said hello to the delegation and spoke about the agreement that was made.",
        "The government says that it has nothing to say about the harbour and the old bridge.",
    ),
    "el": ("Η κυβέρνηση δήλωσε ότι οι συνομιλίες συνεχίζονται και ότι δεν έχει να πει κάτι.",),
    "he": ("הממשלה הודיעה כי השיחות נמשכות וכי אין לה מה לומר על כך בשלב זה של המגעים.",),
    "ar": ("قالت الحكومة إن المحادثات مستمرة وإنه ليس لديها ما تقوله عن ذلك في هذه المرحلة.",),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> object:
    location = tmp_path_factory.mktemp("suggesting") / "index"
    articles = [
        Article(id=f"{code}{n}", text=text)
        for code, texts in TEXTS.items()
        for n, text in enumerate(texts)
    ]
    build(articles, location)
    with open_index(location) as opened:
        found = {facet.value for facet in opened.search("").facets["language"]}
        assert found == set(TEXTS), "each text in its own language, or the test tests nothing"
        yield opened


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        # slips
        ("harbuor", "harbour"),
        ("goverment", "government"),
        ("газапровод", "газопровод"),
        ("гaзапровод", "газопровод"),  # with a Latin a
        ("прегвоорите", "преговорите"),
        # on another layout
        ("djqyf", "война"),
        ("ghbdsn", "привіт"),
        ("ufpjghjdjl", "газопровод"),
        ("gthtujdjhb", "переговори"),
        ("pfzdbd", "заявив"),
        ("руддщ", "hello"),
        ("пщмуктьуте", "government"),
        ("kybernhsh", "κυβερνηση"),
        ("kyb;ernhsh", "κυβέρνηση"),
        ("nnakv", "ממשלה"),
        ("hgp;,lm", "الحكومة"),
        # signs of the one layout are letters of the other
        ("j,'trns", ""),
        ("j,`'rnb", "об'єкти"),
        # transliterated
        ("vijna", "війна"),
        ("viyna", "війна"),
        ("voyna", "война"),
        ("vojna", "война"),
        ("pryvit", "привіт"),
        ("perehovory", "переговори"),
        ("gazoprovod", "газопровод"),
        # nothing is near
        ("xyzzyqwertz", ""),
        ("harbour", ""),
        ("", ""),
        ("щщщщщщщщ", ""),
    ],
)
def test_what_is_suggested(index: Index, query: str, suggestion: str) -> None:
    assert index.search(query).suggestion == suggestion
    if suggestion:
        assert index.search(suggestion, match="all").total > 0


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("Harbuor", "Harbour"),
        ("HARBUOR", "HARBOUR"),
        ("Ghbdsn", "Привіт"),
        ("DJQYF", "ВОЙНА"),
        ("Vijna", "Війна"),
        # everything around stays
        ("old  harbuor ", "old  harbour "),
        ('"old harbuor"', '"old harbour"'),
        ('"the harbuor and"', '"the harbour and"'),
        ("title:harbuor", "title:harbour"),
        ("bridge -harbuor", ""),
        ("NOT harbuor bridge", ""),
        ("(harbuor OR brigde) -delegation", "(harbour OR bridge) -delegation"),
        ("language:en harbuor", "language:en harbour"),
        ("language:en date:2021 bridge", ""),
        ("harbuor*", ""),
        ("harbuor~", ""),
        ("+harbuor", "+harbour"),
        ("harbuor, bridge!", "harbour, bridge!"),
        # the word, not a part of another that happens to hold it
        ("harbuors harbuor", "harbour harbour"),
        ("old-harbuor", "old-harbour"),
        # a word beside it that is one on both layouts
        ("djqyf b vbybcnhs", "война и министры"),
    ],
)
def test_the_rest_of_the_query_stays(index: Index, query: str, suggestion: str) -> None:
    assert index.search(query).suggestion == suggestion


def test_a_name_that_is_found_by_its_sound_may_still_be_a_slip(indexed: Build) -> None:
    index = indexed(
        *["They met in Brussels and spoke about what was to be done in Brussels."] * 3,
        "У Брюсселі відбулася зустріч, і міністри в Брюсселі говорили про те, що буде далі.",
    )
    found = {v.words[0] for v in index.search("Brusels").variants["Brusels"]}
    assert found == {"Brussels", "Брюсселі"}, "a name of another alphabet as well"
    assert index.search("Brusels").suggestion == "Brussels"
    for right in ("Brussels", "Брюссель"):
        assert index.search(right).suggestion == ""


def test_what_finds_less_is_not_suggested(indexed: Build) -> None:
    index = indexed(
        "They met Marek Zolberg in the town, and they spoke about what was to be done.",
        *["They met Marek Zolburg in the town, and they spoke about what was to be done."] * 3,
        "They read that Zolbirg is a town, and they spoke about what was to be done.",
    )
    assert index.search("Zolbarg").total > index.search("Zolburg").total
    assert index.search("Zolbarg").suggestion == ""


def test_one_word_of_a_phrase_keeps_its_script(indexed: Build) -> None:
    index = indexed(
        *["Генеральний секретар заявив, що всі переговори тривають і будуть тривати далі."] * 3,
        *["The secretary general spoke to them, and the general said that he would go."] * 3,
    )
    assert index.search("генерал").suggestion == "general"  # on a phonetic layout
    assert index.search("генерал секретар").suggestion == ""
    assert index.search("general ctrhtnfh").suggestion == "general секретар"


def test_a_language_keeps_its_own_words(indexed: Build) -> None:
    bulgarian = "Историкът заяви, че войни е имало и преди, а хората са искали мир на земята."
    ukrainian = "Уряд оголосив, що воїни повернулися і що їхні родини вже чекають на них удома."
    index = indexed(*[bulgarian] * 9, ukrainian)
    # Both words are as near; but і is no letter of Bulgarian.
    assert index.search("воіни").suggestion == "воїни"


def test_another_language_is_better_than_nothing(indexed: Build) -> None:
    index = indexed("Министърът заяви, че преговори няма да има, докато не бъде намерен път.")
    assert index.search("переговори").suggestion == "преговори"


def test_near_and_frequent_weigh_together(indexed: Build) -> None:
    index = indexed(*["They spoke of the minister again."] * 30, "A ministeer or ministaar is odd.")
    assert index.search("ministaer").suggestion == "minister"


def test_a_slip_that_somebody_else_made_too(indexed: Build) -> None:
    many = ["The alliance met Jens Zolberg in the town, and they spoke about what to do."] * 60
    index = indexed(*many, "Zolbegr was there as well, and they did not see him on that day.")
    results = index.search("Zolbegr")
    assert results.total >= 1
    assert results.suggestion == "Zolberg"
    assert index.search("Zolberg").suggestion == ""
    # A word of the dictionary that is rare is no slip.
    index = indexed(*["They talked about what they had seen."] * 60, "He talker of what it was.")
    assert index.search("talks").suggestion == ""


def test_a_suggestion_finds_something_as_a_whole(indexed: Build) -> None:
    index = indexed(
        *["They saw a carpet in the room and did not know what it was for."] * 9,
        "The carpel of the flower was all that they had seen of it on that day.",
    )
    assert index.search("carpex").suggestion == "carpet"
    assert index.search("carpex flower").suggestion == "carpel flower"


def test_words_of_a_phrase_that_stand_apart_are_no_slips(index: Index) -> None:
    assert index.search('"bridge harbour"').suggestion == ""


def test_what_is_right_but_not_there_is_no_slip(indexed: Build) -> None:
    index = indexed("The School of Brasov wrote of Siria, and nobody in the town had read it.")
    for query in ("Serbia", "Сербія", "Brasil"):
        assert index.search(query).suggestion == "", query
    assert index.search("Schol").suggestion == "School"


def test_a_pasted_article_is_not_mistyped(index: Index) -> None:
    query = " ".join(f"harbuor{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    suggestion = index.search(query).suggestion.split()
    assert suggestion.count("harbour") == 6
    assert len(suggestion) == 26


def test_a_whole_sentence_on_another_layout(index: Index) -> None:
    typed = "djqyf ufpjghjdjl cjukfitybz vbybcnhs gthtujdjhb "
    meant = "война газопровод соглашения министры переговори "
    assert index.search(typed * 5).suggestion == meant * 5


@given(st.text(max_size=30))
def test_any_query_gets_an_answer(index: Index, query: str) -> None:
    from search import QueryError

    try:
        suggestion = index.search(query, limit=0).suggestion
    except QueryError:
        return
    assert isinstance(suggestion, str)


@pytest.mark.parametrize(
    ("language", "meant", "typed"),
    [
        ("uk", "привіт", "ghbdsn"),
        ("uk", "їжак", "];fr"),
        ("ru", "объём", "j,]`v"),
        ("be", "ўрад", "ohfl"),
        ("bg", "война", "lfxkd"),
        ("bg", "шапка", "[apka"),
        ("bg", "живот", "xivot"),
        ("sr", "њива", "wiva"),
        ("mk", "ќерка", "'erka"),
        ("el", "πόλεμος", "p;olemow"),
        ("he", "מלחמה", "nkjnv"),
        ("ar", "حرب", "pvf"),
        ("fa", "جنگ", "[k'"),
    ],
)
def test_layouts(language: str, meant: str, typed: str) -> None:
    assert (language, meant) in list(switched(typed))


@pytest.mark.parametrize(("typed", "meant"), [("руддщ", "hello"), ("Ьщысщц", "Moscow")])
def test_the_other_way_round(typed: str, meant: str) -> None:
    assert ("en", meant) in list(switched(typed))


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("vijna", "війна"), ("viyna", "війна"), ("viina", "війна"), ("vojna", "война"),
        ("zelenskyj", "зеленський"), ("zelenskyi", "зеленський"), ("zelenskiy", "зеленский"),
        ("khreshchatyk", "хрещатик"), ("hreshchatyk", "хрещатик"), ("yushchenko", "ющенко"),
        ("bulgariya", "булгария"), ("sashto", "също"), ("nishto", "нищо"), ("rossija", "россия"),
        ("kyyiv", "київ"), ("lviv", "львів"), ("uriad", "уряд"), ("objekt", "об'єкт"),
        ("ljubov", "љубов"), ("dzherelo", "джерело"),
    ],
)  # fmt: skip
def test_schemes(typed: str, word: str) -> None:
    spelling = common_spelling(word)
    assert spelling in typed_spellings(typed)
    assert any(word.startswith(beginning) for beginning in beginnings(spelling))


def test_the_scheme_tells_languages_apart() -> None:
    assert unlikeness("perehovory", "переговори") < unlikeness("perehovory", "переговоры")
    assert unlikeness("peregovory", "переговоры") < unlikeness("peregovory", "переговори")
    assert typed_spellings("слово") == set()
    assert common_spelling("word") == ""
