"""The only way past the guard: a person says why two definitions meet, and another agrees."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.evidence.actions.checks import EvidenceRefused, FieldProblem
from allmenning.evidence.models import Crosswalk, Indicator
from allmenning.evidence.models.words import Equivalence


class CrosswalkExists(EvidenceRefused):
    """Somebody has already proposed a crosswalk between the two indicators."""


class OwnProposal(EvidenceRefused):
    """A proposal was to be reviewed by the person who made it."""


@transaction.atomic
def propose_crosswalk(
    *, by: User, at: datetime, first: Indicator, second: Indicator, kind: str, reason: str
) -> Crosswalk:
    """Store a proposal, which does not count until another person has agreed."""
    low, high = sorted((first, second), key=lambda one: one.pk)
    _refuse_proposal(low, high, kind, reason)
    proposal = Crosswalk.objects.create(
        first=low,
        second=high,
        kind=kind,
        reason=reason.strip(),
        author=by,
        author_name=_name(by),
        proposed_at=at,
    )
    write_audit(
        by=by,
        at=at,
        verb="evidence.crosswalk.proposed",
        target=f"crosswalk:{proposal.pk}",
        detail={"first": low.key, "second": high.key, "kind": kind},
    )
    return proposal


def _refuse_proposal(low: Indicator, high: Indicator, kind: str, reason: str) -> None:
    if low.pk == high.pk:
        raise EvidenceRefused(
            FieldProblem("second", _("Choose two different definitions; one is equal to itself."))
        )
    if low.concept_id != high.concept_id:
        raise EvidenceRefused(
            FieldProblem("second", _("The two definitions must be about the same thing."))
        )
    if kind not in Equivalence.values:
        raise EvidenceRefused(
            FieldProblem("kind", _("Choose whether they are equivalent or there is a break."))
        )
    if not reason.strip():
        raise EvidenceRefused(
            FieldProblem("reason", _("Write why the two definitions may be read together."))
        )
    if Crosswalk.objects.filter(first=low, second=high).exists():
        raise CrosswalkExists(
            FieldProblem("second", _("There is already a proposal for these two definitions."))
        )


@transaction.atomic
def review_crosswalk(
    *, by: User, at: datetime, crosswalk: Crosswalk, accepted: bool, note: str
) -> Crosswalk:
    """Let a second person accept or refuse a proposal; raises `OwnProposal`."""
    reviewed = Crosswalk.objects.select_for_update().get(pk=crosswalk.pk)
    if reviewed.author_id == by.pk or reviewed.author_name == _name(by):
        raise OwnProposal(
            FieldProblem("accepted", _("Another person than the author must review it."))
        )
    reviewed.reviewed_by = by
    reviewed.reviewer_name = _name(by)
    reviewed.reviewed_at = at
    reviewed.accepted = accepted
    reviewed.review_note = note.strip()
    reviewed.save()
    write_audit(
        by=by,
        at=at,
        verb="evidence.crosswalk.reviewed",
        target=f"crosswalk:{reviewed.pk}",
        detail={"accepted": accepted},
    )
    return reviewed


def _name(user: User) -> str:
    return user.name or user.email
