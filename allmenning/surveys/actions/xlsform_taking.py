"""Taking an XLSForm in: its questions find their items in the bank, or become new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from allmenning.accounts.models import User
from allmenning.core.questionnaire import Question as Asked
from allmenning.core.questionnaire import digest, write_condition
from allmenning.core.questionnaire.aspect import Aspect, Mixed, mixed
from allmenning.core.questionnaire.xlsform import Mark
from allmenning.core.questionnaire.xlsform_read import CODE, Noted, Read
from allmenning.surveys.actions.items import TAKEN, Wording, add_item, reword_item
from allmenning.surveys.actions.questions import MOST_QUESTIONS, NoRoomError, replace_questions
from allmenning.surveys.models import Item, ItemVersion, Question, Survey, Topic


class NotTakenError(Exception):
    """Something in the file must be put right first; nothing of it was taken."""

    def __init__(self, remarks: Sequence[Noted], mixing: Sequence[tuple[str, Mixed]]) -> None:
        self.remarks = tuple(remarks)
        self.mixing = tuple(mixing)
        super().__init__(f"{len(self.remarks)} remarks, {len(self.mixing)} mixed items")


@dataclass(frozen=True)
class Taken:
    """What came of it."""

    questions: int
    new_items: int
    new_versions: int


@transaction.atomic
def take_in(*, survey: Survey, read: Read, topic: Topic, by: User | None, at: datetime) -> Taken:
    """Put the questionnaire of a file in place of the survey's own.

    `topic` is for new items of which the file does not say.
    """
    stops = [one for one in read.remarks if one.stops]
    mixing = [(one.code, found) for one in read.questions for found in _mixed(one, read.marks)]
    if stops or mixing:
        raise NotTakenError(stops, mixing)
    if len(read.questions) > MOST_QUESTIONS:
        raise NoRoomError
    before = Item.objects.count(), ItemVersion.objects.count()
    versions = {
        one.code: _version(one, read.marks[one.code], topic, by, at) for one in read.questions
    }

    def rows(stored: Survey) -> list[Question]:
        return [
            _row(stored, number, one, versions[one.code])
            for number, one in enumerate(read.questions, 1)
        ]

    made = replace_questions(survey=survey, rows=rows, by=by, at=at)
    items, wordings = Item.objects.count() - before[0], ItemVersion.objects.count() - before[1]
    return Taken(len(made), items, wordings - items)


def _mixed(question: Asked, marks: dict[str, Mark]) -> tuple[Mixed, ...]:
    return mixed(question.item, aspect_of(marks[question.code]))


def aspect_of(mark: Mark) -> Aspect:
    return Aspect(mark.aspect) if mark.aspect in set(Aspect) else Aspect.STATE


def _version(
    question: Asked, mark: Mark, topic: Topic, by: User | None, at: datetime
) -> ItemVersion:
    """Find the wording in the bank, first in the item that the file names; else write it there."""
    known = ItemVersion.objects.filter(digest=digest(question.item)).select_related("item")
    code = mark.item if CODE.fullmatch(mark.item) else question.code
    found = known.filter(item__code=code).first() or known.order_by("pk").first()
    if found is not None:
        return found
    wording = Wording(question.item, aspect_of(mark))
    code = f"{code}-1" if code in TAKEN else code
    item = Item.objects.filter(code=code).first()
    if item is not None:
        return reword_item(item=item, wording=wording, by=by, at=at)
    chosen = mark.topic if mark.topic in Topic.values else topic
    return add_item(code=code, topic=chosen, source="", wording=wording, by=by, at=at)


def _row(survey: Survey, number: int, question: Asked, version: ItemVersion) -> Question:
    return Question(
        survey=survey,
        version=version,
        code=question.code,
        page=question.page,
        position=number,
        heading=dict(question.heading),
        is_required=question.is_required,
        is_core=question.is_core,
        condition=write_condition(question.condition),
    )
