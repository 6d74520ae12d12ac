"""Small casts: Lom warns, in nynorsk; Kari writes and Ola approves."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from allmenning.accounts.models import User
from allmenning.alerts.actions import approve, save_version, start_alert, submit
from allmenning.alerts.models import Alert, Hazard, Proficiency, Severity, Template, Version
from allmenning.alerts.queries import confirmation_for
from allmenning.alerts.tests.fake import KIND
from allmenning.delivery.actions import connect_account
from allmenning.delivery.contract import Workspace
from allmenning.delivery.dispatch.claim import claim
from allmenning.delivery.dispatch.note import Attempted, note_all
from allmenning.delivery.dispatch.pace import Pace
from allmenning.delivery.dispatch.work import load
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.registry import channel
from allmenning.register.models import Attribute, Body, BodyRole, Membership
from allmenning.register.tests.build import make_municipality, make_source

NIGHT = datetime(2026, 11, 23, 1, 40, tzinfo=UTC)  # 02.40 in Lom
LATER = NIGHT + timedelta(minutes=5)
LOM_BOX = "7.70 61.50 8.90 62.00"
TRIANGLE = [[61.80, 8.50], [61.90, 8.60], [61.80, 8.70]]
EVERYWHERE = {"kind": "municipality"}
numbers = count(1)

TEXTS = {
    "nn": {
        "what": "Ikkje drikk vatnet frå springen.",
        "where": "",
        "todo": "Kok vatnet i tre minutt før du drikk det.",
    },
    "en": {
        "what": "Do not drink the tap water.",
        "where": "",
        "todo": "Boil the water for three minutes before you drink it.",
    },
}


def make_lom(**changes: Any) -> Body:
    """Lom as in the register, with its extent, which `register.tests.build` leaves out."""
    lom = make_municipality(**changes)
    Attribute.objects.create(
        body=lom,
        key=Attribute.Key.BOUNDING_BOX,
        value=LOM_BOX,
        valid_from=NIGHT.date(),
        source=make_source(key=f"kartverket-{next(numbers)}"),
    )
    return lom


def make_member(body: Body, role: BodyRole = BodyRole.PUBLISHER, **changes: Any) -> User:
    user = User.objects.create_user(f"person{next(numbers)}@lom.kommune.no", **changes)
    Membership.objects.create(
        user=user,
        body=body,
        role=role,
        verified_how="test",
        verified_at=NIGHT - timedelta(days=30),
        expires_at=NIGHT + timedelta(days=300),
    )
    return user


def make_practised(body: Body, role: BodyRole = BodyRole.PUBLISHER) -> User:
    """A member who has passed an exercise a week ago."""
    user = make_member(body, role)
    alert = Alert.objects.create(
        body=body,
        workspace=Workspace.EXERCISE,
        hazard=Hazard.FLOOD,
        state=Alert.State.ALL_CLEAR,
        created_at=NIGHT - timedelta(days=7),
    )
    Proficiency.objects.create(
        user=user, body=body, alert=alert, passed_at=NIGHT - timedelta(days=7)
    )
    return user


def make_template(**changes: Any) -> Template:
    told: dict[str, Any] = {
        "hazard": Hazard.WATER,
        "name": "Kok vatnet",
        "texts": TEXTS,
        "severity": "Severe",
        "edited_at": NIGHT,
    }
    return Template.objects.create(**(told | changes))


def make_fake_account(
    body: Body, workspace: Workspace = Workspace.LIVE, **changes: Any
) -> ChannelAccount:
    name = f"{workspace.value}-{next(numbers)}"
    settings = channel(KIND).settings(**({"name": name} | changes))
    return connect_account(
        owner=body.slug,
        kind=KIND,
        name=name,
        workspace=workspace,
        settings=settings,
        secrets={},
        by=None,
        at=NIGHT,
    )


def start(
    body: Body, by: User, workspace: Workspace = Workspace.LIVE, hazard: Hazard = Hazard.WATER
) -> Version:
    return start_alert(
        body=body, workspace=workspace, hazard=hazard, template=None, by=by, at=NIGHT
    )


def save(version: Version, by: User, **changes: Any) -> Version:
    told: dict[str, Any] = {
        "revision": version.revision,
        "texts": TEXTS,
        "area": EVERYWHERE,
        "severity": Severity.SEVERE,
        "link": "https://www.lom.kommune.no/vatn",
        "radio": True,
        "next_update_at": NIGHT + timedelta(hours=2),
        "expires_at": NIGHT + timedelta(hours=24),
        "at": NIGHT,
    }
    return save_version(version=version, by=by, **(told | changes))


def submitted(
    body: Body, by: User, workspace: Workspace = Workspace.LIVE, **changes: Any
) -> Version:
    return submit(version=save(start(body, by, workspace), by, **changes), by=by, at=NIGHT)


def sent(body: Body, writer: User, approver: User, **changes: Any) -> Version:
    version = submitted(body, writer, **changes)
    return approve(
        version=version,
        confirmation=confirmation_for(version),
        by=approver,
        at=LATER,
        accept_public=True,
    )


def deliver_all(at: datetime = LATER) -> int:
    """Do what the dispatcher does, in this thread: claim, hand to the fake, note the outcome."""
    done = 0
    fake: Any = channel(KIND)
    pace = Pace()
    while taken := [one for lane in (0, 1) for one in claim("test", lane, pace, 100, at)]:  # type: ignore[arg-type]
        results = [
            Attempted(work, fake.take(work.connection, work.assignment))
            for work in load(taken)
            if work.may_go
        ]
        note_all(results, pace, at, at)
        done += len(results)
    return done
