"""What an authority advises, and the law it rests on."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from allmenning.accounts.models import User
from allmenning.arena.models.case import Case
from allmenning.arena.models.contribution import Contribution
from allmenning.evidence.models.translated import Named


class Guidance(Contribution):
    """Official: an owner, a date, a status and the day it is looked at again (R51)."""

    class Status(models.TextChoices):
        CURRENT = "current"
        UNDER_REVISION = "under_revision"
        REPLACED = "replaced"

    summary = models.TextField()
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    address = models.URLField(max_length=500, blank=True)
    dated_date = models.DateField()
    # Of some older guides only the year is known.
    is_day_known = models.BooleanField(default=True)
    review_date = models.DateField()
    # Where the owner has told no day, ours is two years after its date.
    is_review_told = models.BooleanField(default=True)
    # How we have read it, where the text is not here but at its owner's.
    how_read = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=15, choices=Status.choices, default=Status.CURRENT)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    is_invented = models.BooleanField(default=False)

    class Meta(Contribution.Meta):
        constraints: ClassVar = [
            *Contribution.Meta.constraints,
            models.CheckConstraint(
                condition=Q(review_date__gt=F("dated_date")), name="guidance_review_comes_later"
            ),
        ]

    def is_past_review(self, today: date) -> bool:
        return self.review_date < today


class GuidanceRevision(models.Model):
    """Guidance as it stood before an edit, and what the edit was about."""

    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300)
    content = models.JSONField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["guidance", "number"], name="guidance_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.guidance_id} {self.number}"


class LegalReference(Named):
    """A law, a regulation or a part of it, with the days it was in force."""

    whole = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    part = models.CharField(max_length=60, blank=True)
    # False: nobody has checked the days against the law itself.
    is_verified = models.BooleanField(default=True)
    address = models.URLField(max_length=500, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    source = models.CharField(max_length=300)
    read_date = models.DateField()

    class Meta:
        ordering: ClassVar = ["slug"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="legal_reference_ends_after_it_began",
            )
        ]

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.part}".strip()

    def has_ended(self, today: date) -> bool:
        return self.valid_to is not None and self.valid_to <= today


class Citation(models.Model):
    """Who rests on a legal reference; when it is replaced, these are listed (R76)."""

    reference = models.ForeignKey(
        LegalReference, on_delete=models.PROTECT, related_name="citations"
    )
    guidance = models.ForeignKey(
        Guidance, null=True, blank=True, on_delete=models.CASCADE, related_name="citations"
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.CASCADE, related_name="citations"
    )

    class Meta:
        ordering: ClassVar = ["reference", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(guidance__isnull=False, case__isnull=True)
                | Q(guidance__isnull=True, case__isnull=False),
                name="citation_by_one",
            ),
            models.UniqueConstraint(
                fields=["reference", "guidance"], name="citation_once_in_guidance"
            ),
            models.UniqueConstraint(fields=["reference", "case"], name="citation_once_in_case"),
        ]

    def __str__(self) -> str:
        return f"{self.reference_id}"
