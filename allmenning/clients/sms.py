"""Handing an SMS to a gateway: LINK Mobility's, or one of Twilio's form.

Sources: LINK Mobility, SMS REST API 1.6 (2019), sections 0.5 (sending) and 0.9 (reports); Twilio,
Messages resource and its error dictionary. Neither recognises a repeat: LINK's `refId` is by its
documentation "not used for anything except as a reference".
"""

import base64
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol
from urllib.parse import parse_qs

import aiohttp

from allmenning.clients.calls import Answer, MalformedError, NoAnswerError, NotSentError, call

LINK_TAKEN = frozenset({1000, 1001, 1005, 1007, 1008, 1011, 1012})
LINK_ACCOUNT = frozenset({104, 106100, 106101, 106200, 106201, 2000, 2001, 2002, 2003})
LINK_RECIPIENT = frozenset({2, 2102, 2103, 2104, 2105, 2106, 2107})
LINK_LATER = frozenset({1, 6, 105, 106300})
LINK_THROTTLED = frozenset({3})
# 4 and 5 are "unknown delivery", 106000 and 0 an unknown error.
LINK_UNCLEAR = frozenset({0, 4, 5, 106000})
LINK_UNDELIVERED = frozenset({0, 1, 2, 3, 6, 104, 105, 1002, 1004, 1006, 1009})
LINK_DELIVERED = frozenset({1001, 1007})

REST_LEFT = frozenset({21610})
REST_RECIPIENT = frozenset({21211, 21214, 21217, 21408, 21612, 21614})
REST_ACCOUNT = frozenset({20003, 20404, 21212, 21603, 21606, 21659, 21608, 30002, 90010})
REST_THROTTLED = frozenset({14107, 20429, 21611, 30001})
REST_UNDELIVERED = frozenset({"undelivered", "failed", "canceled"})


class Result(Enum):
    """What a gateway said of one SMS."""

    TAKEN = "taken"
    RECIPIENT = "recipient"
    LEFT = "left"
    CONTENT = "content"
    ACCOUNT = "account"
    LATER = "later"
    THROTTLED = "throttled"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Reply:
    """A result, what the gateway calls the SMS, and how long it wants to be left alone."""

    result: Result
    identity: str = ""
    pause: timedelta | None = None


@dataclass(frozen=True)
class Sms:
    """One SMS; `reference` comes back in the report, which goes to `report_to`."""

    sender: str
    to: str = field(repr=False)
    text: str = field(repr=False)
    reference: str = ""
    report_to: str = ""
    seconds: int = 4 * 3600


@dataclass(frozen=True)
class Report:
    """What became of an SMS in the end; None where the gateway does not know, or not yet."""

    reference: str
    delivered: bool | None


class Gateway(Protocol):
    """A gateway, with one method for each thing it may be asked."""

    async def send(self, sms: Sms) -> Reply:
        """Hand over one SMS, once."""

    async def has(self, sms: Sms, since: datetime) -> bool:
        """Tell whether the gateway surely has it; False where it cannot be asked."""

    async def knows_us(self) -> Reply:
        """Tell whether we may sign in, without sending anything."""


class Token:
    """Signs in with user and password, or by a token it fetches (OAuth 2.0, RFC 6749, 4.4)."""

    def __init__(
        self, http: aiohttp.ClientSession, user: str, password: str, token_url: str = ""
    ) -> None:
        self._http = http
        self._basic = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._token_url = token_url
        self._held = ("", 0.0)

    async def headers(self) -> dict[str, str]:
        """Return the header to sign in with.

        Raises
        ------
        NotSentError, NoAnswerError, MalformedError
            The token could not be fetched.
        """
        if not self._token_url:
            return {"Authorization": f"Basic {self._basic}"}
        token, until = self._held
        if time.monotonic() > until:
            answer = await call(
                self._http,
                "POST",
                self._token_url,
                headers={"Authorization": f"Basic {self._basic}"},
                data={"grant_type": "client_credentials"},
            )
            told = answer.json() if answer.is_good else {}
            token = str(told.get("access_token", ""))
            self._held = (token, time.monotonic() + _seconds(told) - 60)
        return {"Authorization": f"Bearer {token}"}


class Link:
    """LINK Mobility's Common API; `url` is the address they assigned, without a path."""

    def __init__(
        self,
        http: aiohttp.ClientSession,
        token: Token,
        url: str,
        *,
        platform: str,
        partner: str,
        gate: str = "",
    ) -> None:
        self._http = http
        self._token = token
        self._url = url.rstrip("/")
        self._platform = platform
        self._partner = partner
        self._gate = gate

    async def send(self, sms: Sms) -> Reply:
        """Hand over one SMS, which the gateway cuts into segments (DCS TEXT)."""
        told = {
            "source": sms.sender,
            "sourceTON": "MSISDN" if sms.sender.startswith("+") else "ALPHANUMERIC",
            "destination": sms.to,
            "destinationTON": "MSISDN",
            "userData": sms.text,
            "dcs": "TEXT",
            "platformId": self._platform,
            "platformPartnerId": self._partner,
            "refId": sms.reference,
            "relativeValidityTime": sms.seconds * 1000,
            "useDeliveryReport": bool(self._gate),
            "ignoreResponse": False,
            **({"deliveryReportGates": [self._gate]} if self._gate else {}),
        }
        return await self._post("/sms/send", told)

    async def has(self, sms: Sms, since: datetime) -> bool:
        """Answer False: what was sent cannot be listed."""
        del sms, since
        return False

    async def knows_us(self) -> Reply:
        """Send an empty batch, which reaches nobody."""
        told = {
            "platformId": self._platform,
            "platformPartnerId": self._partner,
            "useDeliveryReport": False,
            "ignoreResponse": False,
            "sendRequestMessages": [],
        }
        reply = await self._post("/sms/sendbatch", told)
        # Whatever it thinks of an empty batch, it let us in.
        is_let_in = reply.result in {Result.CONTENT, Result.RECIPIENT, Result.UNCLEAR}
        return Reply(Result.TAKEN) if is_let_in else reply

    async def _post(self, path: str, told: Mapping[str, Any]) -> Reply:
        async def ask(headers: Mapping[str, str]) -> Answer:
            return await call(self._http, "POST", f"{self._url}{path}", json=told, headers=headers)

        return await _asked(self._token, ask, _of_link)


class Rest:
    """A gateway with a Messages resource as Twilio's; `url` ends in `Messages.json`."""

    def __init__(self, http: aiohttp.ClientSession, token: Token, url: str) -> None:
        self._http = http
        self._token = token
        self._url = url

    async def send(self, sms: Sms) -> Reply:
        """Hand over one SMS as a form."""
        told = {
            "To": sms.to,
            "From": sms.sender,
            "Body": sms.text,
            "ValidityPeriod": str(min(sms.seconds, 36_000)),
        }
        if sms.report_to:
            told["StatusCallback"] = sms.report_to

        async def ask(headers: Mapping[str, str]) -> Answer:
            return await call(self._http, "POST", self._url, data=told, headers=headers)

        return await _asked(self._token, ask, _of_rest)

    async def has(self, sms: Sms, since: datetime) -> bool:
        """Look for the same text to the same number since then."""
        asked = {"To": sms.to, "DateSent>": since.date().isoformat(), "PageSize": "50"}
        try:
            answer = await call(
                self._http,
                "GET",
                self._url,
                params=asked,
                headers=await self._token.headers(),
            )
            found = answer.json().get("messages", []) if answer.is_good else []
        except (NotSentError, NoAnswerError, MalformedError):
            return False
        return any(_is_it(each, sms, since) for each in found)

    async def knows_us(self) -> Reply:
        """List one message, which costs nothing."""

        async def ask(headers: Mapping[str, str]) -> Answer:
            return await call(
                self._http, "GET", self._url, params={"PageSize": "1"}, headers=headers
            )

        return await _asked(self._token, ask, _of_rest)


def read_report(body: bytes, media: str, reference: str = "") -> Report | None:
    """Read a delivery report of either gateway; None when it is none.

    Parameters
    ----------
    body, media
        What was posted, and its content type.
    reference
        From the address it was posted to, for a gateway that does not repeat ours.
    """
    if "json" in media:
        try:
            told = Answer(200, {}, body).json()
            code = int(told["resultCode"])
        except (MalformedError, KeyError, TypeError, ValueError):
            return None
        undelivered = code in LINK_UNDELIVERED or 2100 <= code < 4100
        delivered = True if code in LINK_DELIVERED else False if undelivered else None
        return Report(str(told.get("refId") or reference), delivered)
    status = parse_qs(body.decode(errors="replace")).get("MessageStatus", [""])[0]
    if not status:
        return None
    undelivered = status in REST_UNDELIVERED
    return Report(reference, True if status == "delivered" else False if undelivered else None)


Ask = Callable[[Mapping[str, str]], Awaitable[Answer]]


async def _asked(token: Token, ask: Ask, read: Callable[[Answer], Reply]) -> Reply:
    """Sign in and ask; what was never sent may come later, what was never answered is unclear."""
    try:
        headers = await token.headers()
    except (NotSentError, NoAnswerError, MalformedError):
        return Reply(Result.LATER)
    try:
        answer = await ask(headers)
        return _of_status(answer) or read(answer)
    except NotSentError:
        return Reply(Result.LATER)
    except (NoAnswerError, MalformedError):
        return Reply(Result.UNCLEAR)


def _of_status(answer: Answer) -> Reply | None:
    if answer.status in {401, 403}:
        return Reply(Result.ACCOUNT)
    if answer.status == 429:
        return Reply(Result.THROTTLED, pause=_pause(answer))
    return Reply(Result.UNCLEAR) if answer.status >= 500 else None


def _of_link(answer: Answer) -> Reply:
    if answer.status == 204:
        return Reply(Result.TAKEN)
    told = answer.json()
    try:
        code = int(told["resultCode"])
    except (KeyError, TypeError, ValueError):
        return Reply(Result.UNCLEAR if answer.is_good else Result.CONTENT)
    identity = str(told.get("messageId") or "")
    for codes, result in (
        (LINK_TAKEN, Result.TAKEN),
        (LINK_ACCOUNT, Result.ACCOUNT),
        (LINK_RECIPIENT, Result.RECIPIENT),
        (LINK_THROTTLED, Result.THROTTLED),
        (LINK_LATER, Result.LATER),
        (LINK_UNCLEAR, Result.UNCLEAR),
    ):
        if code in codes:
            return Reply(result, identity)
    return Reply(Result.CONTENT, identity)


def _of_rest(answer: Answer) -> Reply:
    told = answer.json()
    if answer.is_good:
        return Reply(Result.TAKEN, str(told.get("sid") or ""))
    try:
        code = int(told.get("code") or 0)
    except (TypeError, ValueError):
        code = 0
    for codes, result in (
        (REST_LEFT, Result.LEFT),
        (REST_RECIPIENT, Result.RECIPIENT),
        (REST_ACCOUNT, Result.ACCOUNT),
        (REST_THROTTLED, Result.THROTTLED),
    ):
        if code in codes:
            return Reply(result)
    return Reply(Result.CONTENT)


def _is_it(found: Mapping[str, Any], sms: Sms, since: datetime) -> bool:
    made = str(found.get("date_created") or "")
    try:
        at = datetime.strptime(made, "%a, %d %b %Y %H:%M:%S %z")
    except ValueError:
        return False
    is_same = (found.get("to"), found.get("body")) == (sms.to, sms.text)
    return is_same and at >= since.replace(microsecond=0)


def _pause(answer: Answer) -> timedelta | None:
    told = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(told), 3600)) if told.isdecimal() else None


def _seconds(told: Mapping[str, Any]) -> int:
    found = told.get("expires_in", 0)
    return found if isinstance(found, int) else 0
