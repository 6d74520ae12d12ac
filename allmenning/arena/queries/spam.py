"""The filter as it stands today: the published examples, and what moderators have decided."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import Count, Max, Q

from allmenning.arena.models import Lesson
from allmenning.core.spam import Example, Filter, count

SET = Path(__file__).resolve().parent.parent / "data" / "spam_set.json"


class Published(NamedTuple):
    """One text of the published set; `family` holds together what resembles each other."""

    text: str
    is_spam: bool
    language: str
    kind: str
    family: str


class Taught(NamedTuple):
    """How many lessons there are, which is newest: another answer, another filter."""

    n: int
    spam: int
    last: int | None
    at: datetime | None


def published_set() -> list[Published]:
    return [Published(**one) for one in json.loads(SET.read_text())["texts"]]


@cache
def _shipped() -> Filter:
    return count(Example(one.text, one.is_spam) for one in published_set())


_kept: dict[Taught, Filter] = {}


def filter_today() -> Filter:
    """Count the filter anew when a lesson has come or changed; else give what was counted."""
    state = Taught(
        *Lesson.objects.aggregate(
            n=Count("pk"), spam=Count("pk", filter=Q(is_spam=True)), last=Max("pk"), at=Max("at")
        ).values()
    )
    found = _kept.get(state)
    if found is None:
        lessons = Lesson.objects.order_by("pk").values_list("text", "is_spam")
        found = _shipped().taught(Example(text, is_spam) for text, is_spam in lessons.iterator())
        _kept.clear()
        _kept[state] = found
    return found
