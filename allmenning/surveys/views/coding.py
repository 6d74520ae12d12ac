"""Coding open answers by hand, for analysts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.coding import SameCodeError, add_code, code_answer
from allmenning.surveys.forms.coding import CodeForm
from allmenning.surveys.models import Question, Response, Survey
from allmenning.surveys.queries.coding import (
    OPEN_KINDS,
    codes_of,
    open_answers,
    open_questions,
    with_codes,
)
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.paging import page_of


def _question(slug: str, code: str) -> Question:
    rows = Question.objects.select_related("survey", "version")
    return get_object_or_404(rows, survey__slug=slug, code=code, version__kind__in=OPEN_KINDS)


def _context(survey: Survey) -> dict[str, object]:
    return {"survey": survey, "title": said(survey.title)}


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    rows = [
        (one, said(one.version.wording), language_of(one.version.wording))
        for one in open_questions(survey)
    ]
    return render(request, "surveys/analysis_coding.html", {**_context(survey), "rows": rows})


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    found = _question(slug, code)
    if request.method == "POST":
        return _coded(request, found)
    page = page_of(request, open_answers(found))
    context = {
        **_context(found.survey),
        "question": found,
        "wording": said(found.version.wording),
        "wording_language": language_of(found.version.wording),
        "codes": [(one, said(one.label)) for one in codes_of(found)],
        "page": page,
        "answers": with_codes(found, list(page.rows)),
    }
    return render(request, "surveys/analysis_coding_question.html", context)


def _coded(request: HttpRequest, found: Question) -> HttpResponse:
    rows = Response.objects.filter(unit__survey=found.survey)
    given = request.POST.get("svar", "")
    response = get_object_or_404(rows, pk=int(given) if given.isascii() and given.isdigit() else 0)
    code_answer(
        response=response,
        question=found,
        codes=request.POST.getlist("kode"),
        by=person_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("The codes are saved."))
    return redirect(f"{request.get_full_path()}#svar-{response.pk}")


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_code(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    found = _question(slug, code)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_code(question=found, label=form.label(), by=person_of(request), at=timezone.now())
        except SameCodeError:
            form.add_error("label_nb", _("There is a code of that name already."))
        else:
            return redirect("surveys:coding_question", slug, code)
    context = {
        **_context(found.survey),
        "question": found,
        "wording": said(found.version.wording),
        "wording_language": language_of(found.version.wording),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/analysis_coding_code.html", context, status=status)
