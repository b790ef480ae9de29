"""More like this: articles on the same story, in any language, and nothing by chance."""

from dataclasses import replace

import pytest

from search import Article, ArticleNotFound, Index, UsageError
from tests.conftest import Build

# Two stories, each told in several languages, in words that are not translated from each other.
FERRY = {
    "ferry-en": "The ferry Halvorsen ran aground off Tórshavn on Monday. Captain Birgit Ostrander "
    "said 214 passengers were taken ashore. The shipping line Nordvik will pay for the hotels.",
    "ferry-uk": "Пором «Галворсен» сів на мілину біля Торсгавна. За словами капітанки Біргіт "
    "Острандер, на берег доставили 214 людей. Компанія «Нордвік» обіцяє відшкодувати витрати.",
    "ferry-bg": "Ферибот на компанията „Нордвик“ заседна край Торсхавн. Капитан Биргит Острандер "
    "увери, че всички 214 души са добре, а корабът „Халворсен“ ще бъде изтеглен до петък.",
    "ferry-ar": "جنحت العبّارة هالفورسن قرب تورسهافن. وقالت القبطانة بيرغيت أوستراندر إن الركاب، "
    "وعددهم 214، بخير جميعا. ووعدت شركة نوردفيك بدفع ثمن الفنادق.",
}
BRIDGE = {
    "bridge-en": "Engineer Marwan Khalidi opened the Zerqa bridge near Madaba. The crossing cost "
    "87 million and took nine years; Mayor Salim Haddadin cut the ribbon before noon.",
    "bridge-uk": "Поблизу Мадаби відкрили міст Зерка, який будували дев'ять років за 87 мільйонів. "
    "Інженер Марван Халіді подякував робітникам, а мер Салім Хаддадін перерізав стрічку.",
}
# What a language's articles have in common is no story.
COMMON = {
    "en": "The council said on {} that the new plan for the old market would be discussed again, "
    "and that nobody should expect a decision before the end of the year.",
    "uk": "Рада повідомила {}, що новий план для старого ринку обговорять ще раз і що ніхто не "
    "повинен чекати рішення до кінця року.",
    "ar": "أعلن المجلس {} أن الخطة الجديدة للسوق القديمة ستناقش مرة أخرى، وأنه لا ينبغي لأحد أن "
    "يتوقع قرارا قبل نهاية السنة.",
}
DAYS = {
    "en": ("Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday", "May 1"),
    "uk": ("понеділка", "вівторка", "середи", "четверга", "суботи", "неділі", "вранці", "вдень"),
    "ar": ("الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد", "صباحا", "ظهرا"),
}


def told(**texts: str) -> list[Article]:
    return [Article(id=name.replace("_", "-"), text=text) for name, text in texts.items()]


FILLERS = told(
    **{
        f"{code}-{number}": COMMON[code].format(day)
        for code, days in DAYS.items()
        for number, day in enumerate(days)
    }
)


@pytest.fixture
def archive(indexed: Build) -> Index:
    return indexed(*told(**FERRY, **BRIDGE), *FILLERS)


def found(index: Index, article: str, limit: int = 5) -> list[str]:
    return [hit.id for hit in index.similar(article, limit=limit)]


@pytest.mark.parametrize("story", [FERRY, BRIDGE], ids=["ferry", "bridge"])
def test_a_story_is_found_in_every_language_and_alphabet(
    archive: Index, story: dict[str, str]
) -> None:
    for article in story:
        assert set(found(archive, article)) == story.keys() - {article}


def test_what_is_only_of_the_same_language_is_not_found(archive: Index, indexed: Build) -> None:
    alone = told(
        moth="Collectors in Puerto Almar counted moths by lamplight, and 3 of them were new.",
        **FERRY,
        **{f"en-{n}": COMMON["en"].format(day) for n, day in enumerate(DAYS["en"])},
    )
    index = indexed(*alone)
    assert found(index, "moth") == []
    assert not {hit.id for hit in index.similar("ferry-en")} & {"moth", "en-1"}


def test_what_all_articles_of_a_language_have_is_no_story(indexed: Build) -> None:
    usual = {code: "Kyiv, Brussels and Geneva. " + text for code, text in COMMON.items()}
    usual["uk"] = "Київ, Брюссель і Женева. " + COMMON["uk"]
    usual["ar"] = "كييف وبروكسل وجنيف. " + COMMON["ar"]
    common = [
        Article(id=f"{code}-{number}", text=usual[code].format(day))
        for code, days in DAYS.items()
        for number, day in enumerate(days)
    ]
    index = indexed(*common, *told(**FERRY))
    for code in DAYS:
        assert found(index, f"{code}-1") == []


def test_numbers_have_a_comma_or_a_point(indexed: Build) -> None:
    rate = told(
        point="The rate in Plovdiv was 1.95583, or 7.25 in Ruse, and 31.5 on the black market.",
        comma="Курсът в Пловдив беше 1,95583, а в Русе 7,25, и дори 31,5 на черния пазар.",
    )
    index = indexed(*rate, *told(**FERRY, **BRIDGE), *FILLERS)
    assert found(index, "point") == ["comma"]
    assert found(index, "comma") == ["point"]


def test_of_the_same_days_less_is_enough(indexed: Build) -> None:
    texts = {
        "opened": "The fair in Plovdiv and Ruse was opened by a minister.",
        "closed": "Панаирът в Пловдив и Русе приключи с концерт.",
    }

    def find(opened: str, closed: str) -> list[str]:
        days = {"opened": opened, "closed": closed}
        fair = [Article(id=name, text=text, date=days[name]) for name, text in texts.items()]
        old = [replace(filler, date="2019-05-01") for filler in FILLERS]
        return found(indexed(*fair, *old), "opened")

    assert find("2023-09-25", "2023-09-28") == ["closed"]
    assert find("2023-09-25", "2023-09-29") == []
    assert find("0001-01-01", "9999-12-31") == []


def test_a_word_without_capitals_that_is_known(indexed: Build) -> None:
    floods = told(
        hindi="यूक्रेन, जापान और ब्राज़ील में बाढ़ आई, 731 लोग बेघर हुए।",
        english="Floods in Ukraine, Japan and Brazil left 731 people without a roof.",
    )
    index = indexed(*floods, *told(**BRIDGE), *FILLERS)
    assert found(index, "hindi") == ["english"]
    assert found(index, "english") == ["hindi"]


def test_a_story_told_in_a_part_of_another_language(indexed: Build) -> None:
    before, after = (COMMON["uk"].format(day) for day in DAYS["uk"][:2])
    mixed = f"{before}\n{FERRY['ferry-en']}\n{after}"
    index = indexed(*told(mixed=mixed, **FERRY, **BRIDGE), *FILLERS)
    assert index.article("mixed").languages == ("uk", "en")
    assert "ferry-en" in found(index, "mixed")
    assert "mixed" in found(index, "ferry-en")


def test_two_copies_are_alike(indexed: Build) -> None:
    copies = told(first=FERRY["ferry-en"], second=FERRY["ferry-en"], **BRIDGE)
    assert found(indexed(*copies), "first") == ["second"]


def test_the_likest_come_first_and_as_many_as_are_wanted(archive: Index) -> None:
    hits = archive.similar("ferry-en")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert found(archive, "ferry-en", 1) == [hits[0].id]
    assert found(archive, "ferry-en", 0) == []


def test_a_hit_is_plain(archive: Index) -> None:
    hit = archive.similar(archive.article("bridge-uk"))[0]
    assert (hit.id, hit.language, hit.date) == ("bridge-en", "en", None)
    assert (hit.heading.text, hit.heading.marks, hit.snippet.text) == (hit.title, (), "")


def test_what_was_set_aside_is_not_compared(indexed: Build) -> None:
    menu = "Read also: Captain Birgit Ostrander and the ferry Halvorsen off Tórshavn, 214 ashore"
    text = f"{COMMON['en'].format('Monday')}\n{menu}\n{COMMON['en'].format('Friday')}"
    index = indexed(Article(id="menu", text=text), *told(**FERRY, **BRIDGE))
    assert index.article("menu").set_aside == (menu,)
    assert found(index, "menu") == []
    assert "menu" not in found(index, "ferry-en")


def test_articles_of_nothing_to_compare(indexed: Build) -> None:
    index = indexed(Article(id="empty", title="Untitled"), Article(id="dots", text="… ?!"))
    assert found(index, "empty") == found(index, "dots") == []


def test_a_long_article_is_compared_by_its_beginning(indexed: Build) -> None:
    rest = "\n\n".join([COMMON["en"].format("Monday")] * 200)
    long, late = f"{FERRY['ferry-en']}\n\n{rest}", f"{rest}\n\n{FERRY['ferry-en']}"
    index = indexed(*told(long=long, late=late, **FERRY, **BRIDGE), *FILLERS)
    assert "ferry-en" in found(index, "long")
    assert "ferry-en" not in found(index, "late")


def test_who_asks_wrongly_is_told(archive: Index) -> None:
    with pytest.raises(ArticleNotFound, match="nowhere"):
        archive.similar("nowhere")
    archive.close()
    with pytest.raises(UsageError, match="closed"):
        archive.similar("ferry-en")


def test_a_hit_tells_of_an_article_what_that_of_a_search_tells(indexed: Build) -> None:
    articles = [Article(id=key, text=text) for key, text in (FERRY | BRIDGE).items()]
    index = indexed(*articles)
    found = {hit.id: hit for hit in index.search("", limit=10, snippets=False).hits}
    (first, *_) = index.similar("ferry-en")
    assert replace(first, score=0.0) == replace(found[first.id], score=0.0)
    assert first.indexed
