"""What somebody has to see to before, and while, the letters go out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from allmenning.surveys.models import Contact, FrameUnit, Survey, Unit
from allmenning.surveys.queries.coverage import standing_contacts

BOUNCED, UNMAPPED, TWO, REFUSED = "bounced", "unmapped", "two", "refused"
KINDS = (BOUNCED, TWO, UNMAPPED, REFUSED)


@dataclass(frozen=True)
class Task:
    """One thing to see to; `contact` is the one it is about, where it is about one."""

    kind: str
    unit: FrameUnit
    contact: Contact | None = None


def bounced_contacts(survey: Survey) -> QuerySet[Contact]:
    """Give the contacts whose letters came back and whom nobody has replaced."""
    rows = Contact.objects.filter(
        unit__survey=survey, unit__left_out="", bounced_at__isnull=False
    ).filter(ended_at=None, wiped_at=None)
    return rows.select_related("unit__survey").order_by("-unit__kind", "unit__code", "pk")


def tasks_of(survey: Survey) -> Iterator[Task]:
    """List what is to be seen to, the most urgent first."""
    for contact in bounced_contacts(survey):
        yield Task(BOUNCED, contact.unit, contact)
    rows = survey.units.filter(left_out="").select_related("survey")
    rows = rows.order_by("-kind", "code", "pk")
    if survey.unit == Unit.BODY:
        standing = Q(
            contacts__confirmed_at__isnull=False,
            contacts__bounced_at=None,
            contacts__ended_at=None,
            contacts__wiped_at=None,
        )
        for double in rows.annotate(n=Count("contacts", filter=standing)).filter(n__gt=1):
            yield Task(TWO, double)
    mapped = Exists(standing_contacts().filter(unit=OuterRef("pk")))
    bounced = Exists(bounced_contacts(survey).filter(unit=OuterRef("pk")).order_by())
    for unit in rows.filter(~mapped, ~bounced, refused_at=None):
        yield Task(UNMAPPED, unit)
    for unit in rows.exclude(refused_at=None):
        yield Task(REFUSED, unit)
