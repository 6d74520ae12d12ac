"""The outbox: what is to be said, and how far it has come in each channel."""

from django.db import models

from allmenning.delivery.contract import Act, Lane, Workspace
from allmenning.delivery.models.account import ChannelAccount


class Event(models.Model):
    """One message to many channels; `content` is `contract.Message` as JSON."""

    key = models.CharField(max_length=120, unique=True)
    stream = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    workspace = models.CharField(max_length=8, choices=Workspace.choices)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    content = models.JSONField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "number"], name="event_once_per_number"),
            models.CheckConstraint(
                condition=models.Q(workspace__in=Workspace.values), name="event_workspace_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="event_expires_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """One event in one channel. The row is the queue: it is claimed by a conditional UPDATE."""

    class State(models.TextChoices):
        WAITING = "waiting"
        LEASED = "leased"
        UNKNOWN = "unknown"
        SENT = "sent"
        REFUSED = "refused"
        EXPIRED = "expired"
        UNRESOLVED = "unresolved"

    OPEN = (State.WAITING, State.LEASED, State.UNKNOWN)

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="deliveries")
    # As on the event, so that claiming reads one table.
    workspace = models.CharField(max_length=8, choices=Workspace.choices)
    lane = models.PositiveSmallIntegerField(choices=Lane.choices)
    stream = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    leased_by = models.CharField(max_length=60, blank=True)
    leased_until = models.DateTimeField(null=True)
    first_tried_at = models.DateTimeField(null=True)
    last_tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    remote_id = models.CharField(max_length=500, blank=True)
    url = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["lane", "due_at", "pk"]
        indexes = [
            models.Index(fields=["state", "lane", "due_at"], name="delivery_by_turn"),
            models.Index(fields=["account", "stream", "number"], name="delivery_by_stream"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["event", "account"], name="delivery_once_per_account"),
            models.CheckConstraint(
                condition=models.Q(state="leased", leased_until__isnull=False)
                | (~models.Q(state="leased") & models.Q(leased_until__isnull=True)),
                name="delivery_lease_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.account_id} {self.state}"
