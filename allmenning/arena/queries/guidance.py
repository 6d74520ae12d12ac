"""Official guidance: what is current first, what is past its date after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from allmenning.accounts.models import Role, User
from allmenning.arena.models import Guidance, GuidanceRevision, Question
from allmenning.arena.queries.law import Cited, cited_by
from allmenning.arena.queries.viewer import Viewer, listed
from allmenning.evidence.models import Theme
from allmenning.register.models import Body

AUTHORITIES = (Body.Kind.STATE, Body.Kind.OTHER)


@dataclass(frozen=True)
class Narrowing:
    """What the reader has chosen of the list."""

    theme: str = ""
    owner: str = ""
    current: bool = False

    def __bool__(self) -> bool:
        return self != Narrowing()


@dataclass(frozen=True)
class GuidanceRow:
    """One entry of the list, and what the reader is warned of."""

    guidance: Guidance
    is_late: bool
    rests_on_ended: bool


def ranked(rows: QuerySet[Guidance], today: date) -> QuerySet[Guidance]:
    """Order: current, then under revision, then past its date, then replaced; newest first."""
    rank = Case(
        When(status=Guidance.Status.REPLACED, then=Value(3)),
        When(review_date__lt=today, then=Value(2)),
        When(status=Guidance.Status.UNDER_REVISION, then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).order_by("rank", "-dated_date", "-pk")


def narrowed(rows: QuerySet[Guidance], by: Narrowing, today: date) -> QuerySet[Guidance]:
    found = rows
    if by.theme:
        found = found.filter(themes__in=Theme.objects.filter(slug=by.theme))
    if by.owner:
        found = found.filter(owner__slug=by.owner)
    if by.current:
        found = found.filter(status=Guidance.Status.CURRENT, review_date__gte=today)
    return found


def for_list() -> QuerySet[Guidance]:
    return Guidance.objects.select_related("owner").prefetch_related(
        "themes", "citations__reference"
    )


def rows_of(found: Sequence[Guidance], today: date) -> list[GuidanceRow]:
    return [
        GuidanceRow(
            guidance=one,
            is_late=one.is_past_review(today),
            rests_on_ended=any(cited.reference.has_ended(today) for cited in one.citations.all()),
        )
        for one in found
    ]


def owners() -> QuerySet[Body]:
    """List those who have given guidance."""
    return Body.objects.filter(pk__in=Guidance.objects.values("owner")).order_by("name", "pk")


def may_publish_for(person: User) -> QuerySet[Body]:
    """List the authorities a person at the desk speaks for: where she works, else any of them."""
    authorities = Body.objects.filter(kind__in=AUTHORITIES).order_by("name", "pk")
    own = authorities.filter(memberships__user=person).distinct()
    return own if own.exists() else authorities


def may_change(guidance: Guidance, person: User | None) -> bool:
    """Tell whether the person speaks for the authority that gave it."""
    if person is None or not person.holds(Role.AUTHORITY):
        return False
    return may_publish_for(person).filter(pk=guidance.owner_id).exists()


@dataclass(frozen=True)
class GuidancePage:
    guidance: Guidance
    is_late: bool
    cited: list[Cited]
    ended: list[Cited]
    from_question: Question | None
    replaced_by: Guidance | None
    replaces: list[Guidance]
    n_revisions: int
    may_change: bool


def page_for(guidance: Guidance, viewer: Viewer, at: datetime) -> GuidancePage:
    """Lay out the guidance; of what it refers to, what this reader may see."""
    today = timezone.localdate(at)
    cited = cited_by(guidance, today)
    asked = listed(guidance.from_questions.all(), viewer, at)
    others = listed(Guidance.objects.all(), viewer, at)
    return GuidancePage(
        guidance=guidance,
        is_late=guidance.is_past_review(today),
        cited=cited,
        ended=[one for one in cited if one.has_ended],
        from_question=asked.order_by("pk").first(),
        replaced_by=others.filter(pk=guidance.replaced_by_id).first()
        if guidance.replaced_by_id
        else None,
        replaces=list(others.filter(replaced_by=guidance).order_by("pk")),
        n_revisions=guidance.revisions.count(),
        may_change=may_change(guidance, viewer.user),
    )


def revisions_of(guidance: Guidance) -> QuerySet[GuidanceRevision]:
    return guidance.revisions.select_related("by").order_by("-number")


def replaceable(guidance: Guidance | None) -> QuerySet[Guidance]:
    """List what may take over from it."""
    others = Guidance.objects.exclude(status=Guidance.Status.REPLACED)
    return others.exclude(Q(pk=guidance.pk) if guidance else Q(pk=None)).order_by("title", "pk")


def open_data(
    rows: QuerySet[Guidance], viewer: Viewer, at: datetime
) -> Iterator[Mapping[str, object]]:
    """Give the list as data; what takes over is named where the reader may see it."""
    today = timezone.localdate(at)
    known = set(listed(Guidance.objects.all(), viewer, at).values_list("pk", flat=True))
    for one in rows.select_related("owner", "replaced_by").prefetch_related(
        "themes", "citations__reference"
    ):
        yield {
            "id": one.slug,
            "title": one.title,
            "language": one.language,
            "owner": one.owner.name,
            "themes": " ".join(theme.slug for theme in one.themes.all()),
            "status": one.status,
            "dated_date": one.dated_date if one.is_day_known else str(one.dated_date.year),
            "review_date": one.review_date if one.is_review_told else None,
            "is_past_review": one.is_past_review(today),
            "replaced_by": one.replaced_by.slug
            if one.replaced_by and one.replaced_by_id in known
            else None,
            "address": one.address,
            "legal_references": " ".join(c.reference.slug for c in one.citations.all()),
            "is_invented": one.is_invented,
        }
