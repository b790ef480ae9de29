"""Everything by keyboard alone, and the focus always to be seen."""

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, Place
from tests.browser.windows import PHONE, WIDE, ViewportSize, expect

# What can be reached with Tab, in the order of the page.
REACHABLE = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
)].filter(it => it.tabIndex >= 0 && it.checkVisibility({visibilityProperty: true})).length"""
# The element in focus: where it stands among all, whether a line is around it that has 3:1 to
# what is behind it (WCAG 2.2, 1.4.11 and 2.4.7), and whether anything lies upon it (2.4.11).
FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const style = getComputedStyle(it);
  const box = it.getClientRects()[0];
  const upon = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    place: [...document.querySelectorAll("*")].indexOf(it),
    html: it.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1.5,
    seen: Boolean(upon) && (it.contains(upon) || upon.contains(it)),
  };
}"""


def test_the_keyboard_reaches_the_content_first(visit: OpenWindow) -> None:
    page = visit().go("/?q=НАТО")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize(
    "place",
    [it for it in PLACES if it.name in {"filtered", "switched-off", "article", "help", "values"}],
    ids=lambda place: place.name,
)
def test_tab_goes_through_everything_in_order(
    visit: OpenWindow, place: Place, size: ViewportSize
) -> None:
    page = visit(viewport=size, reduced_motion="reduce").go(place.path)
    reachable = page.evaluate(REACHABLE)
    places: list[int] = []
    for _ in range(reachable):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused, f"{len(places)} of {reachable} were reached"
        assert focused["outlined"], focused["html"]
        assert focused["seen"], focused["html"]
        places.append(focused["place"])
    assert places == sorted(set(places))


def test_a_search_by_keyboard_alone(visit: OpenWindow) -> None:
    window = visit()
    page = window.go("/")
    box = page.get_by_label("Words to search for")
    expect(box).to_be_focused()
    page.keyboard.type("Столтенберг")
    with page.expect_navigation():  # the keys of a page work once it has been loaded
        page.keyboard.press("Enter")
    expect(page.locator(".total")).to_contain_text("Столтенберг")

    headlines = page.locator(".headline a")
    page.keyboard.press("ArrowDown")
    expect(headlines.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(headlines.nth(1)).to_be_focused()
    page.keyboard.press("j")
    expect(headlines.nth(2)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("ArrowUp")
    expect(headlines.nth(0)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("Столтенберг")

    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
    expect(page.locator(".range")).to_contain_text("11–")
    with page.expect_navigation():
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".range")).to_contain_text("1–10")

    page.keyboard.press("ArrowDown")
    expect(headlines.nth(0)).to_be_focused()
    title = headlines.nth(0).inner_text()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("НАТО")  # in the place of what stood there
    expect(box).to_have_value("НАТО")


def test_the_list_of_keys(visit: OpenWindow) -> None:
    page = visit().go("/?q=НАТО")
    page.locator(".headline a").first.focus()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("into the search box")
    page.keyboard.press("/")  # which are not the page's while it is open
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(page.locator(".headline a").first).to_be_focused()


def test_keys_can_be_switched_off(visit: OpenWindow) -> None:
    page = visit().go("/help")
    page.get_by_label("Use these keys").uncheck()
    page.goto("/?q=НАТО")
    page.keyboard.press("/")
    page.keyboard.press("?")
    page.keyboard.press("j")
    expect(page.locator("body")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.goto("/help")
    page.get_by_label("Use these keys").check()
    page.goto("/?q=НАТО")
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for")).to_be_focused()


def test_keys_are_switched_off_where_nothing_is_kept(visit: OpenWindow) -> None:
    page = visit().page
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})"
    )
    page.goto("/help")
    page.get_by_label("Use these keys").uncheck()
    page.get_by_label("Use these keys").blur()
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for")).not_to_be_focused()
    page.get_by_label("Use these keys").check()
    page.get_by_label("Use these keys").blur()
    page.keyboard.press("/")
    expect(page.get_by_label("Words to search for")).to_be_focused()


def test_without_a_list_of_keys_there_is_the_page_of_help(visit: OpenWindow) -> None:
    page = visit().page
    page.route("**/help", lambda route: route.fulfill(status=204), times=1)
    page.goto("/?q=НАТО")
    page.locator(".headline a").first.focus()
    page.keyboard.press("?")
    page.wait_for_url("**/help")


def test_arrows_scroll_a_table(visit: OpenWindow) -> None:
    page = visit().go("/?q=НАТО")
    page.locator(".timeline summary").click()
    table = page.locator(".table")
    table.focus()
    page.keyboard.press("ArrowDown")
    expect(table).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".headline a").first).to_be_focused()


def test_behind_the_last_match_comes_the_first(visit: OpenWindow) -> None:
    page = visit(reduced_motion="reduce").go("/?q=НАТО")
    page.locator(".headline a").first.click()
    expect(page.locator("#m2")).to_be_attached()
    page.set_viewport_size({"width": 700, "height": 120})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.keyboard.press("n")
    expect(page.locator("#m1")).to_have_attribute("aria-current", "true")


def test_keys_typed_into_a_field_are_text(visit: OpenWindow) -> None:
    page = visit().go("/?q=НАТО")
    box = page.get_by_label("Words to search for")
    box.fill("")
    page.keyboard.type("j/k?n")
    expect(box).to_have_value("j/k?n")
    dates = page.get_by_label("From")
    dates.focus()
    page.keyboard.type("/?")
    expect(dates).to_have_value("/?")
