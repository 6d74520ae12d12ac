"""A security key is set up and used in a real browser, whose key is made by Chromium itself."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KARI = "kari@lom.kommune.no"
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A browser that obeys the page's content policy, with a key in its port."""
    context = browser.new_context()
    opened = context.new_page()
    session = context.new_cdp_session(opened)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield opened
    context.close()


@pytest.fixture
def here(site: str) -> str:
    """The same site by name, since browsers give a key to no number."""
    return site.replace("127.0.0.1", "localhost")


def newest_code(base: Path) -> str:
    letters = sorted(base.glob("site*/mail/*"), key=lambda letter: letter.stat().st_mtime)
    codes: list[str] = re.findall(r"\b\d{4}-\d{4}\b", letters[-1].read_text())
    return codes[-1]


def sign_in(page: Page, here: str, base: Path) -> None:
    page.goto(f"{here}/konto/logg-inn/")
    page.get_by_label("Jobb-e-posten din").fill(KARI)
    page.get_by_role("button", name="Send meg en kode").click()
    page.get_by_label("Koden fra e-posten").fill(newest_code(base))
    page.get_by_role("button", name="Logg inn").click()


def test_a_key_is_added_and_opens_the_next_sign_in(
    page: Page, here: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    base = tmp_path_factory.getbasetemp()

    sign_in(page, here, base)
    page.goto(f"{here}/konto/totrinn/")
    page.get_by_role("link", name="En sikkerhetsnøkkel").click()
    page.get_by_label("Hva vil du kalle nøkkelen?").fill("Blå nøkkel <b>")
    page.get_by_role("button", name="Legg til nøkkelen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservekoder")

    page.goto(f"{here}/konto/logg-ut/")
    page.locator("main").get_by_role("button", name="Logg ut").click()
    sign_in(page, here, base)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bekreft at det er deg")
    page.get_by_role("button", name="Bruk en sikkerhetsnøkkel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Velkommen. Tre spørsmål")
    page.goto(f"{here}/konto/")
    expect(page.get_by_text("Bekreftet i denne økten")).to_be_visible()

    page.goto(f"{here}/konto/totrinn/")
    expect(page.get_by_text("Blå nøkkel <b>", exact=True)).to_be_visible()
    assert complaints == []
