"""Feeds as files, read as those read them who follow them."""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from lxml import etree
from pytest_django import Settings

from allmenning.core.cap.feed import read_feed
from allmenning.delivery.channels import feeds
from allmenning.delivery.channels.atom.channel import CHANNEL as ATOM
from allmenning.delivery.channels.atom.forms import Form
from allmenning.delivery.channels.atom.forms import Settings as Hub
from allmenning.delivery.channels.capfeed.channel import CHANNEL as CAP
from allmenning.delivery.channels.capfeed.channel import file_of
from allmenning.delivery.channels.tests.build import (
    NOW,
    Account,
    Result,
    in_environment,
    make_assignment,
    make_message,
    make_text,
)
from allmenning.delivery.contract import (
    Absent,
    Act,
    Environment,
    Found,
    Message,
    Outcome,
    Permanent,
    Retry,
    Sent,
    Unknown,
    Workspace,
)
from allmenning.delivery.published import public_folder, read
from allmenning.delivery.serving import PublicFiles
from allmenning.delivery.tests.fakes.hub import FakeHub
from allmenning.delivery.tests.fakes.server import FakeServer, Kind
from allmenning.delivery.tests.test_serving import asked, behind

CHANNELS = pytest.mark.parametrize("channel", [ATOM, CAP], ids=["atom", "capfeed"])
FEEDS = {"atom": "vaga/varsler.atom", "capfeed": "vaga/cap.atom"}
Channel = Any


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.STATUS_URL = "https://varsel.example.no"


def message(number: int = 1, **changes: Any) -> Message:
    told = {
        "key": f"allmenning:vaga:abc:{number}",
        "number": number,
        "sent_at": NOW + timedelta(hours=number),
        "cap": f"<alert>{number}</alert>",
    }
    return make_message(**(told | changes))


def send(
    channel: Channel, *messages: Message, workspace: Workspace = Workspace.LIVE
) -> list[Outcome]:
    async def run(environment: Environment) -> list[Outcome]:
        connection = Account(Hub(), workspace=workspace).connection
        return [
            await channel.send(environment, connection, make_assignment(one)) for one in messages
        ]

    return in_environment(run, NOW)


def identifiers(path: str, workspace: Workspace = Workspace.LIVE) -> list[str]:
    body = read(workspace, path)
    assert body is not None
    return [entry.identifier for entry in read_feed(body).entries]


@CHANNELS
def test_messages_stand_newest_first_and_once(channel: Channel) -> None:
    outcomes = send(channel, message(1), message(2), message(1), message(2))
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert identifiers(FEEDS[channel.kind]) == ["allmenning:vaga:abc:2", "allmenning:vaga:abc:1"]


@CHANNELS
def test_a_feed_keeps_the_newest_hundred(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 3)
    send(channel, *(message(number) for number in range(1, 6)))
    assert [name[-1] for name in identifiers(FEEDS[channel.kind])] == ["5", "4", "3"]


@CHANNELS
def test_what_is_out_is_found_again(channel: Channel) -> None:
    async def look(environment: Environment) -> list[object]:
        connection = Account(Hub()).connection
        return [
            await channel.find(environment, connection, make_assignment(one))
            for one in (message(1), message(2))
        ]

    send(channel, message(1))
    found, absent = in_environment(look)
    assert isinstance(found, Found)
    assert isinstance(absent, Absent)


@CHANNELS
def test_an_exercise_never_comes_into_a_live_feed(channel: Channel) -> None:
    exercise = message(1, workspace=Workspace.EXERCISE)
    assert send(channel, exercise) == [Permanent("workspace")]
    assert not (public_folder() / "live").exists()
    assert isinstance(send(channel, exercise, workspace=Workspace.EXERCISE)[0], Sent)
    assert send(channel, message(1), workspace=Workspace.EXERCISE) == [Permanent("workspace")]


def test_a_news_reader_gets_the_text_and_the_way_to_the_page() -> None:
    send(ATOM, message(1, texts=(make_text("nn"), make_text("en", full="Boil the water."))))
    body = read(Workspace.LIVE, "vaga/varsler.atom")
    assert body is not None
    root = etree.fromstring(body)
    space = {"a": feeds.ATOM, "x": "http://www.w3.org/XML/1998/namespace"}

    def said(path: str) -> str:
        found = root.xpath(f"string({path})", namespaces=space)
        assert isinstance(found, str)
        return found

    assert said("a:link[@rel='self']/@href") == "https://varsel.example.no/varsel/vaga/varsler.atom"
    assert said("a:author/a:name") == "Vågå kommune"
    assert said("a:entry/a:id") == "allmenning:vaga:abc:1"
    assert said("a:entry/@x:lang") == "nn"
    assert said("a:entry/a:updated") == "2026-11-23T03:40:00+00:00"
    assert said("a:entry/a:link[@rel='alternate']/@href").endswith("/varsel/vaga/")
    assert said("a:entry/a:content").endswith("Boil the water.")


def test_a_gatherer_of_warnings_finds_the_message_behind_the_list() -> None:
    send(CAP, message(1))
    for feed in ("vaga/cap.atom", "cap.atom"):
        body = read(Workspace.LIVE, feed)
        assert body is not None
        (entry,) = read_feed(body).entries
        assert entry.link.startswith("https://varsel.example.no/varsel/vaga/cap/")
        answer = asked(PublicFiles(public_folder(), behind), entry.link.split(".no", 1)[1])
        assert answer.headers["Content-Type"] == "application/cap+xml; charset=utf-8"
        assert answer.body == b"<alert>1</alert>"


def test_different_identifiers_never_share_a_file() -> None:
    names = {file_of("lom", message(key=key)) for key in ("a:b", "a-b", "a/b", "a b", "a" * 200)}
    assert len(names) == 5
    assert all(name.startswith("lom/cap/") for name in names)


def test_a_message_without_cap_is_none_for_the_cap_feed() -> None:
    assert send(CAP, message(cap="")) == [Permanent("content")]


@CHANNELS
def test_readiness_puts_an_empty_feed_in_its_place(channel: Channel) -> None:
    async def prepare(environment: Environment) -> list[bool]:
        checks = await channel.prepare(environment, Account(Hub()).connection)
        return [check.good for check in checks]

    assert in_environment(prepare, NOW) == [True]
    assert identifiers(FEEDS[channel.kind]) == []
    send(channel, message(1))
    assert in_environment(prepare, NOW) == [True]
    assert len(identifiers(FEEDS[channel.kind])) == 1


# With a hub.


class Reader(FakeServer):
    """A subscriber's own server, and the web server that our files are fetched from."""

    def __init__(self) -> None:
        super().__init__()
        self.signatures: list[str] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/told", self._verify),
            web.post("/told", self._take),
            web.get("/{path:.*}", self._file),
        ]

    async def _verify(self, request: web.Request) -> web.Response:
        return web.Response(text=request.query["hub.challenge"])

    async def _take(self, request: web.Request) -> web.Response:
        self.effects.append(await request.read())
        self.signatures.append(request.headers["X-Hub-Signature"])
        return web.Response()

    async def _file(self, request: web.Request) -> web.Response:
        answer = asked(PublicFiles(public_folder(), behind), request.path)
        kept = {name: answer.headers[name] for name in ("Content-Type", "Link")}
        return web.Response(body=answer.body, headers=kept)


def with_hub(
    settings: Settings,
    run: Callable[[Environment, FakeHub, Reader], Awaitable[Result]],
) -> Result:
    async def ran(environment: Environment) -> Result:
        async with FakeHub() as hub, Reader() as reader:
            settings.STATUS_URL = reader.url
            settings.INTERNAL_HOSTS = ["127.0.0.1"]
            return await run(environment, hub, reader)

    return in_environment(ran, NOW)


@CHANNELS
def test_a_hub_hands_the_new_feed_to_its_subscribers(channel: Channel, settings: Settings) -> None:
    async def run(environment: Environment, hub: FakeHub, reader: Reader) -> None:
        topic = f"{reader.url}/varsel/{FEEDS[channel.kind]}"
        told = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": f"{reader.url}/told",
            "hub.secret": "løyndom",
        }
        async with environment.http.post(hub.url, data=told) as answer:
            assert answer.status == 202
        connection = Account(Hub(f"{hub.url}/")).connection
        outcome = await channel.send(environment, connection, make_assignment(message(1)))
        assert isinstance(outcome, Sent)
        body = read(Workspace.LIVE, FEEDS[channel.kind])
        assert reader.effects == [body]
        assert body is not None
        digest = hmac.new("løyndom".encode(), body, hashlib.sha256).hexdigest()
        assert reader.signatures == [f"sha256={digest}"]
        async with environment.http.get(topic) as fetched:
            link = fetched.headers["Link"]
        assert link == f'<{topic}>; rel="self", <{hub.url}/>; rel="hub"'

    with_hub(settings, run)


@pytest.mark.parametrize(
    ("kind", "details", "outcome"),
    [
        ("status", {"status": 503}, Unknown("server")),
        ("status", {"status": 404}, Permanent("settings")),
        ("status", {"status": 403}, Permanent("refused")),
        ("throttle", {}, Retry("throttled", timedelta(seconds=60))),
        ("drop_after", {}, Unknown("no_answer")),
    ],
)
@CHANNELS
def test_a_hub_that_fails_is_told_again_and_the_feed_is_out(
    channel: Channel,
    kind: Kind,
    details: dict[str, int],
    outcome: Outcome,
    settings: Settings,
) -> None:
    async def run(environment: Environment, hub: FakeHub, _reader: Reader) -> None:
        hub.fail(kind, **details)
        connection = Account(Hub(f"{hub.url}/")).connection
        assignment = make_assignment(message(1))
        assert await channel.send(environment, connection, assignment) == outcome
        assert isinstance(await channel.find(environment, connection, assignment), Absent)
        again = await channel.send(environment, connection, assignment)
        assert isinstance(again, Sent)
        assert identifiers(FEEDS[channel.kind]) == ["allmenning:vaga:abc:1"]

    with_hub(settings, run)


@CHANNELS
def test_a_hub_in_our_own_network_is_not_called(channel: Channel, settings: Settings) -> None:
    async def run(environment: Environment, hub: FakeHub, _reader: Reader) -> None:
        settings.INTERNAL_HOSTS = []
        connection = Account(Hub(f"{hub.url}/")).connection
        outcome = await channel.send(environment, connection, make_assignment(message(1)))
        assert outcome == Permanent("address")
        checks = await channel.prepare(environment, connection)
        assert [(check.name, check.good) for check in checks] == [("files", True), ("tls", False)]
        assert hub.requests == []

    with_hub(settings, run)


def test_a_hub_is_named_by_a_public_address(settings: Settings) -> None:
    settings.INTERNAL_HOSTS = []
    assert Form({"hub": ""}).is_valid()
    assert Form({"hub": "https://hub.example.no/"}).is_valid()
    assert not Form({"hub": "http://hub.example.no/"}).is_valid()
    assert not Form({"hub": "https://127.0.0.1/"}).is_valid()


def test_writers_at_the_same_time_lose_nothing() -> None:
    async def run(environment: Environment) -> None:
        connection = Account(Hub()).connection
        await asyncio.gather(
            *(
                CAP.send(environment, connection, make_assignment(message(number)))
                for number in range(1, 13)
            )
        )

    in_environment(run, NOW)
    assert len(identifiers("vaga/cap.atom")) == 12


def test_an_update_is_an_entry_of_its_own() -> None:
    send(ATOM, message(1), message(2, act=Act.ALL_CLEAR))
    assert len(identifiers("vaga/varsler.atom")) == 2
