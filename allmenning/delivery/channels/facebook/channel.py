"""A Facebook Page: one post for each message, known again by its text."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from allmenning.clients import facebook
from allmenning.delivery.channels import graph as graph_api
from allmenning.delivery.channels import posts
from allmenning.delivery.channels.facebook.forms import Form, Settings
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
    Sent,
    Unknown,
)

CAPABILITIES = Capabilities(reads_back=True)
NEEDED = frozenset({"pages_manage_posts", "pages_read_engagement"})
# Their clock and ours differ; what was posted by an attempt cannot be much older than the attempt.
SKEW = timedelta(minutes=2)


@dataclass(frozen=True)
class FacebookChannel:
    kind: str = "facebook"
    name: object = _("Facebook Page")
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("token", "app_secret")
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES

    def address(self, settings: Settings) -> str:
        return settings.page

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = choose(message, posts.units, facebook.LONGEST)
        return Rendition(text, posts.units(text), facebook.LONGEST, "characters")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        graph, told = graph_api.graph_of(environment, connection), connection.settings.page
        try:
            page = await facebook.page(graph, told)
        except graph_api.ERRORS as error:
            failed = Check("tls", good=False, reason=graph_api.reason_of(error))
            return [await graph_api.check_token(graph, NEEDED, environment.now()), failed]
        if page.token and page.token != graph.token:
            # Only the page's own token posts as the page; people are given one of their own.
            graph = replace(graph, token=page.token)
            await connection.keep_secrets({**connection.secrets, "token": page.token})
        token = await graph_api.check_token(graph, NEEDED, environment.now())
        reached = Check("tls", good=True, detail=page.name)
        return [token, reached, graph_api.check_usage(page.usage)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        rendition = self.compose(assignment.message, connection.settings)
        if not rendition.fits:
            return Permanent("too_long")
        try:
            identity = await facebook.publish(
                graph_api.graph_of(environment, connection),
                connection.settings.page,
                message=posts.with_earlier(
                    rendition.text, assignment, facebook.LONGEST, posts.units
                ),
                link=assignment.message.text.link,
            )
        except graph_api.ERRORS as error:
            outcome = graph_api.outcome_of(error, publishes=True)
            if outcome == Unknown("duplicate"):
                return await self._of_duplicate(environment, connection, assignment)
            return outcome
        return Sent(identity, facebook.address_of(identity))

    async def _of_duplicate(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        """Find out whose the same text is: our own from an earlier attempt, or an older post."""
        found = await self.find(environment, connection, assignment)
        if isinstance(found, Found):
            return Sent(found.remote_id, found.url)
        is_first = assignment.attempt <= 1
        return Permanent("duplicate") if is_first and found == Absent() else Unknown("duplicate")

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        since = (assignment.first_tried_at or environment.now()) - SKEW
        graph, page = graph_api.graph_of(environment, connection), connection.settings.page
        try:
            held = await facebook.posts_since(graph, page, since)
        except graph_api.ERRORS as error:
            return CannotTell(graph_api.reason_of(error))
        text = self.compose(assignment.message, connection.settings).text
        earlier = {receipt.remote_id for receipt in assignment.earlier}
        for post in held:
            is_new = post.created_at >= since and post.identity not in earlier
            if is_new and posts.is_ours(post.message, text):
                return Found(post.identity, post.url)
        return Absent()


CHANNEL = FacebookChannel()
