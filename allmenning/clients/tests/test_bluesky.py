"""What needs no server; the rest stands with the channel, against a real PDS."""

from datetime import UTC, datetime, timedelta

import pytest

from allmenning.clients.bluesky import link_facets, pause, tid
from allmenning.clients.calls import Answer

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_key_is_the_same_for_the_same_message_and_sorts_by_time() -> None:
    first = tid("alert-1", NOON)

    assert first == tid("alert-1", NOON)
    assert len(first) == 13
    assert first[0] in "234567abcdefghij"
    assert first < tid("alert-1", NOON + timedelta(seconds=1))
    assert first != tid("alert-2", NOON)


def test_keys_of_one_second_do_not_meet() -> None:
    assert len({tid(f"alert-{number}", NOON) for number in range(5_000)}) == 5_000


def test_a_key_holds_its_second() -> None:
    number = 0
    for letter in tid("alert-1", NOON):
        number = number * 32 + "234567abcdefghijklmnopqrstuvwxyz".index(letter)

    assert (number >> 10) // 1_000_000 == int(NOON.timestamp())


def test_links_are_placed_by_bytes() -> None:
    # "Å på " is 7 bytes in 5 characters.
    assert link_facets("Å på https://a.no", [(5, 17)]) == [
        {
            "index": {"byteStart": 7, "byteEnd": 19},
            "features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://a.no"}],
        }
    ]


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {"ratelimit-reset": "1795435500"}, timedelta(minutes=5)),
        (429, {"ratelimit-reset": "99999999999999"}, None),
        (429, {}, None),
        (400, {"ratelimit-reset": "1795435500"}, None),
    ],
)
def test_a_throttled_client_is_told_how_long(
    status: int, headers: dict[str, str], expected: timedelta | None
) -> None:
    assert pause(Answer(status, headers, b""), NOON) == expected
