"""Builders: a message to us, and somebody who may answer it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from allmenning.accounts.models import Grant, Role, User
from allmenning.front.actions import receive_feedback
from allmenning.front.models import Feedback
from allmenning.ui.robots import SIGNER

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_feedback(**changes: Any) -> Feedback:
    told: dict[str, Any] = {
        "kind": Feedback.Kind.ACCESSIBILITY,
        "text": "Kartet er ikke til å lese.",
        "email": "",
        "page": "/kommuner/",
        "language": "nb",
        "by": None,
        "at": AT,
    }
    return receive_feedback(**(told | changes))


def message(**changes: str) -> dict[str, str]:
    """Return what the form sends; `started` must be signed some seconds before."""
    told = {
        "kind": "content",
        "text": "Tallet stemmer ikke.",
        "page": "/funn/F035/",
        "started": SIGNER.sign("1"),
    }
    return told | changes


def make_steward(email: str = "solveig@digdir.example") -> User:
    user = User.objects.create_user(email, name="Solveig")
    Grant.objects.create(
        user=user,
        role=Role.STEWARD,
        verified_how="by hand",
        verified_at=AT,
        expires_at=AT + timedelta(days=3650),
    )
    return user
