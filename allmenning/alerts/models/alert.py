"""An alert is a stream of versions; each goes its own way from draft to sent."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from allmenning.accounts.models import User
from allmenning.alerts.models.incoming import Incoming
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.models import Body


class Hazard(models.TextChoices):
    """What threatens; `alerts.hazards` gives each its category of CAP and its event code."""

    WATER = "water", _("Drinking water")
    EVACUATION = "evacuation", _("Evacuation")
    FIRE = "fire", _("Fire and smoke")
    FLOOD = "flood", _("Flood")
    LANDSLIDE = "landslide", _("Landslide or quick clay")
    AVALANCHE = "avalanche", _("Avalanche")
    STORM = "storm", _("Storm")
    POWER = "power", _("Power failure")
    TELECOM = "telecom", _("Telephone and internet down")
    ROAD = "road", _("Closed road")
    CHEMICAL = "chemical", _("Dangerous substance")
    MISSING = "missing", _("Missing person")
    HEALTH = "health", _("Infection or health")
    VIOLENCE = "violence", _("Danger from persons")
    OTHER = "other", pgettext_lazy("hazard", "Something else")


class Severity(models.TextChoices):
    """Severity of CAP."""

    EXTREME = "Extreme", pgettext_lazy("severity", "Extreme")
    SEVERE = "Severe", pgettext_lazy("severity", "Severe")
    MODERATE = "Moderate", pgettext_lazy("severity", "Moderate")
    MINOR = "Minor", pgettext_lazy("severity", "Minor")


class Alert(models.Model):
    """What holds the versions together. `workspace` never changes; neither does `body`."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("alert", "Draft")
        ACTIVE = "active", pgettext_lazy("alert", "Active")
        CANCELLED = "cancelled", pgettext_lazy("alert", "Sent by mistake")
        ALL_CLEAR = "all_clear", pgettext_lazy("alert", "Danger over")
        EXPIRED = "expired", pgettext_lazy("alert", "Run out")
        DROPPED = "dropped", pgettext_lazy("alert", "Dropped")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="alerts")
    workspace = models.CharField(max_length=8, choices=Workspace.choices)
    hazard = models.CharField(max_length=12, choices=Hazard.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    passes_on = models.ForeignKey(
        Incoming, null=True, on_delete=models.PROTECT, related_name="passed_on"
    )
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["workspace", "state"], name="alert_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(workspace__in=Workspace.values), name="alert_workspace_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.key}"

    @property
    def stream(self) -> str:
        """What the outbox knows the alert by."""
        return f"alert:{self.key}"

    @property
    def is_exercise(self) -> bool:
        return self.workspace == Workspace.EXERCISE


class Version(models.Model):
    """One warning, update, cancel or all clear, and its way to being sent.

    `texts` maps a language (nb, nn, en) onto {"what", "where", "todo"}; `area` is
    {"kind": "municipality"}, {"kind": "parts", "parts": [pk], "names": [...], "polygons": [...]}
    or {"kind": "polygon", "polygon": [[lat, lon], ...]}; `alerts.areas` alone reads and checks it.
    A sent version is never changed; a draft keeps its number while it is edited.
    """

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("version", "Draft")
        SUBMITTED = "submitted", pgettext_lazy("version", "Waiting for approval")
        APPROVED = "approved", pgettext_lazy("version", "Approved")
        SENDING = "sending", pgettext_lazy("version", "Being sent")
        SENT = "sent", pgettext_lazy("version", "Sent")
        REJECTED = "rejected", pgettext_lazy("version", "Rejected")

    UNDER_WAY = (State.DRAFT, State.SUBMITTED)
    OUT = (State.SENDING, State.SENT)

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    texts = models.JSONField(default=dict)
    area = models.JSONField(default=dict)
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.SEVERE)
    link = models.URLField(max_length=300)
    radio = models.BooleanField(default=True)
    next_update_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    # Sender and identifier of CAP once it is sent; with `sent_at` they are its reference.
    sender = models.CharField(max_length=100, blank=True)
    identifier = models.CharField(max_length=120, blank=True)
    revision = models.PositiveIntegerField(default=1)
    is_override = models.BooleanField(default=False)
    edited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    edited_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["alert", "number"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "number"], name="version_once_per_number"),
            models.UniqueConstraint(
                fields=["identifier"], condition=~models.Q(identifier=""), name="version_identifier"
            ),
            models.UniqueConstraint(
                fields=["alert"],
                condition=models.Q(state__in=["draft", "submitted"]),
                name="version_one_under_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="rejected") | ~models.Q(reason=""),
                name="version_rejected_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["sending", "sent"])
                | models.Q(sent_at__isnull=False),
                name="version_sent_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}/{self.number} {self.state}"
