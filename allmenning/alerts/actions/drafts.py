"""A message is begun, written, submitted, and sent back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from allmenning.accounts.models import User
from allmenning.alerts import areas, wording
from allmenning.alerts.actions.rights import (
    content_told,
    locked_alert,
    locked_version,
    record,
    record_alert,
    require_editor,
    require_publisher,
    require_state,
)
from allmenning.alerts.models import Alert, Hazard, Incoming, Severity, Template, Version
from allmenning.alerts.phrases import LANGUAGES
from allmenning.alerts.queries.alerts import newest_out, version_under_way, versions_out
from allmenning.alerts.queries.content import (
    area_of,
    content_of,
    official_page,
    own_language,
    place_of,
    stops_on,
)
from allmenning.alerts.refusals import RefusedError
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.models import Body

FIRST_LIFE = timedelta(hours=24)
# A correction is tried again for a day where a channel is away.
CORRECTION_LIFE = timedelta(hours=24)
CORRECTIONS = {Act.CANCEL, Act.ALL_CLEAR}

Texts = Mapping[str, Mapping[str, str]]
State = Version.State


@transaction.atomic
def start_alert(
    *,
    body: Body,
    workspace: Workspace,
    hazard: Hazard,
    template: Template | None,
    by: User,
    at: datetime,
    passes_on: Incoming | None = None,
) -> Version:
    """Begin a warning, with the template's text; its area is still to be chosen."""
    require_editor(by, body, at)
    if body.kind != Body.Kind.MUNICIPALITY:
        raise RefusedError("body_kind")
    if passes_on is not None and passes_on.workspace != workspace:
        raise RefusedError("workspace")
    alert = Alert.objects.create(
        body=body,
        workspace=Workspace(workspace),
        hazard=Hazard(hazard),
        passes_on=passes_on,
        created_by=by,
        created_at=at,
    )
    version = Version.objects.create(
        alert=alert,
        number=1,
        act=Act.ALERT,
        texts=_ready_texts(body, template),
        severity=template.severity if template else Severity.SEVERE,
        link=official_page(body),
        expires_at=at + FIRST_LIFE,
        edited_by=by,
        edited_at=at,
    )
    source = passes_on.identifier if passes_on else None
    used = template.pk if template else None
    record_alert(alert, "started", by=by, at=at, template=used, passes_on=source)
    return version


def _ready_texts(body: Body, template: Template | None) -> dict[str, dict[str, str]]:
    """Take over the municipality's own form and English; the other form a person must write."""
    ready = template.texts if template else {}
    return {
        language: {"what": told.get("what", ""), "where": "", "todo": told.get("todo", "")}
        for language, told in ready.items()
        if language in {own_language(body), "en"}
    }


@transaction.atomic
def save_version(
    *,
    version: Version,
    revision: int,
    texts: Texts,
    area: Mapping[str, object],
    severity: Severity,
    link: str,
    radio: bool,
    next_update_at: datetime | None,
    expires_at: datetime,
    by: User,
    at: datetime,
) -> Version:
    """Keep what was written; raises AreaError where the area is broken. No area yet is allowed."""
    fresh = locked_version(version)
    require_editor(by, fresh.alert.body, at)
    require_state(fresh, State.DRAFT)
    if fresh.revision != revision:
        raise RefusedError("changed")
    fresh.texts = _kept_texts(texts)
    fresh.area = areas.read(area, place_of(fresh.alert.body)).stored if area else {}
    fresh.severity = Severity(severity)
    fresh.link, fresh.radio = link.strip(), radio
    fresh.next_update_at, fresh.expires_at = next_update_at, expires_at
    fresh.edited_by, fresh.edited_at = by, at
    fresh.revision += 1
    fresh.save()
    record(fresh, "saved", by=by, at=at, **content_told(fresh))
    return fresh


def _kept_texts(texts: Texts) -> dict[str, dict[str, str]]:
    """Write quotation marks and dashes plainly; a language with nothing in it is left out."""
    if unknown := set(texts) - set(LANGUAGES):
        raise RefusedError("language", language=min(unknown))
    said = {language: wording.said(told) for language, told in texts.items()}
    kept = {language: vars(one) for language, one in said.items() if one}
    for told in kept.values():
        _refuse_too_long(told)
    return kept


def _refuse_too_long(told: Mapping[str, str]) -> None:
    for field, limit in wording.LONGEST.items():
        if len(told[field]) > limit:
            raise RefusedError("too_long", field=field, count=len(told[field]), limit=limit)


@transaction.atomic
def follow_up(*, alert: Alert, act: Act, by: User, at: datetime) -> Version:
    """Begin an update, cancel or all clear, filled in from what was sent last."""
    fresh = locked_alert(alert)
    require_editor(by, fresh.body, at)
    if version_under_way(fresh):
        raise RefusedError("open_version")
    require_follows(fresh, act)
    version = next_version(fresh, act, by=by, at=at)
    record(version, "begun", by=by, at=at)
    return version


def require_follows(alert: Alert, act: Act) -> None:
    """Let an update follow what is active; what has run out can still be corrected."""
    allowed = {Alert.State.ACTIVE} | ({Alert.State.EXPIRED} if act in CORRECTIONS else set())
    if act == Act.ALERT:
        raise RefusedError("act")
    if alert.state not in allowed:
        raise RefusedError("not_active")


def next_version(alert: Alert, act: Act, *, by: User, at: datetime) -> Version:
    """Make the next draft of an alert: the same area, and ready text where it is a correction."""
    last, first = newest_out(alert), versions_out(alert).first()
    if last is None or first is None or first.sent_at is None:
        raise RefusedError("not_sent")
    is_correction = act in CORRECTIONS
    ready = wording.ready_made(content_of(last), act, first.sent_at, at) if is_correction else None
    return Version.objects.create(
        alert=alert,
        number=_last_number(alert) + 1,
        act=act,
        texts=ready or last.texts,
        area=last.area,
        severity=Severity.MINOR if is_correction else last.severity,
        link=last.link,
        radio=last.radio,
        expires_at=at + CORRECTION_LIFE if is_correction else max(last.expires_at, at + FIRST_LIFE),
        edited_by=by,
        edited_at=at,
    )


def _last_number(alert: Alert) -> int:
    newest = alert.versions.order_by("-number").first()
    return newest.number if newest else 0


@transaction.atomic
def submit(*, version: Version, by: User, at: datetime) -> Version:
    """Ask somebody else to approve; what stops the message stops it here already."""
    fresh = locked_version(version)
    require_editor(by, fresh.alert.body, at)
    require_state(fresh, State.DRAFT)
    refuse_stops(fresh, at)
    fresh.state, fresh.submitted_by, fresh.submitted_at = State.SUBMITTED, by, at
    fresh.save(update_fields=["state", "submitted_by", "submitted_at"])
    record(fresh, "submitted", by=by, at=at)
    return fresh


def refuse_stops(version: Version, at: datetime) -> None:
    """Raise what keeps the message from being sent: a broken area first, then the linter."""
    area_of(version)
    stops = stops_on(version, at)
    if stops:
        raise RefusedError("stops", first=stops[0].sentence, code=stops[0].code)


@transaction.atomic
def return_for_edit(*, version: Version, reason: str, by: User, at: datetime) -> Version:
    """Send it back to be written better; who wrote it sees the reason."""
    fresh = locked_version(version)
    require_editor(by, fresh.alert.body, at)
    require_state(fresh, State.SUBMITTED)
    fresh.reason = given_reason(reason)
    fresh.state, fresh.submitted_by, fresh.submitted_at = State.DRAFT, None, None
    fresh.save(update_fields=["state", "reason", "submitted_by", "submitted_at"])
    record(fresh, "returned", by=by, at=at, reason=fresh.reason)
    return fresh


@transaction.atomic
def reject(*, version: Version, reason: str, by: User, at: datetime) -> Version:
    """Say no for good. An editor may drop a draft; what is submitted is for a publisher."""
    fresh = locked_version(version)
    require_state(fresh, *Version.UNDER_WAY)
    if fresh.state == State.SUBMITTED:
        require_publisher(by, fresh.alert.body, at)
    require_editor(by, fresh.alert.body, at)
    close(fresh, given_reason(reason), by=by, at=at)
    _drop_unsent(fresh.alert, by=by, at=at)
    return fresh


def close(version: Version, reason: str, *, by: User | None, at: datetime) -> None:
    version.state, version.reason = State.REJECTED, reason
    version.decided_by, version.decided_at = by, at
    version.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(version, "rejected", by=by, at=at, reason=reason)


def close_under_way(alert: Alert, *, by: User, at: datetime) -> None:
    """Close what was being written when a correction goes out before it."""
    version = version_under_way(alert)
    if version is not None:
        close(version, _("A correction was sent first."), by=by, at=at)


def _drop_unsent(alert: Alert, *, by: User, at: datetime) -> None:
    if alert.state == Alert.State.DRAFT:
        alert.state = Alert.State.DROPPED
        alert.save(update_fields=["state"])
        record_alert(alert, "dropped", by=by, at=at)


def given_reason(reason: str) -> str:
    told = " ".join(reason.split())[:500]
    if not told:
        raise RefusedError("reason")
    return told
