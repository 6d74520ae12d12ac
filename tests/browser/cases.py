"""Experiences in the states their pages have: complete, another body's, a copy, an old one."""

from datetime import date, datetime, timedelta

from allmenning.accounts.models import User
from allmenning.arena.actions.cases import Told, change_case, publish_case, start_case
from allmenning.arena.actions.cases_claims import add_claim, link_claim
from allmenning.arena.actions.cases_files import attach
from allmenning.arena.actions.cases_tried import copy_case, tell_tried
from allmenning.arena.models import (
    Case,
    Claim,
    ClaimRelation,
    Direction,
    Licence,
    Outcome,
)
from allmenning.evidence.models import Finding, Theme
from allmenning.register.models import Body

CASE = "vi-deler-kveldsvakta"
OTHERS_CASE = "svar-innen-ein-dag"
COPIED_CASE = "svar-innen-ein-dag-lom"
CLAIM = 9001


def make(leader: User, at: datetime) -> None:
    lom, vaga = Body.objects.get(slug="lom"), Body.objects.get(slug="vaga")
    case = tell(lom, "Vi deler kveldsvakta", leader, at)
    claims(case, leader, at)
    attach(
        case=case,
        name="vaktplan.txt",
        title="Vaktplan for fire uker",
        content=b"Uke 1: Kari. Uke 2: Ola.",
        licence=Licence.CC_BY,
        by=leader,
        at=at,
    )
    tell_tried(
        case=case, body=vaga, outcome=Outcome.PARTLY, note="Bare på hverdager.", by=None, at=at
    )
    change_case(
        case=case, told=told(case.title, advice="Begynn i det små."), seen=None, by=leader, at=at
    )
    others = tell(vaga, "Svar innen ein dag", None, at)
    copy = copy_case(case=others, body=lom, by=leader, at=at)
    Case.objects.filter(pk=copy.pk).update(slug=COPIED_CASE)
    copy.refresh_from_db()
    publish_case(case=copy, by=leader, at=at)
    tell(lom, "Et utkast", leader, at, is_draft=True)
    old = tell(vaga, "Slik gjorde vi det før", None, at)
    Case.objects.filter(pk=old.pk).update(confirmed_date=at.date() - timedelta(days=1200))


def told(title: str, **changes: object) -> Told:
    values: dict[str, object] = {
        "title": title,
        "language": "nb",
        "problem": "Innboksen sto ubesvart fra fredag til mandag, og folk ringte vakta i stedet.",
        "done": "Fire av oss tok hver sin uke.\n\nVi skrev ned hva som kan vente.",
        "result": "De fleste får svar samme kveld.",
        "evidence_kind": "before_after",
        "failed": "Første måneden svarte to av oss på det samme. Ferien hadde vi glemt.",
        "advice": "",
        "hours": 60,
        "cost_nok": 0,
        "channels": ["facebook", "website"],
        "purposes": ["dialogue"],
        "started_date": date(2025, 3, 1),
        "ended_date": None,
        "stage": "permanent",
        "contact_role": "kommunikasjonsrådgiver",
        "contact_email": "post@lom.example",
        "staff": None,
        "visibility": "open",
        "opens_on": None,
    }
    return Told(values | changes, list(Theme.objects.filter(slug="krise")), ["svartid"])


def tell(owner: Body, title: str, by: User | None, at: datetime, *, is_draft: bool = False) -> Case:
    case = start_case(owner=owner, told=told(title), by=by, at=at)
    return case if is_draft else publish_case(case=case, by=by, at=at)


def claims(case: Case, by: User, at: datetime) -> None:
    """Say one thing with a figure, which the guard holds apart, and one without."""
    theme = Theme.objects.get(slug="krise")
    counted = add_claim(
        case=case,
        theme=theme,
        text="Flere får svar samme kveld.",
        direction=Direction.MORE,
        magnitude="fra 40 til 80 prosent",
        own_measurement=True,
        by=by,
        at=at,
    )
    Claim.objects.filter(pk=counted.pk).update(id=CLAIM)
    seen = add_claim(
        case=case, theme=theme, text="Færre ringer vakta.", direction=Direction.LESS, by=by, at=at
    )
    finding = Finding.objects.filter(theme=theme).order_by("code")[0]
    for claim, relation in (
        (Claim.objects.get(pk=CLAIM), ClaimRelation.NOT_COMPARABLE),
        (seen, ClaimRelation.SUPPORTS),
    ):
        link_claim(
            claim=claim,
            finding=finding,
            relation=relation,
            rationale="Samme tema, men vi har bare sett det hos oss.",
            by=by,
            at=at,
        )
