"""Asks channels to prove that they could send now, all at once and within a few seconds."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp

from allmenning.delivery import registry
from allmenning.delivery.contract import Check, Environment
from allmenning.delivery.environment import lend, own_session
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.queries import open_connection

LIMIT = 3.0
log = logging.getLogger("allmenning.delivery")


@dataclass(frozen=True)
class Proven:
    """What a channel says of itself, and the secrets it renewed on the way."""

    checks: list[Check]
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


async def prove_all(accounts: Sequence[ChannelAccount]) -> list[Proven]:
    async with own_session() as http:
        environment = lend(http)
        return list(await asyncio.gather(*(prove(environment, account) for account in accounts)))


async def prove(environment: Environment, account: ChannelAccount) -> Proven:
    """Ask one channel; a channel that is slow, silent or at fault is not ready."""
    started = time.monotonic()
    proven = await _asked(environment, account)
    good = all(check.good for check in proven.checks)
    seconds = time.monotonic() - started
    log.info(
        "prepared account=%s kind=%s good=%s seconds=%.3f", account.pk, account.kind, good, seconds
    )
    return proven


async def _asked(environment: Environment, account: ChannelAccount) -> Proven:
    renewed: dict[str, str] = {}

    async def keep(values: Mapping[str, str]) -> None:
        renewed.update(values)

    try:
        channel = registry.channel(account.kind)
        connection = open_connection(account, keep_secrets=keep)
        async with asyncio.timeout(LIMIT):
            return Proven(await channel.prepare(environment, connection), renewed)
    except (TimeoutError, OSError, aiohttp.ClientError):
        return Proven([Check("tls", good=False, reason="unreachable")], renewed)
    except Exception as error:  # noqa: BLE001 - the edge: a channel's fault is told, not passed on
        # Without the traceback, which may carry what the channel was called with.
        log.error(  # noqa: TRY400
            "prepare failed account=%s kind=%s error=%s",
            account.pk,
            account.kind,
            type(error).__name__,
        )
        return Proven([Check("limits", good=False, reason="settings")], renewed)
