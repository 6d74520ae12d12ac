"""Publishing images to an Instagram professional account over the Graph API.

Source: developers.facebook.com, Instagram Platform: Content Publishing, IG User Media, IG
Container, IG User Media Publish, Content Publishing Limit. A container is made, is asked for until
it is finished, and is published once; it dies after 24 hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast, get_args

from allmenning.clients.calls import MalformedError
from allmenning.clients.meta import Graph, Usage, moment

LONGEST_CAPTION = 2_200
LONGEST_ALTERNATIVE = 1_000
_MOST = "50"

Status = Literal["FINISHED", "IN_PROGRESS", "ERROR", "EXPIRED", "PUBLISHED"]


@dataclass(frozen=True)
class Media:
    """A post that is out."""

    identity: str
    caption: str
    created_at: datetime
    url: str


@dataclass(frozen=True)
class Quota:
    """Posts published over the API in the last 24 hours, and how many there may be."""

    used: int
    total: int
    usage: Usage


async def make_container(
    graph: Graph, account: str, *, image_url: str, caption: str, alternative: str
) -> str:
    """Have Instagram fetch the image, JPEG from a public address, and return the container's id.

    Nobody sees anything yet. All functions here raise as `Graph.get` and `Graph.post`.
    """
    reply = await graph.post(
        f"{account}/media", image_url=image_url, caption=caption, alt_text=alternative
    )
    return _identity(reply.content)


async def status_of(graph: Graph, container: str) -> Status:
    """Read how far a container has come."""
    told = (await graph.get(container, fields="status_code")).content.get("status_code")
    if told not in get_args(Status):
        raise MalformedError("A container without a status that is known.")
    return cast("Status", told)


async def publish(graph: Graph, account: str, container: str) -> str:
    """Publish a finished container and return the id of the post.

    Error 4 with subcode 2207051 may come although the post is out.
    """
    reply = await graph.post(f"{account}/media_publish", creation_id=container)
    return _identity(reply.content)


async def address_of(graph: Graph, media: str) -> str:
    """Read the address of a post."""
    return str((await graph.get(media, fields="id,permalink")).content.get("permalink") or "")


async def newest(graph: Graph, account: str) -> tuple[Media, ...]:
    """Read the account's newest posts, at most 50."""
    fields = "id,caption,timestamp,permalink"
    reply = await graph.get(f"{account}/media", fields=fields, limit=_MOST)
    rows = reply.content.get("data")
    if not isinstance(rows, list):
        raise MalformedError("media without data.")
    try:
        return tuple(
            Media(
                identity=_identity(row),
                caption=str(row.get("caption") or ""),
                created_at=moment(row["timestamp"]),
                url=str(row.get("permalink") or ""),
            )
            for row in rows
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise MalformedError("A post without id or time.") from None


async def quota(graph: Graph, account: str) -> Quota:
    """Read how many posts are left today (`content_publishing_limit`)."""
    reply = await graph.get(f"{account}/content_publishing_limit", fields="quota_usage,config")
    try:
        row = reply.content["data"][0]
        return Quota(int(row["quota_usage"]), int(row["config"]["quota_total"]), reply.usage)
    except (IndexError, KeyError, OverflowError, TypeError, ValueError):
        raise MalformedError("A quota without its numbers.") from None


async def username(graph: Graph, account: str) -> str:
    """Read the name of the account."""
    return str((await graph.get(account, fields="id,username")).content.get("username") or "")


def _identity(row: Mapping[str, Any]) -> str:
    found = row.get("id")
    if not isinstance(found, str) or not found:
        raise MalformedError("An object without an id.")
    return found
