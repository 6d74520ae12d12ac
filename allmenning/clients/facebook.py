"""Posts of a Facebook Page over the Graph API.

Source: developers.facebook.com, Pages API, Posts; Graph API Reference, Page Feed.
"""

from dataclasses import dataclass, field
from datetime import datetime

from allmenning.clients.calls import MalformedError
from allmenning.clients.meta import Graph, Usage, moment

LONGEST = 63_206
_MOST = "100"


@dataclass(frozen=True)
class Post:
    """A post that is out; `message` as the page holds it."""

    identity: str
    message: str
    created_at: datetime
    url: str


@dataclass(frozen=True)
class Page:
    """The page as the token sees it; `token` is the page's own, empty when it is not told."""

    identity: str
    name: str
    token: str = field(repr=False)
    usage: Usage


def address_of(post: str) -> str:
    """Return the address that leads to a post, by its id."""
    return f"https://www.facebook.com/{post}"


async def publish(graph: Graph, page: str, *, message: str, link: str) -> str:
    """Publish a post at once and return its id.

    Raises
    ------
    GraphError, MalformedError, NotSentError, NoAnswerError
        As `Graph.post`.
    """
    reply = await graph.post(f"{page}/feed", message=message, link=link)
    return _text(reply.content.get("id"))


async def posts_since(graph: Graph, page: str, since: datetime) -> tuple[Post, ...]:
    """Read the newest posts of the page, at most 100.

    `since` applies to the time of the last change, so older posts may be among them. The field
    `link` cannot be read since version 3.3.

    Raises
    ------
    GraphError, MalformedError, NotSentError, NoAnswerError
        As `Graph.get`.
    """
    reply = await graph.get(
        f"{page}/posts",
        since=str(int(since.timestamp())),
        limit=_MOST,
        fields="id,message,created_time,permalink_url",
    )
    rows = reply.content.get("data")
    if not isinstance(rows, list):
        raise MalformedError("posts without data.")
    try:
        return tuple(
            Post(
                identity=_text(row["id"]),
                message=str(row.get("message") or ""),
                created_at=moment(row["created_time"]),
                url=str(row.get("permalink_url") or address_of(row["id"])),
            )
            for row in rows
        )
    except (KeyError, TypeError, ValueError):
        raise MalformedError("A post without id or time.") from None


async def page(graph: Graph, identity: str) -> Page:
    """Read the page's own id, name and token, and how much of the limits is used.

    With the token of a person or a system user who runs the page, this is how the page's own
    token is had; it lasts as long as the one it came from, without end for a system user's.

    Raises
    ------
    GraphError, MalformedError, NotSentError, NoAnswerError
        As `Graph.get`.
    """
    reply = await graph.get(identity, fields="id,name,access_token")
    told = reply.content
    name, token = str(told.get("name") or ""), str(told.get("access_token") or "")
    return Page(_text(told.get("id")), name, token, reply.usage)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise MalformedError("An object without an id.")
    return value
