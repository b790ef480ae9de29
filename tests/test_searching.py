"""What is found, counted and ranked."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from search import Article, QueryError, StoredArticle, UsageError
from search.highlighting import Highlighter
from tests.conftest import Build, ids

APPLES = [
    Article(id="1", title="Apples", text="Ripe apples and pears, as it has been with us each year.",
            source="a", date="2021-10-01"),
    Article(id="2", title="Orchard", text="Apples fell from the trees in the wind that was there.",
            source="b", date="2021-10-31"),
    Article(id="3", title="Pears", text="Pears and plums, but there was nothing else for them.",
            source="b", date="2022-01-15"),
    Article(id="4", title="Market", text="The war on wasps: pears were sold by all of them.",
            source="c"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("apples", {"1", "2"}),
        ("apple", {"1", "2"}),
        ("APPLES pears", {"1"}),
        ("apples OR plums", {"1", "2", "3"}),
        ("apples -pears", {"2"}),
        ("pears NOT (apples OR plums)", {"4"}),
        ('"apples and pears"', {"1"}),
        ('"pears apples"', set()),
        ("plu*", {"3"}),
        ("appels~", {"1", "2"}),
        ("appels~1", {"1", "2"}),
        ("title:pears", {"3"}),
        ("title:(pears OR market)", {"3", "4"}),
        ("source:b", {"2", "3"}),
        ("source:B pears", {"3"}),
        ("date:2021-10", {"1", "2"}),
        ("date:2021-10-02..2022", {"2", "3"}),
        ("date:>2021-10-01", {"2", "3"}),
        ("date:unknown", {"4"}),
        ("-date:2021", {"3", "4"}),
        ("-apples", {"3", "4"}),
        ("", {"1", "2", "3", "4"}),
        ("the pears in the wind", set()),  # "the" and "in" are not asked for, "wind" is
        ("the war", {"4"}),
    ],
)
def test_what_a_query_finds(indexed: Build, query: str, expected: set[str]) -> None:
    index = indexed(*APPLES)
    results = index.search(query, match="all")
    assert set(ids(results)) == expected
    assert results.total == len(expected)


def test_all_words_then_most_of_them(indexed: Build) -> None:
    index = indexed(*APPLES)
    auto = index.search("ripe apples wind zebra")
    assert set(ids(auto)) == {"1", "2"}
    assert auto.notes == ["no article has all 4 words; these have 2 of them"]
    assert index.search("ripe apples wind zebra", match="all").total == 0
    assert index.search("ripe apples wind plums", match="any").total == 3
    assert index.search("ripe apples", match="auto").notes == []


def test_most_words_still_means_every_filter(indexed: Build) -> None:
    index = indexed(*APPLES)
    assert ids(index.search("apples zebra source:b")) == ["2"]
    assert ids(index.search("apples zebra -wind")) == ["1"]


def test_only_function_words_are_words_as_well(indexed: Build) -> None:
    index = indexed("To be or not to be: that is the question.", "Nothing of the kind was said.")
    assert ids(index.search("to be or not")) == ["1"]
    assert set(ids(index.search("the"))) == {"1", "2"}


def test_german_war_is_no_english_war(indexed: Build) -> None:
    """ "war" is a function word in German; an English article must still have it."""
    english = [
        f"The war in the valley number {n} has gone on for years and nobody knows why it began."
        for n in range(3)
    ]
    peace = "The peace in the valley has gone on for years and nobody knows why it began there."
    german = "Der Winter war lang, und niemand wusste, warum er nicht in das Tal gekommen ist."
    index = indexed(*english, peace, german)
    assert set(ids(index.search("the war in the valley"))) == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"source": "b"}, {"2", "3"}),
        ({"source": ["a", "c"]}, {"1", "4"}),
        ({"source": ["-b"]}, {"1", "4"}),
        ({"source": ["a", "b", "-c"]}, {"1", "2", "3"}),
        ({"year": ["2021"]}, {"1", "2"}),
        ({"year": "unknown"}, {"4"}),
        ({"year": "1999"}, set()),
        ({"since": "2021-10-31"}, {"2", "3"}),
        ({"until": "2021-10"}, {"1", "2"}),
        ({"since": date(2021, 10, 1), "until": "2021"}, {"1", "2"}),
        ({"language": ["en"], "source": "c"}, {"4"}),
    ],
)
def test_filters(indexed: Build, filters: dict[str, object], expected: set[str]) -> None:
    results = indexed(*APPLES).search("", **filters)  # type: ignore[arg-type]
    assert set(ids(results)) == expected


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"query": "language:xx pears"}, "unknown language 'xx'; this index holds en"),
        ({"query": "autor:smith"}, "title, source, language, date"),
        ({"query": "date:soon"}, "2021-10-21"),
        ({"query": "date:2021-02-30"}, "not a day of the calendar"),
        ({"query": "x", "language": ["uk"]}, "this index holds en"),
        ({"query": "x", "source": "d"}, "this index holds a, b, c"),
        ({"query": "x", "since": "yesterday"}, "2021-10-21"),
        ({"query": "x", "sort": "best"}, "relevance, newest, oldest"),
        ({"query": "x", "match": "some"}, "auto, all, any"),
        ({"query": "x", "limit": -1}, "limit is -1"),
        ({"query": "x", "year": "21"}, "unknown year"),
        ({"query": "x", "year": "٢٠٢١"}, "unknown year"),
        ({"query": "x", "language": ["en", "-en"]}, "language 'en' is both chosen and left out"),
        ({"query": "x", "source": ["a", "-A"]}, "source 'a' is both chosen and left out"),
    ],
)
def test_mistakes_are_said_with_what_is_right(
    indexed: Build, arguments: dict[str, object], says: str
) -> None:
    with pytest.raises(QueryError, match=says.replace("'", ".")):
        indexed(*APPLES).search(**arguments)  # type: ignore[arg-type]


def test_order(indexed: Build) -> None:
    index = indexed(*APPLES)
    assert ids(index.search("", sort="newest")) == ["3", "2", "1", "4"]
    assert ids(index.search("", sort="oldest")) == ["1", "2", "3", "4"]
    assert ids(index.search("pears"))[0] == "3", "in the title, and in a short text"
    scores = [hit.score for hit in index.search("pears").hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_pages_make_up_the_whole(indexed: Build) -> None:
    texts = [f"harvest {'harvest ' * (n % 5)} of year {n}" for n in range(57)]
    index = indexed(*texts)
    for sort in ("relevance", "newest", "oldest"):
        whole = ids(index.search("harvest", limit=1000, sort=sort))
        pages = [
            hit
            for offset in range(0, 70, 7)
            for hit in ids(index.search("harvest", limit=7, offset=offset, sort=sort))
        ]
        assert pages == whole
        assert len(set(whole)) == 57
    assert index.search("harvest", limit=0).total == 57


def test_a_rarer_word_weighs_more(indexed: Build) -> None:
    index = indexed("common rare", *["common word"] * 20, "common common common")
    results = index.search("common rare", match="any", limit=30)
    assert ids(results)[0] == "1"


def test_the_form_that_was_typed_comes_first(indexed: Build) -> None:
    frame = "The {} in the valley was what they have been talking about for the whole of the year."
    index = indexed(frame.format("minister"), frame.format("ministers"))
    assert ids(index.search("ministers")) == ["2", "1"]
    assert ids(index.search("minister")) == ["1", "2"]


def test_a_word_is_found_in_every_language_at_once(indexed: Build) -> None:
    index = indexed(
        "Уряд оголосив, що переговори про мир тривали цілий день і їхні учасники задоволені.",
        "Правительство сообщило, что переговоры о мире продолжались весь день, и все были рады.",
        "The government said that the talks in Берлин went on for the whole of the day there.",
        "Урядовці повернулися з міста Берлін, де вони мали зустрічі та розмови з колегами.",
    )
    assert [f.value for f in index.search("").facets["language"]] == ["uk", "en", "ru"]
    assert set(ids(index.search("переговорів"))) == {"1"}
    assert set(ids(index.search("переговоров"))) == {"2"}
    assert set(ids(index.search("Берлин", names=False))) == {"3"}
    assert ids(index.search("Берлин")) == ["3", "4"]


def test_languages_are_labelled_by_their_own_names(indexed: Build) -> None:
    index = indexed(
        "Уряд оголосив, що переговори про мир тривали цілий день і всі їхні учасники є."
    )
    facet = index.search("").facets["language"][0]
    assert (facet.value, facet.label) == ("uk", "Українська")
    assert index.search("", language="українська").total == 1


def test_unsure_and_unknown_are_values(indexed: Build) -> None:
    index = indexed("12345 67890", Article(id="x", text="12345", source="s", date="2020-01-01"))
    results = index.search("12345")
    assert [f.value for f in results.facets["language"]] == ["unsure"]
    assert {f.value for f in results.facets["source"]} == {"unknown", "s"}
    assert index.search("12345", language="unsure", source="unknown", year="unknown").total == 1


def test_a_source_may_begin_with_a_minus(indexed: Build) -> None:
    index = indexed(
        Article(id="1", text="one", source="-x"), Article(id="2", text="two", source="x")
    )
    assert ids(index.search("", source="-x")) == ["1"]
    assert ids(index.search("", source="x")) == ["2"]
    assert ids(index.search("", source="--x")) == ["2"]


def test_relaxing_does_not_depend_on_what_is_chosen(indexed: Build) -> None:
    english = "and they said {} was all that they had been told about it in the course of the day"
    german = "und sie sagten, {} sei alles, was ihnen im Laufe des Tages darüber gesagt worden ist"
    index = indexed(
        english.format("Zorvan Quimby"), english.format("Zorvan"), german.format("Zorvan"),
    )  # fmt: skip
    chosen = index.search("Zorvan Quimby", language="de")
    assert (chosen.total, chosen.notes) == (0, [])
    for facet in chosen.facets["language"]:
        assert index.search("Zorvan Quimby", language=facet.value).total == facet.count


def test_absent_values_can_be_asked_for_where_nothing_is_absent(indexed: Build) -> None:
    index = indexed(Article(id="1", text="lamb", source="a", date="2021-01-01"))
    assert index.search("source:unknown").total == 0
    assert index.search("", source="unknown", year="unknown").total == 0
    assert index.search("lamb", language="-unsure").total == 0


def test_prefixes_and_near_words_are_folded_as_their_language_is(indexed: Build) -> None:
    index = indexed(
        "Ёлка стоит в доме, и дети очень рады, что её привезли из леса и что она высокая.",
        "Isparta ve Iğdır için bir karar alındı, ama bu karar daha sonra çok tartışıldı.",
    )
    for query in ("ёлк*", "елк*", "Ёлка~1", "ёлка"):
        assert ids(index.search(query)) == ["1"], query
    for query in ("Ispar*", "ISPARTA", "isparta~1", "Iğd*"):
        assert ids(index.search(query)) == ["2"], query


def test_both_spellings_are_found_and_the_typed_one_comes_first(indexed: Build) -> None:
    for one, other in (
        ("Ёлка стоит в доме, и дети очень рады тому, что её привезли из леса.",
         "Елка стоит в доме, и дети очень рады тому, что её привезли из леса."),
        ("Ґанок був старий, і діти на ньому гралися, коли повернулися з лісу.",
         "Ганок був старий, і діти на ньому гралися, коли повернулися з лісу."),
        ("Die Strasse war lang und die Kinder liefen nach Hause, weil es schon dunkel war.",
         "Die Straße war lang und die Kinder liefen nach Hause, weil es schon dunkel war."),
    ):  # fmt: skip
        index = indexed(one, other)
        word, spelled = (re.findall(r"\w+", text) for text in (one, other))
        place = 1 if one.startswith("Die") else 0
        assert ids(index.search(word[place])) == ["1", "2"]
        assert ids(index.search(spelled[place])) == ["2", "1"]


def test_istanbul_is_found_however_its_capital_was_typed(indexed: Build) -> None:
    index = indexed("İstanbul'da bir tören yapıldı ve bu tören çok önemli bir gün olarak anıldı.")
    for query in ("İstanbul", "istanbul", "Istanbul", "ISTANBUL", "title:Istanbul"):
        assert index.search(query).total == 1, query


def test_a_closed_index_says_so(indexed: Build) -> None:
    index = indexed("lamb")
    index.close()
    index.close()
    for call in (lambda: index.search("lamb"), lambda: index.article("1"), index.stats):
        with pytest.raises(UsageError, match="closed"):
            call()


def test_values_of_another_type(indexed: Build) -> None:
    index = indexed(*APPLES)
    assert set(ids(index.search("", year=2021))) == {"1", "2"}
    assert set(ids(index.search("", year=[2022]))) == {"3"}
    for arguments in (
        {"query": None}, {"query": "x", "limit": None}, {"query": "x", "limit": "5"},
        {"query": "x", "offset": 1.5}, {"query": "x", "since": 20211021},
    ):  # fmt: skip
        with pytest.raises(QueryError):
            index.search(**arguments)


def test_many_prefixes_share_what_there_is_room_for(indexed: Build) -> None:
    words = [f"{a}{b}{n}" for a in "bcdfg" for b in "bcdfg" for n in range(150)]
    index = indexed(*(" ".join(words[n::3]) for n in range(3)))
    results = index.search(" OR ".join(f"{a}{b}*" for a in "bcdfg" for b in "bcdfg"))
    assert results.total == 3
    assert any("most frequent" in note for note in results.notes)


def test_suggestions(indexed: Build) -> None:
    index = indexed("The ministers met Stoltenberg in Brussels.", "Преговорите започнаха вчера.")
    assert index.search("Stoltenbreg").suggestion == "Stoltenberg"
    assert index.search("ministers Stoltenbreg").suggestion == "ministers Stoltenberg"
    assert index.search("преговорти").suggestion == "преговорите"
    assert index.search("Stoltenberg").suggestion == ""
    assert index.search("xyzzyqwertz").suggestion == ""


def test_without_facets_and_snippets(indexed: Build) -> None:
    results = indexed(*APPLES).search("apples", facets=False, snippets=False)
    assert results.facets == {}
    assert {hit.snippet.text for hit in results.hits} == {""}


def test_snippets_of_a_page_are_made_once(indexed: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    index = indexed(*APPLES)
    made = []
    page = Highlighter.page

    def counted(self: Highlighter, articles: Sequence[StoredArticle]) -> Any:
        made.append([article.id for article in articles])
        return page(self, articles)

    monkeypatch.setattr(Highlighter, "page", counted)
    both = [index.search("apples", sort="oldest") for _ in range(2)]
    assert both[0] == both[1]
    assert made == [["1", "2"]]
    # Other articles, other words, and all that are exported.
    assert index.search("apples", sort="oldest", offset=1).hits == both[0].hits[1:]
    assert index.search("apples fell", match="any", sort="oldest").hits != both[0].hits
    for _ in range(2):
        list(index.scan("apples", sort="oldest").hits)
    assert made[1:] == [["2"], *[["1", "2"]] * 3]


def test_results_say_where_they_come_from(indexed: Build) -> None:
    index = indexed(*APPLES)
    results = index.search("  ripe apples ", limit=3)
    assert (results.query, results.limit, results.offset) == ("  ripe apples ", 3, 0)
    assert results.generation == index.generation == "1.1"


def test_an_index_answers_many_threads(indexed: Build) -> None:
    from concurrent.futures import ThreadPoolExecutor

    texts = [f"number{n % 7} number{n % 5} word{n}" for n in range(140)]
    index = indexed(*texts)
    queries = [f"number{n % 7} {'OR' if n % 2 else ''} number{n % 5}" for n in range(70)] * 3

    def total(query: str) -> tuple[int, list[str]]:
        results = index.search(query, match="all")
        return results.total, ids(results)

    alone = [total(query) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(total, queries)) == alone


def test_fields_that_no_article_has_are_no_fault(indexed: Build) -> None:
    # Of a language that nobody can tell, with nothing in the title to search for.
    index = indexed(Article(id="1", title="---", text="qab\n\nabc xyzzy"))
    assert index.search("language:unsure").total == 1
    index.warm_up()
    assert [completion.text for completion in index.complete("a")] == ["abc"]
    assert index.search("title:abc").total == index.search("title:ab*").total == 0
    assert index.similar("1") == []
