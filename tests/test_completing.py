"""Suggestions as one types: in many scripts, whatever is typed; each finds something."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import Article, Completion, Index, QueryError, build, open_index, update
from search.asking import Choices
from search.unfinished import unfinished_word
from tests.conftest import Build

TEXTS = {
    "uk": (
        "Столтенберг заявив, що війна триває, а об'єкти захищено від усіх її наслідків.",
        "Ця війна принесла багато горя: про війну пишуть усі, і ґречний Столтенберг теж.",
        "Європейський Союз є, і він каже, що це його справа. Європейський Союз має гроші.",
    ),
    "ru": (
        "Правительство сообщило, что война продолжается, а эти соглашения были уже подписаны.",
        "О войне говорили все, и у ёлки тоже; что будет после войны, никто ещё не объявил.",
    ),
    "bg": ("Войната започна вчера и министърът заяви, че тя ще продължи, докато няма съгласие.",),
    "en": (
        "The ministers said hello to the delegation and spoke about the harbour that was made.",
        "The European Union has a harbour, and the European Union says that it has grain, too.",
        "A journalist from Brussels wrote that Hollingworth and Hollingworth alone was there.",
    ),
    "pl": (
        "Jak powiedział sędzia, sąd jest otwarty, a sądy w całym kraju czekają już od wiosny.",
    ),
    "tr": (
        "Cumhurbaşkanı Erdoğan dün İstanbul'da konuştu ve ışık için teşekkür etti, dedi ki.",
    ),
    "el": ("Η κυβέρνηση δήλωσε ότι ο πόλεμος συνεχίζεται και ότι δεν έχει να πει κάτι άλλο.",),
    "he": ("הממשלה הודיעה כי השיחות נמשכות וכי אין לה מה לומר על כך בשלב זה של המגעים.",),
    "ar": ("قالت الحكومة إن المحادثات مستمرة وإنه ليس لديها ما تقوله عن ذلك في هذه المرحلة.",),
    "ka": ("მთავრობამ განაცხადა, რომ მოლაპარაკებები გრძელდება და მას სათქმელი არაფერი აქვს.",),
    "zh": ("俄罗斯政府说,谈判仍在继续,目前没有什么可说的。他们的记者在北京等待消息。",),
    "th": ("รัฐบาลกล่าวว่าการเจรจายังดำเนินต่อไปและไม่มีอะไรจะพูดในขณะนี้ รัสเซียก็เช่นกัน",),
}  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> object:
    location = tmp_path_factory.mktemp("completing") / "index"
    numbers = count()
    articles = [
        Article(id=f"{code}{next(numbers)}", text=text, source=f"The {code} Daily")
        for code, texts in TEXTS.items()
        for text in texts
    ]
    build(articles, location)
    with open_index(location) as opened:
        found = {facet.value for facet in opened.search("").facets["language"]}
        assert found == set(TEXTS), "each text in its own language, or the test tests nothing"
        yield opened


def texts(found: list[Completion]) -> list[str]:
    return [completion.text for completion in found]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        # every script
        ("harb", "harbour"),
        ("сообщ", "сообщило"),
        ("κυβ", "κυβέρνηση"),
        ("הממ", "הממשלה"),
        ("الحك", "الحكومة"),
        ("მოლ", "მოლაპარაკებები"),
        # marks left out, or typed where there are none
        ("erdo", "Erdoğan"),
        ("sad", "sąd"),
        ("isi", "ışık"),
        ("κυβερ", "κυβέρνηση"),
        ("елк", "ёлки"),
        ("гречн", "ґречний"),
        ("hárb", "harbour"),
        ("sędz", "sędzia"),
        # apostrophes
        ("об'є", "об'єкти"),
        ("об’є", "об'єкти"),
        ("обʼє", "об'єкти"),
        ("об'", "об'єкти"),
        ("обє", "об'єкти"),
        # composed otherwise, capitals, letters that look the same
        ("Erdog\u0306", "Erdoğan"),
        ("ERDO", "Erdoğan"),
        ("İST", "İstanbul"),
        ("IST", "İstanbul"),
        ("IŞI", "ışık"),
        ("HARB", "harbour"),
        ("hаrb", "harbour"),  # with a Cyrillic а
        ("cтолт", "Столтенберг"),  # with a Latin c
        # the last letter as it is written there
        ("πόλ", "πόλεμος"),
        # names of several words, and in scripts without blanks
        ("europ", "European Union"),
        ("俄", "俄罗斯"),
        ("记者在北", "北京"),
        ("รัส", "รัสเซีย"),
        # another alphabet, another keyboard
        ("holingw", "Hollingworth"),
        ("холлинг", "Hollingworth"),
        ("stolt", "Столтенберг"),
        ("cnjkn", "Столтенберг"),
        ("djqy", "война"),
        ("рфки", "harbour"),
    ],
)
def test_a_word_goes_on(index: Index, typed: str, offered: str) -> None:
    assert offered in texts(index.complete(typed))


@pytest.mark.parametrize(
    "typed",
    ["", " ", "harb ", "harb,", "harb*", "harb~", "harb~1", "OR", "NOT", "AND", "grain OR", "-",
     "(", '"', '"harb"', "grain (", "date:20", "date:", "nosuchfield:harb", "the", "qqqxq", "言",
     "harb^2", "harb)", "title:"],
)  # fmt: skip
def test_nothing_goes_on(index: Index, typed: str) -> None:
    assert index.complete(typed) == []


def test_forms_of_a_word_are_one(index: Index) -> None:
    """In the base form, if it is there; with the articles of all its forms and languages."""
    (war,) = index.complete("війн")
    assert war == Completion("війна", "війна", "uk", 2, "word")
    assert [line.text for line in index.complete("войн")] == ["война", "Войната"]


def test_names_are_names(index: Index) -> None:
    (name,) = index.complete("столт")
    assert name == Completion("Столтенберг", "Столтенберг", "uk", 2, "name")
    (union,) = (
        line for line in index.complete("europ") if line.kind == "name" and " " in line.text
    )
    assert union == Completion('"European Union"', "European Union", "en", 1, "name")


def test_a_word_of_several_languages_is_of_none(indexed: Build) -> None:
    opened = indexed(
        "The government said on Monday that Zaporowski was the one who had been there before.",
        "Minister powiedział, że Zaporowski jest już w kraju i że będzie tam jeszcze długo.",
    )
    assert opened.complete("zapo") == [Completion("Zaporowski", "Zaporowski", "", 2, "name")]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("european harb", "european harbour"),
        ("  harb", "  harbour"),
        ("+harb", "+harbour"),
        ("european -hell", "european -hello"),
        ("european NOT hell", "european NOT hello"),
        ("(grain OR hell", "(grain OR hello"),
        ('"European Un', '"European Union"'),
        ("„European Un", "„European Union“"),
        ("«European Un", "«European Union»"),
        ("=harb", "=harbour"),
        ("title:hell", "title:hello"),
        ("language:en hell", "language:en hello"),
        ("european:hell", ""),
        ("Union:harb", "Union:harbour"),
        ("grain-harb", ""),
        ("European,Un", "European,Union"),
        ("hello,deleg", ""),
    ],
)
def test_the_rest_of_the_query_stays(index: Index, typed: str, query: str) -> None:
    assert [line.query for line in index.complete(typed)][:1] == [query][: bool(query)]


def test_what_finds_nothing_with_the_rest_is_not_offered(index: Index) -> None:
    assert texts(index.complete("hello harb")) == ["harbour"]
    assert index.complete("grain hell") == []
    assert index.complete('"Union European Un') == []
    assert index.complete("language:uk harb") == []


@pytest.mark.parametrize(
    ("typed", "query", "text"),
    [
        ("language:", "language:uk", "Українська"),
        ("language:u", "language:uk", "Українська"),
        ("lang:укр", "lang:uk", "Українська"),
        ("language:(bg OR u", "language:(bg OR uk", "Українська"),
        ("source:", 'source:"The uk Daily"', "The uk Daily"),
        ("source:uk", 'source:"The uk Daily"', "The uk Daily"),
        ('source:"the u', 'source:"The uk Daily"', "The uk Daily"),
        ("війна -source:the", 'війна -source:"The bg Daily"', "The bg Daily"),
    ],
)
def test_values_of_fields(index: Index, typed: str, query: str, text: str) -> None:
    found = {line.query: line.text for line in index.complete(typed, limit=50)}
    assert found[query] == text


def test_a_value_that_no_query_can_name(indexed: Build) -> None:
    opened = indexed(
        Article(id="1", text="The word of the day", source='The "Daily" Post'),
        Article(id="2", text="The word of another day", source="-Daily*"),
    )
    assert [line.query for line in opened.complete("source:")] == ['source:"-Daily*"']


def test_what_was_deleted_is_not_offered(tmp_path: object) -> None:
    location = f"{tmp_path}/index"
    gone = Article(id="1", text="Kangaroos and wallabies hop, said the keeper of the old zoo.")
    build([gone, Article(id="2", text="The keeper of the kangaroo house is at home.")], location)
    with open_index(location) as opened:
        assert opened.complete("wall")
    update([Article(id="1", text="The zoo is closed.")], location)
    with open_index(location) as opened:
        assert texts(opened.complete("kang")) == ["kangaroo"]
        assert opened.complete("wall") == []
        assert opened.complete("zoo wall") == []


def test_at_most_so_many_the_most_frequent_first(index: Index) -> None:
    found = index.complete("h", limit=3)
    assert len(found) == 3
    assert [line.articles for line in found] == sorted((f.articles for f in found), reverse=True)
    assert index.complete("h", limit=0) == []


@pytest.mark.parametrize(("query", "limit"), [(3, 8), (None, 8), ("h", -1), ("h", "3")])
def test_a_slip_of_a_script_is_told(index: Index, query: object, limit: object) -> None:
    with pytest.raises(QueryError):
        index.complete(query, limit=limit)  # type: ignore[arg-type]


def test_a_pasted_text_is_not_typed(index: Index) -> None:
    assert index.complete("harbour " * 100 + "harb") == []


WORDS = [word for texts in TEXTS.values() for text in texts for word in text.split()]
BEFORE = ["", "", "-", "=", '"', "„", "(", "title:", "source:", "language:", "grain ", "война ",
          "european -", "(grain OR ", '"European ', "the ", "sad ", "NOT ",
          "date:2021 ", "U.S. "]  # fmt: skip


@given(st.sampled_from(BEFORE), st.sampled_from(WORDS), st.integers(0, 12), st.text(max_size=2))
def test_all_that_is_offered_finds_something(
    index: Index, before: str, word: str, length: int, noise: str
) -> None:
    for typed in (before + word[:length], before + word[:length] + noise):
        found = index.complete(typed)
        assert len({line.query for line in found}) == len(found)
        for line in found:
            assert line.articles > 0
            assert index.search(line.query, match="all", facets=False, snippets=False).total, line


@given(st.integers(0, 10**6))
def test_all_that_is_offered_of_a_collection_finds_something(
    seeds_index: Index, number: int
) -> None:
    article = seeds_index.search("", offset=number % 60, limit=1, facets=False).hits[0]
    words = article.title.split()
    for typed in (words[0][: number % 4 + 1], " ".join(words[:2])[: number % 12 + 1]):
        for line in seeds_index.complete(typed):
            found = seeds_index.search(line.query, match="all", facets=False, snippets=False)
            assert found.total, line


@pytest.mark.parametrize("typed", ['"euro', '"the euro', "„the euro"])
def test_a_name_is_completed_inside_a_phrase(index: Index, typed: str) -> None:
    closing = "“" if typed[0] == "„" else '"'
    before = typed.removesuffix("euro")
    assert f"{before}European Union{closing}" in [line.query for line in index.complete(typed)]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ('"the eur', False),
        ('harbour "european u', False),
        ('"european union" "has gra', False),
        ("the harbour -del", True),
        ("a harbour -sa", True),
        ("війна -об", True),
        ("this OR harbour -u", True),
        ("title:harbour -e", True),
        ('harbour -"european u', True),
        ("harbour -spoke -m", True),
    ],
)
def test_a_phrase_and_what_is_not_wanted_are_counted_as_the_search_does(
    index: Index, typed: str, names: bool
) -> None:
    offered = index.complete(typed)
    assert offered
    for line in offered:
        found = index.search(line.query, match="all", names=names, facets=False, snippets=False)
        assert (line.query, line.articles) == (line.query, found.total)


@given(st.text(alphabet="harb(\")':-=*~ ORNTдж\u0301言“«source:", max_size=20))
def test_any_text_may_be_typed(index: Index, typed: str) -> None:
    for line in index.complete(typed):
        assert line.query != typed
        assert index.search(line.query, match="all", facets=False, snippets=False).total, line


def test_the_last_word_ends_with_the_text() -> None:
    typed = unfinished_word('grain -"secretary gen')
    assert typed is not None
    assert (typed.start, typed.text, typed.closing, typed.unwanted) == (18, "gen", '"', True)
    typed = unfinished_word("Нью-Йор")
    assert typed is not None
    assert (typed.start, typed.text, typed.piece) == (4, "Йор", 0)


@pytest.mark.parametrize(
    ("typed", "choices", "offered"),
    [
        ("harb", {}, ["harbour"]),
        ("harb", {"language": "uk"}, []),
        ("harb", {"language": ("-uk", "-pl")}, ["harbour"]),
        ("harb", {"language": "-en"}, []),
        ("harb", {"source": "The en Daily", "year": "unknown"}, ["harbour"]),
        ("harb", {"since": "2020"}, []),
        ("Столт", {"language": "uk"}, ["Столтенберг"]),
        ("Столт", {"language": "uk", "without": ["uk:столтенберг"]}, []),
        ("the harb", {"language": "ru"}, []),
        ("source:en", {"language": "en"}, ["The en Daily"]),
        ("source:en", {"language": "uk"}, []),
        ("europ", {"language": "bg"}, []),
    ],
)
def test_what_finds_nothing_under_the_filters_is_not_offered(
    index: Index, typed: str, choices: Choices, offered: list[str]
) -> None:
    found = index.complete(typed, **choices)
    assert texts(found) == offered
    for line in found:
        assert line.articles == index.search(line.query, facets=False, **choices).total


def test_rare_words_are_offered_where_the_frequent_ones_are_left_out(indexed: Build) -> None:
    day = "2020-05-01"
    frequent = [f"harm{letter * 3}" for letter in "abcdefghijklmnopqrst"]
    index = indexed(
        *[Article(text=f"They said {' '.join(frequent)} of it {n}.", date=day) for n in (1, 2)],
        Article(text="They said harmony of it, and they were content.", date="2021-03-01"),
    )
    assert "harmony" not in texts(index.complete("harm"))
    assert texts(index.complete("harm", year="2021")) == ["harmony"]


def test_what_is_not_there_cannot_be_chosen(index: Index) -> None:
    with pytest.raises(QueryError, match="unknown language 'xx'"):
        index.complete("harb", language="xx")
