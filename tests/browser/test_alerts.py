"""One person, 02.40, a phone: from the board to a warning that is out, and back, with no script."""

import re
import time
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser import checks
from tests.browser.conftest import step_into
from tests.browser.people import LEADER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE: ViewportSize = {"width": 360, "height": 740}
MOST_SECONDS = 10
CHANNELS = 3
WHAT = "Rasfare ved Bøverdalen. Kom deg vekk no."


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site, viewport=PHONE)
    page = context.new_page()
    step_into(page, site, LEADER)
    yield page
    context.close()


def status_page(site: str, workspace: str = "varsel") -> str:
    with urlopen(f"{site}/{workspace}/lom/", timeout=5) as answer:  # noqa: S310 - our own site
        return str(answer.read().decode())


def awaited(site: str, words: str) -> float:
    """Return how many seconds it took until the page of the inhabitants said it."""
    began = time.monotonic()
    while time.monotonic() - began < MOST_SECONDS:
        if words in status_page(site):
            return time.monotonic() - began
        time.sleep(0.1)
    pytest.fail(f"The status page does not say {words!r} within {MOST_SECONDS} seconds.")


def write(page: Page, what: str) -> None:
    page.get_by_label("Hva har skjedd?").first.fill(what)
    page.get_by_label("Hele kommunen").check()
    page.get_by_label("Hva skal folk gjøre?").first.fill("Gå til ungdomsskulen på Loar.")
    page.locator("main").get_by_role("button", name="Se over", exact=True).last.click()


def send_alone(page: Page, typed: str) -> None:
    page.get_by_text("Det haster, og ingen andre svarer").click()
    page.get_by_label("Hvorfor sender du alene?").fill("Ingen andre svarer.")
    page.get_by_label("for å sende").fill(typed)
    page.get_by_role("button", name=re.compile("alene nå")).click()


def test_three_views_from_the_board_to_sent_and_two_actions_back(phone: Page, site: str) -> None:
    views: list[str] = []
    phone.goto("/varsling/lom/")
    phone.on("framenavigated", lambda frame: views.append(frame.url))

    phone.get_by_role("link", name="Nytt varsel", exact=True).click()
    phone.get_by_role("link", name="Det har gått et skred").click()
    write(phone, WHAT)
    confirmed = time.monotonic()
    send_alone(phone, "Lom")

    expect(phone.locator("h1")).to_contain_text("Rasfare ved Bøverdalen")
    assert [re.sub(r".*/", "", url.split("?")[0].rstrip("/")) for url in views[:3]] == [
        "nytt",
        "skriv",
        "se-over",
    ]
    assert len(views) == 4, views  # the fourth is the board of the warning, which is out
    assert phone.locator("[data-channels] .channel").count() >= CHANNELS
    awaited(site, "Rasfare ved Bøverdalen")
    assert time.monotonic() - confirmed < MOST_SECONDS

    phone.get_by_role("link", name="Feil sendt").click()  # the first action
    phone.get_by_role("button", name="Send «feil sendt» nå").click()  # the second
    expect(phone.locator("h1")).to_contain_text("FEIL SENDT")
    awaited(site, "vart sendt ved ein feil")


def test_an_exercise_never_reaches_the_page_of_the_inhabitants(phone: Page, site: str) -> None:
    phone.goto("/ovelse/lom/")
    expect(phone.locator("[data-workspace=exercise]")).to_contain_text("ØVELSE")
    phone.get_by_role("link", name="Ny øvelse").click()
    phone.get_by_role("link", name="Strømmen er borte").click()
    write(phone, "Straumen er borte i heile Lom.")
    phone.get_by_text("Det haster, og ingen andre svarer").click()
    phone.get_by_label("Hvorfor sender du alene?").fill("Me øver.")
    phone.get_by_label("for å sende").fill("øving Lom")
    phone.get_by_label("Alle kan lese denne øvelsen").check()
    phone.get_by_role("button", name="Send øvelsen alene nå").click()
    expect(phone.locator("h1")).to_contain_text("ØVING")
    assert "Straumen er borte i heile Lom" not in status_page(site)
    assert "Straumen er borte i heile Lom" in status_page(site, "ovelsesvarsel")


def test_an_area_is_drawn_with_a_finger_and_no_script(phone: Page) -> None:
    phone.goto("/ovelse/lom/skriv/?fare=flood")
    phone.get_by_label("Hva har skjedd?").first.fill("Elva stig.")
    phone.get_by_label("Et område jeg tegner på kartet").check()
    for x, y in ((100, 100), (180, 110), (150, 190)):
        phone.locator("input.sheet").click(position={"x": x, "y": y})
    expect(phone.locator("#map-hint")).to_contain_text("3 punkter så langt.")
    phone.get_by_role("button", name="Angre siste punkt").click()
    expect(phone.locator("#map-hint")).to_contain_text("2 punkter så langt.")
    expect(phone.get_by_label("Hva har skjedd?").first).to_have_value("Elva stig.")


def test_enter_looks_over_and_does_not_press_the_map(phone: Page) -> None:
    phone.goto("/ovelse/lom/skriv/?fare=flood")
    phone.get_by_label("Hvor?").first.fill("Ved elva")
    phone.keyboard.press("Enter")
    expect(phone.locator("#form-errors")).to_be_visible()
    expect(phone.get_by_label("Hvor?").first).to_have_value("Ved elva")


@pytest.mark.parametrize("place", ["varsling", "ovelse"])
def test_the_forms_are_for_everyone_with_errors_too(
    browser: Browser, site: str, place: str
) -> None:
    context = browser.new_context(bypass_csp=True, viewport=PHONE)
    page = context.new_page()
    step_into(page, site, LEADER)
    page.goto(f"{site}/{place}/lom/skriv/?fare=fire")
    page.get_by_label("Et område jeg tegner på kartet").check()
    page.locator("main").get_by_role("button", name="Se over", exact=True).last.click()
    assert page.locator("#form-errors").count() == 1
    assert checks.every_fault(page) == []
    context.close()


def test_the_counters_follow_what_is_written(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    step_into(page, site, LEADER)
    page.goto(f"{site}/varsling/lom/skriv/?fare=fire")
    page.get_by_label("Hva har skjedd?").first.fill("Det brenn på Garmo. " * 14)
    expect(page.locator("#counters [data-fits=no]").first).to_be_visible()
    page.get_by_label("Hva har skjedd?").first.fill("Det brenn på Garmo.")
    expect(page.locator("#counters [data-fits=no]")).to_have_count(0)
    expect(page.locator("#counters li").first).to_contain_text("av")
    context.close()
    assert complaints == []


def test_who_is_signed_out_while_writing_finds_the_text_again(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    step_into(page, site, LEADER)
    address = f"{site}/varsling/lom/skriv/?fare=fire"
    page.goto(address)
    page.get_by_label("Hva har skjedd?").first.fill("Det brenn på Garmo.")
    page.get_by_label("Deler av kommunen").check()
    signed_in = context.cookies()
    context.clear_cookies(name="sessionid")
    page.locator("main").get_by_role("button", name="Se over", exact=True).last.click()
    expect(page).to_have_url(re.compile("/konto/logg-inn/"))
    context.add_cookies([one for one in signed_in if "sessionid" in one["name"]])  # type: ignore[misc]
    page.evaluate("address => { location.href = address }", address)
    expect(page.get_by_label("Hva har skjedd?").first).to_have_value("Det brenn på Garmo.")
    expect(page.get_by_label("Deler av kommunen")).to_be_checked()
    context.close()
