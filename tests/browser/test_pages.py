"""Every page, in bokmål and nynorsk, light and dark, on a phone and on a desk."""

from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.addresses import pages, registered

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LANGUAGES = ("", "nn/")


def test_every_address_with_a_place_to_fill_in_has_a_sample() -> None:
    assert [address.route for address in registered() if address.sample is None] == []


@pytest.mark.parametrize("prefix", LANGUAGES, ids=["nb", "nn"])
@pytest.mark.parametrize("address", list(pages()))
def test_the_page_is_for_everyone(
    windows: list[Page], site: str, address: str, prefix: str
) -> None:
    window = first_who_sees(windows, f"{site}/{prefix}{address}")
    checks.prepare(window)
    found = faults(window)
    assert not found, "\n" + "\n".join(found)


def first_who_sees(windows: list[Page], address: str) -> Page:
    """Let the least privileged who may look do it; what nobody may see is seen by the stranger."""
    for window in [*windows, windows[0]]:
        window.set_viewport_size({"width": 1280, "height": 900})
        response = window.goto(address)
        assert response is not None
        assert response.status not in {500, 503}
        if response.status == 200 and window.url == address:
            return window
    return windows[0]


def faults(window: Page) -> list[str]:
    """Collect what is wrong in any combination; the page is loaded once and seen in all of them."""
    found = checks.language_of_parts(window) + checks.errors_tied(window)
    found += checks.mouse_only(window)
    for width in WIDTHS:
        window.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            window.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {fault}" for fault in checks.axe(window)]
        found += checks.reflow(window)
    window.emulate_media(color_scheme="light")
    return found + checks.focus_visible(window)
