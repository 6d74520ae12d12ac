"""Messages from authorities: taken in, and passed on with one approval."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.alerts.actions.drafts import (
    follow_up,
    refuse_stops,
    require_follows,
    start_alert,
)
from allmenning.alerts.actions.rights import record, require_practised, require_publisher
from allmenning.alerts.actions.sending import confirm, hand_over
from allmenning.alerts.hazards import MEANINGS, meaning
from allmenning.alerts.models import Hazard, Incoming, IncomingBody, Severity, Version
from allmenning.alerts.queries.content import (
    cap_sender,
    contact_of,
    sender_of,
)
from allmenning.alerts.queries.incoming import earlier_alert
from allmenning.alerts.queries.passing import act_of, fill, hazard_of
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.wording import clean
from allmenning.core import cap
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.models import Body
from allmenning.register.queries import body_of_code

WORKSPACES = {cap.Status.ACTUAL: Workspace.LIVE, cap.Status.EXERCISE: Workspace.EXERCISE}
STATUSES = {workspace: status for status, workspace in WORKSPACES.items()}
UNKNOWN_LIFE = timedelta(hours=24)
LANGUAGES = {"no": "nb", "nb": "nb", "nn": "nn", "en": "en"}
CAP_LANGUAGES = {"nb": "no", "nn": "nn", "en": "en-GB"}


@transaction.atomic
def receive(*, source: str, alert: cap.Alert, document: str, at: datetime) -> Incoming | None:
    """Take a message in at every municipality it names; None where it is not for the public here.

    The same message is taken in once. Tests, drafts and restricted messages are not.
    """
    workspace = WORKSPACES.get(alert.status) if alert.status else None
    if workspace is None or alert.scope is not cap.Scope.PUBLIC or alert.sent is None:
        return None
    known = Incoming.objects.filter(source=source, identifier=alert.identifier).first()
    bodies = _bodies(alert, at)
    if known or not bodies or not alert.infos:
        return known
    incoming = Incoming.objects.create(
        source=source,
        identifier=alert.identifier,
        owner=_owner(alert),
        workspace=workspace,
        document=document,
        content=_content(alert),
        severity=str(alert.infos[0].severity or ""),
        event=_hazard(alert),
        references=" ".join(
            f"{one.sender},{one.identifier},{one.sent.isoformat()}" for one in alert.references
        )[:1000],
        kind=_kind(alert),
        received_at=at,
        sent_at=alert.sent.astimezone(UTC),
        expires_at=_expires(alert, at),
    )
    _spread(incoming, bodies, by=None, at=at)
    return incoming


def _spread(
    incoming: Incoming, bodies: Mapping[int, str], *, by: User | None, at: datetime
) -> None:
    IncomingBody.objects.bulk_create(
        IncomingBody(incoming=incoming, body_id=body, code=code) for body, code in bodies.items()
    )
    write_audit(
        by=by,
        at=at,
        verb="alerts.incoming.received",
        target=f"incoming:{incoming.pk}",
        detail={
            "source": incoming.source,
            "identifier": incoming.identifier,
            "workspace": incoming.workspace,
            "bodies": len(bodies),
        },
    )


def _bodies(alert: cap.Alert, at: datetime) -> dict[int, str]:
    """Lead each number to the municipality of today; a divided one concerns all its parts."""
    found: dict[int, str] = {}
    numbers = {number for info in alert.infos for number in cap.municipalities(info)}
    for number in sorted(numbers):
        for body in _led(number, at):
            found.setdefault(body.pk, number)
    return found


def _led(number: str, at: datetime) -> list[Body]:
    answer = body_of_code(number, on=timezone.localdate(at)) or body_of_code(number)
    if answer is None:
        return []
    found = [answer.body] if answer.body else [part.body for part in answer.parts]
    return [body for body in found if body.kind == Body.Kind.MUNICIPALITY]


def _owner(alert: cap.Alert) -> str:
    named = next((info.sender_name for info in alert.infos if info.sender_name), None)
    return clean(named or alert.sender)[:200]


def _content(alert: cap.Alert) -> dict[str, dict[str, str]]:
    """Keep what we show of each language; the whole message stays in the document."""
    content: dict[str, dict[str, str]] = {}
    for info in alert.infos:
        language = LANGUAGES.get((info.language or "no").partition("-")[0].lower())
        if language:
            content.setdefault(
                language,
                {
                    "event": info.event,
                    "headline": info.headline or info.event,
                    "description": info.description or "",
                    "instruction": info.instruction or "",
                    "area": ", ".join(area.description for area in info.areas),
                    "web": info.web or "",
                },
            )
    return content


def _hazard(alert: cap.Alert) -> str:
    """Recognise our own codes; another's event is something else."""
    codes = {code.value for info in alert.infos for code in info.event_codes}
    return next(
        (hazard.value for hazard, told in MEANINGS.items() if told.code in codes),
        Hazard.OTHER.value,
    )


def _kind(alert: cap.Alert) -> str:
    if alert.message_type is cap.MessageType.CANCEL:
        return Act.CANCEL
    if alert.message_type is not cap.MessageType.UPDATE:
        return Act.ALERT
    over = any(cap.ResponseType.ALL_CLEAR in info.response_types for info in alert.infos)
    return Act.ALL_CLEAR if over else Act.UPDATE


def _expires(alert: cap.Alert, at: datetime) -> datetime:
    told = [info.expires for info in alert.infos if info.expires]
    return max(told).astimezone(UTC) if told else at + UNKNOWN_LIFE


@dataclass(frozen=True)
class Written:
    """What a county writes to its municipalities: {language: {"what", "todo"}} and a page."""

    hazard: Hazard
    severity: Severity
    texts: Mapping[str, Mapping[str, str]]
    web: str
    expires_at: datetime


class NotACountyError(Exception):
    """Only a county writes to municipalities."""


class NoMunicipalitiesError(Exception):
    """A message must be for some municipality, and for those of the county only."""


@transaction.atomic
def write_to(
    *,
    county: Body,
    workspace: Workspace,
    written: Written,
    bodies: Iterable[Body],
    by: User,
    at: datetime,
) -> Incoming:
    """Write a message for some of the county's municipalities; each passes it on by itself."""
    if county.kind != Body.Kind.COUNTY:
        raise NotACountyError
    require_publisher(by, county, at)
    concerned = list(bodies)
    if not concerned or any(body.county_id != county.pk for body in concerned):
        raise NoMunicipalitiesError
    count = Incoming.objects.filter(source=county.slug).count() + 1
    sent_at = at.replace(microsecond=0)
    alert = _alert_of(county, workspace, written, concerned, number=count, sent_at=sent_at)
    incoming = Incoming.objects.create(
        source=county.slug,
        identifier=alert.identifier,
        owner=sender_of(county),
        workspace=workspace,
        document=cap.write(alert, "own").decode(),
        content=_content(alert),
        severity=written.severity,
        event=written.hazard,
        kind=Act.ALERT,
        received_at=at,
        sent_at=sent_at,
        expires_at=written.expires_at,
        written_by=by,
    )
    _spread(incoming, {body.pk: body.code for body in concerned}, by=by, at=at)
    return incoming


def _alert_of(
    county: Body,
    workspace: Workspace,
    written: Written,
    bodies: list[Body],
    *,
    number: int,
    sent_at: datetime,
) -> cap.Alert:
    is_exercise = workspace == Workspace.EXERCISE
    return cap.Alert(
        identifier=f"allmenning:{county.slug[:40]}:{sent_at:%Y%m%d%H%M%S}:{number}",
        sender=cap_sender(),
        sent=timezone.localtime(sent_at),
        status=STATUSES[workspace],
        message_type=cap.MessageType.ALERT,
        note=f"Øvelse: {sender_of(county)}, {sent_at:%d.%m.%Y}" if is_exercise else None,
        infos=tuple(
            _info(county, written, bodies, language, sent_at) for language in written.texts
        ),
    )


def _info(
    county: Body, written: Written, bodies: list[Body], language: str, sent_at: datetime
) -> cap.Info:
    told, hazard = written.texts[language], meaning(written.hazard)
    codes = ";".join(body.code for body in bodies)
    area = cap.Area(
        description=", ".join(body.name for body in bodies),
        geocodes=(cap.NamedValue(cap.MUNICIPALITY, codes),),
    )
    return cap.Info(
        language=CAP_LANGUAGES[language],
        event=str(written.hazard.label),
        categories=(hazard.category,),
        response_types=(hazard.response,),
        urgency=cap.Urgency.IMMEDIATE,
        severity=cap.Severity(written.severity),
        certainty=cap.Certainty.OBSERVED,
        event_codes=(hazard.event_code,),
        onset=timezone.localtime(sent_at),
        expires=timezone.localtime(written.expires_at.replace(microsecond=0)),
        sender_name=sender_of(county),
        headline=told["what"][:160],
        description=told["what"],
        instruction=told["todo"],
        web=written.web,
        contact=contact_of(county),
        parameters=(cap.NamedValue(cap.MUNICIPALITY, codes),),
        areas=(area,),
    )


@transaction.atomic
def pass_on(
    *, row: IncomingBody, confirmation: str, by: User, at: datetime, accept_public: bool = False
) -> Version:
    """Pass an authority's message on with one approval, under its owner's name.

    The authority wrote it, so the one who approves is the second person. A message that updates
    or ends one the body has passed on becomes an update or an end of that warning.
    """
    fresh = _locked(row)
    require_publisher(by, fresh.body, at)
    if fresh.incoming.expires_at <= at:
        raise RefusedError("run_out")
    version = _begun(fresh, by=by, at=at)
    require_practised(by, version.alert, at)
    confirm(version, confirmation, accept_public=accept_public)
    fill(version, fresh, at)
    version.save()
    refuse_stops(version, at)
    waited = round((at - fresh.incoming.received_at).total_seconds())
    record(version, "passed_on", by=by, at=at, seconds=waited, source=fresh.incoming.source)
    sent = hand_over(version, by=by, at=at)
    _decide(fresh, IncomingBody.State.PASSED_ON, by=by, at=at)
    return sent


def _locked(row: IncomingBody) -> IncomingBody:
    known = IncomingBody.objects.select_for_update(of=("self",)).select_related("incoming", "body")
    fresh = known.get(pk=row.pk)
    if fresh.state != IncomingBody.State.NEW:
        raise RefusedError("decided")
    return fresh


def _begun(row: IncomingBody, *, by: User, at: datetime) -> Version:
    earlier = earlier_alert(row)
    if earlier is None:
        return start_alert(
            body=row.body,
            workspace=Workspace(row.incoming.workspace),
            hazard=hazard_of(row.incoming),
            template=None,
            by=by,
            at=at,
            passes_on=row.incoming,
        )
    act = act_of(row, earlier)
    require_follows(earlier, act)
    return follow_up(alert=earlier, act=act, by=by, at=at)


@transaction.atomic
def put_aside(*, row: IncomingBody, by: User, at: datetime) -> IncomingBody:
    """Decide not to pass a message on."""
    fresh = _locked(row)
    require_publisher(by, fresh.body, at)
    _decide(fresh, IncomingBody.State.PUT_ASIDE, by=by, at=at)
    return fresh


def _decide(row: IncomingBody, state: str, *, by: User, at: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, by, at
    row.save(update_fields=["state", "decided_by", "decided_at"])
    write_audit(
        by=by,
        at=at,
        verb=f"alerts.incoming.{state}",
        target=f"incoming:{row.incoming_id}",
        detail={"body": row.body.slug, "workspace": row.incoming.workspace},
    )
