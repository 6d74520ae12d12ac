"""Look for new messages from the authorities that the installation follows."""

import logging
from dataclasses import dataclass
from datetime import datetime

import httpx
from django.conf import settings
from django.utils import timezone

from allmenning.alerts.actions.incoming import receive
from allmenning.alerts.models import Incoming
from allmenning.clients.authorities import AuthorityError, Follower

log = logging.getLogger("allmenning.alerts")
followers: dict[str, Follower] = {}
"""What this process has seen of each feed, by its key in the setting."""


@dataclass(frozen=True)
class Looked:
    """One feed: how many messages were new here, or why it could not be had."""

    source: str
    count: int = 0
    fault: str = ""


def look_at_all() -> list[Looked]:
    """Look at each feed; one that is down stops no other."""
    with httpx.Client(follow_redirects=False) as http:
        return [_look(key, url, http) for key, url in settings.AUTHORITY_FEEDS.items()]


def _look(source: str, address: str, http: httpx.Client) -> Looked:
    follower = followers.setdefault(source, Follower(address, http))
    follower.http = http
    try:
        messages = follower.look()
    except AuthorityError as error:
        log.warning("feed source=%s fault=%s", source, error)
        return Looked(source, fault=str(error))
    now = timezone.now()
    taken = [
        receive(source=source, alert=one.alert, document=one.document, at=now) for one in messages
    ]
    return Looked(source, count=_new(taken, now))


def _new(taken: list[Incoming | None], since: datetime) -> int:
    return sum(one is not None and one.received_at >= since for one in taken)
