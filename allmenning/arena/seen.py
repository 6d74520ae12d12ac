"""Noting that a member was here when she read a page, so that her letter waits (R73)."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from allmenning.accounts.models import User
from allmenning.arena.actions.profiles import note_here
from allmenning.arena.queries.profiles import SEEN_EVERY

if TYPE_CHECKING:
    from uuid import UUID

    from allmenning.arena.queries.viewer import Viewer

# As many people as one process remembers; it then begins anew, at the cost of one row each.
MOST_REMEMBERED = 20_000


class Seen:
    """Write it once an hour, after a page that asked who reads (`viewer_of`) has been made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.noted: dict[UUID, datetime] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        viewer: Viewer | None = getattr(request, "_viewer", None)
        if viewer is not None and viewer.user is not None:
            self.note(viewer.user, timezone.now())
        return answer

    def note(self, person: User, at: datetime) -> None:
        """Ask the database only where this process has not done so within the hour."""
        noted = self.noted.get(person.pseudonym)
        if noted is not None and at - noted < SEEN_EVERY:
            return
        if len(self.noted) >= MOST_REMEMBERED:
            self.noted.clear()
        self.noted[person.pseudonym] = at
        note_here(person=person, at=at)
