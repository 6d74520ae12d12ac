"""What the Graph clients make of answers; the calls are tried with the channels."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allmenning.clients import facebook, instagram, meta
from allmenning.clients.calls import MalformedError
from allmenning.clients.meta import Graph, GraphError, Reply, Usage, usage

NOTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
JSON = st.recursive(
    NOTHING,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["id", "message", "caption", "created_time", "timestamp", "permalink", "quota_usage", "config"]
)
ROWS = st.lists(JSON | st.dictionaries(NAMES, JSON), max_size=3)
CONTENT = st.dictionaries(st.sampled_from(["data", "id", "status_code"]), JSON | ROWS)


@dataclass(frozen=True)
class Canned(Graph):
    """Answers with what it was given."""

    content: Mapping[str, Any] = field(default_factory=dict)

    async def get(self, path: str, **parameters: str) -> Reply:
        del path, parameters
        return Reply(self.content, Usage())


def canned(content: Mapping[str, Any]) -> Canned:
    return Canned(cast("Any", None), "token", content=content)


READERS: list[Callable[[Graph], Awaitable[object]]] = [
    lambda graph: facebook.posts_since(graph, "1", datetime(2026, 11, 23, tzinfo=UTC)),
    lambda graph: facebook.page(graph, "1"),
    lambda graph: instagram.newest(graph, "1"),
    lambda graph: instagram.status_of(graph, "1"),
    lambda graph: instagram.quota(graph, "1"),
    meta.token_state,
]


@pytest.mark.slow
@given(content=CONTENT, reader=st.sampled_from(READERS))
def test_an_answer_of_any_shape_is_read_or_is_malformed(
    content: dict[str, Any], reader: Callable[[Graph], Awaitable[object]]
) -> None:
    async def read() -> None:
        await reader(canned(content))

    try:
        asyncio.run(read())
    except MalformedError:
        return


@pytest.mark.slow
@given(JSON, JSON)
def test_usage_of_any_shape_is_read_as_some_share(app: object, business: object) -> None:
    told = usage(
        {"x-app-usage": json.dumps(app), "x-business-use-case-usage": json.dumps({"1": business})}
    )

    assert told.percent >= 0


def test_the_fullest_of_all_counts_is_told() -> None:
    """The shapes as in Meta's page on rate limits."""
    headers = {
        "x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":25}',
        "x-business-use-case-usage": (
            '{"66782684":[{"type":"pages","call_count":95,"total_cputime":20,"total_time":20,'
            '"estimated_time_to_regain_access":19}],"10153848260347724":[{"type":"instagram",'
            '"call_count":97,"total_cputime":23,"total_time":23,'
            '"estimated_time_to_regain_access":0}]}'
        ),
    }

    assert usage(headers) == Usage(97, timedelta(minutes=19))
    assert usage({}) == Usage(0, None)


def test_posts_are_read_as_the_reference_shows_them() -> None:
    row = {
        "id": "1_2",
        "message": "Kok vatnet.",
        "created_time": "2026-11-23T02:40:00+0000",
        "permalink_url": "https://www.facebook.com/1/posts/2",
    }
    posts = asyncio.run(_posts([row, {"id": "1_3", "created_time": "2026-11-23T02:41:00+0000"}]))

    assert posts == (
        facebook.Post(
            "1_2",
            "Kok vatnet.",
            datetime(2026, 11, 23, 2, 40, tzinfo=UTC),
            "https://www.facebook.com/1/posts/2",
        ),
        facebook.Post(
            "1_3",
            "",
            datetime(2026, 11, 23, 2, 41, tzinfo=UTC),
            "https://www.facebook.com/1_3",
        ),
    )


async def _posts(rows: list[dict[str, str]]) -> tuple[facebook.Post, ...]:
    since = datetime(2026, 11, 23, tzinfo=UTC)
    return await facebook.posts_since(canned({"data": rows}), "1", since)


@pytest.mark.parametrize(
    ("ends", "expected"), [(0, None), (1_800_000_000, datetime(2027, 1, 15, 8, tzinfo=UTC))]
)
def test_a_token_ends_when_it_says_or_never(ends: int, expected: datetime | None) -> None:
    content = {"data": {"is_valid": True, "expires_at": ends, "scopes": ["pages_manage_posts"]}}

    async def ask() -> meta.TokenState:
        return await meta.token_state(canned(content))

    assert asyncio.run(ask()) == meta.TokenState(
        is_valid=True, expires_at=expected, scopes=frozenset({"pages_manage_posts"})
    )


def test_neither_token_nor_message_is_told_of_a_graph_or_its_errors() -> None:
    graph = Graph(cast("Any", None), "hemmeleg")

    assert "hemmeleg" not in repr(graph)
    assert str(GraphError(400, 190, 463)) == "400, code 190, subcode 463"
