"""Every page, in bokmål and nynorsk, light and dark, on a phone and on a desk."""

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.addresses import pages, registered

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LANGUAGES = ("", "nn/")


def test_every_address_with_a_place_to_fill_in_has_a_sample() -> None:
    assert [address.route for address in registered() if address.sample is None] == []


@pytest.mark.parametrize("prefix", LANGUAGES, ids=["nb", "nn"])
@pytest.mark.parametrize("address", list(pages()))
def test_the_page_is_for_everyone(
    windows: list[Page], site: str, address: str, prefix: str
) -> None:
    window = first_who_sees(windows, f"{site}/{prefix}{address}")
    found = checks.every_fault(window)
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
