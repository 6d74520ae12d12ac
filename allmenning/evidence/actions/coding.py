"""Two people code how findings relate, each by themselves, and may then agree on one code."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.evidence.actions.checks import EvidenceRefused, FieldProblem
from allmenning.evidence.models import Coding, Finding
from allmenning.evidence.models.words import Relation


class NotCodedByTwo(EvidenceRefused):
    """A pair was to be settled before two people had coded it."""


@transaction.atomic
def code_pair(
    *, by: User, at: datetime, first: Finding, second: Finding, code: str, note: str = ""
) -> Coding:
    """Store one person's code for a pair; the newest one counts."""
    return _store(by=by, at=at, pair=(first, second), code=code, note=note, is_consensus=False)


@transaction.atomic
def settle_pair(
    *, by: User, at: datetime, first: Finding, second: Finding, code: str, note: str = ""
) -> Coding:
    """Store what the coders agree on after coding apart; raises `NotCodedByTwo`."""
    low, high = sorted((first, second), key=lambda one: one.pk)
    coded = Coding.objects.filter(first=low, second=high, is_consensus=False)
    if len(set(coded.values_list("coder", flat=True))) < 2:
        raise NotCodedByTwo(
            FieldProblem("code", _("Two people must code the pair before they agree on a code."))
        )
    return _store(by=by, at=at, pair=(first, second), code=code, note=note, is_consensus=True)


def _store(
    *,
    by: User,
    at: datetime,
    pair: tuple[Finding, Finding],
    code: str,
    note: str,
    is_consensus: bool,
) -> Coding:
    low, high = sorted(pair, key=lambda one: one.pk)
    if low.pk == high.pk or low.theme_id != high.theme_id:
        raise EvidenceRefused(
            FieldProblem("code", _("Code two different findings on the same theme."))
        )
    if code not in Relation.values:
        raise EvidenceRefused(FieldProblem("code", _("Choose how the findings relate.")))
    stored = Coding.objects.create(
        first=low,
        second=high,
        coder=by,
        code=code,
        note=note.strip(),
        is_consensus=is_consensus,
        at=at,
    )
    write_audit(
        by=by,
        at=at,
        verb="evidence.pair.settled" if is_consensus else "evidence.pair.coded",
        target=f"finding:{low.code}",
        detail={"with": high.code, "code": code},
    )
    return stored
