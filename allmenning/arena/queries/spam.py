"""The filter as it stands today: the published examples, and what moderators have decided."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from django.db.models import Count, Max, Q

from allmenning.arena.models import Lesson
from allmenning.core.spam import Example, Filter, learn

SET = Path(__file__).resolve().parent.parent / "data" / "spam_set.json"


# Newer lessons count; learning from so many takes half a second.
MOST_LESSONS = 5000


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
def _shipped() -> list[Example]:
    return [Example(one.text, one.is_spam) for one in published_set()]


_kept: dict[Taught, Filter] = {}
# Else each of the first to write after a start would wait for a filter of her own.
_learning = Lock()


def filter_today() -> Filter:
    """Learn anew when a lesson has come or changed; else give what was learnt."""
    state = Taught(
        *Lesson.objects.aggregate(
            n=Count("pk"), spam=Count("pk", filter=Q(is_spam=True)), last=Max("pk"), at=Max("at")
        ).values()
    )
    with _learning:
        return _kept.get(state) or _learn(state)


def _learn(state: Taught) -> Filter:
    """Learn from the published set and the newest lessons, which takes a second or two."""
    lessons = Lesson.objects.order_by("-at", "-pk").values_list("text", "is_spam")
    taught = [Example(text, is_spam) for text, is_spam in lessons[:MOST_LESSONS]]
    found = learn([*_shipped(), *taught])
    _kept.clear()
    _kept[state] = found
    return found
