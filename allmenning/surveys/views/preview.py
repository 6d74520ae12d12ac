"""The questionnaire as those who are asked will meet it; the answers are kept nowhere."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import requires
from allmenning.accounts.models import Role
from allmenning.core.questionnaire import Page, Questionnaire, Value, check_value, length_of, pages
from allmenning.core.questionnaire.questionnaire import asked, counted
from allmenning.surveys.forms.answering import AnswerForm
from allmenning.surveys.models import Language
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.queries.words import said
from allmenning.surveys.views.questionnaire import about, survey_or_404
from allmenning.ui.chrome import current_language
from allmenning.ui.parameters import choice, integer

LONGEST = 200_000


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one page after the other; what was answered travels with the page itself."""
    survey = survey_or_404(slug)
    told = request.POST if request.method == "POST" else request.GET
    language = choice(told, "sprak", Language.values, current_language())
    questionnaire = read_questionnaire(survey)
    context = about(survey) | {"language": language, "languages": Language.choices}
    if not questionnaire.questions:
        return render(request, "surveys/preview_empty.html", context)
    with translation.override(language):
        return _step(request, questionnaire, language, context)


def _step(
    request: HttpRequest, questionnaire: Questionnaire, language: str, context: dict[str, Any]
) -> HttpResponse:
    values = _carried(request, questionnaire)
    if request.method != "POST":
        number = integer(request.GET, "side", low=1) or questionnaire.pages[0].number
        page = next((one for one in questionnaire.pages if one.number == number), None)
        if page is None:
            raise Http404
        return _page(request, AnswerForm(page, language=language, values=values), values, context)
    number = integer(request.POST, "side", low=0) or 0
    here = next(
        (one for one in pages(questionnaire.questions, values) if one.number == number), None
    )
    if here is None:
        raise Http404
    goes_back = "tilbake" in request.POST
    data = request.POST
    form = AnswerForm(here, language=language, values=values, data=data, must_answer=not goes_back)
    values |= form.answers()
    if form.errors and not goes_back:
        return _page(request, form, values, context)
    onwards = _next(questionnaire, values, number, goes_back=goes_back)
    if onwards is None:
        return _end(request, questionnaire, values, context)
    return _page(request, AnswerForm(onwards, language=language, values=values), values, context)


def _carried(request: HttpRequest, questionnaire: Questionnaire) -> dict[str, Value]:
    """Read the answers so far from the page, and check each anew."""
    written = request.POST.get("svar", "")[:LONGEST]
    try:
        told = json.loads(written) if written else {}
    except (ValueError, RecursionError):
        return {}
    known = questionnaire.by_code
    given = told.items() if isinstance(told, dict) else ()
    checked = {
        code: check_value(known[code].item, one).value for code, one in given if code in known
    }
    return {code: value for code, value in checked.items() if value is not None}


def _next(
    questionnaire: Questionnaire, values: dict[str, Value], number: int, *, goes_back: bool
) -> Page | None:
    met = pages(questionnaire.questions, values)
    if goes_back:
        before = [page for page in met if page.number < number]
        return before[-1] if before else met[0]
    return next((page for page in met if page.number > number), None)


def _page(
    request: HttpRequest, form: AnswerForm, values: dict[str, Value], context: dict[str, Any]
) -> HttpResponse:
    told = context | {
        "form": form,
        "page": form.page,
        "heading": said(form.page.heading, context["language"]),
        "carried": json.dumps(values, ensure_ascii=False),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/preview.html", told, status=status)


def _end(
    request: HttpRequest,
    questionnaire: Questionnaire,
    values: dict[str, Value],
    context: dict[str, Any],
) -> HttpResponse:
    met = asked(questionnaire.questions, values)
    language = context["language"]
    told = context | {
        "length": length_of(met, language),
        "answers": [
            (question.code, said(question.item.wording, language), _written(one))
            for question in met
            if (one := counted(met, values).get(question.code)) is not None
        ],
    }
    return render(request, "surveys/preview_end.html", told)


def _written(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
