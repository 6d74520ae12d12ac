"""One page of a questionnaire as a form: what is answered, kept and wrong.

The fields are drawn by `surveys/_question_<kind>.html`; fieldwork and the preview share them.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from allmenning.core.questionnaire import (
    DONT_KNOW,
    Item,
    Kind,
    Page,
    Question,
    Reason,
    Value,
    check_value,
)
from allmenning.surveys.forms.answering_drawn import DONT_KNOW_FIELD, Drawn, drawn
from allmenning.surveys.queries.words import said
from allmenning.ui.text import number

REASONS = {
    Reason.MISSING: _("Answer this question."),
    Reason.NO_SUCH_OPTION: _("Choose one of the answers that are listed."),
    Reason.TOO_MANY: _("Choose at most %(most)s."),
    Reason.ALONE: _("One of the answers you chose cannot stand together with others."),
    Reason.TWICE: _("Give each answer one place only."),
    Reason.GAP: _("Fill the places from the first one on, without a gap."),
    Reason.INCOMPLETE: _("Something is left open here. Answer all of it."),
    Reason.NOT_A_NUMBER: _("Write a number, with digits."),
    Reason.NOT_WHOLE: _("Write a whole number."),
    Reason.TOO_MANY_DECIMALS: _("Write at most %(decimals)s decimals."),
    Reason.TOO_LOW: _("Write a number that is %(lowest)s or more."),
    Reason.TOO_HIGH: _("Write a number that is %(highest)s or less."),
    Reason.TOO_LONG: _("Write it shorter: at most %(longest)s letters."),
    Reason.NOT_A_DAY: _("Write a date, such as 23.11.2026."),
    Reason.MALFORMED: _("This could not be read. Answer the question again."),
}


class AnswerWidget(forms.Widget):
    """Reads what the boxes of one question sent; drawing is the template's."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self.item = item

    def value_from_datadict(self, data: Mapping[str, Any], _files: object, name: str) -> object:
        if data.get(f"{name}{DONT_KNOW_FIELD}"):
            return DONT_KNOW
        match self.item.kind:
            case Kind.MULTIPLE:
                return data.getlist(name) if isinstance(data, QueryDict) else data.get(name)
            case Kind.MATRIX:
                rows = {row.code: data.get(f"{name}__{row.code}", "") for row in self.item.rows}
                return {row: code for row, code in rows.items() if code}
            case Kind.RANK:
                places = range(1, self.item.places + 1)
                chosen = [data.get(f"{name}__{place}", "") for place in places]
                return chosen if any(chosen) else []
            case _:
                return data.get(name, "")

    def value_omitted_from_data(self, *_: object) -> bool:
        return False


class AnswerField(forms.Field):
    """One question."""

    widget: AnswerWidget

    def __init__(self, question: Question, language: str, *, must_answer: bool) -> None:
        item = question.item
        super().__init__(
            label=said(item.wording, language),
            required=question.is_required,
            widget=AnswerWidget(item),
        )
        self.question = question
        self.must_answer = must_answer and question.is_required

    def clean(self, value: object) -> Value:
        item = self.question.item
        checked = check_value(item, value, is_required=self.must_answer)
        if checked.reason is None:
            return checked.value
        raise ValidationError(
            REASONS[checked.reason],
            code=str(checked.reason),
            params=_numbers(item) | {"row": checked.row},
        )


def _numbers(item: Item) -> dict[str, object]:
    limits = item.limits
    default = 500 if item.kind is Kind.TEXT else 5000
    return {
        "most": item.places,
        "decimals": limits.decimals,
        "lowest": "" if limits.lowest is None else _written(limits.lowest),
        "highest": "" if limits.highest is None else _written(limits.highest),
        "longest": number(limits.longest or default),
    }


def _written(value: float) -> str:
    return number(int(value)) if float(value).is_integer() else number(value, 2)


class AnswerForm(forms.Form):
    """The questions of one page.

    `values` are the answers so far. With `must_answer` a required question that is left open is
    wrong; without, as when one goes back or takes a break, what is there is kept.
    """

    use_required_attribute = False

    def __init__(
        self,
        page: Page,
        *,
        language: str,
        values: Mapping[str, Value],
        data: QueryDict | None = None,
        must_answer: bool = True,
    ) -> None:
        super().__init__(data, initial=dict(values))
        self.page = page
        self.language = language
        for question in page.questions:
            self.fields[question.code] = AnswerField(question, language, must_answer=must_answer)

    def answers(self) -> dict[str, Value]:
        """Return what can be kept, by code; None takes back what was answered before.

        What is wrong is left out, so that it does not wipe out the answer before it.
        """
        self.is_valid()
        return {code: value for code, value in self.cleaned_data.items() if code in self.fields}

    def questions(self) -> list[Drawn]:
        """Return the questions for `surveys/_questions.html`."""
        return [drawn(self[one.code], one, self.language) for one in self.page.questions]
