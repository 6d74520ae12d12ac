"""Status pages in the browser: for everyone, in each language, light and dark, and without us.

They are served by the files' own server alone: no Django, no database.
"""

import threading
from collections.abc import Iterator
from datetime import timedelta
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from playwright.sync_api import Browser, Page, expect

from allmenning.alerts.models import MeetingPlace, Preparedness
from allmenning.alerts.status.rendering import render, render_all
from allmenning.alerts.tests.build import NIGHT, make_lom
from allmenning.alerts.tests.test_status_pages import make_alert, out
from allmenning.delivery.contract import Act, Workspace
from allmenning.delivery.published import public_folder
from allmenning.delivery.serving import PublicFiles, Reloading
from allmenning.register.tests.build import make_county, make_vaga
from tests.browser import checks
from tests.browser.conftest import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
PAGES = (
    "varsel/",
    "varsel/rolig.html",
    "varsel/lom/",
    "varsel/lom/rolig.html",
    "varsel/vaga/",
    "varsel/innlandet/",
    "varsel/finnes-ikke/",
    "ovelsesvarsel/lom/",
    "ovelsesvarsel/lom/rolig.html",
    "ovelsesvarsel/",
)
RENEWAL = "meta-refresh"


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in Python
        """Say nothing of each request."""


@pytest.fixture
def country() -> Iterator[str]:
    """Two municipalities in a county, one of them in trouble, and an exercise."""
    county = make_county()
    lom = make_lom(county=county)
    make_vaga(county=county, language_form="nb")
    MeetingPlace.objects.create(body=lom, name="Lom skule", address="Skulevegen 2", note="Mat")
    Preparedness.objects.create(
        body=lom, phone="61 21 73 00", without_power={"nn": "Sjå til naboen."}
    )
    active, over, exercise = make_alert(lom), make_alert(lom), make_alert(lom, Workspace.EXERCISE)
    out(active)
    out(active, Act.UPDATE, NIGHT + timedelta(hours=1))
    out(over)
    out(over, Act.ALL_CLEAR, NIGHT + timedelta(hours=1))
    out(exercise)
    at = NIGHT + timedelta(hours=2)
    render_all(at=at)
    render(body=lom, workspace=Workspace.EXERCISE, at=at)
    files = PublicFiles(public_folder(), Reloading(lambda: None))
    server = make_server("127.0.0.1", 0, files, handler_class=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("prefix", ["", "nn/", "en/"], ids=["nb", "nn", "en"])
def test_status_pages_are_for_everyone(window: Page, country: str, prefix: str) -> None:
    found = []
    for path in PAGES:
        window.set_viewport_size({"width": 1280, "height": 900})
        answer = window.goto(f"{country}/{prefix}{path}")
        assert answer is not None
        assert answer.status == (404 if "finnes-ikke" in path else 200)
        found += [f"{path}: {fault}" for fault in checks.every_fault(window)]
    # The page that renews itself links at its top to the same page standing still, which has no
    # such fault (WCAG 2.2.1: one can turn it off).
    assert any(RENEWAL in fault for fault in found)
    faults = [fault for fault in found if not (RENEWAL in fault and "rolig" not in fault)]
    assert not faults, "\n" + "\n".join(faults)


def test_a_reader_without_script_finds_what_to_do_and_stops_the_renewal(
    browser: Browser, country: str
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=country, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto("/nn/varsel/")
    page.get_by_role("link", name="Lom kommune").first.click()
    expect(page.get_by_text("Kok vatnet i tre minutt").first).to_be_visible()
    page.get_by_role("link", name="La ho stå stille").click()
    expect(page.get_by_text("Ho står stille.")).to_be_visible()
    page.get_by_text("1 tidlegare melding").first.click()
    expect(page.get_by_role("listitem").filter(has_text="02.40")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("Boil the water for three minutes").first).to_be_visible()
    context.close()


def test_the_browser_loads_nothing_that_the_policy_refuses(browser: Browser, country: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{country}/varsel/lom/")
    assert said == []
    assert page.evaluate("getComputedStyle(document.querySelector('.state')).display") == "flex"
    context.close()


def test_an_exercise_looks_like_one(browser: Browser, country: str) -> None:
    with opened(browser) as page:
        page.goto(f"{country}/ovelsesvarsel/lom/")
        box = page.locator(".exercise").bounding_box()
        assert box is not None
        assert box["y"] == 0
        live = colour(page, f"{country}/varsel/lom/")
        assert colour(page, f"{country}/ovelsesvarsel/lom/") != live


def colour(page: Page, address: str) -> str:
    page.goto(address)
    found: str = page.evaluate(
        "getComputedStyle(document.querySelector('.state.active')).backgroundColor"
    )
    return found
