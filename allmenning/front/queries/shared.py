"""The newest experiences and questions that everybody may read, for the first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from allmenning.arena.models import Case, Contribution, Question
from allmenning.arena.queries.viewer import Entry, Viewer, listed

MOST_OPEN = 3


@dataclass(frozen=True)
class Begun:
    """A text by its title, whose it is, and how far it has come."""

    title: str
    language: str
    address: str
    state: str
    owner: str = ""


@dataclass(frozen=True)
class Shared:
    cases: Sequence[Begun]
    questions: Sequence[Begun]


def shared(at: datetime) -> Shared:
    return Shared(_newest(Case.objects.all(), at), _newest(Question.objects.all(), at))


def _newest(rows: QuerySet[Entry], at: datetime) -> list[Begun]:
    found = listed(rows.select_related("owner"), Viewer(), at).order_by("-published_at", "-pk")
    return [begun(one, one.owner.name) for one in found[:MOST_OPEN]]


def begun(one: Contribution, owner: str = "") -> Begun:
    address = reverse(f"arena:{type(one).__name__.lower()}", args=[one.slug])
    return Begun(one.title, one.language, address, one.get_state_display(), owner)
