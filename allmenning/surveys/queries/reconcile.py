"""Two answers of one body, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from allmenning.surveys.models import Reconciliation, Response
from allmenning.surveys.queries.answering import shown
from allmenning.surveys.queries.questionnaire import questionnaire_of
from allmenning.surveys.queries.words import said


@dataclass(frozen=True)
class Compared:
    """One question with each answer, in the order of the answers."""

    wording: str
    answers: tuple[str, ...]
    is_alike: bool


def answers_of(one: Reconciliation) -> list[Response]:
    """Give what the body has sent in, also what was set aside."""
    rows = Response.objects.filter(unit=one.unit_id, submitted_at__isnull=False)
    return list(rows.select_related("contact").order_by("submitted_at", "pk"))


def compared(one: Reconciliation, answers: Sequence[Response]) -> list[Compared]:
    """Set the answers beside each other, those that differ first."""
    rows = []
    for question in questionnaire_of(one.unit.survey).questions:
        values = [response.values.get(question.code) for response in answers]
        if all(value is None for value in values):
            continue
        written = tuple(", ".join(shown(question, value)) for value in values)
        is_alike = all(value == values[0] for value in values)
        rows.append(Compared(said(question.item.wording), written, is_alike))
    return sorted(rows, key=lambda row: row.is_alike)
