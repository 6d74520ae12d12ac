import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from django.test import Client
from pytest_django import Settings as InstallationSettings

from allmenning.clients.tests.push_service import PushService, push_service, why_not
from allmenning.clients.webpush import Subscription, new_private_key, public_key
from allmenning.delivery.channels.tests.build import (
    NOW,
    Account,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.channels.webpush.channel import CHANNEL, service_of
from allmenning.delivery.channels.webpush.forms import Settings
from allmenning.delivery.contract import (
    Assignment,
    Environment,
    Outcome,
    Permanent,
    Recipient,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.secrets import unlock, unlock_all
from allmenning.delivery.tests.build_lists import make_list
from allmenning.delivery.tests.fakes.recipients import ListInMemory

SETTINGS = Settings("Vågå kommune", "drift@vaga.example")
KEY = new_private_key()
# RFC 8291, appendix A.
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
needs_node = pytest.mark.skipif(bool(why_not()), reason=why_not() or "all is here")


@pytest.fixture(autouse=True)
def _loopback_may_be_called(settings: InstallationSettings) -> None:
    settings.INTERNAL_HOSTS = ["127.0.0.1"]


@dataclass
class Service:
    """A push service that answers as it is told, and keeps what it was sent."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    asked: list[web.Request] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        await request.read()
        if self.hangs_up:
            assert request.transport is not None
            request.transport.close()
        return web.Response(status=self.status, headers=self.headers)


@asynccontextmanager
async def serving(service: Service) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_post("/{name}", service.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def browser(pk: int, endpoint: str, language: str = "nb") -> Recipient:
    return Recipient(pk, endpoint, language, "t", {"p256dh": P256DH, "auth": AUTH})


async def send(recipients: ListInMemory, assignment: Assignment | None = None) -> Outcome:
    connection = replace(Account(SETTINGS, {"private_key": KEY}).connection, recipients=recipients)
    async with aiohttp.ClientSession() as http:
        environment = Environment(http, lambda: NOW, "https://allmenning.example")
        outcome: Outcome = await CHANNEL.send(
            environment, connection, assignment or make_assignment()
        )
        return outcome


def pushed(service: Service, assignment: Assignment | None = None) -> tuple[Outcome, Outcome]:
    """Push to one browser; return what it comes to, and what was noted of the browser."""

    async def run() -> tuple[Outcome, Outcome]:
        async with serving(service) as address:
            recipients = ListInMemory(browser(1, f"{address}/1"))
            outcome = await send(recipients, assignment)
            return outcome, recipients.noted[f"{address}/1"]

    return asyncio.run(run())


def test_the_push_says_how_long_how_urgent_and_what_it_replaces() -> None:
    service = Service()
    outcome, noted = pushed(service)
    assert (type(outcome), noted) == (Sent, Sent(""))
    (request,) = service.asked
    assert request.headers["TTL"] == str(12 * 3600)
    assert request.headers["Urgency"] == "high"
    assert len(request.headers["Topic"]) == 32
    assert request.headers["Content-Encoding"] == "aes128gcm"
    assert request.headers["Authorization"].startswith("vapid t=")


def test_an_update_replaces_what_still_waits_and_another_warning_does_not() -> None:
    service = Service()
    for message in (make_message(), make_message(number=2), make_message(stream="another")):
        pushed(service, make_assignment(message))
    first, update, other = (request.headers["Topic"] for request in service.asked)
    assert first == update
    assert first != other


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (404, Permanent("gone")),
        (410, Permanent("gone")),
        (413, Permanent("too_long")),
        (403, Permanent("token")),
        (400, Permanent("refused")),
        (500, Retry("server")),
        (301, Permanent("refused")),
    ],
)
def test_each_answer_has_its_meaning(status: int, outcome: Outcome) -> None:
    assert pushed(Service(status))[1] == outcome


def test_a_service_that_asks_us_to_wait_is_left_alone_until_then() -> None:
    service = Service(429, {"Retry-After": "90"})

    async def run() -> tuple[Outcome, dict[str, Outcome]]:
        async with serving(service) as address:
            # More than are pushed to at once.
            recipients = ListInMemory(*(browser(n, f"{address}/{n}") for n in range(60)))
            last = make_assignment(attempt=3, first_tried_at=NOW - timedelta(minutes=5))
            return await send(recipients, last), recipients.noted

    outcome, noted = asyncio.run(run())
    assert outcome == Retry("throttled", timedelta(seconds=90))
    assert set(noted.values()) == {Retry("throttled", timedelta(seconds=90))}
    assert len(service.asked) < 30


def test_a_strangers_service_cannot_make_the_others_wait(
    settings: InstallationSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allmenning.delivery.channels.webpush.channel.is_trusted", lambda _: False)
    settings.INTERNAL_HOSTS = ["127.0.0.1"]
    service = Service(429, {"Retry-After": "86400"})
    assert pushed(service) == (Retry("server"), Retry("server"))
    last = make_assignment(attempt=3, first_tried_at=NOW - timedelta(minutes=5))
    assert pushed(service, last)[1] == Permanent("server")


def test_no_service_makes_us_wait_for_a_day() -> None:
    service = Service(429, {"Retry-After": "86400"})
    assert pushed(service)[0] == Retry("throttled", timedelta(minutes=2))


def test_a_strangers_service_that_never_answers_is_called_three_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("allmenning.delivery.channels.webpush.channel.is_trusted", lambda _: False)
    service = Service(hangs_up=True)

    async def run() -> None:
        async with serving(service) as address:
            people = [browser(pk, f"{address}/{pk}") for pk in range(1, 21)]
            await send(ListInMemory(*people))

    asyncio.run(run())
    assert len(service.asked) == 3


@pytest.mark.parametrize(
    ("endpoint", "service"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", "googleapis.com"),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", "mozilla.com"),
        ("https://a1.evil.example:8443/x", "evil.example"),
        ("https://googleapis.com.evil.example/x", "evil.example"),
        ("http://127.0.0.1:5000/x", "127.0.0.1"),
    ],
)
def test_a_service_is_known_by_who_owns_its_name(endpoint: str, service: str) -> None:
    assert service_of(endpoint) == service


def test_silence_leaves_it_unknown_and_it_is_handed_over_again() -> None:
    assert pushed(Service(hangs_up=True)) == (Retry("no_answer"), Unknown("no_answer"))


def test_an_address_inside_our_own_network_is_not_called(settings: InstallationSettings) -> None:
    settings.INTERNAL_HOSTS = []
    recipients = ListInMemory(browser(1, "https://localhost/1"))
    assert asyncio.run(send(recipients)) == Permanent("address")
    assert recipients.noted == {"https://localhost/1": Permanent("address")}


def test_a_text_that_no_push_can_carry_is_not_sent() -> None:
    long = make_message(texts=(make_text(short="å" * 2000),))
    assert not CHANNEL.compose(long, SETTINGS).fits
    outcome = asyncio.run(send(ListInMemory(), make_assignment(long)))
    assert outcome == Permanent("too_long")


def test_the_key_is_made_once() -> None:
    account = Account(SETTINGS)

    async def run() -> None:
        async with aiohttp.ClientSession() as http:
            environment = Environment(http, lambda: NOW, "https://allmenning.example")
            await CHANNEL.prepare(environment, account.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("allmenning.delivery.channels.webpush.channel.list_check", _nobody)
        asyncio.run(run())
        first = dict(account.secrets)
        asyncio.run(run())
    assert account.secrets == first
    assert len(public_key(first["private_key"])) == 87


async def _nobody(_connection: object) -> None: ...


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    with push_service() as started:
        yield started


@needs_node
@pytest.mark.slow
def test_each_browser_decrypts_its_own_language_and_one_that_left_is_gone(
    service: PushService,
) -> None:
    texts = (make_text("nn"), make_text("en", headline="Boil your water"))
    taken = [service.subscribe(public_key(KEY)) for _browser in range(3)]
    service.expire(taken[2][1])
    languages = ("nb", "en", "nb")
    recipients = ListInMemory(
        *(
            Recipient(pk, to.endpoint, language, "t", {"p256dh": to.p256dh, "auth": to.auth})
            for pk, ((to, _name), language) in enumerate(zip(taken, languages, strict=True))
        )
    )
    outcome = asyncio.run(send(recipients, make_assignment(make_message(texts=texts))))
    assert isinstance(outcome, Sent)
    own, english = (json.loads(service.messages(name)[0]) for _to, name in taken[:2])
    assert (own["title"], own["lang"]) == ("Kok drikkevatnet i Vågåmo", "nn")
    assert (english["title"], english["link"]) == (
        "Boil your water",
        "https://vaga.kommune.no/varsel/kokevarsel",
    )
    assert recipients.noted[taken[2][0].endpoint] == Permanent("gone")


def a_list() -> ChannelAccount:
    settings = {"sender_name": "Vågå kommune", "contact": "drift@vaga.example"}
    return make_list("webpush", settings=settings, secrets={"private_key": KEY})


def told(subscription: Subscription, **more: object) -> dict[str, object]:
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    return {"endpoint": subscription.endpoint, "keys": keys, "expirationTime": None, **more}


@pytest.mark.django_db
def test_a_browser_joins_and_leaves_by_our_script(client: Client) -> None:
    account = a_list()
    own = Subscription("https://push.example.com/kari", P256DH, AUTH)
    address = f"/nn/abonner/{account.pk}/nettleser/"
    for _time in range(2):
        answer = client.post(address, told(own), content_type="application/json")
        assert answer.status_code == 200
    found = Subscriber.objects.get()
    assert unlock(found.address) == own.endpoint
    assert unlock_all(found.data) == {"p256dh": P256DH, "auth": AUTH}
    assert (found.language, found.confirmed_at is None) == ("nn", False)
    client.post(address, told(own, leave=True), content_type="application/json")
    assert not Subscriber.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {},
        [],
        {"endpoint": "https://push.example.com/1"},
        {"endpoint": "https://10.0.0.1/1", "keys": {"p256dh": P256DH, "auth": AUTH}},
        {"endpoint": "https://push.example.com/1", "keys": {"p256dh": "x", "auth": "y"}},
        {"endpoint": 7, "keys": {"p256dh": P256DH, "auth": AUTH}},
    ],
)
def test_what_nothing_can_be_pushed_to_is_refused(client: Client, sent: object) -> None:
    address = f"/abonner/{a_list().pk}/nettleser/"
    assert client.post(address, sent, content_type="application/json").status_code == 404
    assert not Subscriber.objects.exists()


@pytest.mark.django_db
def test_another_site_cannot_subscribe_in_our_name() -> None:
    account = a_list()
    own = Subscription("https://push.example.com/kari", P256DH, AUTH)
    answer = Client(enforce_csrf_checks=True).post(
        f"/abonner/{account.pk}/nettleser/", told(own), content_type="application/json"
    )
    assert answer.status_code == 403


@pytest.mark.django_db
def test_the_page_gives_our_key_and_the_worker_may_work(client: Client) -> None:
    account = a_list()
    page = client.get(f"/abonner/{account.pk}/").content.decode()
    assert f'data-key="{public_key(KEY)}"' in page
    assert "delivery/join.js" in page
    worker = client.get("/abonner/arbeider.js")
    assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert worker.headers["Service-Worker-Allowed"] == "/"


@pytest.mark.django_db
def test_an_account_without_a_key_has_no_page_yet(client: Client) -> None:
    account = make_list("webpush", settings={"sender_name": "Vågå", "contact": "a@vaga.example"})
    assert client.get(f"/abonner/{account.pk}/").status_code == 404
