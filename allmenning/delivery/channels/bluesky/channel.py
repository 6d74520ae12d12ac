"""A Bluesky account: one post for each message under a key of our own, so a repeat is the same."""

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urlsplit

from allmenning.clients import bluesky
from allmenning.clients.bluesky import BlueskyError, Identity, Record, Session, link_facets, tid
from allmenning.core.lengths import BLUESKY_BYTES, BLUESKY_GRAPHEMES, addresses, graphemes
from allmenning.delivery.channels.bluesky.forms import Form, Settings
from allmenning.delivery.channels.bluesky.session import sign_in
from allmenning.delivery.channels.failures import ON_THE_WAY, outcome_of, reason_of
from allmenning.delivery.channels.whose import PROOF
from allmenning.delivery.channels.wording import choose, languages
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
    Receipt,
    Rendition,
    Retry,
    Sent,
    Unknown,
)

ERRORS = (BlueskyError, *ON_THE_WAY)
# The key is ours and lasts as long as the post; a year stands for always.
CAPABILITIES = Capabilities(idempotent_for=timedelta(days=365), reads_back=True, parallel=2)


@dataclass(frozen=True)
class BlueskyChannel:
    kind: str = "bluesky"
    name: str = "Bluesky"
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("password", "access", "refresh", PROOF)
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES

    def address(self, settings: Settings) -> str:
        return f"@{settings.handle.lower()}@{urlsplit(settings.server).netloc}"

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = choose(message, _count, BLUESKY_GRAPHEMES)
        return Rendition(text, _count(text), BLUESKY_GRAPHEMES, "graphemes")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        account = sign_in(environment, connection)
        try:
            identity = await account.call(
                lambda session: bluesky.whoami(account.server, session.access)
            )
        except BlueskyError as error:
            name = "quota" if error.status == 429 else "token"
            failed = Check(name, good=False, reason=_reason(error))
            return [Check("tls", good=True), failed]
        except ON_THE_WAY as error:
            return [Check("tls", good=False, reason=reason_of(error))]
        return [Check("tls", good=True), *_checks(identity)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        rendition = self.compose(assignment.message, connection.settings)
        if not rendition.fits:
            return Permanent("too_long")
        account = sign_in(environment, connection)
        post = _post(assignment, rendition.text)
        called = _Called()

        async def put(session: Session) -> Record:
            called.to_publish = True
            return await bluesky.put_post(account.server, session, _rkey(assignment), post)

        try:
            record = await account.call(put)
        except BlueskyError as error:
            return _sorted(error, may_be_out=called.to_publish)
        except ON_THE_WAY as error:
            return outcome_of(error) if called.to_publish else Retry(reason_of(error))
        return Sent(_remote_id(record), _url(connection.settings, assignment))

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        account = sign_in(environment, connection)
        try:
            record = await account.call(
                lambda session: bluesky.get_post(account.server, session, _rkey(assignment))
            )
        except ERRORS as error:
            return CannotTell(_reason(error))
        if record is None:
            return Absent()
        return Found(_remote_id(record), _url(connection.settings, assignment))


@dataclass
class _Called:
    """Whether the call that publishes was made; signing in before it publishes nothing."""

    to_publish: bool = False


def _count(text: str) -> int:
    """Count graphemes; a text of too many bytes counts as one more than may be."""
    if len(text.encode()) > BLUESKY_BYTES:
        return max(graphemes(text), BLUESKY_GRAPHEMES + 1)
    return graphemes(text)


def _post(assignment: Assignment, text: str) -> dict[str, Any]:
    """Write the record. Nothing in it depends on the attempt, so a repeat has the same digest."""
    message = assignment.message
    created_at = message.sent_at.astimezone(UTC).isoformat(timespec="milliseconds")
    post: dict[str, Any] = {
        "text": text,
        "createdAt": created_at.replace("+00:00", "Z"),
        "langs": languages(message, text) or [message.text.language],
        "facets": link_facets(text, addresses(text)),
        "embed": {
            "$type": "app.bsky.embed.external",
            "external": {
                "uri": message.text.link,
                "title": message.text.headline,
                "description": message.sender,
            },
        },
    }
    return post | _reply(assignment.earlier)


def _reply(earlier: tuple[Receipt, ...]) -> dict[str, Any]:
    if not earlier:
        return {}
    return {"reply": {"root": _reference(earlier[0]), "parent": _reference(earlier[-1])}}


def _reference(receipt: Receipt) -> dict[str, str]:
    uri, _space, cid = receipt.remote_id.partition(" ")
    return {"uri": uri, "cid": cid}


def _remote_id(record: Record) -> str:
    """Keep both, since an answer to a post must name its digest too."""
    return f"{record.uri} {record.cid}"


def _rkey(assignment: Assignment) -> str:
    return tid(assignment.key, assignment.message.sent_at)


def _url(settings: Settings, assignment: Assignment) -> str:
    return f"https://bsky.app/profile/{settings.handle}/post/{_rkey(assignment)}"


def _sorted(error: BlueskyError, *, may_be_out: bool) -> Outcome:
    reason = _reason(error)
    if error.status >= 500:
        return Unknown(reason) if may_be_out else Retry(reason)
    return Retry(reason, error.pause) if error.status == 429 else Permanent(reason)


def _reason(error: Exception) -> str:
    if not isinstance(error, BlueskyError):
        return reason_of(error)
    if error.is_of_account or error.status == 403:
        return "permission"
    if error.is_of_token:
        return "token"
    if error.status >= 500:
        return "server"
    known = {400: "content", 413: "too_long", 429: "throttled"}
    # A redirect or an unknown path: what answers there is no Bluesky server.
    return known.get(error.status, "settings")


def _checks(identity: Identity) -> list[Check]:
    checks = [Check("token", good=True, detail=f"@{identity.handle}")]
    if identity.left is not None:
        good = identity.left > 0
        reason = "" if good else "throttled"
        checks.append(Check("quota", good=good, reason=reason, detail=str(identity.left)))
    return checks


CHANNEL = BlueskyChannel()
