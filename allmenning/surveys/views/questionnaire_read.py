"""What is asked, for everybody to read once a survey is open, with its files (R35)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from allmenning.accounts.access import may_publish, public
from allmenning.accounts.models import Role
from allmenning.core.questionnaire import Page, Question, Questionnaire
from allmenning.core.questionnaire.condition import Everybody
from allmenning.surveys.actions.ddi import codebook_of
from allmenning.surveys.actions.xlsform import workbook_of
from allmenning.surveys.models import Language, Survey
from allmenning.surveys.queries.questionnaire import questionnaire_of
from allmenning.surveys.queries.routing import condition_words, lengths_of
from allmenning.surveys.queries.surveys import surveys_seen
from allmenning.surveys.queries.words import language_of, said
from allmenning.surveys.views.bank_words import InLanguage
from allmenning.ui.chrome import current_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class QuestionRead:
    """A question as it is worded in every language, and who is asked."""

    code: str
    wording: str
    lang: str
    texts: list[InLanguage]
    condition: str
    has_dont_know: bool


@dataclass(frozen=True)
class PageRead:
    """A page."""

    number: int
    heading: str
    questions: list[QuestionRead]


def seen_or_404(request: HttpRequest, slug: str) -> Survey:
    """Return a survey that this reader may see."""
    is_analyst = may_publish(request, Role.ANALYST)
    return get_object_or_404(surveys_seen(is_analyst=is_analyst), slug=slug)


@public
@require_safe
def read(request: HttpRequest, slug: str) -> HttpResponse:
    survey = seen_or_404(request, slug)
    questionnaire = questionnaire_of(survey)
    context = {
        "survey": survey,
        "title": said(survey.title),
        "pages": [_page(page, questionnaire) for page in questionnaire.pages],
        "length": lengths_of(questionnaire, current_language()).whole,
    }
    return render(request, "surveys/questionnaire_read.html", context)


def _page(page: Page, questionnaire: Questionnaire) -> PageRead:
    questions = [_question(question, questionnaire) for question in page.questions]
    return PageRead(page.number, said(page.heading), questions)


def _question(question: Question, questionnaire: Questionnaire) -> QuestionRead:
    item = question.item
    texts = [
        InLanguage(
            language=code,
            name=str(name),
            wording=item.wording[code],
            help=item.help.get(code, ""),
            options=[said(option.label, code) for option in item.options],
            rows=[said(row.label, code) for row in item.rows],
        )
        for code, name in Language.choices
        if item.wording.get(code)
    ]
    is_for_all = isinstance(question.condition, Everybody)
    return QuestionRead(
        code=question.code,
        wording=said(item.wording),
        lang=language_of(item.wording),
        texts=texts,
        condition="" if is_for_all else condition_words(question.condition, questionnaire),
        has_dont_know=item.offers_dont_know,
    )


@public
@require_safe
def xlsform(request: HttpRequest, slug: str) -> HttpResponse:
    survey = seen_or_404(request, slug)
    return _file(workbook_of(survey), XLSX, f"{survey.slug}.xlsx")


@public
@require_safe
def ddi(request: HttpRequest, slug: str) -> HttpResponse:
    survey = seen_or_404(request, slug)
    return _file(codebook_of(survey), "application/xml", f"{survey.slug}-ddi.xml")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
