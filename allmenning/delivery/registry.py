"""Every kind of channel, one line each; those from outside by entry point `allmenning.channels`."""

from functools import cache
from importlib.metadata import entry_points

from allmenning.delivery.channels.atom import channel as atom
from allmenning.delivery.channels.bluesky import channel as bluesky
from allmenning.delivery.channels.capfeed import channel as capfeed
from allmenning.delivery.channels.email import channel as email
from allmenning.delivery.channels.facebook import channel as facebook
from allmenning.delivery.channels.instagram import channel as instagram
from allmenning.delivery.channels.linkedin import channel as linkedin
from allmenning.delivery.channels.mastodon import channel as mastodon
from allmenning.delivery.channels.sms import channel as sms
from allmenning.delivery.channels.webhook import channel as webhook
from allmenning.delivery.channels.webpush import channel as webpush
from allmenning.delivery.channels.x import channel as x
from allmenning.delivery.contract import Channel

OURS: tuple[Channel, ...] = (
    email.CHANNEL,
    sms.CHANNEL,
    webpush.CHANNEL,
    facebook.CHANNEL,
    mastodon.CHANNEL,
    bluesky.CHANNEL,
    instagram.CHANNEL,
    linkedin.CHANNEL,
    x.CHANNEL,
    atom.CHANNEL,
    capfeed.CHANNEL,
    webhook.CHANNEL,
)


class UnsafeChannelError(Exception):
    """The channel can neither recognise a repeat nor be read back, so nothing may be sent by it."""


@cache
def channels() -> dict[str, Channel]:
    """Map kind onto channel, ours first; refuses one that could send the same thing twice."""
    outside = [point.load() for point in entry_points(group="allmenning.channels")]
    found: dict[str, Channel] = {}
    for channel in (*OURS, *outside):
        if not channel.capabilities.is_safe:
            raise UnsafeChannelError(channel.kind)
        found.setdefault(channel.kind, channel)
    return found


def channel(kind: str) -> Channel:
    return channels()[kind]
