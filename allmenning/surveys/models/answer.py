"""What was answered."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from allmenning.accounts.models import User
from allmenning.surveys.models.frame import Contact, FrameUnit
from allmenning.surveys.models.item import Question


class Response(models.Model):
    """One filled-in questionnaire; what is saved is saved (R64).

    `values` is {question code: value}: a code, a list of codes, {row: code}, a list in order, a
    number, a text, a day as text; "dont_know" where that was chosen. A question that was not asked
    has no key.
    """

    unit = models.ForeignKey(FrameUnit, on_delete=models.PROTECT, related_name="responses")
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="responses"
    )
    values = models.JSONField(default=dict)
    page = models.PositiveSmallIntegerField(default=1)
    # Counts savings, so that two windows do not wipe out each other's answers.
    revision = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=2, default="nb")
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Another answer of the same body was chosen instead (R33).
    set_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["unit", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact"], name="response_once_per_contact"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["unit"], condition=Q(submitted_at__isnull=False), name="response_submitted"
            )
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"


class Handover(models.Model):
    """A colleague took over; who, is known as long as contact data are kept."""

    unit = models.ForeignKey(FrameUnit, on_delete=models.CASCADE, related_name="handovers")
    left = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    took_over = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["unit", "pk"]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class Reconciliation(models.Model):
    """Two answers from one body: which one counts, and why (R33)."""

    unit = models.OneToOneField(FrameUnit, on_delete=models.CASCADE, related_name="reconciliation")
    opened_at = models.DateTimeField()
    chosen = models.ForeignKey(
        Response, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["unit"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | (Q(chosen__isnull=False) & ~Q(reason="")),
                name="reconciliation_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"reconciliation of {self.unit_id}"


class OpenCode(models.Model):
    """A code for open answers of one question."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="open_codes")
    code = models.SlugField(max_length=40)
    label = models.JSONField()

    class Meta:
        ordering: ClassVar = ["question", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "code"], name="open_code_in_question")
        ]

    def __str__(self) -> str:
        return self.code


class Coding(models.Model):
    """An open answer was given a code, by whom."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="codings")
    code = models.ForeignKey(OpenCode, on_delete=models.CASCADE, related_name="codings")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["response", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "code"], name="coding_once")
        ]

    def __str__(self) -> str:
        return f"{self.response_id} {self.code_id}"
