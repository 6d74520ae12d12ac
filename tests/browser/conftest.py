import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import checks
from tests.browser.people import LEADER
from tests.browser.site import served

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# A role of the demo, or a person that people.py adds to it.
PEOPLE = ("analyst", "steward", "operator", LEADER)


def missing() -> str:
    """Say what the machine lacks; in CI nothing may be missing."""
    if not Path(CHROMIUM).exists():
        return "Chromium is not installed (Debian: apt-get install chromium)."
    return "" if checks.AXE.exists() else "axe-core is not installed (run: npm ci)."


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if missing() and not os.environ.get("CI"):
        pytest.skip(missing())
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:  # noqa: ARG001
    with served(tmp_path_factory.mktemp("site")) as address:
        yield address


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[Page]:
    """Somebody who has not signed in."""
    with opened(browser) as page:
        yield page


@pytest.fixture(scope="session")
def windows(browser: Browser, site: str, window: Page) -> Iterator[list[Page]]:
    """Those who see the pages: a stranger, and one for each role that has pages of its own."""
    with ExitStack() as stack:
        people = [stack.enter_context(opened(browser)) for _ in PEOPLE]
        for page, person in zip(people, PEOPLE, strict=True):
            step_into(page, site, person)
        yield [window, *people]


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    # axe is put into the page as a script, which the page's own policy would refuse.
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def step_into(page: Page, site: str, person: str) -> None:
    page.goto(f"{site}/demo/")
    role = page.locator(f"form:has(input[name=who][value='{person}']) button")
    role.or_(page.get_by_role("button", name=person)).click()
    page.wait_for_load_state()
