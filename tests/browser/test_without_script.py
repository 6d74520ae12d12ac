"""The main job, done with the keyboard alone and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STEPS = 80


@pytest.fixture
def keyboard(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    yield context.new_page()
    context.close()


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"The keyboard does not reach {selector}.")


def test_a_reader_looks_from_lom_and_opens_the_theme_of_crisis(keyboard: Page) -> None:
    keyboard.goto("/tema/")
    go_to(keyboard, ".lens summary")
    keyboard.keyboard.press("Enter")
    go_to(keyboard, ".lens input[type=search]")
    keyboard.keyboard.type("Lom")
    keyboard.keyboard.press("Enter")
    expect(keyboard.locator(".lens summary")).to_contain_text("Lom")
    go_to(keyboard, "main a[href='/tema/krise/']")
    keyboard.keyboard.press("Enter")
    expect(keyboard.locator("h1")).to_have_text("Krise og beredskap")


def test_a_reader_jumps_over_the_menu(keyboard: Page) -> None:
    keyboard.goto("/kommuner/")
    keyboard.keyboard.press("Tab")
    expect(keyboard.locator(".skip")).to_be_focused()
    keyboard.keyboard.press("Enter")
    expect(keyboard.locator("main")).to_be_focused()


def test_a_reader_narrows_the_list_and_sorts_it(keyboard: Page) -> None:
    keyboard.goto("/kommuner/")
    go_to(keyboard, ".filters input[name=q]")
    keyboard.keyboard.type("lom")
    keyboard.keyboard.press("Enter")
    expect(keyboard.locator("tbody th a").first).to_have_text("Lom")
    go_to(keyboard, "thead th:nth-child(2) a")
    keyboard.keyboard.press("Enter")
    expect(keyboard.locator("thead th:nth-child(2)[aria-sort=ascending]")).to_have_count(1)
    expect(keyboard.locator(".filters input[name=q]")).to_have_value("lom")


def test_a_wrong_form_says_what_is_wrong_and_links_to_it(keyboard: Page) -> None:
    keyboard.goto("/stil/")
    go_to(keyboard, ".ds-error-summary a")
    keyboard.keyboard.press("Enter")
    expect(keyboard.locator("#light-name")).to_be_focused()
