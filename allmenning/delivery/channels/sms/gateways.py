"""The gateway an account is set up with."""

from collections.abc import Mapping

import aiohttp

from allmenning.clients.sms import Gateway, Link, Rest, Token
from allmenning.delivery.channels.sms.forms import LINK, Settings


def gateway_of(
    http: aiohttp.ClientSession, settings: Settings, secrets: Mapping[str, str]
) -> Gateway:
    token = Token(http, settings.user, secrets.get("password", ""), settings.token_url)
    if settings.provider == LINK:
        return Link(
            http,
            token,
            settings.url,
            platform=settings.platform,
            partner=settings.partner,
            gate=settings.gate,
        )
    return Rest(http, token, settings.url)
