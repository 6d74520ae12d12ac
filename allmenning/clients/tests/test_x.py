"""What needs no server; the rest stands with the channel, against our fake of X."""

import pytest

from allmenning.clients.x import XError


@pytest.mark.parametrize(
    ("error", "duplicate", "capped", "passing", "of_reply"),
    [
        (XError(403, "about:blank", "... duplicate content."), True, False, False, False),
        (XError(429, "usage-capped"), False, True, True, False),
        (XError(402), False, True, False, False),
        (XError(403, "credits"), False, True, False, False),
        (XError(503), False, False, True, False),
        (XError(403, "", "You attempted to reply to a Post ..."), False, False, False, True),
        (XError(401), False, False, False, False),
    ],
)
def test_an_error_knows_what_it_is(
    error: XError, *, duplicate: bool, capped: bool, passing: bool, of_reply: bool
) -> None:
    assert error.is_duplicate == duplicate
    assert error.is_capped == capped
    assert error.is_passing == passing
    assert error.is_of_reply == of_reply


def test_an_error_does_not_say_what_was_sent() -> None:
    assert str(XError(403, "about:blank", "Kok vatnet")) == "X answered 403 about:blank."
