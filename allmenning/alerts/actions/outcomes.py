"""What becomes of a message once it is handed over: sent, run out, and an exercise passed."""

from datetime import datetime
from functools import partial

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.alerts.actions.rights import locked_alert, record, record_alert
from allmenning.alerts.models import Alert, PlanEvent, Proficiency, Version
from allmenning.alerts.phrases import PHRASES
from allmenning.alerts.queries.alerts import deliveries_of_version, newest_out, versions_out
from allmenning.alerts.queries.content import own_language
from allmenning.alerts.signals import changed
from allmenning.alerts.wording import OSLO
from allmenning.delivery.contract import Act
from allmenning.delivery.models import Delivery

CLOSING = {Act.CANCEL, Act.ALL_CLEAR}
LOGGED = {*Delivery.State} - {Delivery.State.WAITING, Delivery.State.LEASED}


@transaction.atomic
def note_outcome(*, delivery: Delivery, at: datetime) -> Version | None:
    """Write down how a channel fared, and close the version when it was the last one."""
    known = Version.objects.select_related("alert__body")
    version = known.filter(identifier=delivery.event.key).first()
    if version is None:  # an ordinary message, which is no alert
        return None
    if delivery.state in LOGGED:
        _record_channel(version, delivery, at)
    if version.state == Version.State.SENDING and not _is_open(version):
        finish(version, at)
    return version


def _record_channel(version: Version, delivery: Delivery, at: datetime) -> None:
    record(
        version,
        "delivered" if delivery.state == Delivery.State.SENT else "not_delivered",
        by=None,
        at=at,
        account=delivery.account_id,
        channel=delivery.account.kind,
        state=delivery.state,
        reason=delivery.reason,
        attempts=delivery.attempts,
        url=delivery.url,
    )


def _is_open(version: Version) -> bool:
    return deliveries_of_version(version).filter(state__in=Delivery.OPEN).exists()


def finish(version: Version, at: datetime) -> None:
    """Close a version that every channel has answered for; once only.

    Inhabitants saw it from the moment it was handed over, so their pages are as they were: the
    dispatcher, which calls this, has better to do than to write them again.
    """
    under_way = Version.objects.filter(pk=version.pk, state=Version.State.SENDING)
    if not under_way.update(state=Version.State.SENT):
        return
    version.state = Version.State.SENT
    n_out, n_all = _out(version)
    record(version, "sent", by=None, at=at, out=n_out, of=n_all)
    if version.act == Act.ALERT and not version.alert.is_exercise:
        _note_plan(version, PlanEvent.Kind.ALERT, "", at)
    if version.act in CLOSING and version.alert.is_exercise:
        _note_exercise(version, at)


def _tell(alert: Alert, at: datetime) -> None:
    changed.send_robust(sender=Alert, alert=alert, at=at)


def _out(version: Version) -> tuple[int, int]:
    states = list(deliveries_of_version(version).values_list("state", flat=True))
    return states.count(Delivery.State.SENT), len(states)


def _note_exercise(closing: Version, at: datetime) -> None:
    """Let those pass who took part in sending the exercise and ended it, in the channels too."""
    first = versions_out(closing.alert).exclude(pk=closing.pk).first()
    if first is None or first.sent_at is None:
        return
    n_out, n_all = _out(first)
    if not n_out or not _out(closing)[0]:
        return
    minutes = max(1, round((at - first.sent_at).total_seconds() / 60))
    words = PHRASES[own_language(closing.alert.body)]
    _note_plan(closing, PlanEvent.Kind.EXERCISE, words.result % (n_out, n_all, minutes), at)
    for person in _who_did_both(closing):
        note_exercise_passed(user=person, alert=closing.alert, at=at)


def _who_did_both(closing: Version) -> list[User]:
    ended = {closing.submitted_by_id, closing.decided_by_id}
    began = {
        person
        for version in versions_out(closing.alert).exclude(pk=closing.pk)
        for person in (version.submitted_by_id, version.decided_by_id)
    }
    both = [person for person in ended & began if person is not None]
    return list(User.objects.filter(pk__in=both).order_by("pk"))


@transaction.atomic
def note_exercise_passed(*, user: User, alert: Alert, at: datetime) -> Proficiency:
    """Give the right to send live for three months more."""
    passed, is_new = Proficiency.objects.get_or_create(
        user=user, alert=alert, defaults={"body": alert.body, "passed_at": at}
    )
    if is_new:
        record_alert(alert, "exercise_passed", by=user, at=at)
    return passed


def _note_plan(version: Version, kind: PlanEvent.Kind, result: str, at: datetime) -> None:
    PlanEvent.objects.create(
        body=version.alert.body,
        kind=kind,
        on=at.astimezone(OSLO).date(),
        alert=version.alert,
        result=result,
        noted_by=version.decided_by,
    )


def close_settled(*, at: datetime) -> int:
    """Finish versions whose last outcome nobody told us of, as when the dispatcher was killed."""
    under_way = Version.objects.filter(state=Version.State.SENDING).select_related("alert__body")
    late = [version for version in under_way.order_by("pk") if not _is_open(version)]
    for version in late:
        with transaction.atomic():
            finish(version, at)
    return len(late)


def expire_alerts(*, at: datetime) -> list[Alert]:
    """Close what has run out by itself, each for itself; nothing is sent about it."""
    active = Alert.objects.filter(state=Alert.State.ACTIVE).select_related("body")
    late = [alert for alert in active.order_by("pk") if _has_run_out(alert, at)]
    return [ended for alert in late if (ended := _expired(alert, at))]


@transaction.atomic
def _expired(alert: Alert, at: datetime) -> Alert | None:
    """Close one alert, unless somebody has prolonged or ended it since we looked."""
    fresh = locked_alert(alert)
    if fresh.state != Alert.State.ACTIVE or not _has_run_out(fresh, at):
        return None
    fresh.state = Alert.State.EXPIRED
    fresh.save(update_fields=["state"])
    record_alert(fresh, "expired", by=None, at=at)
    transaction.on_commit(partial(_tell, fresh, at), robust=True)
    return fresh


def _has_run_out(alert: Alert, at: datetime) -> bool:
    last = newest_out(alert)
    return last is not None and last.expires_at <= at
