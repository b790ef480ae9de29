"""Suggestions below the box, as one types: by keyboard, by mouse, by touch."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.axe import violations
from tests.browser.conftest import OpenWindow
from tests.browser.windows import PHONE, WATCH, expect

TYPED = "Stolt"


def box_of(page: Page) -> Locator:
    return page.get_by_label("Words to search for")


def options_of(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_in(page: Page, text: str) -> None:
    box_of(page).press_sequentially(text, delay=20)


def query_of(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query)["q"][0]


def asked_of(page: Page) -> list[str]:
    """What the server is asked for suggestions of, from now on."""
    asked: list[str] = []

    def note(request: Any) -> None:
        if urlsplit(request.url).path == "/api/suggest":
            asked.append(parse_qs(urlsplit(request.url).query)["query"][0])

    page.on("request", note)
    return asked


def test_by_keyboard_alone(visit: OpenWindow) -> None:
    window = visit()
    page = window.page
    page.goto("/?q=НАТО")
    page.keyboard.press("/")
    page.keyboard.press("Delete")
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.type(TYPED, delay=20)
    expect(options_of(page).first).to_contain_text("Stoltenberg")
    expect(box_of(page)).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="Suggestions: ")).to_have_count(1)

    # The list is left, and opened again, and nothing of it stands in the box.
    page.keyboard.press("ArrowDown")
    first = options_of(page).first
    expect(first).to_have_attribute("aria-selected", "true")
    marked = first.get_attribute("id") or "none"
    expect(box_of(page)).to_have_attribute("aria-activedescendant", marked)
    page.keyboard.press("Escape")
    expect(options_of(page)).to_have_count(0)
    expect(box_of(page)).to_have_attribute("aria-expanded", "false")
    expect(box_of(page)).not_to_have_attribute("aria-activedescendant", re.compile("."))
    expect(box_of(page)).to_have_value(TYPED)
    expect(box_of(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(options_of(page).first).to_be_visible()

    # Around, by way of what was typed.
    page.keyboard.press("ArrowUp")
    expect(options_of(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(box_of(page)).to_have_value(TYPED)
    page.keyboard.press("Enter")
    expect(page.locator(".total")).to_contain_text("Stoltenberg")
    assert query_of(page) == "Stoltenberg"
    assert window.total() > 5


def test_enter_searches_for_what_was_typed(visit: OpenWindow) -> None:
    page = visit().page
    page.goto("/")
    type_in(page, TYPED)
    expect(options_of(page).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert query_of(page) == TYPED


def test_tab_leaves_the_list_for_the_button(visit: OpenWindow) -> None:
    page = visit().page
    page.goto("/")
    type_in(page, TYPED)
    expect(options_of(page).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()
    expect(options_of(page)).to_have_count(0)
    expect(box_of(page)).to_have_value(TYPED)


@pytest.mark.parametrize("touch", [False, True], ids=["mouse", "touch"])
def test_a_suggestion_is_pressed(visit: OpenWindow, touch: bool) -> None:
    window = visit(viewport=PHONE, has_touch=True, is_mobile=True) if touch else visit()
    page = window.page
    page.add_init_script(WATCH)
    page.goto("/")
    type_in(page, "grain Ode")
    option = options_of(page).filter(has_text="Odesa")
    expect(option).to_be_visible()
    assert window.fits()
    area = option.bounding_box()
    assert area
    assert area["height"] >= (44 if touch else 24)
    if touch:
        option.tap()
    else:
        option.click()
    page.wait_for_url("**/?q=*")
    assert query_of(page) == "grain Odesa"
    assert page.evaluate("moved") == []


def test_what_is_typed_is_told_from_what_is_added(visit: OpenWindow) -> None:
    page = visit().page
    page.goto("/")
    type_in(page, "erdog")
    word = options_of(page).first.locator(".word")
    expect(word).to_have_text("Erdoğan")
    expect(word.locator("b")).to_have_text("an")
    number = options_of(page).first.locator("small")
    expect(number).to_have_text(re.compile(r"^\d+$"))
    expect(options_of(page).first).to_have_accessible_name(re.compile(r"^Erdoğan\s*Articles: \d+$"))


def test_each_is_in_its_language(visit: OpenWindow) -> None:
    page = visit().page
    page.goto("/")
    type_in(page, "переговор")
    expect(options_of(page).first).to_be_visible()
    words = options_of(page).locator(".word")
    languages = {word.get_attribute("lang") for word in words.all()}
    assert languages & {"uk", "ru", "bg"}

    box_of(page).fill("ال")
    expect(options_of(page).first).to_have_css("direction", "rtl")
    expect(words.first).to_have_attribute("lang", "ar")


def test_few_are_asked_for_and_none_twice(visit: OpenWindow) -> None:
    page = visit().page
    asked = asked_of(page)
    page.goto("/")
    type_in(page, TYPED)
    expect(options_of(page).first).to_be_visible()
    assert asked[-1] == TYPED
    page.keyboard.press("Backspace")
    page.wait_for_timeout(400)
    before = len(asked)
    page.keyboard.type("t")
    page.wait_for_timeout(400)
    expect(options_of(page).first).to_be_visible()
    assert len(asked) == before


def test_a_late_answer_is_no_answer(visit: OpenWindow) -> None:
    """What comes after more was typed is never shown."""
    page = visit().page
    page.route("**/api/suggest?query=S", lambda route: None)  # never answered
    page.goto("/")
    type_in(page, "S")
    page.wait_for_timeout(300)
    type_in(page, "tolt")
    expect(options_of(page).first).to_contain_text("Stoltenberg")


def test_the_reader_is_left_alone(visit: OpenWindow) -> None:
    """For long texts, in the middle of a text, after a word."""
    page = visit().page
    asked = asked_of(page)
    page.goto("/")
    box = box_of(page)
    box.fill("Stoltenberg said so. " * 10 + "Stolt")
    expect(options_of(page)).to_have_count(0)
    box.fill("Stolt grain")
    expect(options_of(page)).to_have_count(0)
    page.keyboard.press("Home")
    page.keyboard.type("x")
    page.wait_for_timeout(400)
    expect(options_of(page)).to_have_count(0)
    assert all(len(text) < 20 and not text.startswith("x") for text in asked)


def test_a_phone_composes_every_word(visit: OpenWindow) -> None:
    """It is helped on all the same, but the keys are the input method's."""
    page = visit().page
    page.goto("/")
    box = box_of(page)
    box.evaluate(
        """box => {
            box.value = "Stolt";
            box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true}));
        }"""
    )
    expect(options_of(page).first).to_be_visible()
    box.evaluate(
        """box => box.dispatchEvent(new KeyboardEvent(
            "keydown", {key: "ArrowDown", bubbles: true, cancelable: true, isComposing: true}
        ))"""
    )
    expect(page.locator("[aria-selected=true]")).to_have_count(0)


def test_what_is_offered_is_found_under_the_filters(visit: OpenWindow) -> None:
    window = visit()
    page = window.page
    page.goto("/?language=uk&language=bg&since=2022&sort=oldest")
    box_of(page).focus()
    with page.expect_request("**/api/suggest?*") as asked:
        type_in(page, "нат")
    given = parse_qs(urlsplit(asked.value.url).query)
    assert given["language"] == ["uk", "bg"]
    assert given["since"] == ["2022"]
    assert "q" not in given
    options_of(page).first.click()
    page.wait_for_url("**/?*q=*")
    assert window.total() > 0


def test_a_server_that_fails_is_not_missed(visit: OpenWindow) -> None:
    window = visit()
    page = window.page
    page.route("**/api/suggest?*", lambda route: route.fulfill(status=204, body=""))
    page.goto("/")
    type_in(page, "Stoltenberg")
    page.wait_for_timeout(400)
    expect(options_of(page)).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert window.total() > 0


def test_what_is_offered_is_text(visit: OpenWindow, addresses: dict[str, str]) -> None:
    window = visit(address=addresses["odd"])
    page = window.page
    page.goto("/")
    type_in(page, "source:юж")
    option = options_of(page).first
    expect(option.locator(".word")).to_have_text("Южный вестник & Co")
    option.click()
    page.wait_for_url("**/?q=*")
    assert query_of(page) == 'source:"Южный вестник & Co"'
    assert window.total() == 8


def test_without_scripts_it_is_a_plain_box(visit: OpenWindow) -> None:
    page = visit(java_script_enabled=False).page
    page.goto("/")
    expect(page.get_by_role("searchbox", name="Words to search for")).to_be_visible()
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_axe_finds_nothing(visit: OpenWindow, axe: str) -> None:
    for scheme in ("light", "dark"):
        page = visit(color_scheme=scheme).page
        page.goto("/")
        type_in(page, TYPED)
        expect(options_of(page).first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert violations(page, axe) == [], scheme
