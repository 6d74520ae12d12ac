"""A Mastodon account: one public post for each message, an update as an answer to the warning."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from allmenning.clients import mastodon
from allmenning.clients.mastodon import Identity, MastodonError, Server
from allmenning.core.lengths import MASTODON_CHARACTERS, mastodon_length
from allmenning.delivery.channels.failures import ON_THE_WAY, outcome_of, reason_of
from allmenning.delivery.channels.mastodon.forms import Form, Settings
from allmenning.delivery.channels.whose import IDENTITY, PROOF, proof, proven
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

ERRORS = (MastodonError, *ON_THE_WAY)
# Mastodon keeps a key for an hour from the first post; five minutes are left for slow clocks.
REMEMBERED = timedelta(minutes=55)
SKEW = timedelta(minutes=2)
MAY_WRITE = frozenset({"write", "write:statuses"})
CAPABILITIES = Capabilities(idempotent_for=REMEMBERED, reads_back=True, parallel=5)


@dataclass(frozen=True)
class MastodonChannel:
    kind: str = "mastodon"
    name: str = "Mastodon"
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("token", PROOF)
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES

    def address(self, settings: Settings) -> str:
        return f"@{settings.username.lower()}@{urlsplit(settings.server).netloc}"

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = choose(message, mastodon_length, MASTODON_CHARACTERS)
        return Rendition(text, mastodon_length(text), MASTODON_CHARACTERS, "characters")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        server = _server(environment, connection)
        asked = await asyncio.gather(
            mastodon.whoami(server),
            mastodon.scopes(server),
            mastodon.longest(server),
            return_exceptions=True,
        )
        failed = [found for found in asked if isinstance(found, BaseException)]
        for error in failed:
            if not isinstance(error, ERRORS):
                raise error
            if not isinstance(error, MastodonError):
                return [Check("tls", good=False, reason=reason_of(error))]
        identity, may, longest = asked
        checks = [Check("tls", good=True), await _token_check(connection, identity, may)]
        if isinstance(identity, Identity) and identity.left is not None:
            checks.append(_quota_check(identity.left))
        return [*checks, _limits_check(longest)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        rendition = self.compose(assignment.message, connection.settings)
        if not rendition.fits:
            return Permanent("too_long")
        server = _server(environment, connection)
        try:
            if not await _account_id(server, connection):
                return Permanent("other_account")
        except ERRORS as error:
            return _before(error)
        try:
            status = await _publish(server, assignment, rendition.text)
        except ERRORS as error:
            return _after(error)
        return Sent(status.identity, status.url)

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        server = _server(environment, connection)
        since = (assignment.first_tried_at or assignment.message.sent_at) - SKEW
        try:
            account_id = await _account_id(server, connection)
            held = await mastodon.statuses_since(server, account_id, since) if account_id else None
        except ERRORS as error:
            return CannotTell(_reason(error))
        if held is None:
            return CannotTell("other_account")
        text = _bare(self.compose(assignment.message, connection.settings).text)
        earlier = {receipt.remote_id for receipt in assignment.earlier}
        for status in held:
            if _bare(status.text) == text and status.identity not in earlier:
                return Found(status.identity, status.url)
        return Absent()


def _server(environment: Environment, connection: Connection) -> Server:
    return Server(
        environment.http,
        connection.settings.server,
        connection.secrets.get("token", ""),
        environment.now(),
    )


async def _account_id(server: Server, connection: Connection) -> str:
    """Return the account's id once the server has said that the token is the named account's."""
    username = connection.settings.username
    kept = proven(connection.secrets.get(PROOF, ""), server.token, username)
    if kept:
        return kept
    return await _proven_now(connection, await mastodon.whoami(server))


async def _proven_now(connection: Connection, identity: Identity) -> str:
    username, token = connection.settings.username, connection.secrets.get("token", "")
    if identity.username.lower() != username.lower():
        return ""
    host = identity.host or urlsplit(connection.settings.server).netloc
    await connection.keep_secrets(
        {
            PROOF: proof(token, username, identity.account_id),
            IDENTITY: f"{identity.account_id}@{host}",
        }
    )
    return identity.account_id


async def _publish(server: Server, assignment: Assignment, text: str) -> mastodon.Status:
    """Answer the newest post of the stream; if somebody deleted that, stand alone."""
    reply_to = assignment.earlier[-1].remote_id if assignment.earlier else ""
    language = assignment.message.text.language
    try:
        return await mastodon.publish(
            server, text, key=assignment.key, language=language, reply_to=reply_to
        )
    except MastodonError as error:
        # Mastodon refuses to answer what is gone before it writes anything down.
        if not reply_to or error.status not in (404, 422):
            raise
    return await mastodon.publish(server, text, key=assignment.key, language=language)


def _after(error: Exception) -> Outcome:
    """Sort an error of publishing: a server at fault may have published nevertheless."""
    if isinstance(error, MastodonError) and error.status >= 500:
        return Unknown("server")
    if isinstance(error, MastodonError):
        return _before(error)
    return outcome_of(error)


def _before(error: Exception) -> Outcome:
    """Sort an error that cannot have published anything."""
    if not isinstance(error, MastodonError):
        return Retry(reason_of(error))
    if error.status == 429 or error.status >= 500:
        return Retry(_reason(error), error.pause)
    return Permanent(_reason(error))


def _reason(error: Exception) -> str:
    if not isinstance(error, MastodonError):
        return reason_of(error)
    if error.status >= 500:
        return "server"
    known = {401: "token", 403: "permission", 422: "content", 429: "throttled"}
    # A redirect or an unknown path: what answers there is no Mastodon.
    return known.get(
        error.status, "settings" if error.status in (301, 302, 308, 404) else "refused"
    )


async def _token_check(connection: Connection, identity: object, may: object) -> Check:
    if not isinstance(identity, Identity):
        return Check("token", good=False, reason=_reason_of_found(identity))
    if not await _proven_now(connection, identity):
        return Check("token", good=False, reason="other_account", detail=f"@{identity.username}")
    if isinstance(may, frozenset) and may and not may & MAY_WRITE:
        return Check("token", good=False, reason="permission", detail="write:statuses")
    return Check("token", good=True, detail=f"@{identity.username}")


def _quota_check(left: int) -> Check:
    return Check("quota", good=left > 0, reason="" if left else "throttled", detail=str(left))


def _limits_check(longest: object) -> Check:
    if not isinstance(longest, int):
        return Check("limits", good=False, reason=_reason_of_found(longest))
    good = longest >= MASTODON_CHARACTERS
    return Check("limits", good=good, reason="" if good else "too_long", detail=str(longest))


def _reason_of_found(found: object) -> str:
    return _reason(found) if isinstance(found, Exception) else "malformed"


def _bare(text: str) -> str:
    """Leave out what HTML cannot give back: spaces, line breaks, and the hosts of mentions."""
    return "".join(text.split())


CHANNEL = MastodonChannel()
