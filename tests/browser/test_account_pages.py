"""The pages that only somebody who has signed in as themselves sees, and forms with errors."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import checks
from tests.browser.conftest import opened, step_into
from tests.browser.test_security_key import newest_code

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OLA = "ola@lom.kommune.no"
OWN = (
    "konto/",
    "konto/endre/",
    "konto/steng/",
    "konto/logg-ut/",
    "konto/totrinn/",
    "konto/totrinn/app/",
    "konto/totrinn/nokkel/",
    "konto/totrinn/kreves/",
)


@pytest.fixture(scope="module")
def person(browser: Browser, site: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Somebody real, signed in by a code."""
    with opened(browser) as page:
        ask_for_code(page, site)
        page.locator("[name=code]").fill(newest_code(tmp_path_factory.getbasetemp()))
        page.locator("main button[type=submit]").first.click()
        yield page


def ask_for_code(page: Page, site: str) -> None:
    page.goto(f"{site}/konto/logg-inn/")
    page.locator("[name=email]").fill(OLA)
    page.locator("main button[type=submit]").first.click()


@pytest.mark.parametrize("prefix", ["", "nn/"], ids=["nb", "nn"])
@pytest.mark.parametrize("address", OWN)
def test_the_page_is_for_everyone(person: Page, site: str, address: str, prefix: str) -> None:
    person.set_viewport_size({"width": 1280, "height": 900})
    person.goto(f"{site}/{prefix}{address}")
    assert person.url == f"{site}/{prefix}{address}"
    assert checks.every_fault(person) == []


def test_the_code_page_is_for_everyone_with_an_error_too(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        ask_for_code(page, site)
        page.locator("[name=code]").fill("0000-0000")
        page.locator("main button[type=submit]").first.click()
        assert page.locator("#form-errors").count() == 1
        assert checks.every_fault(page) == []


def test_a_role_is_given_in_a_form_for_everyone(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        step_into(page, site, "operator")
        page.goto(f"{site}/konto/roller/gi/")
        page.locator("[name=email]").fill("operator@demo.invalid")
        page.locator("[name=role]").first.check()
        page.locator("[name=verified_how]").fill("x")
        page.locator("main button[type=submit]").first.click()
        assert page.locator("#form-errors").count() == 1
        assert checks.every_fault(page) == []


def test_taking_a_role_back_asks_first_on_a_page_for_everyone(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        step_into(page, site, "operator")
        page.goto(f"{site}/konto/roller/")
        page.locator("tbody a").first.click()
        assert checks.every_fault(page) == []
