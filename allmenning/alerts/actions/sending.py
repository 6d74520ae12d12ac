"""A message is approved and sent, or taken back."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.alerts.actions.drafts import (
    CORRECTIONS,
    close_under_way,
    given_reason,
    next_version,
    refuse_stops,
    require_follows,
)
from allmenning.alerts.actions.outcomes import finish
from allmenning.alerts.actions.rights import (
    content_told,
    locked_alert,
    locked_version,
    record,
    require_practised,
    require_publisher,
    require_state,
)
from allmenning.alerts.cap import document_of
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.queries.content import (
    accounts_for,
    area_of,
    cap_sender,
    confirmation_for,
    confirmations_for,
    goes_public,
    identifier_of,
    message_of,
)
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.signals import changed, overridden
from allmenning.delivery.actions import NotPutError, check_accounts, put
from allmenning.delivery.contract import Act, Lane, Message, Workspace
from allmenning.delivery.models import ChannelAccount

State = Version.State
STATE_AFTER = {
    Act.ALERT: Alert.State.ACTIVE,
    Act.UPDATE: Alert.State.ACTIVE,
    Act.CANCEL: Alert.State.CANCELLED,
    Act.ALL_CLEAR: Alert.State.ALL_CLEAR,
}


def arm(*, version: Version, at: datetime) -> list[ChannelAccount]:
    """Let every channel prove that it could send now; calls out, so never in a transaction."""
    area_of(version)
    return check_accounts(accounts=accounts_for(version.alert), at=at)


@transaction.atomic
def approve(
    *, version: Version, confirmation: str, by: User, at: datetime, accept_public: bool = False
) -> Version:
    """Send what somebody else submitted. `confirmation` is what `confirmation_for` asks for.

    `accept_public`: an exercise that can be read by everybody must be accepted as such.
    """
    fresh = locked_version(version)
    require_publisher(by, fresh.alert.body, at)
    require_practised(by, fresh.alert, at)
    require_state(fresh, State.SUBMITTED)
    if by.pk in {fresh.submitted_by_id, fresh.edited_by_id}:
        raise RefusedError("own_work")
    confirm(fresh, confirmation, accept_public=accept_public)
    record(fresh, "approved", by=by, at=at)
    refuse_stops(fresh, at)
    return hand_over(fresh, by=by, at=at)


@transaction.atomic
def override(
    *,
    version: Version,
    confirmation: str,
    reason: str,
    by: User,
    at: datetime,
    accept_public: bool = False,
) -> Version:
    """Send alone in an emergency; every publisher of the municipality is told by e-mail."""
    fresh = locked_version(version)
    require_publisher(by, fresh.alert.body, at)
    require_practised(by, fresh.alert, at)
    require_state(fresh, *Version.UNDER_WAY)
    confirm(fresh, confirmation, accept_public=accept_public)
    fresh.reason, fresh.is_override = given_reason(reason), True
    record(fresh, "overridden", by=by, at=at, reason=fresh.reason)
    refuse_stops(fresh, at)
    sent = hand_over(fresh, by=by, at=at)
    transaction.on_commit(
        lambda: overridden.send_robust(sender=Version, version=sent, at=at), robust=True
    )
    return sent


@transaction.atomic
def correct(*, alert: Alert, act: Act, by: User, at: datetime) -> Version:
    """Send the ready correction at once: one publisher, no approval, exercised or not."""
    if act not in CORRECTIONS:
        raise RefusedError("act")
    fresh = locked_alert(alert)
    require_publisher(by, fresh.body, at)
    require_follows(fresh, act)
    close_under_way(fresh, by=by, at=at)
    return hand_over(next_version(fresh, act, by=by, at=at), by=by, at=at)


def confirm(version: Version, confirmation: str, *, accept_public: bool) -> None:
    """Raise unless what was typed is what the confirmation asks for."""
    expected = confirmation_for(version)
    accepted = {one.casefold() for one in confirmations_for(version)}
    if " ".join(confirmation.split()).casefold() not in accepted:
        raise RefusedError("confirmation", expected=expected)
    if version.alert.is_exercise and goes_public(version) and not accept_public:
        raise RefusedError("public_exercise")


def hand_over(version: Version, *, by: User, at: datetime) -> Version:
    """Lay the message out for every channel; from here on the version never changes."""
    alert, sent_at = version.alert, at.replace(microsecond=0)
    version.state, version.sent_at = State.SENDING, sent_at  # CAP knows whole seconds only
    version.decided_by, version.decided_at = by, at
    version.sender, version.identifier = cap_sender(), identifier_of(version, sent_at)
    accounts = accounts_for(alert)
    message = message_of(version, sent_at, document_of(version))
    version.save()
    alert.state = STATE_AFTER[Act(version.act)]
    alert.save(update_fields=["state"])
    told = content_told(version) | {"identifier": version.identifier}
    record(version, "sending", by=by, at=at, accounts=[one.pk for one in accounts], **told)
    if accounts:
        _put(message, accounts, by=by, at=at)
    else:
        finish(version, at)
    transaction.on_commit(
        lambda: changed.send_robust(sender=Alert, alert=alert, at=at), robust=True
    )
    return version


def _put(message: Message, accounts: list[ChannelAccount], *, by: User, at: datetime) -> None:
    """Let nothing wait in front of a warning, not even an exercise."""
    lane = Lane.ALERT if message.workspace == Workspace.LIVE else Lane.ORDINARY
    try:
        put(message=message, accounts=accounts, lane=lane, by=by, at=at)
    except NotPutError as error:
        raise RefusedError("not_put", why=str(error)) from error
