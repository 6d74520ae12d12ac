"""Telling a WebSub hub that a feed has changed.

Sources: W3C Recommendation WebSub, 23 January 2018, section 6, which leaves the call to the hub;
PubSubHubbub 0.4, section 7.2, whose form (`hub.mode=publish`, `hub.url`) hubs in use answer to.
"""

from collections.abc import Collection

import aiohttp

from allmenning.clients.calls import Answer, call
from allmenning.clients.guard import guarded_session, require_callable

PATIENCE = aiohttp.ClientTimeout(total=10, sock_connect=3)


async def publish(hub: str, topic: str, *, allowed: Collection[str] = ()) -> Answer:
    """Ask the hub to fetch the feed anew and hand it to its subscribers; a repeat does no harm.

    Parameters
    ----------
    hub
        The hub's address, https, and of the open internet.
    topic
        The feed's own address, as in its `self` link.
    allowed
        Hosts inside that may be called, over http as well.

    Raises
    ------
    RefusedAddressError
        When the hub's address may not be called. Nothing was sent.
    NotSentError, NoAnswerError
        As `calls.call`.
    """
    require_callable(hub, allowed)
    told = {"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}
    # A pool of its own: what was resolved for others is never reused for a stranger's address.
    async with guarded_session(allowed) as http:
        return await call(http, "POST", hub, patience=PATIENCE, data=told)
