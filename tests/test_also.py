"""What else a query was searched for, put together as a reader takes it."""

from search.also import also_searched
from search.models import Variant


def form(key: str, *words: str) -> Variant:
    return Variant(key, key[:2], "form", words)


def name(key: str, *words: str) -> Variant:
    return Variant(key, key[:2], "name", words)


def test_the_word_as_typed_is_not_told() -> None:
    variants = {
        "harbour": [form("en:harbour", "harbour", "Harbours"), form("de:harbour", "Harbour")],
        "Oslo": [form("en:oslo", "Oslo"), form("pl:oslo", "OSLO")],
        "nothing": [],
    }
    told = also_searched(variants)
    assert list(told) == ["harbour"]
    (harbour,) = told["harbour"]
    assert harbour.words == ("harbour", "Harbours")
    assert harbour.untyped == ("Harbours",)
    assert harbour.keys == ("en:harbour",)
    assert not harbour.is_name


def test_one_name_in_several_languages_is_told_once() -> None:
    variants = {
        "Халворсен": [
            form("uk:халворсен", "Халворсен", "Халворсеном"),
            form("bg:халворсен", "Халворсен"),
            name("en:halvorsen", "Halvorsen"),
            name("de:halvorsen", "Halvorsen", "Halvorsens"),
            name("fr:alvorsen", "Alvorsen"),
        ]
    }
    uk, halvorsen, alvorsen = also_searched(variants)["Халворсен"]
    assert uk.keys == ("uk:халворсен",)
    assert halvorsen.words == ("Halvorsen", "Halvorsens")
    assert halvorsen.languages == ("en", "de")
    assert halvorsen.keys == ("en:halvorsen", "de:halvorsen")
    assert halvorsen.is_name
    assert alvorsen.keys == ("fr:alvorsen",)


def test_forms_of_two_languages_are_told_apart_unless_they_are_the_same() -> None:
    variants = {
        "war": [
            form("de:sein", "ist", "war"),
            form("en:war", "war", "wars"),
            form("nl:war", "war", "wars"),
        ]
    }
    assert [also.keys for also in also_searched(variants)["war"]] == [
        ("de:sein",),
        ("en:war", "nl:war"),
    ]


def test_what_several_words_stand_for_together_is_told_of_them_together() -> None:
    both = [name("bg:северен съвет", "Северен съвет"), name("en:north council", "North Council")]
    variants = {
        "north": [form("en:north", "north", "northern"), *both],
        "council": [form("en:council", "council"), *both],
    }
    told = also_searched(variants)
    assert list(told) == ["north", "north council"]
    assert [also.words for also in told["north council"]] == [("Северен съвет",)]
