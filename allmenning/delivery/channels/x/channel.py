"""An account on X: one post for each message, with a time stamp, known again by its words."""

import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from allmenning.clients import x
from allmenning.clients.x import XError
from allmenning.core.lengths import X_WEIGHT, x_weight
from allmenning.delivery.channels.failures import ON_THE_WAY, outcome_of, reason_of
from allmenning.delivery.channels.whose import PROOF
from allmenning.delivery.channels.wording import choose
from allmenning.delivery.channels.x.forms import Form, Settings
from allmenning.delivery.channels.x.session import (
    OtherAccountError,
    RenewalError,
    Session,
    SignIn,
    sign_in,
)
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

ERRORS = (XError, OtherAccountError, RenewalError, *ON_THE_WAY)
CAPABILITIES = Capabilities(reads_back=True)
SKEW = timedelta(minutes=2)
# A token renewed by another process a moment ago is refused here, and there once it is read anew.
SOON = timedelta(seconds=5)
TRIES = 3


@dataclass(frozen=True)
class XChannel:
    kind: str = "x"
    name: str = "X"
    settings: type[Settings] = Settings
    secrets: tuple[str, ...] = ("client_secret", "refresh", "access", "until", PROOF)
    form: type[Form] = Form
    capabilities: Capabilities = CAPABILITIES

    def address(self, settings: Settings) -> str:
        return f"@{settings.username.lower()}"

    def compose(self, message: Message, settings: Settings) -> Rendition:
        del settings
        text = _text(message)
        return Rendition(text, x_weight(text), X_WEIGHT, "weighted")

    async def prepare(self, environment: Environment, connection: Connection) -> list[Check]:
        account = sign_in(environment, connection)
        try:
            identity = await account.call(lambda session: x.whoami(account.server, session.access))
        except ON_THE_WAY as error:
            return [Check("tls", good=False, reason=reason_of(error))]
        except ERRORS as error:
            reason = _reason(error)
            name = "quota" if reason in ("quota", "throttled") else "token"
            return [Check("tls", good=True), Check(name, good=False, reason=reason)]
        detail = f"@{identity.username}"
        return [Check("tls", good=True), Check("token", good=True, detail=detail)]

    async def send(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> Outcome:
        rendition = self.compose(assignment.message, connection.settings)
        if not rendition.fits:
            return Permanent("too_long")
        attempt = _Attempt(sign_in(environment, connection), assignment, rendition.text)
        try:
            identity = await attempt.account.call(attempt.publish)
        except ERRORS as error:
            outcome = _sorted(error, assignment, may_be_out=attempt.is_called)
        else:
            return Sent(identity, _url(connection.settings, identity))
        if outcome == Unknown("duplicate"):
            return await _of_duplicate(attempt.account, assignment)
        return outcome

    async def find(
        self, environment: Environment, connection: Connection, assignment: Assignment
    ) -> ReadBack:
        return await _find(sign_in(environment, connection), assignment)


@dataclass
class _Attempt:
    """One attempt to publish; `is_called` tells whether the call that does it was made."""

    account: SignIn
    assignment: Assignment
    text: str
    is_called: bool = False

    async def publish(self, session: Session) -> str:
        """Answer the newest post of the stream; if somebody deleted that, stand alone."""
        self.is_called = True
        server, earlier = self.account.server, self.assignment.earlier
        reply_to = earlier[-1].remote_id if earlier else ""
        try:
            return await x.publish(server, session.access, self.text, reply_to)
        except XError as error:
            if not reply_to or not error.is_of_reply:
                raise
        return await x.publish(server, session.access, self.text)


async def _of_duplicate(account: SignIn, assignment: Assignment) -> Outcome:
    """Find out whose the same text is. Not ours, seen again and again: then it stays unsent."""
    found = await _find(account, assignment)
    if isinstance(found, Found):
        return Sent(found.remote_id, found.url)
    is_settled = found == Absent() and assignment.attempt >= TRIES
    return Permanent("duplicate") if is_settled else Unknown("duplicate")


async def _find(account: SignIn, assignment: Assignment) -> ReadBack:
    since = (assignment.first_tried_at or assignment.message.sent_at) - SKEW
    try:
        held = await account.call(
            lambda session: x.posts_since(account.server, session.access, session.user_id, since)
        )
    except ERRORS as error:
        return CannotTell(_reason(error))
    words = _words(_text(assignment.message))
    earlier = {receipt.remote_id for receipt in assignment.earlier}
    for post in held:
        if _words(post.text) == words and post.identity not in earlier:
            return Found(post.identity, _url(account.connection.settings, post.identity))
    return Absent()


def _text(message: Message) -> str:
    return choose(message, x_weight, X_WEIGHT, _stamp(message))


def _stamp(message: Message) -> str:
    """Write when it was sent, and which of its stream it is: X refuses a text it has had before."""
    moment = timezone.localtime(message.sent_at).strftime("%d.%m.%Y %H:%M:%S")
    return moment if message.number == 1 else f"{moment} ({message.number})"


def _words(text: str) -> list[str]:
    """Leave out what X rewrites: addresses, which become t.co, and spaces."""
    words = unicodedata.normalize("NFC", text).split()
    return [word for word in words if "." not in word and "/" not in word]


def _url(settings: Settings, identity: str) -> str:
    return f"https://x.com/{settings.username}/status/{identity}"


def _sorted(error: Exception, assignment: Assignment, *, may_be_out: bool) -> Outcome:
    if isinstance(error, OtherAccountError):
        return Permanent("other_account")
    if isinstance(error, RenewalError):
        return _of_renewal(error, assignment)
    if isinstance(error, XError):
        return _of_x(error, assignment, may_be_out=may_be_out)
    return outcome_of(error) if may_be_out else Retry(reason_of(error))


def _of_x(error: XError, assignment: Assignment, *, may_be_out: bool) -> Outcome:
    reason = _reason_of_x(error)
    if error.is_duplicate or (error.status >= 500 and may_be_out):
        return Unknown(reason)
    if error.is_passing or error.is_capped:
        return Retry(reason, error.pause)
    # X says "not permitted" without a type also when it thinks that we are too quick.
    if error.status == 403 and error.kind in ("", "about:blank") and assignment.attempt < TRIES:
        return Retry(reason)
    return Permanent(reason)


def _of_renewal(error: RenewalError, assignment: Assignment) -> Outcome:
    """Sort a refused renewal; nothing was posted. Another process may have been quicker."""
    if error.said.is_passing:
        return Retry(_reason_of_x(error.said), error.said.pause)
    return Retry("token", SOON) if assignment.attempt < TRIES else Permanent("token")


def _reason(error: Exception) -> str:
    if isinstance(error, OtherAccountError):
        return "other_account"
    if isinstance(error, RenewalError):
        return _reason_of_x(error.said) if error.said.is_passing else "token"
    return _reason_of_x(error) if isinstance(error, XError) else reason_of(error)


def _reason_of_x(error: XError) -> str:
    if error.is_capped:
        return "quota"
    if error.is_duplicate:
        return "duplicate"
    if error.status >= 500:
        return "server"
    known = {400: "content", 401: "token", 403: "permission", 429: "throttled"}
    return known.get(error.status, "refused")


CHANNEL = XChannel()
