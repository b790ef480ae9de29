"""The catalogues are whole: they say all that the code says, in their own letters."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message

from tests.web.catalogues import TRANSLATED, catalogue, forms_of, path_of, said_in_code, written
from web.translating import LOCALES


@pytest.fixture(scope="module")
def template() -> Catalog:
    return said_in_code()


@pytest.fixture(params=TRANSLATED)
def translated(request: pytest.FixtureRequest) -> Catalog:
    return catalogue(request.param)


def entries(catalog: Catalog) -> Iterator[Message]:
    return (entry for entry in catalog if entry.id)


def holds(text: str) -> list[str]:
    """Whatever is filled in, and every tag."""
    named = re.findall(r"%\(\w+\)|%%", text)
    braced = [f"{{{name}}}" for _, name, *_ in Formatter().parse(text) if name is not None]
    return sorted({*named, *braced} | set(re.findall(r"<[^>]*>", text)))


def test_every_language_has_a_catalogue() -> None:
    assert set(TRANSLATED) == set(LOCALES[1:])


def test_a_catalogue_says_what_the_code_says(template: Catalog, translated: Catalog) -> None:
    """Where this fails: `python -m tests.web.catalogues`, and translate what is empty then."""
    said_there = {(entry.context, entry.id) for entry in entries(translated)}
    assert said_there == {(entry.context, entry.id) for entry in entries(template)}
    code = translated.locale_identifier or ""
    assert path_of(code).read_bytes() == written(translated), "not as the command above writes it"


def test_every_message_is_translated_with_all_its_forms(translated: Catalog) -> None:
    for entry in entries(translated):
        forms = forms_of(entry.string)
        assert all(form.strip() for form in forms), entry.id
        assert len(forms) == (translated.num_plurals if entry.pluralizable else 1), entry.id
        assert not entry.fuzzy, entry.id


def test_a_translation_holds_what_its_message_holds(translated: Catalog) -> None:
    for entry in entries(translated):
        wanted = holds(forms_of(entry.id)[-1])
        for form in forms_of(entry.string):
            assert holds(form) == wanted, entry.id


# Letters that are not of the language, and quotation marks.
FOREIGN = {"uk": "ыэъё“„", "bg": "ыэёіїєґ«»", "ru": "іїєґ“„"}


def test_a_translation_is_in_the_letters_of_its_language(translated: Catalog) -> None:
    foreign = FOREIGN[translated.locale_identifier or ""]
    for entry in entries(translated):
        for form in forms_of(entry.string):
            bare = re.sub(r"<code>.*?</code>|<[^>]*>|%\(\w+\)s|\{[^}]*\}", "", form)
            assert not set(bare.lower()) & set(foreign), form
            assert not re.search(r"[A-Za-z][а-яіїєґ]|[а-яіїєґ][A-Za-z]", bare, re.IGNORECASE), form
            assert '"' not in bare or '"' in entry.id, form
            assert form[:1].isspace() == forms_of(entry.id)[0][:1].isspace(), form
