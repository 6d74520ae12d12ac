"""Who may do what to an alert, and how it is written down."""

from datetime import datetime

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import AuditEntry, User
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.queries.proficiency import has_proficiency
from allmenning.alerts.refusals import RefusedError
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body, BodyRole
from allmenning.register.queries.members import has_role


def require_editor(by: User, body: Body, at: datetime) -> None:
    if not has_role(by, body, BodyRole.EDITOR, at):
        raise RefusedError("not_editor")


def require_publisher(by: User, body: Body, at: datetime) -> None:
    if not has_role(by, body, BodyRole.PUBLISHER, at):
        raise RefusedError("not_publisher")


def require_practised(by: User, alert: Alert, at: datetime) -> None:
    """Live is for those who have exercised lately; the exercise is how they get there."""
    if alert.workspace == Workspace.LIVE and not has_proficiency(by, alert.body, at):
        raise RefusedError("not_practised")


def locked_alert(alert: Alert) -> Alert:
    return Alert.objects.select_for_update(of=("self",)).select_related("body").get(pk=alert.pk)


def locked_version(version: Version) -> Version:
    """Return the version as it stands now, and keep others from it until we are done.

    The alert first, as everybody does who changes either: two who took them in different order
    would wait for each other, and one of them lose a correction.
    """
    Alert.objects.select_for_update(of=("self",)).only("pk").get(pk=version.alert_id)
    known = Version.objects.select_for_update(of=("self",))
    return known.select_related("alert__body", "alert__passes_on").get(pk=version.pk)


def require_state(version: Version, *states: str) -> None:
    if version.state not in states:
        raise RefusedError("wrong_state")


def record(
    version: Version, what: str, *, by: User | None, at: datetime, **detail: object
) -> AuditEntry:
    """Write what happened to a version under `alerts.version.<what>`."""
    alert = version.alert
    told = {
        "body": alert.body.slug,
        "workspace": alert.workspace,
        "number": version.number,
        "act": version.act,
        "revision": version.revision,
    }
    return write_audit(
        by=by,
        at=at,
        verb=f"alerts.version.{what}",
        target=f"alert:{alert.key}",
        detail=told | detail,
    )


def record_alert(
    alert: Alert, what: str, *, by: User | None, at: datetime, **detail: object
) -> AuditEntry:
    told = {"body": alert.body.slug, "workspace": alert.workspace, "hazard": alert.hazard}
    return write_audit(
        by=by, at=at, verb=f"alerts.alert.{what}", target=f"alert:{alert.key}", detail=told | detail
    )


def content_told(version: Version) -> dict[str, object]:
    """Return everything a reader of the log needs to see the version as it was."""
    return {
        "texts": version.texts,
        "area": version.area,
        "severity": version.severity,
        "link": version.link,
        "radio": version.radio,
        "next_update_at": told_time(version.next_update_at),
        "expires_at": told_time(version.expires_at),
    }


def told_time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
