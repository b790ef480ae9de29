"""axe-core finds nothing on any page: light and dark, wide and on a phone, folded and unfolded."""

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, Place
from tests.browser.windows import PHONE, WIDE

UNFOLD = "for (const it of document.querySelectorAll('details')) it.open = true"


def test_axe_sees_what_is_wrong(visit: OpenWindow, axe: str) -> None:
    page = visit().go("/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('h1').style.color = '#aaa'")  # scripts may do so
    found = " ".join(violations(page, axe))
    assert "html-has-lang" in found
    assert "color-contrast" in found


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_axe_finds_nothing(
    visit: OpenWindow, axe: str, addresses: dict[str, str], place: Place
) -> None:
    page = visit(address=addresses[place.server]).go(place.path, place.status)
    found = violations(page, axe)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    found += violations(page, axe)
    page.evaluate(UNFOLD)
    page.emulate_media(color_scheme="light")
    found += violations(page, axe)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(WIDE)
    found += violations(page, axe)
    assert not found
