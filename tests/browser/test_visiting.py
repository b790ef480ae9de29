"""Search, narrow down, read, keep, and back: with scripts and without."""

import csv
import re
from collections.abc import Callable
from io import StringIO

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.windows import PHONE, WIDE, ViewportSize, expect, search


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visit(visit: OpenWindow, scripts: bool) -> None:
    """Search, facet in and out, exclude, sort, page, open an article, and back."""
    window = visit(java_script_enabled=scripts)
    page = window.page
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("articles in")

    search(window, "Столтенберг")
    everything = window.total()
    assert everything > 10
    assert page.locator(".hits mark").count() > 5

    facets = page.get_by_role("region", name="Language")
    ukrainian = facets.get_by_role("link", name="Українська").first
    count = int(ukrainian.locator("small").inner_text())
    ukrainian.click()
    expect(facets.locator("a[aria-current]")).to_contain_text("Українська")
    assert window.total() == count
    facets.get_by_role("link", name="Українська (chosen").click()
    expect(facets.locator("a[aria-current]")).to_have_count(0)
    assert window.total() == everything

    facets.get_by_role("link", name="Leave out Українська").click()
    expect(facets.locator("s")).to_have_text("Українська")
    assert window.total() == everything - count
    facets.get_by_role("link", name="take it back").click()
    expect(facets.locator("s")).to_have_count(0)

    page.get_by_role("link", name="Newest").click()
    expect(page.locator(".sorts a[aria-current]")).to_have_text("Newest")
    dates = [it.get_attribute("datetime") for it in page.locator(".hits time").all()]
    assert dates == sorted(dates, key=str, reverse=True)

    page.get_by_role("link", name="Next").click()
    expect(page.locator(".range")).to_contain_text("11–")
    results = page.url
    assert "sort=newest" in results

    headline = page.locator(".headline a").first
    title = headline.inner_text()
    headline.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("link", name="Back to the results").click()
    expect(page.locator(".range")).to_contain_text("11–")
    assert page.url == f"{results}#hit-11"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_name_is_switched_off_and_on_again(visit: OpenWindow) -> None:
    window = visit(java_script_enabled=False)
    page = window.page
    page.goto("/?q=Stoltenberg")
    everything = window.total()
    page.get_by_role("link", name="Search without Столтенберг").click()
    expect(page.locator(".besides s")).to_contain_text("Столтенберг")
    assert window.total() < everything
    search(window, "Stoltenberg NATO")
    expect(page.locator(".besides s")).to_contain_text("Столтенберг")
    page.get_by_role("link", name="Search again for Столтенберг").click()
    expect(page.locator(".besides s")).to_have_count(0)


def test_many_names_are_folded(visit: OpenWindow) -> None:
    window = visit(viewport=PHONE, java_script_enabled=False)
    window.page.goto("/?q=Ukraine+Turkey+NATO")
    chips = window.page.locator(".besides li > a")
    assert chips.count() > 12
    expect(chips.last).to_be_hidden()
    window.page.get_by_text("Also searched", exact=True).first.click()
    window.page.locator(".besides summary").click()
    expect(chips.last).to_be_visible()
    boxes = [chip.bounding_box() for chip in chips.all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    assert all(box and box["height"] >= 24 for box in boxes), "WCAG 2.2, 2.5.8"


def test_dates_keep_the_query(visit: OpenWindow) -> None:
    window = visit()
    window.page.goto("/?q=NATO&language=en")
    before = window.total()
    window.page.get_by_label("From").fill("2023")
    window.page.get_by_role("button", name="Set").click()
    expect(window.page.locator(".in-force")).to_contain_text("since 2023")
    expect(window.page.locator(".in-force")).to_contain_text("English")
    assert 0 < window.total() < before


def test_what_was_set_aside_opens(visit: OpenWindow) -> None:
    window = visit(java_script_enabled=False)
    window.page.goto("/?q=title:Στα&language=el")
    window.page.locator(".headline a").first.click()
    aside = window.page.locator("details.aside").first
    expect(aside.locator("p").first).to_be_hidden()
    aside.locator("summary").click()
    expect(aside.locator("p").first).to_be_visible()


def test_the_filters_stand_open_beside_the_results_and_in_a_drawer_on_a_phone(
    visit: OpenWindow,
) -> None:
    wide, phone = visit(), visit(viewport=PHONE)
    for window in (wide, phone):
        window.page.goto("/?q=НАТО")
    expect(wide.page.get_by_role("link", name="Leave out Български")).to_be_visible()
    expect(wide.page.get_by_text("Filters", exact=True)).to_be_hidden()
    expect(phone.page.get_by_role("link", name="Leave out Български")).to_be_hidden()
    phone.page.get_by_text("Filters", exact=True).click()
    expect(phone.page.get_by_role("link", name="Leave out Български")).to_be_visible()
    assert phone.page.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]


def test_the_first_result_is_on_the_first_screen_of_a_phone(visit: OpenWindow) -> None:
    page = visit(viewport=PHONE).go("/?q=Stoltenberg+NATO")
    expect(page.locator(".snippet").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".bars")).to_be_hidden()
    page.locator("summary", has_text="Over time").click()
    expect(page.locator(".bars")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_who_chooses_filters_stays_at_them(visit: OpenWindow, size: ViewportSize) -> None:
    page = visit(viewport=size).go("/?q=NATO")
    drawer = page.get_by_text("Filters", exact=True)
    if size == PHONE:
        drawer.click()
    for name, value in (("Leave out Български", "Български"), ("English 5", "English")):
        page.get_by_role("link", name=name).click()
        expect(page.locator(".in-force")).to_contain_text(value)
        expect(page.locator(".facet li:has(:focus)")).to_contain_text(value)
        expect(page.locator(".facet li a:focus")).to_be_in_viewport()
    page.reload()
    expect(page.locator(".facet :focus")).to_have_count(0)


def test_empty_fields_are_not_in_the_address(visit: OpenWindow) -> None:
    page = visit().go("/?q=NATO&language=en")
    page.get_by_role("button", name="Set").click()
    page.wait_for_url("**/?*")
    expect(page).to_have_url(re.compile(r"/\?(language=en&q=NATO|q=NATO&language=en)$"))
    page.get_by_label("From").fill("2022")
    page.keyboard.press("Enter")
    expect(page.locator(".in-force")).to_contain_text("since 2022")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_match_to_match(visit: OpenWindow, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts).go("/?q=Stoltenberg&sort=oldest")
    with page.expect_navigation():
        page.locator(".headline a").first.click()
    marks = page.locator("mark[id]")
    assert marks.count() > 1
    bar = page.get_by_role("navigation", name="Matches in the text")
    if scripts:
        page.keyboard.press("n")
        expect(bar).to_contain_text(f"Match 1 of {marks.count()}")
        expect(marks.nth(0)).to_be_focused()
        bar.get_by_role("button", name="Next").click()
        expect(bar).to_contain_text(f"Match 2 of {marks.count()}")
        page.keyboard.press("p")
        expect(marks.nth(0)).to_have_attribute("aria-current", "true")
    else:
        bar.get_by_role("link", name="Match 2").click()
    expect(page).to_have_url(re.compile(r"#m1$" if scripts else r"#m2$"))
    expect(marks.nth(0 if scripts else 1)).to_be_in_viewport()
    expect(page.get_by_role("heading", name="More like this")).to_be_attached()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_to_the_next_result_and_back_to_it(visit: OpenWindow, scripts: bool) -> None:
    page = visit(java_script_enabled=scripts).go("/?q=NATO&sort=newest")
    titles = [it.inner_text() for it in page.locator(".headline").all()]
    page.locator(".headline a").first.click()
    results = page.get_by_role("navigation", name="Results")
    for number, title in list(enumerate(titles, 1))[1:4]:
        results.get_by_role("link", name="Next").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(results).to_contain_text(f"Result {number} of")
    results.get_by_role("link", name="Back to the results").click()
    expect(page).to_have_url(re.compile(r"#hit-4$"))
    expect(page.locator(".headline a").nth(3)).to_be_in_viewport()


@pytest.mark.parametrize(
    ("link", "name", "rows"),
    [
        ("Table (CSV)", ".csv", lambda text: len(list(csv.DictReader(StringIO(text))))),
        ("JSON lines", ".jsonl", lambda text: len(text.splitlines()) - 1),
    ],
    ids=["csv", "jsonl"],
)
def test_all_results_are_downloaded(
    visit: OpenWindow, link: str, name: str, rows: Callable[[str], int]
) -> None:
    window = visit(java_script_enabled=False)
    page = window.go("/?q=НАТО&language=-de")
    assert window.total() > 10
    with page.expect_download() as starting:
        page.get_by_role("link", name=link).click()
    download = starting.value
    assert download.suggested_filename.endswith(name)
    assert "нато" in download.suggested_filename
    text = download.path().read_text(encoding="utf-8-sig")
    assert rows(text) == window.total()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_interface_in_another_language(visit: OpenWindow, scripts: bool) -> None:
    """It is chosen once, and the search goes on where it was."""
    page = visit(java_script_enabled=scripts).go("/?q=НАТО&sort=oldest")
    before = page.url
    page.get_by_role("button", name="Українська").click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    assert page.url == before
    expect(page.locator(".sorts a[aria-current]")).not_to_have_text("Oldest")
    page.locator(".headline a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("locale", ["uk-UA", "bg-BG", "ru-RU"])
def test_the_interface_in_the_language_of_the_browser(visit: OpenWindow, locale: str) -> None:
    page = visit(locale=locale).go("/")
    expect(page.locator("html")).to_have_attribute("lang", locale[:2])
    expect(page.locator("#q")).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_value_is_found_by_its_name(visit: OpenWindow, scripts: bool) -> None:
    window = visit(java_script_enabled=scripts)
    page = window.go("/")
    sources = page.get_by_role("region", name="Source")
    sources.locator("summary").click()
    field = sources.get_by_label("Part of the name")
    if scripts:
        field.press_sequentially("vlta")
        expect(sources.get_by_role("status")).to_contain_text("1 source")
        sources.locator("details li a").first.click()
    else:
        field.fill("vlta")
        field.press("Enter")
        page.get_by_label("vltavske-listy.example", exact=True).check()
        page.get_by_role("button", name="Show the results").click()
    expect(page.locator(".in-force")).to_contain_text("vltavske-listy.example")
    assert window.total() > 0


def test_what_was_found_before_is_no_answer(visit: OpenWindow) -> None:
    page = visit().go("/")
    sources = page.get_by_role("region", name="Source")
    sources.locator("summary").click()
    found = sources.locator("details li")
    expect(found.first).to_be_visible()
    page.route("**/values/*", lambda route: route.fulfill(status=204))
    sources.get_by_label("Part of the name").press_sequentially("vlta")
    expect(found).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_bar_of_the_chart_narrows_the_dates(visit: OpenWindow, scripts: bool) -> None:
    window = visit(java_script_enabled=scripts)
    page = window.go("/?q=NATO")
    before = window.total()
    bar = page.locator(".bars a").nth(1)
    said = bar.locator("title").text_content() or ""
    bar.click()
    expect(page.locator(".in-force")).to_contain_text("since")
    assert 0 < window.total() < before
    assert said.endswith(f": {window.total()} article" + "s" * (window.total() > 1))
    page.get_by_role("link", name="Remove all").click()
    expect(page.locator(".in-force")).to_have_count(0)
    page.locator(".bars a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".in-force")).to_contain_text("since")


def test_the_feed_and_the_page_to_print(visit: OpenWindow) -> None:
    window = visit()
    page = window.go("/?q=NATO&language=en")
    total = window.total()
    feed = page.locator("link[rel=alternate]").get_attribute("href") or ""
    answer = window.context.request.get(feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text().count("<entry") == total
    page.get_by_role("link", name="To print").click()
    expect(page.locator(".hits > li")).to_have_count(total)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
