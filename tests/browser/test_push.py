"""A browser that asks for warnings, gets them, and stops them: our scripts, in a real one."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lists import PUSH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The push service of the browser's maker is not reached from here. Keys: RFC 8291, appendix A.
STAND_IN = """() => {
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIA" +
      "iw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const endpoint = "https://push.example.com/kari";
  PushManager.prototype.subscribe = async function (options) {
    window.asked = [options.userVisibleOnly, options.applicationServerKey.length];
    window.taken = { toJSON: () => ({ endpoint, keys }), unsubscribe: async () => true };
    return window.taken;
  };
  PushManager.prototype.getSubscription = async () => window.taken ?? null;
}"""
SHOWN = """async () => {
  const [own] = await navigator.serviceWorker.getRegistrations();
  return (await own.getNotifications()).map((one) => [one.title, one.lang, one.tag]);
}"""


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(permissions=["notifications"])
    page = context.new_page()
    page.goto(f"{site}/abonner/{PUSH}/")
    page.evaluate(STAND_IN)
    yield page
    context.close()


def test_a_browser_joins_shows_the_newest_word_once_and_leaves(window: Page, site: str) -> None:
    window.click("[data-join]")
    window.wait_for_selector("[data-when=joined]", state="visible")
    # The key is a point: 65 bytes.
    assert window.evaluate("window.asked") == [True, 65]
    deliver = deliverer(window, site)
    for tag in ("first", "first", "second"):
        deliver(tag)
    assert window.evaluate(SHOWN) == [["Kok vatnet", "nn", "second"]]
    window.click("[data-leave]")
    window.wait_for_selector("[data-when=left]", state="visible")


def deliverer(window: Page, site: str) -> Any:
    """Give what hands a push to the service worker, as the push service would."""
    tools = window.context.new_cdp_session(window)
    known: list[dict[str, Any]] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"])
    )
    tools.send("ServiceWorker.enable")
    while not known:
        window.wait_for_timeout(50)

    def deliver(tag: str) -> None:
        told = {
            "title": "Kok vatnet",
            "body": "Kok alt vatn du skal drikke.",
            "lang": "nn",
            "tag": tag,
            "stream": "flom",
            "urgent": True,
            "link": f"{site}/varsel/lom/",
        }
        tools.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": site,
                "registrationId": known[0]["registrationId"],
                "data": json.dumps(told),
            },
        )
        window.wait_for_timeout(400)

    return deliver
