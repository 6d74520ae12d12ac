"""Getting on an SMS list: a code to the phone, written into the page."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from asgiref.sync import async_to_sync
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.clients.sms import Reply, Result, Sms
from allmenning.core.lengths import gsm7_safe
from allmenning.delivery.channels.sms.forms import Settings
from allmenning.delivery.channels.sms.gateways import gateway_of
from allmenning.delivery.join_forms import PhoneForm
from allmenning.delivery.joining import NotInvitedError, NotJoinableError, code_of
from allmenning.delivery.links import leave_address
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.secrets import unlock, unlock_all


class ByCode:
    """The code is worth nothing to who has not the phone; the link lets who has it leave."""

    template = "delivery/join/form.html"
    script = ""
    form = PhoneForm
    asks_code = True
    at_once = False

    def facts(self, account: ChannelAccount) -> dict[str, str] | None:
        return {"sender": Settings(**account.settings).sender_name}

    def invite(self, account: ChannelAccount, subscriber: Subscriber, base_url: str) -> None:
        """Send the code.

        Raises
        ------
        NotInvitedError
            The gateway did not take it.
        """
        own = Settings(**account.settings)
        sms = Sms(own.sender, unlock(subscriber.address), _text(own, subscriber, base_url))
        reply = async_to_sync(_send)(own, unlock_all(account.secrets), sms)
        if reply.result not in {Result.TAKEN, Result.UNCLEAR}:
            raise NotInvitedError(reply.result.value)

    def read(self, told: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        raise NotJoinableError(len(told))


async def _send(own: Settings, secrets: Mapping[str, str], sms: Sms) -> Reply:
    async with aiohttp.ClientSession() as http:
        return await gateway_of(http, own, secrets).send(sms)


def _text(own: Settings, subscriber: Subscriber, base_url: str) -> str:
    with override(subscriber.language):
        told = {
            "sender": own.sender_name,
            "code": code_of(subscriber),
            "leave": leave_address(base_url, subscriber.token, subscriber.language),
        }
        if subscriber.confirmed_at:
            text = _("You get warnings from %(sender)s already. Leave the list: %(leave)s")
        else:
            text = _("%(code)s is your code for warnings from %(sender)s. Leave: %(leave)s")
        return gsm7_safe(text % told)
