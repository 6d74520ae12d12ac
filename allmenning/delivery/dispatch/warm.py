"""Connections to channels that were proven lately are kept open, for a warning to find warm."""

import asyncio
from datetime import timedelta

from django.utils import timezone

from allmenning.delivery.contract import Environment
from allmenning.delivery.dispatch.database import AWAY_ERRORS, Database
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.prepare import prove
from allmenning.delivery.secrets import store

MOST = 60
LOOK_EVERY = 1.0


class Warmth:
    """Who has been proven (armed) lately may soon send; nobody else's quotas are touched."""

    def __init__(self, pace: Pace, database: Database) -> None:
        self.pace = pace
        self.database = database
        self.warmed: dict[int, float] = {}

    async def keep(self, environment: Environment) -> None:
        while True:
            try:
                accounts = await self.database.run(self._armed)
            except AWAY_ERRORS:
                accounts = []
            cold = [account for account in accounts if self._is_cold(account.pk)]
            await asyncio.gather(*(self._warm(environment, account) for account in cold))
            await asyncio.sleep(LOOK_EVERY)

    async def _warm(self, environment: Environment, account: ChannelAccount) -> None:
        self.warmed[account.pk] = asyncio.get_running_loop().time()
        proven = await prove(environment, account)
        if proven.secrets:
            await self.database.insist(store, account.pk, proven.secrets)

    def _is_cold(self, pk: int) -> bool:
        warmed = self.warmed.get(pk)
        now = asyncio.get_running_loop().time()
        return warmed is None or now - warmed >= self.pace.warm_every

    def _armed(self) -> list[ChannelAccount]:
        lately = timezone.now() - timedelta(seconds=self.pace.warm_for)
        armed = ChannelAccount.objects.filter(is_on=True, removed_at=None, checked_at__gte=lately)
        return list(armed.order_by("-checked_at", "pk")[:MOST])
