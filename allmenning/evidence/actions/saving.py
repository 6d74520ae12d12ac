"""One study or one finding at a time, as an analyst writes it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.evidence.actions.checks import (
    EvidenceRefused,
    FieldProblem,
    ShareWithoutBase,
    base_problem,
    belonging_problems,
    deviates,
    finding_problems,
    recomputed_share,
    study_problems,
)
from allmenning.evidence.actions.versions import new_versions
from allmenning.evidence.models import Finding, Study
from allmenning.evidence.models.words import ValueKind


@transaction.atomic
def save_study(
    *, by: User | None, at: datetime, values: Mapping[str, Any], study: Study | None = None
) -> Study:
    """Store a new study or a changed one; raises `EvidenceRefused`."""
    if problems := list(study_problems(values)):
        raise EvidenceRefused(*problems)
    saved = study or Study()
    for name, value in values.items():
        setattr(saved, name, value)
    saved.changed_at = at
    saved.save()
    write_audit(by=by, at=at, verb="evidence.study.saved", target=f"study:{saved.slug}", detail={})
    return saved


@transaction.atomic
def save_finding(
    *,
    by: User | None,
    at: datetime,
    values: Mapping[str, Any],
    reason: str,
    finding: Finding | None = None,
    conflicts_with: Sequence[Finding] | None = None,
) -> Finding:
    """Store a finding as its next version; raises `ShareWithoutBase` or `EvidenceRefused`.

    What is saved as it stands makes no version.
    """
    _refuse(values, reason)
    saved = Finding.objects.select_for_update().get(pk=finding.pk) if finding else _new(by, at)
    if finding and not _differs(saved, values, conflicts_with):
        return saved
    for name, value in values.items():
        setattr(saved, name, value)
    saved.recomputed, saved.deviates = recomputed_share(values), deviates(values)
    saved.version = saved.version + 1 if finding else 1
    saved.changed_at = at
    saved.save()
    if conflicts_with is not None:
        saved.conflicts_with.set(conflicts_with)
    for version in new_versions([saved], by=by, at=at, reason=reason):
        version.save()
    write_audit(
        by=by,
        at=at,
        verb="evidence.finding.saved",
        target=f"finding:{saved.code}",
        detail={"version": saved.version},
    )
    return saved


def _new(by: User | None, at: datetime) -> Finding:
    return Finding(author=by, created_at=at)


def _differs(
    stored: Finding, values: Mapping[str, Any], conflicts_with: Sequence[Finding] | None
) -> bool:
    if any(getattr(stored, name) != value for name, value in values.items()):
        return True
    return conflicts_with is not None and set(stored.conflicts_with.all()) != set(conflicts_with)


def _refuse(values: Mapping[str, Any], reason: str) -> None:
    problems = [*finding_problems(values), *belonging_problems(values)]
    if not reason.strip():
        problems.append(FieldProblem("reason", _("Write why, so that the history can be read.")))
    if not problems:
        return
    if values.get("value_kind") == ValueKind.SHARE and base_problem(values):
        raise ShareWithoutBase(*problems)
    raise EvidenceRefused(*problems)
