"""Posts of a Facebook Page over the Graph API.

Source: developers.facebook.com, Pages API, Posts; Graph API Reference, Page Feed.
"""

from dataclasses import dataclass
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
    """The page as the token sees it."""

    identity: str
    name: str
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
    """Read the page's own id and name, and how much of the limits is used.

    Raises
    ------
    GraphError, MalformedError, NotSentError, NoAnswerError
        As `Graph.get`.
    """
    reply = await graph.get(identity, fields="id,name")
    return Page(_text(reply.content.get("id")), str(reply.content.get("name") or ""), reply.usage)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise MalformedError("An object without an id.")
    return value
