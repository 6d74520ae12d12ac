"""What a body has ready, and what an authority has sent it."""

from datetime import date, datetime, timedelta

from allmenning.accounts.models import User
from allmenning.alerts.actions.incoming import Written, write_to
from allmenning.alerts.models import (
    Absence,
    AreaPart,
    Contact,
    Hazard,
    MeetingPlace,
    PlanEvent,
    Severity,
    Template,
)
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body, BodyRole, Membership

# High enough that nothing else has it; the samples of addresses name it.
NUMBER = 9001


def make(lom: Body, leader: User, at: datetime) -> None:
    Contact.objects.create(
        pk=NUMBER, body=lom, role="Beredskapsvakt", name="Kari Nordmann", phone="61 21 73 00"
    )
    MeetingPlace.objects.create(
        pk=NUMBER, body=lom, name="Lomshallen", address="Sognefjellsvegen 1", note="Nødstrøm"
    )
    AreaPart.objects.create(
        pk=NUMBER, body=lom, name="Skjåk", polygon=[[61.8, 8.5], [61.9, 8.6], [61.8, 8.7]]
    )
    Template.objects.create(
        pk=NUMBER,
        body=lom,
        hazard=Hazard.FLOOD,
        name="Otta stig",
        texts={"nn": {"what": "Otta stig raskt.", "todo": "Hald deg unna elva."}},
        severity=Severity.SEVERE,
        edited_at=at,
    )
    day = date(2026, 12, 24)
    Absence.objects.create(user=leader, first_day=day, last_day=day + timedelta(days=9))
    PlanEvent.objects.create(body=lom, kind=PlanEvent.Kind.REVIEWED, on=date(2026, 3, 1))
    from_the_county(lom, leader, at)


def from_the_county(lom: Body, leader: User, at: datetime) -> None:
    assert lom.county
    Membership.objects.create(
        user=leader,
        body=lom.county,
        role=BodyRole.PUBLISHER,
        verified_how="test",
        verified_at=at,
        expires_at=at + timedelta(days=300),
    )
    incoming = write_to(
        county=lom.county,
        workspace=Workspace.LIVE,
        written=Written(
            hazard=Hazard.FLOOD,
            severity=Severity.SEVERE,
            texts={"nb": {"what": "Otta stiger raskt.", "todo": "Hold dere unna elva."}},
            web="https://innlandetfylke.no/flom",
            expires_at=at + timedelta(hours=12),
        ),
        bodies=[lom],
        by=leader,
        at=at,
    )
    incoming.bodies.update(id=NUMBER)
