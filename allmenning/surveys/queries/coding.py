"""Open answers with their codes."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from allmenning.surveys.models import Kind, OpenCode, Question, Response, Survey
from allmenning.surveys.queries.words import said

OPEN_KINDS = (Kind.TEXT, Kind.LONG_TEXT)


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    is_given: bool


@dataclass(frozen=True)
class OpenAnswer:
    response: Response
    text: str
    codes: tuple[Choice, ...]


def open_questions(survey: Survey) -> QuerySet[Question]:
    """List the questions that are answered in writing, with how many codes they have."""
    rows = survey.questions.filter(version__kind__in=OPEN_KINDS).select_related("version")
    return rows.annotate(n_codes=Count("open_codes")).order_by("page", "position", "pk")


def codes_of(question: Question) -> QuerySet[OpenCode]:
    """List the codes of a question with how many answers have each."""
    counted = Q(codings__response__set_aside_at__isnull=True)
    return question.open_codes.annotate(n=Count("codings", filter=counted)).order_by("code")


def open_answers(question: Question) -> list[Response]:
    """List what was written, in an order that does not tell who wrote it."""
    rows = Response.objects.filter(
        unit__survey=question.survey_id, submitted_at__isnull=False, set_aside_at__isnull=True
    )
    written = [
        one for one in rows.order_by("pk") if str(one.values.get(question.code) or "").strip()
    ]
    return sorted(written, key=lambda one: (str(one.values[question.code]).casefold(), one.pk))


def with_codes(question: Question, responses: list[Response]) -> list[OpenAnswer]:
    """Give each answer its codes, asking the database once."""
    codes = list(question.open_codes.order_by("code"))
    given = set(
        Response.objects.filter(pk__in=[one.pk for one in responses], codings__code__in=codes)
        .order_by("pk", "codings__code")
        .values_list("pk", "codings__code__code")
    )
    return [
        OpenAnswer(
            one,
            str(one.values[question.code]),
            tuple(
                Choice(code.code, said(code.label), (one.pk, code.code) in given) for code in codes
            ),
        )
        for one in responses
    ]
