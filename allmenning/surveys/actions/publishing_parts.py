"""Parts of one question that tell of each other, which tables of a part each do not say.

Places in a ranking are given once each, and where one may choose one only, whoever chose another
did not choose this: the count of one part is what the others leave.
"""

from collections.abc import Iterator, Sequence

from allmenning.core.questionnaire import Kind
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.data import AnswerData
from allmenning.surveys.queries.questionnaire import questionnaire_of
from allmenning.surveys.queries.variables import Variable

OTHER = "other_answers"


def told_by_others(survey: Survey, before: Sequence[Variable], after: AnswerData) -> set[str]:
    """Name the parts that would tell, all together, what was put together or left out in all."""
    whole = {one.name for one in after.variables if OTHER not in {c.code for c in one.categories}}
    return {
        one.name
        for parts in _linked(survey, before)
        if any(one.name not in whole for one in parts)
        for one in parts
    }


def hide_with_parts(
    survey: Survey, data: AnswerData, hidden: dict[str, dict[str, set[str]]]
) -> None:
    """Hide by group what would give away a hidden count of another part."""
    groups = [one.code for one in data.classes]
    for parts in _linked(survey, data.variables):
        if any(hidden.get(one.name) for one in parts):
            for one in parts:
                codes = {"", *(category.code for category in one.categories)}
                hidden[one.name] = {group: set(codes) for group in groups}


def _linked(survey: Survey, variables: Sequence[Variable]) -> Iterator[list[Variable]]:
    """Give the variables of each question whose parts tell of each other."""
    for question in questionnaire_of(survey).questions:
        item = question.item
        mine = [one for one in variables if one.question == question.code]
        if item.kind is Kind.RANK or (
            item.kind is Kind.MULTIPLE and item.places < len(item.options)
        ):
            yield mine
        elif item.kind is Kind.MULTIPLE:
            alone = {one.code for one in item.options if one.alone}
            if len(item.options) - len(alone) < 2:
                yield mine
            else:
                yield [one for one in mine if one.part in alone]
