"""Those who asked to be told, and what each was handed."""

from django.db import models

from allmenning.delivery.models.account import ChannelAccount
from allmenning.delivery.models.outbox import Delivery


class Subscriber(models.Model):
    """A person on the list of an account; counts only between `confirmed_at` and `ended_at`.

    `address` and `data` (a push subscription's keys) are encrypted; `digest` finds an address
    without opening it. Ended subscribers are forgotten, not kept.
    """

    account = models.ForeignKey(
        ChannelAccount, on_delete=models.PROTECT, related_name="subscribers"
    )
    digest = models.CharField(max_length=64)
    address = models.TextField()
    data = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="nb")
    token = models.CharField(max_length=43, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "digest"], name="subscriber_once_per_list")
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Handover(models.Model):
    """One delivery to one subscriber; written before the call, so that a crash is seen."""

    class State(models.TextChoices):
        TRIED = "tried"
        SENT = "sent"
        REFUSED = "refused"
        AGAIN = "again"
        UNKNOWN = "unknown"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="handovers")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="handovers")
    state = models.CharField(max_length=8, choices=State.choices, default=State.TRIED)
    reason = models.CharField(max_length=40, blank=True)
    tried_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "subscriber"], name="handover_once_per_subscriber"
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.subscriber_id} {self.state}"
