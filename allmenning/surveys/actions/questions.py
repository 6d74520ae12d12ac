"""Building the questionnaire of a survey; when the survey opens it stands as it is."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.core.questionnaire import read_condition
from allmenning.surveys.models import ItemVersion, Question, Stage, Survey

BEING_BUILT = (Stage.PLANNING, Stage.MAPPING)
LAST_PAGE = 60
MOST_QUESTIONS = 300
COPIED = (
    "version_id",
    "code",
    "page",
    "position",
    "heading",
    "is_required",
    "is_core",
    "condition",
)


class FrozenError(Exception):
    """The survey is open, or has been: its questionnaire stands as it was asked."""


class NotEmptyError(Exception):
    """There are questions already, or no round before."""


class NoRoomError(Exception):
    """More pages or questions than anybody answers."""


def is_frozen(survey: Survey) -> bool:
    return survey.stage not in BEING_BUILT


def _building(survey: Survey) -> Survey:
    stored = Survey.objects.select_for_update().get(pk=survey.pk)
    if is_frozen(stored):
        raise FrozenError
    return stored


@transaction.atomic
def add_question(
    *, survey: Survey, version: ItemVersion, page: int, by: User | None, at: datetime
) -> Question:
    """Ask an item, last on the page."""
    stored = _building(survey)
    if not 1 <= page <= LAST_PAGE or stored.questions.count() >= MOST_QUESTIONS:
        raise NoRoomError
    question = Question.objects.create(
        survey=stored,
        version=version,
        code=_free_code(stored, version.item.code),
        page=page,
        position=MOST_QUESTIONS + 1,
    )
    _renumber(stored)
    _note(stored, "added", by, at, {"question": question.code})
    question.refresh_from_db()
    return question


def _free_code(survey: Survey, code: str) -> str:
    taken = set(survey.questions.values_list("code", flat=True))
    free, number = code, 1
    while free in taken:
        number += 1
        free = f"{code[:36]}-{number}"
    return free


@transaction.atomic
def set_question(
    *, question: Question, values: Mapping[str, Any], by: User | None, at: datetime
) -> Question:
    """Set page, heading, wording, condition, and whether it is required or of the core module."""
    stored = _building(question.survey)
    if "condition" in values:
        read_condition(values["condition"])
    if not 1 <= values.get("page", 1) <= LAST_PAGE:
        raise NoRoomError
    row = Question.objects.select_for_update().get(pk=question.pk)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
        _renumber(stored)
        detail: dict[str, object] = {"question": row.code, "fields": sorted(changed)}
        _note(stored, "changed", by, at, detail)
    return row


@transaction.atomic
def move_question(*, question: Question, up: bool, by: User | None, at: datetime) -> Question:
    """Move it one place; past the end of its page it goes over to the next one."""
    stored = _building(question.survey)
    rows = list(stored.questions.order_by("page", "position", "pk"))
    here = next(number for number, row in enumerate(rows) if row.pk == question.pk)
    row, there = rows[here], here + (-1 if up else 1)
    other = rows[there] if 0 <= there < len(rows) else None
    if other is not None and other.page == row.page:
        row.position, other.position = other.position, row.position
        other.save(update_fields=["position"])
    else:
        _change_page(row, rows, up=up)
    row.save(update_fields=["page", "position"])
    _renumber(stored)
    _note(stored, "moved", by, at, {"question": row.code})
    row.refresh_from_db()
    return row


def _change_page(row: Question, rows: Sequence[Question], *, up: bool) -> None:
    """Go last on the page before, or first on the page after; alone it cannot go past the ends."""
    if up and row.page > 1:
        row.page, row.position = row.page - 1, MOST_QUESTIONS + 1
    is_last = row.page == rows[-1].page and sum(one.page == row.page for one in rows) == 1
    if not up and not is_last and row.page < LAST_PAGE:
        row.page, row.position = row.page + 1, 0


@transaction.atomic
def remove_question(*, question: Question, by: User | None, at: datetime) -> Survey:
    """Take it out; conditions that look at it are then shown as wrong."""
    stored = _building(question.survey)
    code = question.code
    Question.objects.filter(pk=question.pk).delete()
    _renumber(stored)
    _note(stored, "removed", by, at, {"question": code})
    return stored


@transaction.atomic
def replace_questions(
    *, survey: Survey, rows: Callable[[Survey], Sequence[Question]], by: User | None, at: datetime
) -> list[Question]:
    """Put a whole questionnaire, as from a file, in place of what stands there."""
    stored = _building(survey)
    stored.questions.all().delete()
    made = Question.objects.bulk_create(rows(stored))
    _renumber(stored)
    _note(stored, "replaced", by, at, {"questions": len(made)})
    return made


@transaction.atomic
def ask_the_same(*, survey: Survey, by: User | None, at: datetime) -> list[Question]:
    """Ask what the round before asked, in the same wordings, so that figures can be compared."""
    stored = _building(survey)
    if stored.previous_id is None or stored.questions.exists():
        raise NotEmptyError
    earlier = Question.objects.filter(survey=stored.previous_id).order_by("page", "position", "pk")

    def rows(whole: Survey) -> list[Question]:
        return [_copied(row, whole) for row in earlier]

    return replace_questions(survey=stored, rows=rows, by=by, at=at)


def _copied(row: Question, survey: Survey) -> Question:
    return Question(survey=survey, **{name: getattr(row, name) for name in COPIED})


def _renumber(survey: Survey) -> None:
    """Give pages and places their numbers from one on, without gaps."""
    rows = list(survey.questions.order_by("page", "position", "pk"))
    numbers = {page: number for number, page in enumerate(sorted({row.page for row in rows}), 1)}
    changed = []
    for position, row in enumerate(rows, 1):
        if (row.page, row.position) != (numbers[row.page], position):
            row.page, row.position = numbers[row.page], position
            changed.append(row)
    Question.objects.bulk_update(changed, ["page", "position"])


def _note(
    survey: Survey, what: str, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    survey.changed_at = at
    survey.save(update_fields=["changed_at"])
    target = f"surveys.survey:{survey.pk}"
    write_audit(by=by, at=at, verb=f"surveys.question.{what}", target=target, detail=detail)
