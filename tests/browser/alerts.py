"""Warnings in every state, so that each page of the room has something to show."""

from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.alerts.actions import approve, load_alerts, save_version, start_alert, submit
from allmenning.alerts.models import Alert, AreaPart, Hazard, Proficiency, Severity, Version
from allmenning.alerts.queries.content import confirmation_for, templates_for
from allmenning.delivery.actions import connect_account
from allmenning.delivery.channels.bluesky.forms import Settings as Bluesky
from allmenning.delivery.channels.email.forms import Settings as Letters
from allmenning.delivery.channels.mastodon.forms import Settings as Mastodon
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import Delivery
from allmenning.register.models import Body, BodyRole, Membership
from tests.browser import readiness

# Nobody answers here, and nothing is sent: the tests set how each channel fared.
NOWHERE = "http://127.0.0.1:9"
OUT = "00000000-0000-4000-8000-00000000a001"
WAITS = "00000000-0000-4000-8000-00000000a002"
DRAFT = "00000000-0000-4000-8000-00000000a003"
EXERCISE = "00000000-0000-4000-8000-00000000a004"
EXERCISE_DRAFT = "00000000-0000-4000-8000-00000000a005"
FAIRING = (
    (Delivery.State.SENT, ""),
    (Delivery.State.REFUSED, "token"),
    (Delivery.State.UNRESOLVED, "not_told"),
)


def make(leader: User) -> None:
    """Let Lom have channels, parts, two who may send, and a warning in each state."""
    at = timezone.now()
    lom = Body.objects.get(slug="lom")
    load_alerts(by=None, at=at, tell=lambda _line: None)
    for name in ("Fossbergom", "Garmo", "Bøverdalen"):
        AreaPart.objects.create(body=lom, name=name)
    connect(at)
    second = member(lom, "varsler@lom.kommune.no", at)
    practise(lom, [leader, second], at)
    out = write(lom, Workspace.LIVE, OUT, by=second, at=at)
    send(out, by=leader, at=at)
    submit(version=write(lom, Workspace.LIVE, WAITS, by=second, at=at), by=second, at=at)
    write(lom, Workspace.LIVE, DRAFT, by=leader, at=at)
    exercise = write(lom, Workspace.EXERCISE, EXERCISE, by=second, at=at)
    send(exercise, by=leader, at=at)
    write(lom, Workspace.EXERCISE, EXERCISE_DRAFT, by=leader, at=at)
    readiness.make(lom, leader, at)


def connect(at: datetime) -> None:
    for workspace in Workspace:
        name = f"lom-{workspace.value}"
        settings = {
            "mastodon": Mastodon(server=NOWHERE, username=name),
            "bluesky": Bluesky(handle=f"{name}.example", server=NOWHERE),
            "email": Letters(sender_name="Lom kommune", sender_address=f"{name}@lom.kommune.no"),
        }
        for kind, told in settings.items():
            connect_account(
                owner="lom",
                kind=kind,
                name=name,
                workspace=workspace,
                settings=told,
                secrets={},
                by=None,
                at=at,
            )


def member(body: Body, email: str, at: datetime) -> User:
    user = User.objects.create_user(email, name="Varsler i Lom", is_demo=True, email_verified_at=at)
    Membership.objects.create(
        user=user,
        body=body,
        role=BodyRole.PUBLISHER,
        verified_how="test",
        verified_at=at,
        expires_at=at + timedelta(days=300),
    )
    return user


def practise(body: Body, people: list[User], at: datetime) -> None:
    passed = Alert.objects.create(
        body=body,
        workspace=Workspace.EXERCISE,
        hazard=Hazard.FLOOD,
        state=Alert.State.ALL_CLEAR,
        created_at=at - timedelta(days=7),
    )
    for user in people:
        Proficiency.objects.create(user=user, body=body, alert=passed, passed_at=at)


def write(body: Body, workspace: Workspace, key: str, *, by: User, at: datetime) -> Version:
    ready = templates_for(body, Hazard.WATER)[0]
    version = start_alert(
        body=body, workspace=workspace, hazard=Hazard.WATER, template=ready, by=by, at=at
    )
    # The address must be known to the tests; nothing hangs on the first key yet.
    Alert.objects.filter(pk=version.alert_id).update(key=UUID(key))
    version.refresh_from_db()
    return save_version(
        version=version,
        revision=version.revision,
        texts=version.texts,
        area={"kind": "municipality"},
        severity=Severity.SEVERE,
        link=version.link,
        radio=True,
        next_update_at=at + timedelta(hours=1),
        expires_at=at + timedelta(hours=24),
        by=by,
        at=at,
    )


def send(version: Version, *, by: User, at: datetime) -> None:
    """Approve it, and settle each channel in a way of its own before the dispatcher comes."""
    assert version.edited_by
    submit(version=version, by=version.edited_by, at=at)
    version.refresh_from_db()
    sent = approve(
        version=version, confirmation=confirmation_for(version), accept_public=True, by=by, at=at
    )
    rows = Delivery.objects.filter(event__key=sent.identifier).order_by("account__kind")
    for row, (state, reason) in zip(rows, cycle(FAIRING), strict=False):
        Delivery.objects.filter(pk=row.pk).update(
            state=state,
            reason=reason,
            attempts=1,
            first_tried_at=at + timedelta(milliseconds=12),
            settled_at=None if state == Delivery.State.UNRESOLVED else at,
            url=f"{NOWHERE}/@lom/1" if state == Delivery.State.SENT else "",
        )
