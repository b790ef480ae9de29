"""Names in every script: what is found for a name, what is not, and how it is switched off."""

import pytest

from search import Article, Index, QueryError
from search.analysis.gazetteer import gazetteer
from search.analysis.names import is_name
from search.naming import well_known
from tests.conftest import Build, ids

_STORY = [
    Article(
        id="en",
        text="NATO Secretary General Jens Stoltenberg said the alliance was ready for dialogue "
        "with Russia and met Zelensky in Kyiv. The European Union had no part in it.",
    ),
    Article(
        id="uk",
        text="Генсек НАТО Єнс Столтенберг заявив, що альянс готовий до діалогу з Росією, і "
        "зустрівся із Зеленським у Києві. У ЄС про зустріч зі Столтенбергом не знали.",
    ),
    Article(
        id="bg",
        text="Генералният секретар на НАТО Йенс Столтенберг каза, че алиансът е готов за диалог "
        "с Русия, и се срещна със Зеленски в Киев. Европейският съюз не е бил поканен.",
    ),
    Article(
        id="pl",
        text="Sekretarz generalny NATO Jens Stoltenberg powiedział, że sojusz jest gotów do "
        "dialogu z Rosją, i spotkał się z Zełenskim w Kijowie. Unia Europejska nie była obecna.",
    ),
    Article(
        id="el",
        text="Ο γενικός γραμματέας του ΝΑΤΟ Γενς Στόλτενμπεργκ δήλωσε ότι η συμμαχία είναι "
        "έτοιμη για διάλογο με τη Ρωσία και συναντήθηκε με τον Ζελένσκι στο Κίεβο.",
    ),
    Article(
        id="he",
        text='מזכ"ל נאט"ו ינס סטולטנברג אמר ביום חמישי כי הברית מוכנה לדיאלוג עם רוסיה, '
        "ונפגש עם זלנסקי בקייב לאחר שחזר מן הבירה.",
    ),
    Article(
        id="ar",
        text="قال الأمين العام لحلف شمال الأطلسي ينس ستولتنبرغ إن الحلف مستعد للحوار مع روسيا، "
        "والتقى زيلينسكي في كييف بعد أن عاد من العاصمة.",
    ),
]
_ALL = {article.id for article in _STORY}


@pytest.fixture
def story(indexed: Build) -> Index:
    return indexed(*_STORY)


@pytest.mark.parametrize(
    "name",
    ["Stoltenberg", "stoltenberg", "Столтенберг", "Столтенбергом", "Stoltenbergowi",
     "Στόλτενμπεργκ", "סטולטנברג", "ستولتنبرغ",
     "Russia", "Росія", "Росією", "Русия", "Rosja", "Rosji", "Ρωσία", "רוסיה", "روسيا",
     "Россия", "Russland",
     "Zelensky", "Zelenskyy", "Зеленський", "Зеленского", "Zełenski", "Zelenskyj",
     "NATO", "НАТО", "нато", "ΝΑΤΟ", "Kyiv", "Kiev", "Київ", "Києва", "Киев", "Kijów"],
)  # fmt: skip
def test_a_name_finds_all_the_others(story: Index, name: str) -> None:
    assert set(ids(story.search(name))) == _ALL


def test_the_alphabet_that_was_typed_comes_first(story: Index) -> None:
    assert set(ids(story.search("Столтенберг"))[:2]) == {"uk", "bg"}
    assert set(ids(story.search("Stoltenberg"))[:2]) == {"en", "pl"}
    assert ids(story.search("Στόλτενμπεργκ"))[0] == "el"


def test_names_work_beside_words_and_in_phrases(story: Index) -> None:
    cased = {"en", "uk", "bg", "pl"}
    assert set(ids(story.search("Jens Stoltenberg NATO", match="all"))) >= cased
    assert set(ids(story.search('"Jens Stoltenberg"'))) >= cased
    assert set(ids(story.search('"Єнс Столтенберг"'))) >= cased
    assert set(ids(story.search("Stoltenberg альянс", match="all"))) == {"uk"}
    assert story.search('"Stoltenberg Jens"').total == 0
    assert set(ids(story.search("Russia -Столтенберг"))) == set()


@pytest.mark.parametrize(
    "name", ["European Union", "EU", "ЄС", "Европейски съюз", "Unii Europejskiej"]
)
def test_what_a_thing_is_called(story: Index, name: str) -> None:
    assert set(ids(story.search(name, match="all"))) == {"en", "uk", "bg", "pl"}


def test_variants_are_reported_and_switched_off(story: Index) -> None:
    found = story.search("Stoltenberg").variants["Stoltenberg"]
    by_key = {variant.key: variant for variant in found}
    assert by_key["en:stoltenberg"].kind == "form"
    assert by_key["uk:столтенберг"].kind == "name"
    assert set(by_key["uk:столтенберг"].words) == {"Столтенберг", "Столтенбергом"}
    assert by_key["uk:столтенберг"].language == "uk"
    without = story.search("Stoltenberg", without=["uk:столтенберг", "pl:stoltenberg"])
    assert set(ids(without)) == _ALL - {"uk", "pl"}
    assert "uk:столтенберг" not in {v.key for v in without.variants["Stoltenberg"]}
    plain = story.search("Stoltenberg", names=False)
    assert set(ids(plain)) == {"en", "pl"}
    assert {v.kind for v in plain.variants["Stoltenberg"]} == {"form"}


def test_matches_are_marked_in_every_alphabet(story: Index) -> None:
    for hit in story.search("Stoltenberg").hits:
        marked = [hit.snippet.text[start:end] for start, end in hit.snippet.marks]
        marked += [hit.heading.text[start:end] for start, end in hit.heading.marks]
        assert marked, hit.id
        assert all(word[0] in "SСΣסس" for word in marked), marked
    article = story.article("uk")
    _, spans = story.marks(article, "Stoltenberg")
    assert {article.text[s:e] for s, e in spans} <= {"Столтенберг", "Столтенбергом"}
    assert story.marks(article, "Stoltenberg", names=False)[1] == ()
    assert story.marks(article, "Stoltenberg", without=["uk:столтенберг"])[1] == ()


def test_ordinary_words_find_no_names(indexed: Build) -> None:
    index = indexed(
        Article(
            id="uk", text="Слава прийшла до нього пізно, але слава ця була гучна. Війна за це."
        ),
        Article(id="en", text="The slave trade was ended, and a war was fought for it in the end."),
        Article(id="de", text="Ein Werk von Vera Slava war in der Stadt zu sehen, und sie war da."),
    )
    assert ids(index.search("slave")) == ["en"]
    assert set(ids(index.search("War"))) <= {"en", "de"}
    assert ids(index.search("слава")) == ["uk"]


def test_known_things_are_no_guesses(indexed: Build) -> None:
    index = indexed(
        Article(id="be", text="Після зустрічі в Брюсселі міністри поїхали до Женеви і Белграда."),
        Article(id="tr", text="Президент Ердоган зустрівся з Сергієм, і розмова тривала."),
        Article(id="en", text="The ministers met in Brussels on Monday and went on to Geneva."),
    )
    for query in ("Brazil", "Jordan", "Georgia", "Jennifer", "Bulgaria"):
        assert index.search(query).total == 0, query
    assert index.search("Brussels -Brazil").total == 2
    assert index.search("Брюссель -Brussels").total == 0


def test_an_abbreviation_is_no_function_word_of_another_language(indexed: Build) -> None:
    index = indexed(
        Article(id="fr", text="Il y a un homme et une femme dans la rue, et un chien les suit."),
        Article(id="uk", text="Представник ООН заявив, що організація готова до переговорів."),
        Article(id="en", text="The UN envoy said on Monday that all of them were ready for it."),
    )
    assert ids(index.search("UN")) == ["en", "uk"]


def test_a_function_word_of_one_language_is_no_word_of_another(indexed: Build) -> None:
    index = indexed(
        Article(id="de", text="Das ist der Mann, der gestern in der Stadt war und nun sein muss."),
        Article(id="de2", text="Es sind die Kinder, die das nicht wollten, und sie waren froh."),
        Article(id="en", text="The war went on for years, and nobody in the town spoke of it."),
    )  # fmt: skip
    assert ids(index.search("war")) == ["en"]
    assert set(ids(index.search("ist"))) == {"de", "de2"}
    assert ids(index.search("war language:de")) == []
    assert set(ids(index.search("=war"))) == {"de", "en"}


def test_abbreviations(indexed: Build) -> None:
    index = indexed(
        Article(id="dots", text="The U.S. government said on Monday that it would join the talks."),
        Article(id="caps", text="The US government said on Monday that it would join the talks."),
        Article(
            id="word", text="They told us on Monday that all of us would join the talks there."
        ),
        Article(id="uk", text="Уряд США заявив у понеділок, що він долучиться до цих переговорів."),
        Article(id="long", text="The United States said on Monday that it would join the talks."),
    )
    for query in ("US", "U.S.", "USA", "США", "United States"):
        found = set(ids(index.search(query, match="all")))
        assert found == {"dots", "caps", "uk", "long"}, query
    assert ids(index.search("told us")) == ["word"]


def test_names_of_a_script_that_the_index_has_no_language_of(indexed: Build) -> None:
    index = indexed(
        Article(id="en", text="Jens Stoltenberg spoke of Russia and of the United Nations there.")
    )
    for query in ("Столтенберг", "Столтенбергом", "Столтенберга", "Росія", "Россия", "ООН",
                  "Vereinte Nationen", "Rusko", "联合国", "الأمم المتحدة"):  # fmt: skip
        assert ids(index.search(query, match="all")) == ["en"], query


def test_letters_of_another_script(story: Index) -> None:
    for query in ("Cтoлтeнбepг", "aльянc Столтенберга", '"Єнс Cтолтенберг"', "Cтолт*"):
        assert ids(story.search(query))[0] in {"uk", "bg"}, query


def test_exact_words(story: Index) -> None:
    assert set(ids(story.search("=Столтенбергом"))) == {"uk"}
    assert set(ids(story.search('"Столтенберг"'))) == {"uk", "bg"}
    assert set(ids(story.search('"=Jens Stoltenberg"'))) == {"en", "pl"}
    assert story.search("=Столтенбергу").total == 0
    assert set(ids(story.search("=столтенберг -=Столтенбергом"))) == {"bg"}


def test_hyphenated_words_are_also_one(indexed: Build) -> None:
    index = indexed(
        Article(
            id="apart", text="Віце-прем’єр заявила, що винищувачі F-16 уже в дорозі до країни."
        ),
        Article(
            id="joined", text="Віцепрем’єрка і віцепрем’єр заявили, що винищувачі F16 у дорозі."
        ),
        Article(
            id="words", text="Віце чи не віце, а прем’єр заявив, що літаків F буде 16 чи більше."
        ),
    )
    for query in ("віцепрем'єр", "віце-прем'єр", "Віце-прем’єра", "F16", "F-16", "f-16"):
        found = index.search(query, match="all")
        assert set(ids(found)) == {"apart", "joined"}, query
        assert all(hit.snippet.marks or hit.heading.marks for hit in found.hits), query
    assert ids(index.search("=віце-прем'єр")) == ["apart"]
    assert "apart" in ids(index.search("прем'єр"))
    assert set(ids(index.search('"винищувачі F-16"'))) >= {"apart"}


def test_marks_that_were_not_typed(indexed: Build) -> None:
    index = indexed(
        Article(id="sąd", text="Wczoraj sąd wydał w tej sprawie wyrok, ale nie był on ostateczny."),
        Article(id="sad", text="Za domem był stary sad, ale nikt o niego nie dbał od wielu lat."),
        Article(id="fr", text="La pêche est interdite depuis hier dans toute la région du nord."),
        Article(id="de", text="Herr Müller sagte, dass die Straße bis zum Abend gesperrt bleibt."),
    )
    assert ids(index.search("sad")) == ["sad", "sąd"]
    assert ids(index.search("sąd")) == ["sąd"]
    assert ids(index.search("sąd sad", match="any")) == ["sąd", "sad"]
    assert ids(index.search("peche")) == ["fr"]
    for query in ("Muller", "Mueller", "Müller", "strasse", "STRASSE", "Muel*", "mull*"):
        assert ids(index.search(query)) == ["de"], query
    assert index.search("sad").variants["sad"][-1].kind == "spelling"


@pytest.mark.parametrize("key", ["", "uk", "uk:", ":війна", "xx:війна", "війна"])
def test_what_can_be_the_key_of_no_variant_is_refused(story: Index, key: str) -> None:
    with pytest.raises(QueryError, match=f"unknown variant '{key}'.* such as uk:"):
        story.search("NATO", without=["uk:війна", key])


def test_only_what_was_asked_for_is_told_of(indexed: Build) -> None:
    index = indexed("The talks in Oslo went on for the whole of the day there.")
    assert list(index.search("talks in Oslo -Bergen").variants) == ["talks", "Oslo"]


@pytest.mark.parametrize("language", ["gu", "ja", "ml", "th", "ur"])
def test_a_latin_name_does_not_make_an_alphabet_one_with_capitals(language: str) -> None:
    given = {name for _, name in gazetteer(language)}
    assert any(map(is_name, given)), "there is one"
    assert {name.shown for name in well_known(language)} == given


def test_where_there_are_capitals_what_has_none_is_no_name() -> None:
    shown = {name.shown for name in well_known("en")}
    assert "Ukraine" in shown
    assert "world" in {name for _, name in gazetteer("en")} - shown
