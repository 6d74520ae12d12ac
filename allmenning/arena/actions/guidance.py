"""Publishing official guidance, changing it with a note, and reminding of its review."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.discussion import thread_of
from allmenning.arena.actions.law import cite
from allmenning.arena.actions.notifying import notify_all
from allmenning.arena.markdown import render
from allmenning.arena.models import (
    Guidance,
    GuidanceRevision,
    LegalReference,
    Notification,
    Post,
    Question,
    State,
    Visibility,
)
from allmenning.arena.queries.questions import desk_people
from allmenning.evidence.models import Theme
from allmenning.register.models import Body
from allmenning.ui.text import slugify

DATA = Path(__file__).resolve().parent.parent / "data"
LONGEST_SLUG = 100
TAKEN = frozenset({"ny"})
REMINDED_DAYS = (60, 14, 0)
A_YEAR = timedelta(days=365)
COLUMNS = (
    "title",
    "summary",
    "text",
    "address",
    "language",
    "dated_date",
    "review_date",
    "status",
    "replaced_by",
)


@dataclass(frozen=True)
class Advice:
    """What the form holds: values by column, themes and what it rests on."""

    values: Mapping[str, Any]
    themes: Sequence[Theme]
    references: Sequence[LegalReference] = field(default=())


def target_of(guidance: Guidance) -> str:
    return f"arena.guidance:{guidance.pk}"


def free_slug(title: str) -> str:
    """Make an address of the title that no guidance has."""
    base = slugify(title)[:LONGEST_SLUG].strip("-") or "veiledning"
    slug, number = base, 1
    while slug in TAKEN or Guidance.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def publish_guidance(*, owner: Body, advice: Advice, by: User, at: datetime) -> Guidance:
    """Let everybody read what the authority advises."""
    guidance = Guidance(
        slug=free_slug(str(advice.values["title"])),
        owner=owner,
        author=by,
        visibility=Visibility.OPEN,
        state=State.PUBLISHED,
        created_at=at,
        published_at=at,
    )
    _set(guidance, advice, by, at)
    _write(guidance, "published", by, at)
    return guidance


@transaction.atomic
def change_guidance(
    *, guidance: Guidance, advice: Advice, note: str, by: User, at: datetime
) -> Guidance:
    """Change it, and keep how it was and what the change was about.

    A change moves the day of review only where the form does: mending a word is no review.
    """
    guidance = Guidance.objects.select_for_update().get(pk=guidance.pk)
    last = guidance.revisions.aggregate(last=Max("number"))["last"] or 0
    GuidanceRevision.objects.create(
        guidance=guidance, number=last + 1, note=note, content=_content(guidance), by=by, at=at
    )
    if guidance.state == State.DRAFT:
        guidance.state, guidance.published_at = State.PUBLISHED, at
    _set(guidance, advice, by, at)
    _write(guidance, "changed", by, at)
    return guidance


def _content(guidance: Guidance) -> dict[str, Any]:
    plain = {name: getattr(guidance, name) for name in COLUMNS if name != "replaced_by"}
    plain |= {name: plain[name].isoformat() for name in ("dated_date", "review_date")}
    replaced_by = guidance.replaced_by.slug if guidance.replaced_by else ""
    cited = guidance.citations.values_list("reference__slug", flat=True)
    return plain | {"replaced_by": replaced_by, "references": sorted(cited)}


def _set(guidance: Guidance, advice: Advice, by: User | None, at: datetime) -> None:
    before = (guidance.dated_date, guidance.review_date) if guidance.pk else ()
    for name, value in advice.values.items():
        setattr(guidance, name, value)
    guidance.html = render(guidance.text, first_level=2)
    if before and before != (guidance.dated_date, guidance.review_date):
        guidance.is_day_known = guidance.is_review_told = True
    guidance.changed_at = at
    guidance.save()
    guidance.themes.set(advice.themes)
    cite(subject=guidance, references=advice.references, by=by, at=at)


@transaction.atomic
def make_guidance(
    *, question: Question, answer: Post, owner: Body, by: User, at: datetime
) -> Guidance:
    """Begin a draft of the answer; one guidance grows out of a question, whoever presses twice."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.became_guidance:
        return question.became_guidance
    day = timezone.localdate(at)
    guidance = Guidance.objects.create(
        slug=free_slug(question.title),
        owner=owner,
        author=by,
        visibility=Visibility.OPEN,
        created_at=at,
        changed_at=at,
        title=question.title,
        summary=question.title,
        text=answer.text,
        html=render(answer.text, first_level=2),
        language=answer.language,
        dated_date=day,
        review_date=day + A_YEAR,
    )
    guidance.themes.set(question.themes.all())
    question.became_guidance = guidance
    question.save(update_fields=["became_guidance"])
    _write(guidance, "draft_started", by, at)
    target = f"arena.question:{question.pk}"
    write_audit(by=by, at=at, verb="arena.question.became_guidance", target=target, detail={})
    return guidance


def remind_of_reviews(*, at: datetime) -> int:
    """Tell the desk 60 and 14 days before the review and on the day, each once; count the texts."""
    today = timezone.localdate(at)
    coming = Guidance.objects.filter(
        state=State.PUBLISHED,
        is_review_told=True,
        review_date__lte=today + timedelta(days=max(REMINDED_DAYS)),
    ).exclude(status=Guidance.Status.REPLACED)
    return sum(_remind(one, today, at) for one in coming.order_by("review_date", "pk"))


@transaction.atomic
def _remind(guidance: Guidance, today: date, at: datetime) -> bool:
    """Send the latest reminder that is due; a night when nothing ran loses none."""
    left = (guidance.review_date - today).days
    due = min(days for days in REMINDED_DAYS if days >= left) if left > 0 else 0
    key = f"review:{guidance.pk}:{guidance.review_date}:{due}"
    if Notification.objects.filter(key=key).exists():
        return False
    people = desk_people(at)
    notify_all(
        people=people,
        kind=Notification.Kind.REVIEW_DUE,
        key=key,
        at=at,
        thread=thread_of(guidance),
    )
    return bool(people)


@transaction.atomic
def load_official(*, by: User | None, at: datetime, tell: Callable[[str], None]) -> int:
    """Point to guides that exist; what the desk has changed since is left as it is."""
    with (DATA / "official_guidance.json").open(encoding="utf-8") as file:
        told: list[dict[str, Any]] = json.load(file)
    known = set(Guidance.objects.values_list("slug", flat=True))
    owners = {body.slug: body for body in Body.objects.filter(slug__in={t["owner"] for t in told})}
    fresh = [one for one in told if one["slug"] not in known and one["owner"] in owners]
    for one in fresh:
        _point_to(one, owners[one["owner"]], by, at)
    tell(f"guidance: {len(told)} guides pointed to, {len(fresh)} new")
    return len(fresh)


def _point_to(told: Mapping[str, Any], owner: Body, by: User | None, at: datetime) -> None:
    plain = ("slug", "language", "title", "summary", "address", "how_read", "is_day_known")
    guidance = Guidance.objects.create(
        **{name: told[name] for name in plain},
        owner=owner,
        visibility=Visibility.OPEN,
        state=State.PUBLISHED,
        dated_date=date.fromisoformat(told["dated_date"]),
        review_date=date.fromisoformat(told["review_date"]),
        is_review_told=False,
        created_at=at,
        published_at=at,
        changed_at=at,
    )
    guidance.themes.set(Theme.objects.filter(slug__in=told["themes"]))
    references = LegalReference.objects.filter(slug__in=told["cites"]).order_by("slug")
    cite(subject=guidance, references=references, by=by, at=at)
    _write(guidance, "loaded", by, at)


def _write(guidance: Guidance, what: str, by: User | None, at: datetime) -> None:
    verb = f"arena.guidance.{what}"
    write_audit(by=by, at=at, verb=verb, target=target_of(guidance), detail={})
