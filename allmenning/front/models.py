"""What people tell those who run the installation, and the answer they get."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import User


class Feedback(models.Model):
    """Its token is the address of the receipt, known only to the one who wrote it."""

    class Kind(models.TextChoices):
        ACCESSIBILITY = "accessibility", _("Something is hard to use or to read")
        CONTENT = "content", _("Something is wrong in the content")
        NOTICE = "notice", _("Something is against the law or breaks a right")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("inquiry", "Waiting for an answer")
        ANSWERED = "answered", pgettext_lazy("inquiry", "Answered")
        CLOSED = "closed", pgettext_lazy("inquiry", "Closed without action")

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    text = models.TextField()
    email = models.EmailField(blank=True)
    page = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=2, default="nb")
    received_at = models.DateTimeField()
    due_date = models.DateField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_date", "pk"]
        indexes = [models.Index(fields=["status", "due_date"], name="feedback_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["accessibility", "content", "notice", "other"]),
                name="feedback_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(status="open", answer="", answered_at=None)
                | (Q(status__in=["answered", "closed"], answered_at__isnull=False) & ~Q(answer="")),
                name="feedback_is_open_or_has_its_reason",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="feedback_has_text"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("received_at")),
                name="feedback_answered_after_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.status}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN
