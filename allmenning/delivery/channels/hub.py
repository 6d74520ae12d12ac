"""A feed's hub: the field a person fills in, the proof that it answers, and the news to it."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings as configured
from django.utils.translation import gettext_lazy as _

from allmenning.clients import websub
from allmenning.clients.calls import Answer
from allmenning.clients.guard import RefusedAddressError, require_callable
from allmenning.delivery.channels.failures import ON_THE_WAY, outcome_of
from allmenning.delivery.contract import (
    Check,
    Environment,
    Outcome,
    Permanent,
    Retry,
    Sent,
    Unknown,
)

LONGEST = 200


class HubField(forms.CharField):
    """The address of a WebSub hub, or nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("WebSub hub"),
            help_text=_(
                "A hub tells readers at once that something is new. Leave it empty, and they fetch "
                "the feed now and then."
            ),
            required=False,
            max_length=LONGEST,
            widget=forms.URLInput(attrs={"autocomplete": "off"}),
            **options,
        )

    def clean(self, value: Any) -> str:
        written = str(super().clean(value))
        if written:
            try:
                require_callable(written, configured.INTERNAL_HOSTS)
            except RefusedAddressError:
                told = _("Write an address on the open internet that begins with https://.")
                raise forms.ValidationError(told, code="hub") from None
        return written


async def tell(
    environment: Environment, hub: str, topic: str, sent: Sent, allowed: Collection[str] = ()
) -> Outcome:
    """Tell the hub, after the file is out; whatever fails may be done again."""
    if not hub:
        return sent
    try:
        answer = await websub.publish(hub, topic, allowed=(*allowed, *configured.INTERNAL_HOSTS))
    except RefusedAddressError:
        return Permanent("address")
    except ON_THE_WAY as error:
        return outcome_of(error)
    return _outcome(answer, environment, sent)


def _outcome(answer: Answer, environment: Environment, sent: Sent) -> Outcome:
    if answer.is_good:
        return sent
    if answer.status == 429:
        return Retry("throttled", answer.pause(environment.now()))
    if answer.status >= 500:
        return Unknown("server")
    return Permanent("settings" if answer.status in {404, 405, 410} else "refused")


async def check(
    environment: Environment, hub: str, topic: str, allowed: Collection[str] = ()
) -> list[Check]:
    """Tell the hub of the feed as it stands, which changes nothing for its subscribers."""
    if not hub:
        return []
    outcome = await tell(environment, hub, topic, Sent(topic), allowed)
    if isinstance(outcome, Sent):
        return [Check("tls", good=True, detail=hub)]
    return [Check("tls", good=False, reason=outcome.reason, detail=hub)]
