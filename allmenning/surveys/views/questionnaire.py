"""Analysts build the questionnaire of a survey; once it is open it is only shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.questions import (
    FrozenError,
    NoRoomError,
    NotEmptyError,
    add_question,
    ask_the_same,
    is_frozen,
    move_question,
    remove_question,
    set_question,
)
from allmenning.surveys.forms.item import BankFilters
from allmenning.surveys.forms.question import AddForm, ConditionForm, QuestionForm
from allmenning.surveys.models import Question, Survey
from allmenning.surveys.queries.bank import bank_rows
from allmenning.surveys.queries.bridges import reworded_since
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.queries.routing import condition_words, lengths_of, routing_of
from allmenning.surveys.queries.words import language_of, said
from allmenning.surveys.views.bank import narrowing_of
from allmenning.surveys.views.bank_words import item_rows
from allmenning.surveys.views.questionnaire_ways import ways_chart
from allmenning.surveys.views.questionnaire_words import pages_of
from allmenning.ui.chrome import current_language

FORM_METHODS = ["GET", "HEAD", "POST"]


def survey_or_404(slug: str) -> Survey:
    return get_object_or_404(Survey.objects.select_related("previous"), slug=slug)


def about(survey: Survey) -> dict[str, object]:
    """Return what every page of the questionnaire shows."""
    return {"survey": survey, "title": said(survey.title), "is_frozen": is_frozen(survey)}


@requires(Role.ANALYST)
@never_cache
@require_safe
def builder(request: HttpRequest, slug: str) -> HttpResponse:
    survey = survey_or_404(slug)
    questionnaire, routing = read_questionnaire(survey), routing_of(survey)
    reworded = reworded_since(survey)
    context = about(survey) | {
        "pages": pages_of(survey, questionnaire, routing),
        "lengths": lengths_of(questionnaire, current_language()),
        "faults": len(routing.faults),
        "reworded": reworded,
        "undecided": [one for one in reworded if not one.between.is_whole],
    }
    return render(request, "surveys/questionnaire.html", context)


@requires(Role.ANALYST)
@never_cache
@require_safe
def ways(request: HttpRequest, slug: str) -> HttpResponse:
    survey = survey_or_404(slug)
    questionnaire, routing = read_questionnaire(survey), routing_of(survey)
    pages = pages_of(survey, questionnaire, routing)
    context = about(survey) | {
        "routing": routing,
        "chart": ways_chart(routing),
        "pages": [page for page in pages if page.faults or any(line.faults for line in page.lines)],
    }
    return render(request, "surveys/questionnaire_ways.html", context)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose among the bank; each has its own button."""
    survey = survey_or_404(slug)
    if request.method == "POST":
        return _add(request, survey)
    by = narrowing_of(request)
    taken = set(survey.questions.values_list("version__item", flat=True))
    rows = [row for row in item_rows(bank_rows(by)) if row.item.pk not in taken]
    last = survey.questions.order_by("-page").first()
    context = about(survey) | {
        "rows": rows,
        "by": by,
        "filters": BankFilters(by),
        "page": last.page if last else 1,
    }
    return render(request, "surveys/questionnaire_add.html", context)


def _add(request: HttpRequest, survey: Survey) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a question, and a page from 1 on."))
        return redirect("surveys:questionnaire_add", survey.slug)
    version, page = form.cleaned_data["version"], form.cleaned_data["page"]
    try:
        add_question(
            survey=survey, version=version, page=page, by=person_of(request), at=timezone.now()
        )
    except FrozenError:
        _say_frozen(request)
    except NoRoomError:
        messages.error(request, _("The questionnaire has no room for more."))
    else:
        messages.success(
            request, _("The question is in the questionnaire, on page %(page)s.") % {"page": page}
        )
    return redirect("surveys:questionnaire", survey.slug)


def _say_frozen(request: HttpRequest) -> None:
    messages.error(request, _("The survey is open, so its questionnaire stands as it is."))


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def question(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Set where a question stands and who is asked."""
    survey = survey_or_404(slug)
    row = _question_or_404(survey, code)
    if is_frozen(survey):
        _say_frozen(request)
        return redirect("surveys:questionnaire", slug)
    questionnaire = read_questionnaire(survey)
    earlier = [one for one in questionnaire if one.page < row.page]
    posted = request.POST or None
    form = QuestionForm(posted, question=row)
    condition = ConditionForm(posted, stored=row.condition, earlier=earlier)
    if request.method == "POST" and all([form.is_valid(), condition.is_valid()]):
        values = form.values() | {"condition": condition.condition()}
        set_question(question=row, values=values, by=person_of(request), at=timezone.now())
        messages.success(request, _("The question is saved."))
        return redirect("surveys:questionnaire", slug)
    context = about(survey) | {
        "question": row,
        "wording": said(row.version.wording),
        "lang": language_of(row.version.wording),
        "form": form,
        "condition": condition,
        "now": condition_words(condition.stored, questionnaire) if row.condition else "",
        "earlier": earlier,
    }
    status = 422 if posted else 200
    return render(request, "surveys/questionnaire_question.html", context, status=status)


def _question_or_404(survey: Survey, code: str) -> Question:
    rows = Question.objects.select_related("survey", "version__item")
    return get_object_or_404(rows, survey=survey, code=code)


@requires(Role.ANALYST)
@require_POST
def move(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    row = _question_or_404(survey_or_404(slug), code)
    up = request.POST.get("hvor") == "opp"
    try:
        move_question(question=row, up=up, by=person_of(request), at=timezone.now())
    except FrozenError:
        _say_frozen(request)
    return redirect(f"{_builder(slug)}#{code}")


@requires(Role.ANALYST)
@require_POST
def remove(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    row = _question_or_404(survey_or_404(slug), code)
    try:
        remove_question(question=row, by=person_of(request), at=timezone.now())
    except FrozenError:
        _say_frozen(request)
    else:
        messages.success(request, _("The question is taken out. It is still in the bank."))
    return redirect("surveys:questionnaire", slug)


@requires(Role.ANALYST)
@require_POST
def same(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin with what the round before asked."""
    survey = survey_or_404(slug)
    try:
        made = ask_the_same(survey=survey, by=person_of(request), at=timezone.now())
    except FrozenError:
        _say_frozen(request)
    except NotEmptyError:
        messages.error(request, _("There are questions already, or no round before."))
    else:
        told = _("%(count)s questions are the same as in the round before.") % {"count": len(made)}
        messages.success(request, told)
    return redirect("surveys:questionnaire", slug)


def _builder(slug: str) -> str:
    return reverse("surveys:questionnaire", args=[slug])
