import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django import Settings as InstallationSettings

from allmenning.clients.sms import Result
from allmenning.delivery.channels.sms import channel as module
from allmenning.delivery.channels.sms.channel import CHANNEL
from allmenning.delivery.channels.sms.forms import LINK, REST, Form, Settings
from allmenning.delivery.channels.sms.gateways import gateway_of
from allmenning.delivery.channels.tests.build import (
    Account,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    Environment,
    Message,
    Outcome,
    Permanent,
    Recipient,
    Retry,
    Sent,
    Unknown,
)
from allmenning.delivery.handing import REPORTS
from allmenning.delivery.models import ChannelAccount, Handover, Subscriber
from allmenning.delivery.secrets import unlock
from allmenning.delivery.tests.build_lists import make_delivery, make_list, make_subscriber
from allmenning.delivery.tests.fakes.recipients import ListInMemory
from allmenning.delivery.tests.fakes.sms import SmsGateway, sms_gateway

KARI, OLA, EVA = "+4740000001", "+4740000002", "+4740000003"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[SmsGateway]:
    monkeypatch.setattr(module, "LOOK_AFTER", 0)
    with sms_gateway() as started:
        yield started


def settings_for(gateway: SmsGateway, provider: str = LINK, **changes: Any) -> Settings:
    url = gateway.url if provider == LINK else f"{gateway.url}/Messages.json"
    given = Settings("Vågå kommune", "Vaga", provider, url, "vaga", "1", "2", "g1")
    return replace(given, **changes)


def people(*numbers: str) -> ListInMemory:
    return ListInMemory(
        *(
            Recipient(pk, number, "nb", "t", {"handover": str(pk)})
            for pk, number in enumerate(numbers, 1)
        )
    )


def message_now(**changes: Any) -> Message:
    now = datetime.now(UTC)
    return make_message(sent_at=now, expires_at=now + timedelta(hours=6), **changes)


def send(
    settings: Settings, recipients: ListInMemory, assignment: Assignment | None = None
) -> Outcome:
    async def run() -> Outcome:
        connection = replace(
            Account(settings, {"password": "hemmelig"}).connection, recipients=recipients
        )
        async with aiohttp.ClientSession() as http:
            environment = Environment(http, lambda: datetime.now(UTC), "https://a.example")
            outcome: Outcome = await CHANNEL.send(
                environment, connection, assignment or make_assignment(message_now())
            )
            return outcome

    return asyncio.run(run())


@pytest.mark.parametrize("provider", [LINK, REST])
def test_each_phone_gets_one(gateway: SmsGateway, provider: str) -> None:
    recipients = people(KARI, OLA, EVA)
    assert isinstance(send(settings_for(gateway, provider), recipients), Sent)
    assert gateway.numbers == [KARI, OLA, EVA]
    assert {type(outcome) for outcome in recipients.noted.values()} == {Sent}
    # The user vaga and the password hemmelig, in base64.
    assert gateway.authorization == "Basic dmFnYTpoZW1tZWxpZw=="


def test_link_is_told_what_its_documentation_asks_for(gateway: SmsGateway) -> None:
    send(settings_for(gateway), people(KARI))
    told = gateway.texts[0]["told"]
    assert REPORTS.unsign(told.pop("refId")) == "1"
    assert told.pop("relativeValidityTime") == pytest.approx(6 * 3600 * 1000, abs=60_000)
    assert told == {
        "source": "Vaga",
        "sourceTON": "ALPHANUMERIC",
        "destination": KARI,
        "destinationTON": "MSISDN",
        "userData": "Kok drikkevatnet i Vågåmo. Meir på https://vaga.kommune.no/varsel/kokevarsel",
        "dcs": "TEXT",
        "platformId": "1",
        "platformPartnerId": "2",
        "useDeliveryReport": True,
        "deliveryReportGates": ["g1"],
        "ignoreResponse": False,
    }


def test_another_gateway_is_told_where_to_report(gateway: SmsGateway) -> None:
    send(settings_for(gateway, REST), people(KARI))
    told = gateway.texts[0]["told"]
    address, _, reference = told["StatusCallback"].partition("?ref=")
    assert address == "https://a.example/abonner/rapport/"
    assert REPORTS.unsign(reference) == "1"
    assert (told["To"], told["From"]) == (KARI, "Vaga")


def test_typographic_marks_do_not_halve_the_segment() -> None:
    text = make_text(short="«Kok vatnet» – Vågå")
    found = CHANNEL.compose(make_message(texts=(text,)), Settings("", "", LINK, "", ""))
    assert (found.text, found.count, found.unit) == ('"Kok vatnet" - Vågå', 1, "segments")
    assert found.extra["encoding"] == "gsm7"


def test_a_text_of_too_many_segments_is_not_sent(gateway: SmsGateway) -> None:
    # Six segments of 153 hold 918.
    long = message_now(texts=(make_text(short="å" * 919),))
    assert send(settings_for(gateway), people(KARI), make_assignment(long)) == Permanent("too_long")
    assert gateway.asked == 0


@pytest.mark.parametrize(
    ("provider", "status", "answer", "outcome"),
    [
        (LINK, 200, {"resultCode": 2106}, Permanent("refused")),
        (LINK, 400, {"resultCode": 4001}, Permanent("content")),
        (LINK, 200, {"resultCode": 1}, Retry("server")),
        (LINK, 200, {"resultCode": 4}, Unknown("no_answer")),
        (LINK, 200, {"resultCode": 106000}, Unknown("no_answer")),
        (LINK, 200, {"løgn": True}, Unknown("no_answer")),
        (LINK, 503, {}, Unknown("no_answer")),
        (LINK, 400, {}, Permanent("content")),
        (REST, 400, {"code": 21211}, Permanent("refused")),
        (REST, 400, {"code": 21610}, Permanent("gone")),
        (REST, 400, {"code": 21617}, Permanent("content")),
        (REST, 500, {}, Unknown("no_answer")),
    ],
)
def test_each_answer_has_its_meaning(
    gateway: SmsGateway, provider: str, status: int, answer: dict[str, Any], outcome: Outcome
) -> None:
    gateway.by_number = {KARI: (status, answer)}
    recipients = people(KARI, OLA)
    send(settings_for(gateway, provider), recipients)
    assert recipients.noted[KARI] == outcome
    assert isinstance(recipients.noted[OLA], Sent)


@pytest.mark.parametrize(
    ("provider", "status", "answer", "reason"),
    [
        (LINK, 401, {}, "token"),
        (LINK, 200, {"resultCode": 106201}, "token"),
        (REST, 403, {"code": 20003}, "token"),
        (REST, 400, {"code": 21606}, "token"),
        (LINK, 200, {"resultCode": 3}, "throttled"),
        (REST, 429, {"code": 20429}, "throttled"),
    ],
)
def test_what_is_the_accounts_trouble_blames_nobody_and_stops(
    gateway: SmsGateway, provider: str, status: int, answer: dict[str, Any], reason: str
) -> None:
    numbers = [f"+47400000{number}" for number in range(10, 70)]
    gateway.by_number = dict.fromkeys(numbers, (status, answer))
    recipients = people(*numbers)
    outcome = send(settings_for(gateway, provider), recipients)
    assert isinstance(outcome, Retry)
    assert outcome.reason == reason
    assert gateway.asked <= 16
    assert {type(noted) for noted in recipients.noted.values()} == {Retry}


def test_throttled_in_the_middle_nobody_is_sent_to_twice(gateway: SmsGateway) -> None:
    gateway.throttled_after = 30
    numbers = [f"+47400000{number}" for number in range(10, 70)]
    recipients = people(*numbers)
    outcome = send(settings_for(gateway, REST), recipients)
    assert outcome == Retry("throttled", timedelta(seconds=30))
    sent = {number for number, noted in recipients.noted.items() if isinstance(noted, Sent)}
    assert sorted(sent) == gateway.numbers
    assert len(sent) == 30


def test_a_lost_answer_is_looked_for_where_that_can_be_done(gateway: SmsGateway) -> None:
    gateway.drop_after_acting = {KARI}
    recipients = people(KARI, OLA)
    assert isinstance(send(settings_for(gateway, REST), recipients), Sent)
    assert {type(noted) for noted in recipients.noted.values()} == {Sent}
    assert gateway.numbers == [KARI, OLA]


def test_an_older_sms_of_the_same_text_is_not_taken_for_it(gateway: SmsGateway) -> None:
    settings = settings_for(gateway, REST)
    send(settings, people(KARI))
    gateway.texts[0]["date_created"] = "Mon, 23 Nov 2020 01:00:00 +0000"
    gateway.by_number = {KARI: (500, {})}
    recipients = people(KARI)
    send(settings, recipients)
    assert recipients.noted[KARI] == Unknown("no_answer")


def test_a_lost_answer_of_link_stays_unknown(gateway: SmsGateway) -> None:
    gateway.drop_after_acting = {KARI}
    recipients = people(KARI, OLA)
    assert isinstance(send(settings_for(gateway), recipients), Sent)
    assert recipients.noted[KARI] == Unknown("no_answer")


def test_looking_for_the_list_lets_it_go_on_with_those_nobody_tried() -> None:
    assert asyncio.run(CHANNEL.find(None, None, None)) == Absent()
    assert CHANNEL.capabilities.idempotent_for is None


def test_signing_in_by_token_fetches_one_for_all(gateway: SmsGateway) -> None:
    settings = settings_for(gateway, token_url=f"{gateway.url}/token")
    send(settings, people(KARI))
    assert (gateway.tokens, gateway.authorization) == (1, "Bearer t1")


@pytest.mark.parametrize("provider", [LINK, REST])
def test_readiness_is_proven_without_sending(gateway: SmsGateway, provider: str) -> None:
    async def run() -> Result:
        async with aiohttp.ClientSession() as http:
            reply = await gateway_of(http, settings_for(gateway, provider), {}).knows_us()
            return reply.result

    assert asyncio.run(run()) is Result.TAKEN
    assert gateway.texts == []


def a_list(gateway: SmsGateway) -> ChannelAccount:
    return make_list("sms", settings=vars(settings_for(gateway)).copy())


@pytest.mark.django_db
def test_a_person_joins_by_a_code(
    client: Client,
    gateway: SmsGateway,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    account = a_list(gateway)
    with django_capture_on_commit_callbacks(execute=True):
        told = {"address": "400 00 001", "language": "nb"}
        answer = client.post(f"/abonner/{account.pk}/", told)
    page = answer.headers["Location"]
    assert KARI not in page
    found = Subscriber.objects.get()
    assert unlock(found.address) == KARI
    (sms,) = gateway.texts
    code = sms["body"].split()[0]
    assert found.token in sms["body"]
    assert client.get(page).status_code == 200
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert client.post(page, {"code": wrong}).status_code == 422
    assert client.post(page, {"code": f"{code[:3]} {code[3:]}"}).status_code == 200
    found.refresh_from_db()
    assert found.confirmed_at is not None


@pytest.mark.django_db
def test_five_codes_an_hour_may_be_tried(
    client: Client,
    gateway: SmsGateway,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    account = a_list(gateway)
    with django_capture_on_commit_callbacks(execute=True):
        told = {"address": KARI, "language": "nb"}
        page = client.post(f"/abonner/{account.pk}/", told).headers["Location"]
    code = gateway.texts[0]["body"].split()[0]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    answers = [client.post(page, {"code": wrong}).status_code for _time in range(5)]
    assert answers == [422] * 5
    assert client.post(page, {"code": code}).status_code == 429


@pytest.mark.django_db
def test_a_member_who_asks_again_is_told_how_to_leave_and_nobody_else_sees_it(
    client: Client,
    gateway: SmsGateway,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    account = a_list(gateway)
    member = make_subscriber(account, KARI)
    with django_capture_on_commit_callbacks(execute=True):
        told = {"address": KARI, "language": "nb"}
        page = client.post(f"/abonner/{account.pk}/", told).headers["Location"]
    assert "/kode/" in page
    assert client.get(page).status_code == 200
    assert member.token in gateway.texts[0]["body"]


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["", "123", "22 00 00 00", "+47 22 00 00 00", "+1", "kari"])
def test_what_cannot_get_an_sms_is_refused(client: Client, gateway: SmsGateway, told: str) -> None:
    account = a_list(gateway)
    answer = client.post(f"/abonner/{account.pk}/", {"address": told, "language": "nb"})
    assert answer.status_code == 422


def handover(gateway: SmsGateway, state: str) -> Handover:
    account = a_list(gateway)
    member = make_subscriber(account, KARI)
    return Handover.objects.create(
        delivery=make_delivery(account), subscriber=member, state=state, tried_at=member.asked_at
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "code", "after"),
    [
        ("sent", 1001, "sent"),
        ("sent", 2106, "refused"),
        ("unknown", 1001, "sent"),
        ("unknown", 1002, "refused"),
        ("unknown", 1000, "unknown"),
        ("refused", 1001, "refused"),
        ("again", 2106, "again"),
    ],
)
def test_a_report_says_what_became_of_it(
    client: Client, gateway: SmsGateway, before: str, code: int, after: str
) -> None:
    row = handover(gateway, before)
    told = {"refId": REPORTS.sign(str(row.pk)), "resultCode": code}
    answer = client.post("/abonner/rapport/", told, content_type="application/json")
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == after


@pytest.mark.django_db
def test_a_report_that_is_not_of_ours_changes_nothing(client: Client, gateway: SmsGateway) -> None:
    row = handover(gateway, "sent")
    forged = {"refId": f"{row.pk}:falsk", "resultCode": 2106}
    address = "/abonner/rapport/"
    assert client.post(address, forged, content_type="application/json").status_code == 403
    assert client.post(address, b"", content_type="application/json").status_code == 400
    form = f"{address}?ref={REPORTS.sign(str(row.pk))}"
    kind = "application/x-www-form-urlencoded"
    assert client.post(form, "MessageStatus=failed", content_type=kind).status_code == 200
    row.refresh_from_db()
    assert (row.state, row.reason) == ("refused", "not_reached")


def test_the_form_refuses_what_a_phone_or_a_gateway_cannot_take(
    settings: InstallationSettings,
) -> None:
    settings.INTERNAL_HOSTS = []
    told = {
        "sender_name": "Vågå kommune",
        "sender": "Vågå kommune",
        "provider": LINK,
        "url": "http://10.0.0.1",
        "user": "vaga",
    }
    assert set(Form(told).errors) == {"sender", "url", "platform", "partner"}
    good = {"sender": "Vaga", "url": "https://wsx.example.com", "platform": "1", "partner": "2"}
    assert Form(told | good).errors == {}
