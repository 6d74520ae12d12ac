"""Writing, publishing, changing and withdrawing a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.gate import tell_moderators
from allmenning.arena.models import Case, CaseRevision, State, Tag
from allmenning.arena.queries.cases_difference import content_of
from allmenning.arena.queries.cases_lineage import opens_too_early
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.ui.text import slugify

LONGEST_SLUG = 100
# A second press of the same button comes within this time.
SAME_AGAIN = timedelta(minutes=1)
# Addresses beside those of cases.
TAKEN = frozenset({"ny", "mine", "bidrag"})
MOST_TAGS = 8
CONTEXT = ("population", "kostra_group", "centrality_class")


class ChangedMeanwhileError(Exception):
    """Somebody else has changed the case since the form was opened."""


class NotADraftError(Exception):
    """Only a draft is published; what is out is changed."""


class NotOutError(Exception):
    """Only what others can read is withdrawn, confirmed, tried or copied."""


class OriginClosedError(Exception):
    """What the case was copied from is for members, so the copy cannot be open before it."""


@dataclass(frozen=True)
class Told:
    """What the form holds: values by column, themes, and tags as people write them."""

    values: Mapping[str, Any]
    themes: Sequence[Theme]
    tags: Sequence[str] = field(default=())


def target_of(case: Case) -> str:
    return f"arena.case:{case.pk}"


def free_slug(title: str) -> str:
    """Make an address of the title that no case has."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "erfaring"
    slug, number = base, 1
    while slug in TAKEN or Case.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def context_of(body: Body, day: date) -> dict[str, Any]:
    """Return what the register knows of the body today, to be kept as it is."""
    return {name: getattr(body, name) for name in CONTEXT} | {"context_date": day}


@transaction.atomic
def start_case(*, owner: Body, told: Told, by: User | None, at: datetime) -> Case:
    """Keep a first draft; the body owns it, whoever writes.

    The same person beginning the same again within a minute has pressed twice.
    """
    if by and (again := _begun_just_now(owner, told, by, at)):
        return again
    day = timezone.localdate(at)
    case = Case.objects.create(
        **(context_of(owner, day) | dict(told.values)),
        slug=free_slug(str(told.values["title"])),
        owner=owner,
        author=by,
        confirmed_date=day,
        created_at=at,
        changed_at=at,
    )
    _set_words(case, told)
    verb = "arena.case.draft_started"
    write_audit(by=by, at=at, verb=verb, target=target_of(case), detail={"owner": owner.slug})
    return case


def _begun_just_now(owner: Body, told: Told, by: User, at: datetime) -> Case | None:
    User.objects.select_for_update().get(pk=by.pk)
    same = {name: told.values[name] for name in ("title", "problem", "done")}
    recent = Case.objects.filter(author=by, owner=owner, created_at__gt=at - SAME_AGAIN)
    return recent.filter(copied_from=None, **same).order_by("pk").first()


@transaction.atomic
def save_draft(
    *, case: Case, told: Told, seen: datetime | None, by: User | None, at: datetime
) -> Case:
    """Keep what is written so far; nobody but the body's own see it."""
    case = _locked(case, seen)
    if case.state != State.DRAFT:
        raise NotADraftError
    _set(case, told, at)
    verb = "arena.case.draft_saved"
    write_audit(by=by, at=at, verb=verb, target=target_of(case), detail={})
    return case


@transaction.atomic
def publish_case(
    *, case: Case, held_for: Sequence[str] = (), by: User | None, at: datetime
) -> Case:
    """Let others read it; with `held_for`, a moderator looks first."""
    case = _locked(case, None)
    if case.state != State.DRAFT:
        raise NotADraftError
    _refuse_before_origin(case, case.visibility, case.opens_on, at)
    case.state = State.WAITING if held_for else State.PUBLISHED
    case.held_for = list(held_for)
    case.published_at = None if held_for else at
    if held_for:
        tell_moderators(at=at)
    case.confirmed_date = timezone.localdate(at)
    case.changed_at = at
    case.save()
    verb = "arena.case.waits" if held_for else "arena.case.published"
    write_audit(
        by=by, at=at, verb=verb, target=target_of(case), detail={"visibility": case.visibility}
    )
    return case


@transaction.atomic
def change_case(
    *,
    case: Case,
    told: Told,
    held_for: Sequence[str] = (),
    seen: datetime | None,
    by: User | None,
    at: datetime,
) -> CaseRevision | None:
    """Change what others may have read, and keep it as it stood; None where nothing differs.

    With `held_for` it waits for a moderator again.
    """
    case = _locked(case, seen)
    values = told.values
    _refuse_before_origin(case, values["visibility"], values["opens_on"], at)
    before = content_of(case)
    if held_for and case.state == State.PUBLISHED:
        case.state, case.held_for = State.WAITING, list(held_for)
        tell_moderators(at=at)
    _set(case, told, at)
    if content_of(Case.objects.get(pk=case.pk)) == before:
        return None
    last = case.revisions.aggregate(n=Max("number"))["n"] or 0
    kept = CaseRevision.objects.create(case=case, number=last + 1, content=before, by=by, at=at)
    detail: dict[str, object] = {"revision": kept.number}
    write_audit(by=by, at=at, verb="arena.case.changed", target=target_of(case), detail=detail)
    return kept


@transaction.atomic
def withdraw_case(*, case: Case, reason: str, by: User | None, at: datetime) -> Case:
    """Take it back; those who follow the link are told why."""
    case = _locked(case, None)
    if case.state not in (State.PUBLISHED, State.WAITING, State.DRAFT):
        raise NotOutError
    case.state, case.reason, case.changed_at = State.WITHDRAWN, reason, at
    case.save()
    write_audit(by=by, at=at, verb="arena.case.withdrawn", target=target_of(case), detail={})
    return case


def _refuse_before_origin(case: Case, visibility: str, opens_on: date | None, at: datetime) -> None:
    if opens_too_early(case, visibility, opens_on, timezone.localdate(at)):
        raise OriginClosedError


def _locked(case: Case, seen: datetime | None) -> Case:
    """Read the case anew for changing; refuse where somebody was quicker."""
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    if seen is not None and fresh.changed_at != seen:
        raise ChangedMeanwhileError
    return fresh


def _set(case: Case, told: Told, at: datetime) -> None:
    for name, value in told.values.items():
        setattr(case, name, value)
    case.changed_at = at
    case.save()
    _set_words(case, told)


def _set_words(case: Case, told: Told) -> None:
    case.themes.set(told.themes)
    case.tags.set([_tag(name) for name in told.tags[:MOST_TAGS] if slugify(name)])


def _tag(name: str) -> Tag:
    slug = slugify(name)[:60].strip("-")
    return Tag.objects.get_or_create(slug=slug, defaults={"name": name.strip()[:60]})[0]
