"""How a person gets on a list: what a channel with a list offers besides sending."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django import forms
from django.utils.crypto import salted_hmac

from allmenning.delivery.contract import Channel
from allmenning.delivery.models import ChannelAccount, Subscriber

# Who has not confirmed by then did not want to, or was entered by somebody else.
FORGOTTEN_AFTER = timedelta(days=7)
CODE_DIGITS = 6
CODE_LIVES = timedelta(hours=1)


class NotInvitedError(Exception):
    """The letter or message that asks for confirmation could not be sent."""


class NotJoinableError(Exception):
    """What came is no address of this channel."""


class Joining(Protocol):
    """A channel's way of asking for an address and of proving that it is the person's own.

    `template` is the part of the page that asks, `form` what it sends: its field `address` is the
    address in the one way it is kept. `asks_code`: the page asks for the code that was sent.
    `at_once`: the address itself is the proof (a browser's push subscription).
    """

    template: str
    script: str
    form: type[forms.Form]
    asks_code: bool
    at_once: bool

    def facts(self, account: ChannelAccount) -> dict[str, str] | None:
        """Return what the page must know, or None while nobody can join."""

    def invite(self, account: ChannelAccount, subscriber: Subscriber, base_url: str) -> None:
        """Ask for confirmation, or tell who is on the list already how to leave it."""

    def read(self, told: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Read what our script sends where one joins at once: address and keys.

        Raises
        ------
        NotJoinableError
            It is no address, or this channel is not joined that way.
        """


def joining_of(channel: Channel) -> Joining | None:
    """Return how people get on the channel's list; a channel without a list has no way."""
    found: Joining | None = getattr(channel, "joining", None)
    return found


def new_token() -> str:
    return secrets.token_urlsafe(32)


def code_of(subscriber: Subscriber) -> str:
    """Return the code that proves a phone; it is kept nowhere, and ends with the token."""
    told = f"{subscriber.token}:{subscriber.asked_at.timestamp()}"
    number = int(salted_hmac("delivery.code", told, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def is_code_of(subscriber: Subscriber, code: str, at: datetime) -> bool:
    in_time = subscriber.asked_at <= at <= subscriber.asked_at + CODE_LIVES
    return in_time and hmac.compare_digest(code_of(subscriber), code)
