"""SMS to those who asked for it. No gateway recognises a repeat, so nothing is sent twice."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from allmenning.clients.sms import Gateway, Reply, Result, Sms
from allmenning.core.lengths import gsm7_safe, sms_segments
from allmenning.delivery.channels.sms.forms import LINK, Form, Settings
from allmenning.delivery.channels.sms.gateways import gateway_of
from allmenning.delivery.channels.sms.joining import ByCode
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    Capabilities,
    Check,
    Connection,
    Environment,
    Message,
    Outcome,
    Permanent,
    ReadBack,
    Recipient,
    Rendition,
    Retry,
    Sent,
    Text,
    Unknown,
)
from allmenning.delivery.handing import REPORTS, StopError, hand_over_to_all, list_check
from allmenning.delivery.links import report_address

AT_ONCE = 8
# Ours, not the gateway's: beyond it a phone shows a warning in pieces, and each costs.
MOST_SEGMENTS = 6
SHORTEST_LIFE, LONGEST_LIFE = timedelta(minutes=15), timedelta(hours=48)
LOOK_AFTER = 2.0
UNTOLD_PAUSE = timedelta(seconds=30)


class SmsList:
    """`find` answers for the list as a whole: whom we tried stands with us, so going on is safe.

    A number whose answer was lost is looked for at the gateway at once, where that can be done.
    Else it stays unknown until a report comes, and is never sent to again.
    """

    kind = "sms"
    name = _("SMS")
    settings = Settings
    secrets = ("password",)
    form = Form
    joining = ByCode()
    capabilities = Capabilities(reads_back=True, has_recipients=True, public=False)

    def address(self, settings: Settings) -> str:
        return f"{settings.url}#{settings.user}/{settings.sender}".lower()

    def compose(self, message: Message, settings: Settings) -> Rendition:
        """Count the segments of one recipient; the price is that times the length of the list."""
        del settings
        return rendition(message.text)

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        checks = [await list_check(connection)]
        gateway = gateway_of(environment.http, connection.settings, connection.secrets)
        reply = await gateway.knows_us()
        if reply.result is Result.TAKEN:
            return [Check("token", good=True), *checks]
        reason = "token" if reply.result is Result.ACCOUNT else "unreachable"
        return [Check("token", good=False, reason=reason), *checks]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        if connection.recipients is None:
            return Permanent("settings")
        if not all(rendition(text).fits for text in assignment.message.texts):
            return Permanent("too_long")
        gateway = gateway_of(environment.http, connection.settings, connection.secrets)
        return await hand_over_to_all(
            assignment,
            connection.recipients,
            _Round(gateway, environment, connection.settings, assignment.message).send,
            now=environment.now,
            repeats=False,
            at_once=AT_ONCE,
            # Whoever is written down when we are killed stays unknown, so no more than in hand.
            size=1,
        )

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        del environment, connection, assignment
        return Absent()


class _Round:
    """One message to many phones."""

    def __init__(
        self, gateway: Gateway, environment: Environment, settings: Settings, message: Message
    ) -> None:
        self._gateway = gateway
        self._now = environment.now
        self._settings = settings
        left = message.expires_at - environment.now()
        self._seconds = int(min(max(left, SHORTEST_LIFE), LONGEST_LIFE).total_seconds())
        self._texts = {text.language: rendition(text).text for text in message.texts}
        self._own = message.text.language
        self._report_to = report_address(environment.base_url)

    async def send(self, recipient: Recipient) -> Outcome:
        began, sms = self._now(), self._sms(recipient)
        reply = await self._gateway.send(sms)
        if reply.result is Result.UNCLEAR:
            return await self._look(sms, began)
        return _outcome(reply)

    async def _look(self, sms: Sms, since: datetime) -> Outcome:
        await asyncio.sleep(LOOK_AFTER)
        is_there = await self._gateway.has(sms, since)
        return Sent("") if is_there else Unknown("no_answer")

    def _sms(self, recipient: Recipient) -> Sms:
        reference = REPORTS.sign(recipient.data.get("handover", ""))
        # LINK repeats our reference in its report, Twilio only calls the address it was given.
        by_address = f"?ref={reference}" if self._settings.provider != LINK else ""
        return Sms(
            sender=self._settings.sender,
            to=recipient.address,
            text=self._texts.get(recipient.language) or self._texts[self._own],
            reference=reference,
            report_to=self._report_to + by_address,
            seconds=self._seconds,
        )


def rendition(text: Text) -> Rendition:
    plain = gsm7_safe(text.short)
    counted = sms_segments(plain)
    more = {"encoding": counted.encoding, "units": counted.units}
    return Rendition(plain, counted.segments, MOST_SEGMENTS, "segments", more)


def _outcome(reply: Reply) -> Outcome:
    match reply.result:
        case Result.TAKEN:
            return Sent(reply.identity)
        case Result.LEFT:
            return Permanent("gone")
        case Result.RECIPIENT:
            return Permanent("refused")
        case Result.CONTENT:
            return Permanent("content")
        case Result.LATER:
            return Retry("server")
        case Result.ACCOUNT:
            raise StopError("token")
        case Result.THROTTLED:
            raise StopError("throttled", reply.pause or UNTOLD_PAUSE)
        case Result.UNCLEAR:
            return Unknown("no_answer")


CHANNEL: Any = SmsList()
