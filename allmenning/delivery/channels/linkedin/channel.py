"""A LinkedIn page: one post for each message, known again by its text."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings as configured
from django.utils.translation import gettext_lazy as _

from allmenning.clients import linkedin
from allmenning.clients.linkedin import Application, LinkedInError, Pages, TokenState
from allmenning.delivery.channels import failures, posts
from allmenning.delivery.channels.linkedin.forms import Form, Settings
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
    Unknown,
)

CAPABILITIES = Capabilities(reads_back=True, parallel=2)
NEEDED = frozenset({"w_organization_social", "r_organization_social"})
ERRORS = (LinkedInError, *failures.ON_THE_WAY)
SKEW = timedelta(minutes=2)
SOON = timedelta(days=7)
RENEWALS = 3

_PERMANENT = {
    400: "content",
    401: "token",
    403: "permission",
    404: "settings",
    413: "too_long",
    422: "content",
    426: "settings",  # the version has been retired
}


@dataclass(frozen=True)
class LinkedInChannel:
    kind: str = "linkedin"
    name: object = _("LinkedIn page")
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("token", "client_secret", "refresh_token")
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES

    def address(self, settings: Settings) -> str:
        return settings.organization

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = choose(message, _length, linkedin.LONGEST)
        return Rendition(text, _length(text), linkedin.LONGEST, "characters")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        token, reached = await asyncio.gather(
            _check_token(environment, connection), _check_page(environment, connection)
        )
        # A token that was renewed a moment ago has not been tried yet.
        if token.good and reached.reason == "token":
            return [token]
        return [token, reached]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        rendition = self.compose(assignment.message, connection.settings)
        if not rendition.fits:
            return Permanent("too_long")
        text = posts.with_earlier(rendition.text, assignment, rendition.limit, _length)
        try:
            identity = await linkedin.publish(
                _pages(environment, connection),
                connection.settings.organization,
                text,
                environment.now(),
            )
        except LinkedInError as error:
            return await self._of_refusal(error, environment, connection, assignment)
        except failures.ON_THE_WAY as error:
            return failures.outcome_of(error)
        return Sent(identity, linkedin.address_of(identity))

    async def _of_refusal(
        self,
        error: LinkedInError,
        environment: Environment,
        connection: Connection,
        assignment: Assignment,
    ) -> Outcome:
        if error.is_duplicate:
            return await self._of_duplicate(environment, connection, assignment)
        may_renew = error.status == 401 and assignment.attempt <= RENEWALS
        if may_renew and await _renewed(environment, connection):
            return Retry("token", timedelta())
        return _outcome_of(error)

    async def _of_duplicate(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        """Find out whose the same text is. The URN in the refusal may be one that never was."""
        found = await self.find(environment, connection, assignment)
        if isinstance(found, Found):
            return Sent(found.remote_id, found.url)
        is_first = assignment.attempt <= 1
        return Permanent("duplicate") if is_first and found == Absent() else Unknown("duplicate")

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        since = (assignment.first_tried_at or environment.now()) - SKEW
        pages, organization = _pages(environment, connection), connection.settings.organization
        try:
            held = await linkedin.newest(pages, organization, environment.now())
        except ERRORS as error:
            return CannotTell(_reason_of(error))
        text = self.compose(assignment.message, connection.settings).text
        earlier = {receipt.remote_id for receipt in assignment.earlier}
        for post in held:
            is_new = post.created_at >= since and post.identity not in earlier
            if is_new and posts.is_ours(post.commentary, text):
                return Found(post.identity, linkedin.address_of(post.identity))
        return Absent()


def _length(text: str) -> int:
    """Count what goes out, escapes and all: never fewer than LinkedIn counts."""
    return posts.units(linkedin.escaped(text))


def _outcome_of(error: LinkedInError) -> Outcome:
    if error.lost_track or error.status >= 500 or error.status in {408, 409}:
        return Unknown("server")
    if error.status == 429:
        return Retry("throttled", error.pause)
    return Permanent(_PERMANENT.get(error.status, "refused"))


def _reason_of(error: Exception) -> str:
    if not isinstance(error, LinkedInError):
        return failures.reason_of(error)
    outcome = _outcome_of(error)
    return "server" if isinstance(outcome, Sent) else outcome.reason


async def _check_page(environment: Environment, connection: Connection) -> Check:
    """Read the page's posts, which is also what reading back needs."""
    pages, organization = _pages(environment, connection), connection.settings.organization
    try:
        await linkedin.newest(pages, organization, environment.now())
    except ERRORS as error:
        return Check("tls", good=False, reason=_reason_of(error))
    return Check("tls", good=True)


async def _check_token(environment: Environment, connection: Connection) -> Check:
    """Know when the token ends, and renew it in time."""
    now, token = environment.now(), connection.secrets.get("token", "")
    application = _application(connection)
    try:
        state = await linkedin.token_state(environment.http, application, token, now)
        if _ends_soon(state, now) and (fresh := await _renewed(environment, connection)):
            state = await linkedin.token_state(environment.http, application, fresh, now)
    except ERRORS as error:
        return Check("token", good=False, reason=_reason_of(error))
    until = state.expires_at.date().isoformat() if state.expires_at else ""
    if _ends_soon(state, now):
        return Check("token", good=False, reason="token", detail=until)
    if missing := NEEDED - state.scopes:
        return Check("token", good=False, reason="permission", detail=", ".join(sorted(missing)))
    return Check("token", good=True, detail=until)


def _ends_soon(state: TokenState, now: datetime) -> bool:
    return not state.is_active or (state.expires_at is not None and state.expires_at - now < SOON)


async def _renewed(environment: Environment, connection: Connection) -> str:
    """Fetch and keep a fresh token, if LinkedIn lets us; empty when not."""
    kept = connection.secrets.get("refresh_token", "")
    if not kept:
        return ""
    application, now = _application(connection), environment.now()
    try:
        token, refresh = await linkedin.renewed(environment.http, application, kept, now)
    except ERRORS:
        return ""
    await connection.keep_secrets({**connection.secrets, "token": token, "refresh_token": refresh})
    return token


def _pages(environment: Environment, connection: Connection) -> Pages:
    token = connection.secrets.get("token", "")
    version = str(configured.LINKEDIN_VERSION)
    return Pages(environment.http, token, version, connection.settings.base)


def _application(connection: Connection) -> Application:
    secret = connection.secrets.get("client_secret", "")
    return Application(connection.settings.client_id, secret, connection.settings.sign_in)


CHANNEL = LinkedInChannel()
