"""Laws and regulations, and who rests on them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from allmenning.arena.models import Case, Citation, Guidance, LegalReference
from allmenning.arena.queries.viewer import Viewer, may_read


@dataclass(frozen=True)
class Citing:
    """A text that cites a reference; `route` is the name of its address and its argument."""

    title: str
    language: str
    owner: str
    route: tuple[str, str]
    reference: LegalReference


@dataclass(frozen=True)
class Cited:
    """A reference as a text that cites it shows it."""

    reference: LegalReference
    has_ended: bool

    @property
    def ends_on(self) -> date | None:
        return self.reference.valid_to


def references() -> QuerySet[LegalReference]:
    """List all, with how many texts cite each."""
    listed = LegalReference.objects.select_related("whole", "replaced_by")
    return listed.annotate(n_citations=Count("citations"))


def citable(today: date) -> QuerySet[LegalReference]:
    """Return what may be cited today, what begins later too."""
    return LegalReference.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today))


def with_parts(reference: LegalReference) -> QuerySet[Citation]:
    """Return every citation of the reference or of a part of it."""
    found = Citation.objects.filter(Q(reference=reference) | Q(reference__whole=reference))
    return found.select_related("reference", "guidance__owner", "case__owner").order_by("pk")


def citing(reference: LegalReference, viewer: Viewer, at: datetime) -> list[Citing]:
    """List the texts that rest on the reference or a part of it, if this reader may read them."""
    seen = may_read(viewer, at)
    readable = with_parts(reference).filter(
        Q(guidance__in=Guidance.objects.filter(seen)) | Q(case__in=Case.objects.filter(seen))
    )
    return [_citing(one) for one in readable]


def _citing(one: Citation) -> Citing:
    subject = subject_of(one)
    route = "arena:guidance" if one.guidance_id else "arena:case"
    return Citing(
        subject.title, subject.language, subject.owner.name, (route, subject.slug), one.reference
    )


def subject_of(one: Citation) -> Guidance | Case:
    """Return the text that cites; the database sees to it that there is one."""
    subject = one.guidance or one.case
    assert subject is not None  # noqa: S101 -- citation_by_one
    return subject


def cited_by(subject: Guidance | Case, today: date) -> list[Cited]:
    """List what the text rests on, and whether it still holds."""
    rows = subject.citations.select_related("reference__replaced_by").order_by("reference__slug")
    return [Cited(one.reference, one.reference.has_ended(today)) for one in rows]


def resting_on_ended(today: date) -> QuerySet[Citation]:
    """List the citations of what has been replaced (R76)."""
    return Citation.objects.filter(reference__valid_to__lte=today).order_by("reference__slug", "pk")
