"""What the check of ways says of a survey's questionnaire, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmenning.core.questionnaire import (
    DONT_KNOW,
    MOST_CORE_STEPS,
    Fault,
    Problem,
    Questionnaire,
    Routing,
    Span,
    check_routing,
    span_of,
)
from allmenning.core.questionnaire.condition import (
    Answer,
    Condition,
    Either,
    Every,
    Everybody,
    Not,
)
from allmenning.surveys.models import Survey
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.queries.words import said

PROBLEMS = {
    Problem.UNKNOWN_QUESTION: gettext_lazy(
        "The condition looks at “%(about)s”, which is not asked."
    ),
    Problem.LATER_QUESTION: gettext_lazy(
        "The condition looks at “%(about)s”, which is asked later."
    ),
    Problem.SAME_PAGE: gettext_lazy(
        "The condition looks at “%(about)s” on the same page. Move one of them to another page."
    ),
    Problem.NO_SUCH_VALUE: gettext_lazy(
        "The condition waits for “%(about)s”, which nobody can answer."
    ),
    Problem.NO_SUCH_ROW: gettext_lazy(
        "The condition looks at a row that the question does not have."
    ),
    Problem.WRONG_TEST: gettext_lazy(
        "The condition compares “%(about)s” in a way that does not fit how it is answered."
    ),
    Problem.CONTRADICTION: gettext_lazy("The condition contradicts itself, so nobody is asked."),
    Problem.UNREACHABLE: gettext_lazy("No way leads here, so nobody is asked."),
    Problem.PAGE_UNREACHABLE: gettext_lazy("No way leads to this page."),
    Problem.DEAD_END: gettext_lazy("It must be answered and cannot be, so nobody comes past it."),
    Problem.CODE_TWICE: gettext_lazy("Two questions have this code."),
    Problem.PAGES_OUT_OF_ORDER: gettext_lazy("The page comes before the one above it."),
}


def routing_of(survey: Survey) -> Routing:
    """Check the questionnaire as it stands."""
    return check_routing(read_questionnaire(survey).questions)


def told(fault: Fault) -> str:
    """Say in a sentence what is wrong."""
    return str(PROBLEMS[fault.problem]) % {"about": fault.about}


@dataclass(frozen=True)
class Lengths:
    """How long the whole and the core module are, and whether the core is short enough."""

    whole: Span
    core: Span

    @property
    def most_steps(self) -> int:
        return MOST_CORE_STEPS

    @property
    def core_is_short(self) -> bool:
        return self.core.longest.steps <= MOST_CORE_STEPS


def lengths_of(questionnaire: Questionnaire, language: str) -> Lengths:
    questions = questionnaire.questions
    return Lengths(
        whole=span_of(questions, language), core=span_of(questions, language, only_core=True)
    )


def condition_words(condition: Condition, questionnaire: Questionnaire) -> str:
    """Say who is asked, as a sentence; nested parts stand in parentheses."""
    match condition:
        case Everybody():
            return _("Everybody is asked.")
        case Every(parts):
            return _joined(_("and"), parts, questionnaire)
        case Either(parts):
            return _joined(_("or"), parts, questionnaire)
        case Not(part):
            return _("not %(part)s") % {"part": _part(part, questionnaire)}
        case Answer():
            return _answer(condition, questionnaire)


def _joined(word: str, parts: Sequence[Condition], questionnaire: Questionnaire) -> str:
    return f" {word} ".join(_part(part, questionnaire) for part in parts)


def _part(part: Condition, questionnaire: Questionnaire) -> str:
    words = condition_words(part, questionnaire)
    return f"({words})" if isinstance(part, Every | Either) else words


TESTS = {
    "is": gettext_lazy("%(question)s is “%(value)s”"),
    "has": gettext_lazy("%(question)s includes “%(value)s”"),
    "above": gettext_lazy("%(question)s is above %(value)s"),
    "below": gettext_lazy("%(question)s is below %(value)s"),
}


def _answer(answer: Answer, questionnaire: Questionnaire) -> str:
    question = questionnaire.by_code.get(answer.question)
    name = f"{answer.question} / {answer.row}" if answer.row else answer.question
    if answer.test == "answered":
        wanted = (
            _("%(question)s is answered") if answer.value else _("%(question)s is not answered")
        )
        return wanted % {"question": name}
    value = str(answer.value)
    if question is not None:
        labels = {option.code: said(option.label) for option in question.item.options}
        value = labels.get(value, value)
    if value == DONT_KNOW:
        value = _("Don't know")
    return str(TESTS[answer.test]) % {"question": name, "value": value}
