import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import checks
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
def stranger(browser: Browser) -> Iterator[BrowserContext]:
    """Somebody who has not signed in."""
    # axe is put into the page as a script, which the page's own policy would refuse.
    context = browser.new_context(bypass_csp=True, viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="session")
def window(stranger: BrowserContext) -> Iterator[Page]:
    page = stranger.new_page()
    yield page
    page.close()
