"""What others do with a case: try it, copy it, and what those who told it hear of that."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.cases import (
    NotOutError,
    context_of,
    free_slug,
    target_of,
)
from allmenning.arena.actions.discussion import thread_of
from allmenning.arena.actions.notifying import notify_all
from allmenning.arena.models import (
    AttachmentContent,
    Case,
    Licence,
    Notification,
    Outcome,
    Replication,
    Reuse,
    Stage,
    State,
    Visibility,
)
from allmenning.arena.queries.cases_difference import COLUMNS
from allmenning.arena.queries.cases_page import editors_of
from allmenning.register.models import Body

# What a copy says of another body's work has to be told anew.
OF_THE_ORIGINAL = (
    "result",
    "evidence_kind",
    "failed",
    "stage",
    "hours",
    "cost_nok",
    "staff",
    "started_date",
    "ended_date",
    "opens_on",
    "contact_email",
)


class OwnCaseError(Exception):
    """A body does not try or copy what it told itself."""


@transaction.atomic
def tell_tried(
    *,
    case: Case,
    body: Body,
    outcome: Outcome,
    note: str,
    context: dict[str, Any] | None = None,
    by: User | None,
    at: datetime,
) -> Replication:
    """Tell what another body got; told again, it replaces what the body said before."""
    _refuse_own(case, body)
    told = context_of(body, timezone.localdate(at)) | {"staff": body.communications_staff}
    found, is_new = Replication.objects.update_or_create(
        case=case,
        body=body,
        defaults=told | (context or {}) | {"outcome": outcome, "note": note, "by": by, "at": at},
    )
    detail: dict[str, object] = {"body": body.slug, "outcome": outcome}
    write_audit(by=by, at=at, verb="arena.case.tried", target=target_of(case), detail=detail)
    if is_new:
        tell_editors(case, Notification.Kind.TRIED, f"tried:{found.pk}", at)
    return found


@transaction.atomic
def copy_case(*, case: Case, body: Body, by: User | None, at: datetime) -> Case:
    """Take a copy as the body's own draft; the reuse counts once for each body."""
    _refuse_own(case, body)
    day = timezone.localdate(at)
    values = {name: getattr(case, name) for name in COLUMNS if name not in OF_THE_ORIGINAL}
    closed = {"visibility": Visibility.MEMBERS, "staff": body.communications_staff}
    begun = {"stage": Stage.IDEA}
    copy = Case.objects.create(
        **(values | context_of(body, day) | closed | begun),
        slug=free_slug(f"{case.title} {body.name}"),
        owner=body,
        author=by,
        copied_from=case,
        confirmed_date=day,
        created_at=at,
        changed_at=at,
    )
    copy.themes.set(case.themes.all())
    copy.tags.set(case.tags.all())
    _copy_attachments(case, copy, at)
    Reuse.objects.get_or_create(case=case, body=body, defaults={"at": at})
    detail: dict[str, object] = {"body": body.slug, "copy": copy.pk}
    write_audit(by=by, at=at, verb="arena.case.copied", target=target_of(case), detail=detail)
    return copy


def _copy_attachments(case: Case, copy: Case, at: datetime) -> None:
    """Copy what its licence lets others use; the rest they ask for."""
    for one in case.attachments.exclude(licence=Licence.ASK).order_by("pk"):
        content = AttachmentContent.objects.get(attachment=one)
        one.pk, one.case, one.at = None, copy, at
        one._state.adding = True  # noqa: SLF001 - Django's documented way to copy a row
        one.save()
        AttachmentContent.objects.create(attachment=one, content=content.content)


def _refuse_own(case: Case, body: Body) -> None:
    if case.state != State.PUBLISHED:
        raise NotOutError
    if case.owner_id == body.pk:
        raise OwnCaseError


def tell_editors(case: Case, kind: Notification.Kind, key: str, at: datetime) -> int:
    """Put news in the inbox of those who answer for the case."""
    people = list(editors_of(case.owner_id, at).values_list("user", flat=True))
    return notify_all(people=people, kind=kind, key=key, at=at, thread=thread_of(case))
