"""What needs no server; the rest stands with the channel, against mastodon_mock."""

from datetime import UTC, datetime, timedelta

import pytest

from allmenning.clients.calls import Answer
from allmenning.clients.mastodon import pause, plain

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_marks_are_taken_off_a_post() -> None:
    # As Mastodon 4 writes an address: its start and end are hidden, but stand in the text.
    content = (
        "<p>Kok vatnet &amp; vent.<br />Ny linje</p><p>Meir på "
        '<a href="https://vaga.kommune.no/varsel"><span class="invisible">https://</span>'
        '<span class="ellipsis">vaga.kommune</span>'
        '<span class="invisible">.no/varsel</span></a></p>'
    )

    assert plain(content) == (
        "Kok vatnet & vent.\nNy linje\n\nMeir på https://vaga.kommune.no/varsel"
    )


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [
        (429, {"x-ratelimit-reset": "2026-11-23T12:04:00.123Z"}, timedelta(seconds=240.123)),
        (429, {"x-ratelimit-reset": "1795435500"}, timedelta(minutes=5)),
        (429, {"retry-after": "30", "x-ratelimit-reset": "1795435500"}, timedelta(seconds=30)),
        (429, {"x-ratelimit-reset": "2026-11-23T11:00:00"}, timedelta()),
        (429, {"x-ratelimit-reset": "2026-12-24T12:00:00Z"}, timedelta(days=1)),
        (429, {"x-ratelimit-reset": "soon"}, None),
        (429, {}, None),
        (200, {"x-ratelimit-reset": "1795435500"}, None),
    ],
)
def test_a_throttled_client_is_told_how_long(
    status: int, headers: dict[str, str], expected: timedelta | None
) -> None:
    assert pause(Answer(status, headers, b""), NOON) == expected
