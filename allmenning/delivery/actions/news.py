"""The rooms above hear of what changed once it is committed."""

from datetime import datetime

from django.db import transaction

from allmenning.delivery.models import Delivery
from allmenning.delivery.signals import outcome


def tell(delivery: Delivery, at: datetime) -> None:
    transaction.on_commit(lambda: tell_now(delivery, at))


def tell_now(delivery: Delivery, at: datetime) -> None:
    outcome.send(sender=Delivery, delivery=delivery, at=at)
