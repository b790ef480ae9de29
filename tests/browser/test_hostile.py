"""Hostile articles and queries are text to a real browser too."""

import re

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, Place
from tests.browser.windows import WATCH, expect, search
from tests.web.helpers import QUAGGA

HOSTILE = [it for it in PLACES if it.is_hostile and it.name != "hostile-query"]

QUERIES = [
    '"><script>alert(9)</script>',
    "<img src=x onerror=alert(9)>",
    "zebra'\"--></title></textarea><svg onload=alert(9)>",
    "{{ 7 * 7 }} %(x)s {0} \\u003cscript\\u003e",
]
# Counted in the page as it is parsed; a script of the page's own has an address.
FOREIGN = """() => [...document.querySelectorAll('*')].filter(it =>
  it.matches('x-y, script:not([src]), style, iframe, object, embed, base, svg [onload], img') ||
  [...it.attributes].some(({name, value}) =>
    name.startsWith('on') || name == 'style' || /^\\s*(javascript|data|vbscript):/i.test(value) &&
    ['href', 'src', 'action', 'formaction', 'xlink:href'].includes(name))
).map(it => it.outerHTML)"""


@pytest.mark.parametrize("query", QUERIES)
def test_a_hostile_query_is_text(visit: OpenWindow, addresses: dict[str, str], query: str) -> None:
    window = visit(address=addresses["odd"])
    window.go("/")
    search(window, query)
    assert window.page.evaluate(FOREIGN) == []
    assert query[:20] in window.page.title()
    expect(window.page.get_by_label("Words to search for")).to_have_value(query)


def test_a_hostile_field_is_text(visit: OpenWindow, addresses: dict[str, str]) -> None:
    page = visit(address=addresses["odd"]).go("/?q=javascript:alert(9)", 400)
    expect(page.get_by_role("main")).to_contain_text("Unknown field 'javascript'")
    assert page.evaluate(FOREIGN) == []


@pytest.mark.parametrize("place", HOSTILE, ids=lambda place: place.name)
def test_a_hostile_article_is_text(
    visit: OpenWindow, addresses: dict[str, str], place: Place
) -> None:
    window = visit(address=addresses[place.server])
    window.context.add_init_script(WATCH)
    page = window.go(place.path, place.status)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(FOREIGN) == []
    assert page.evaluate("refused") == []
    expect(page.get_by_role("main")).to_contain_text("<x-y onmouseover=alert(5)>'\"")


def test_a_hostile_headline_is_text(visit: OpenWindow, addresses: dict[str, str]) -> None:
    page = visit(address=addresses["odd"]).go("/?q=quagga")
    page.locator(".headline a").first.click()
    expect(page).to_have_title(re.compile(re.escape(QUAGGA.title)))
    expect(page.get_by_role("heading", level=1)).to_have_text(QUAGGA.title)
    expect(page.get_by_role("main")).to_contain_text("</main><svg/onload=alert(4)//")
    # Its address is no address of the web: there is nothing to press.
    assert QUAGGA.url.startswith("javascript:")
    expect(page.locator("a[rel~=external]")).to_have_count(0)
