"""The dispatcher: takes what waits in the outbox and calls the channels (docs/adr/outbox.md)."""

from allmenning.delivery.dispatch.dispatcher import Dispatcher
from allmenning.delivery.dispatch.pace import Pace

__all__ = ["Dispatcher", "Pace"]
