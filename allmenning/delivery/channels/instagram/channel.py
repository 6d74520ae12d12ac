"""Instagram: an image card with the message as caption, published once and then only read."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from allmenning.clients import instagram
from allmenning.clients.meta import Graph
from allmenning.delivery import published
from allmenning.delivery.channels import graph as graph_api
from allmenning.delivery.channels import posts
from allmenning.delivery.channels.instagram.card import card_of, jpeg
from allmenning.delivery.channels.instagram.forms import Form, Settings
from allmenning.delivery.channels.wording import choose
from allmenning.delivery.contract import (
    Absent,
    Assignment,
    CannotTell,
    Capabilities,
    Check,
    Connection,
    Environment,
    Found,
    Message,
    Outcome,
    Permanent,
    ReadBack,
    Rendition,
    Retry,
    Sent,
)

CAPABILITIES = Capabilities(reads_back=True)
NEEDED = frozenset({"instagram_basic", "instagram_content_publish"})
SKEW = timedelta(minutes=2)
# Seconds between questions whether the image is there: 16 in all, then a new container later.
WAITS = (0.25, 0.5, 1.0, 1.25, 2.0, 2.0, 3.0, 3.0, 3.0)


@dataclass(frozen=True)
class InstagramChannel:
    kind: str = "instagram"
    name: object = _("Instagram")
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("token", "app_secret")
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES
    waits: tuple[float, ...] = WAITS

    def address(self, settings: Settings) -> str:
        return settings.account

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        limit = instagram.LONGEST_CAPTION
        caption = choose(message, posts.units, limit)
        extra = {"alternative": alternative(message)}
        return Rendition(caption, posts.units(caption), limit, "characters", extra)

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        graph, account = graph_api.graph_of(environment, connection), connection.settings.account
        token, reached, quota = await asyncio.gather(
            graph_api.check_token(graph, NEEDED, environment.now()),
            _check_account(graph, account),
            _check_quota(graph, account),
        )
        return [token, reached, quota]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        rendition = self.compose(assignment.message, connection.settings)
        if not rendition.fits:
            return Permanent("too_long")
        graph, account = graph_api.graph_of(environment, connection), connection.settings.account
        try:
            container = await _make(graph, account, assignment, rendition)
            refusal = await self._wait_for(graph, container)
        except graph_api.ERRORS as error:
            return graph_api.outcome_of(error, publishes=False)
        return refusal or await _publish(graph, account, container)

    async def _wait_for(self, graph: Graph, container: str) -> Outcome | None:
        """Wait until the container is finished; the outcome when it will not be.

        Nothing is out yet, so a container that fails or dawdles is left to die.
        """
        for wait in (0.0, *self.waits):
            await asyncio.sleep(wait)
            status = await instagram.status_of(graph, container)
            if status == "FINISHED":
                return None
            if status != "IN_PROGRESS":
                return Retry("image")
        return Retry("image")

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        since = (assignment.first_tried_at or environment.now()) - SKEW
        graph = graph_api.graph_of(environment, connection)
        try:
            held = await instagram.newest(graph, connection.settings.account)
        except graph_api.ERRORS as error:
            return CannotTell(graph_api.reason_of(error))
        caption = self.compose(assignment.message, connection.settings).text
        earlier = {receipt.remote_id for receipt in assignment.earlier}
        for media in held:
            is_new = media.created_at >= since and media.identity not in earlier
            if is_new and posts.is_ours(media.caption, caption):
                return Found(media.identity, media.url)
        return Absent()


def alternative(message: Message) -> str:
    """Say in words what the card shows, whole lines, as far as there is room."""
    card = card_of(message)
    lines = [card.label, card.note, card.headline, *card.full, f"{card.sender}, {card.time}"]
    told = ""
    for line in filter(None, (*lines, card.link)):
        longer = f"{told}\n{line}".strip()
        if posts.units(longer) > instagram.LONGEST_ALTERNATIVE:
            break
        told = longer
    return told


async def _make(graph: Graph, account: str, assignment: Assignment, rendition: Rendition) -> str:
    image = await asyncio.to_thread(jpeg, card_of(assignment.message))
    address = await asyncio.to_thread(_put_out, assignment.message, image)
    return await instagram.make_container(
        graph,
        account,
        image_url=address,
        caption=posts.with_earlier(rendition.text, assignment, rendition.limit, posts.units),
        alternative=str(rendition.extra["alternative"]),
    )


def _put_out(message: Message, image: bytes) -> str:
    """Lay the card where Instagram can fetch it; the same message always has the same place."""
    name = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    return published.publish(message.workspace, f"cards/{name}.jpg", image, "image/jpeg")


async def _publish(graph: Graph, account: str, container: str) -> Outcome:
    try:
        identity = await instagram.publish(graph, account, container)
    except graph_api.ERRORS as error:
        return graph_api.outcome_of(error, publishes=True)
    try:
        return Sent(identity, await instagram.address_of(graph, identity))
    except graph_api.ERRORS:
        return Sent(identity)


async def _check_account(graph: Graph, account: str) -> Check:
    try:
        return Check("tls", good=True, detail=await instagram.username(graph, account))
    except graph_api.ERRORS as error:
        return Check("tls", good=False, reason=graph_api.reason_of(error))


async def _check_quota(graph: Graph, account: str) -> Check:
    try:
        quota = await instagram.quota(graph, account)
    except graph_api.ERRORS as error:
        return Check("quota", good=False, reason=graph_api.reason_of(error))
    detail = f"{quota.used}/{quota.total}"
    if quota.used * 100 > quota.total * graph_api.FULL:
        return Check("quota", good=False, reason="quota", detail=detail)
    return graph_api.check_usage(quota.usage, detail)


CHANNEL = InstagramChannel()
