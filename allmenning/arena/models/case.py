"""What a municipality did, how it went, and what others got when they tried."""

import math
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from allmenning.accounts.models import User
from allmenning.arena.models.contribution import Contribution
from allmenning.arena.models.words import (
    ClaimRelation,
    Direction,
    EvidenceKind,
    Licence,
    Outcome,
    Stage,
)
from allmenning.evidence.models import Finding, Theme
from allmenning.register.models import Body

# What others look for in an experience, and how much of the whole each part is worth (R50).
WORTH = {
    "failed": 0.25,
    "resources": 0.2,
    "result": 0.15,
    "evidence_kind": 0.15,
    "advice": 0.1,
    "period": 0.1,
    "channels": 0.05,
}
# In three years an experience comes to count half; queries/near.py weighs likeness against it.
HALF_LIFE_DAYS = 3 * 365


class Context(models.Model):
    """What was known of the body when it was told; it is not changed when the body changes."""

    population = models.PositiveIntegerField(null=True, blank=True)
    kostra_group = models.CharField(max_length=5, blank=True)
    centrality_class = models.PositiveSmallIntegerField(null=True, blank=True)
    staff = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    context_date = models.DateField()

    class Meta:
        abstract = True


class Case(Contribution, Context):
    """An experience: what was done, with which result, and what failed."""

    problem = models.TextField()
    done = models.TextField()
    result = models.TextField(blank=True)
    evidence_kind = models.CharField(max_length=15, choices=EvidenceKind.choices, blank=True)
    failed = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    hours = models.PositiveIntegerField(null=True, blank=True)
    cost_nok = models.PositiveIntegerField(null=True, blank=True)
    channels = models.JSONField(default=list, blank=True)
    purposes = models.JSONField(default=list, blank=True)
    started_date = models.DateField(null=True, blank=True)
    ended_date = models.DateField(null=True, blank=True)
    stage = models.CharField(max_length=10, choices=Stage.choices)
    contact_role = models.CharField(max_length=100)
    contact_email = models.EmailField(blank=True)
    confirmed_date = models.DateField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    # Why those who told it have withdrawn it.
    reason = models.CharField(max_length=300, blank=True)
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    # 0-1: how much of what others need is told; below 1 it ranks lower (R50).
    completeness = models.FloatField(default=0)
    # The day it counts from in lists: the last confirmation, set back for what is not told.
    standing = models.PositiveIntegerField(default=0)
    is_invented = models.BooleanField(default=False)

    class Meta(Contribution.Meta):
        constraints: ClassVar = [
            *Contribution.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_date__isnull=True)
                | Q(started_date__isnull=True)
                | Q(ended_date__gte=F("started_date")),
                name="case_ends_after_it_started",
            ),
            models.CheckConstraint(
                condition=Q(completeness__gte=0, completeness__lte=1), name="case_completeness"
            ),
        ]
        indexes: ClassVar = [
            *Contribution.Meta.indexes,
            models.Index(fields=["state", "-standing", "-id"], name="case_standing"),
        ]

    def __str__(self) -> str:
        return self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.weigh()
        super().save(*args, **kwargs)

    def weigh(self) -> None:
        """Set how much is told and from which day it counts; bulk writers call it themselves."""
        self.completeness = round(1 - sum(WORTH[name] for name in self.missing), 2)
        told = math.log2((1 + self.completeness) / 2)
        self.standing = self.confirmed_date.toordinal() + round(HALF_LIFE_DAYS * told)

    @property
    def missing(self) -> list[str]:
        """What others will look for in vain, in the order it matters."""
        told = {
            "failed": self.failed,
            "resources": self.hours is not None or self.cost_nok is not None,
            "result": self.result,
            "evidence_kind": self.evidence_kind,
            "advice": self.advice,
            "period": self.started_date,
            "channels": self.channels,
        }
        return [name for name in WORTH if not told[name]]


class CaseRevision(models.Model):
    """A case as it stood before a change, whole."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="case_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Claim(models.Model):
    """One thing a case says is so, which findings may support or contradict."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="claims")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300)
    direction = models.CharField(max_length=5, choices=Direction.choices)
    magnitude = models.CharField(max_length=100, blank=True)
    own_measurement = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["case", "pk"]

    def __str__(self) -> str:
        return self.text


class ClaimFinding(models.Model):
    """How a claim stands to a finding, and why somebody says so."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="findings")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="claims")
    relation = models.CharField(max_length=15, choices=ClaimRelation.choices)
    rationale = models.CharField(max_length=500)
    # Keys of the guard's reasons when it refused to let the figures meet.
    reasons = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["claim", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "finding"], name="claim_finding_once")
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.relation} {self.finding_id}"


class Replication(Context):
    """Tried with us: what another body got."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="replications")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="replications")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    note = models.TextField(max_length=2000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "body"], name="replication_once_per_body")
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.outcome} {self.case_id}"


class Reuse(models.Model):
    """A body took a copy; counted once, whoever took it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="reuses")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "body"], name="reuse_once_per_body")
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.case_id}"


class Attachment(models.Model):
    """A document others may take; an image says in words what it shows."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    licence = models.CharField(max_length=10, choices=Licence.choices)
    alt = models.CharField(max_length=500, blank=True)
    # What a reader with a screen reader will miss, e.g. ["pdf_untagged"].
    warnings = models.JSONField(default=list, blank=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["case", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(media_type__startswith="image/") | ~Q(alt=""),
                name="attachment_image_has_alt",
            ),
            models.UniqueConstraint(fields=["case", "sha256"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AttachmentContent(models.Model):
    """The bytes, in the database so that one backup holds everything; read alone."""

    attachment = models.OneToOneField(
        Attachment, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.attachment_id)
