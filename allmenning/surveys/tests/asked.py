"""Items of the bank and a survey being planned that asks some of them."""

from datetime import UTC, datetime
from typing import Any

from allmenning.core.questionnaire import Item as Worded
from allmenning.core.questionnaire import Kind, Option
from allmenning.core.questionnaire.aspect import Aspect
from allmenning.surveys.actions.items import Wording, add_item
from allmenning.surveys.actions.questions import add_question
from allmenning.surveys.models import ItemVersion, Question, Stage, Survey
from allmenning.surveys.tests.answered import make_survey

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
YES_NO = (
    Option("yes", {"nb": "Ja", "nn": "Ja", "en": "Yes"}),
    Option("no", {"nb": "Nei", "nn": "Nei", "en": "No"}),
)


def worded(words: str = "Har kommunen en strategi?", **changes: Any) -> Wording:
    told: dict[str, Any] = {
        "kind": Kind.SINGLE,
        "wording": {"nb": words, "nn": "Har kommunen ein strategi?"},
        "options": YES_NO,
    } | changes
    aspect = told.pop("aspect", Aspect.STATE)
    return Wording(Worded(**told), aspect)


def make_version(code: str = "strategy", **changes: Any) -> ItemVersion:
    wording = worded(**changes)
    return add_item(code=code, topic="strategy", source="", wording=wording, by=None, at=AT)


def make_planned(**changes: Any) -> Survey:
    return make_survey(**({"stage": Stage.PLANNING, "slug": "plan"} | changes))


def ask(survey: Survey, code: str, page: int = 1, **changes: Any) -> Question:
    version = make_version(code, **changes)
    return add_question(survey=survey, version=version, page=page, by=None, at=AT)
