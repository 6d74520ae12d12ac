"""Connected accounts, the outbox, and the lists of those who asked to be told."""

from allmenning.delivery.models.account import ChannelAccount
from allmenning.delivery.models.outbox import Delivery, Event
from allmenning.delivery.models.subscriber import Handover, Subscriber

__all__ = ["ChannelAccount", "Delivery", "Event", "Handover", "Subscriber"]
