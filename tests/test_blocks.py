"""Lines that only together are no article: menus, teasers, links, a tail in another language."""

import pytest

from search.cleaning import Cleaning
from search.models import Article
from search.sources.record import Record
from search.text.boilerplate import find_boilerplate
from search.text.lines import lines_of

_BODY = [
    "The council put off the repair of the bridge, because the piers had not come in time.",
    "The engineer said that nobody would wait for the ferry any longer than before.",
    "Work begins in June, and the river will be closed to boats for a week.",
]


def _aside(lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    spans = find_boilerplate(text).spans
    return [line.text for line in lines_of(text) if any(s <= line.start < e for s, e in spans)]


def test_teasers_that_end_alike_in_a_language_without_cues() -> None:
    teasers = [
        "Sõudjad võitsid karika",
        "Vastased jäid kahe paadi võrra maha, kuigi tuul… Loe edasi",
        "Turul on uus kell",
        "Vana kell seisis seitse aastat, sest keegi ei… Loe edasi",
        "Kooli aknad said klaasi",
        "Klaasi tõi meister, kes ise samas koolis… Loe edasi",
    ]
    assert _aside([*_BODY, *teasers]) == teasers


def test_teasers_with_a_date_behind_each() -> None:
    teasers = [
        "Rowers win the cup",
        "Their rivals were two lengths behind, although the wind…",
        "12 April 2022",
        "A clock for the market",
        "The old one had stood for seven years, since nobody…",
        "Monday February 24th, 2025",
    ]
    assert _aside([*_BODY, *teasers]) == teasers


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["She waited…", "And waited…", "And then…"], id="ellipses"),
        pytest.param(["So it went in 1921…", "It was 7:30."], id="a number behind an ellipsis"),
        pytest.param(["Who knows… who knows", "Who cares… who knows"], id="a refrain"),
    ],
)
def test_words_that_trail_off_are_no_teasers(lines: list[str]) -> None:
    assert _aside([_BODY[0], *lines, _BODY[1]]) == []


def test_menus_whose_links_the_text_kept() -> None:
    menu = [f"* [{name}](/{number})" for number, name in enumerate(("Esi", "Sport", "Ilm", "Arvo"))]
    assert _aside([*menu, *_BODY]) == menu
    assert _aside([*_BODY, *menu]) == menu
    bare = [f"https://site.example/{number}" for number in range(5)]
    assert _aside([*_BODY, *bare]) == bare


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [f"[The long story of the bridge, part {n}](https://a.example/{n})" for n in range(4)],
            id="a reading list",
        ),
        pytest.param(["See [the plan](/plan) and [the map](/map)."] * 4, id="links in sentences"),
        pytest.param(["https://a.example/1", "https://a.example/2"], id="two addresses"),
    ],
)
def test_links_of_an_article_stay(lines: list[str]) -> None:
    assert _aside([*_BODY, *lines]) == []


_RUSSIAN_TAIL = [
    "Гребцы выиграли областной кубок в третий раз",
    "На рынке появились новые часы",
    "В школе вставили последние стёкла",
]


def test_a_tail_in_another_language_with_a_sign_of_a_page() -> None:
    tail = [*_RUSSIAN_TAIL, "12.04.2022"]
    assert _aside([*_BODY, *tail]) == tail


def test_a_tail_in_another_language_without_one_stays() -> None:
    """A song in its own words, at the end of an article about it."""
    song = [
        "Верёвка мокрая, лампа тускла,",
        "греби, перевозчик, греби,",
        "вода не знает, кто трезв",
    ]
    assert _aside([*_BODY, *song]) == []


def test_a_tail_in_the_articles_own_language_stays() -> None:
    assert _aside([*_BODY, "A list of piers", "North pier", "South pier", "1 May 2022"]) == []


_NAVIGATION = ["Home", "News", "World", "Sport", "Culture", "Our people", "Ferry times", "Search"]


@pytest.mark.parametrize("given", ["", "Bridge to stay closed until summer"])
def test_a_menu_before_the_title(given: str) -> None:
    lines = [*_NAVIGATION, "Bridge to stay closed until summer", "By Hob Larkin", *_BODY]
    text = "\n".join(lines)
    cleaned = Cleaning().clean(Record(Article(title=given, text=text)))
    assert cleaned.heading.title == "Bridge to stay closed until summer"
    ((start, end),) = cleaned.boilerplate.spans
    assert text[start:end].split("\n") == _NAVIGATION


def test_a_recipes_list_is_no_menu() -> None:
    things = ["Beetroot", "Carrots", "Onions", "Salt", "Pepper", "Sour cream", "Bread", "Dill"]
    text = "\n".join(["Soup", *things, "A handful of parsley leaves", *_BODY])
    cleaned = Cleaning().clean(Record(Article(text=text)))
    assert cleaned.heading.title == "Soup"
    assert cleaned.boilerplate.spans == ()
