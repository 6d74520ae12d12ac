"""What a case says is so, and how it stands to findings: the guard decides."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.cases import target_of
from allmenning.arena.models import Case, Claim, ClaimFinding, ClaimRelation, Direction
from allmenning.arena.queries.claims import Ruling, rule
from allmenning.evidence.models import Finding, Theme


class NotComparableError(Exception):
    """The guard lets the claim neither support nor contradict the finding."""

    def __init__(self, ruling: Ruling) -> None:
        super().__init__(", ".join(ruling.keys))
        self.ruling = ruling


@transaction.atomic
def add_claim(
    *,
    case: Case,
    theme: Theme,
    text: str,
    direction: Direction,
    magnitude: str = "",
    own_measurement: bool = False,
    by: User | None,
    at: datetime,
) -> Claim:
    claim = Claim.objects.create(
        case=case,
        theme=theme,
        text=text,
        direction=direction,
        magnitude=magnitude,
        own_measurement=own_measurement,
    )
    _note("arena.case.claimed", case, claim, by, at)
    return claim


@transaction.atomic
def remove_claim(*, claim: Claim, by: User | None, at: datetime) -> Case:
    case = claim.case
    _note("arena.case.unclaimed", case, claim, by, at)
    claim.delete()
    return case


@transaction.atomic
def link_claim(
    *,
    claim: Claim,
    finding: Finding,
    relation: ClaimRelation,
    rationale: str,
    by: User | None,
    at: datetime,
) -> ClaimFinding:
    """Hold the claim up against a finding; raises `NotComparableError` with the guard's reasons."""
    ruling = rule(claim, finding)
    if relation not in ruling.allowed:
        raise NotComparableError(ruling)
    link, _made = ClaimFinding.objects.update_or_create(
        claim=claim,
        finding=finding,
        defaults={
            "relation": relation,
            "rationale": rationale,
            "reasons": list(ruling.keys),
            "by": by,
            "at": at,
        },
    )
    _note("arena.case.linked", claim.case, claim, by, at)
    return link


@transaction.atomic
def unlink_claim(*, link: ClaimFinding, by: User | None, at: datetime) -> Claim:
    claim = link.claim
    _note("arena.case.unlinked", claim.case, claim, by, at)
    link.delete()
    return claim


def _note(verb: str, case: Case, claim: Claim, by: User | None, at: datetime) -> None:
    write_audit(by=by, at=at, verb=verb, target=target_of(case), detail={"claim": claim.pk})
