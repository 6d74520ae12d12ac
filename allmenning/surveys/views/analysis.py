"""What analysts make of the answers: recipes, their tables, and each number with what it is."""

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, public, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.recipes import (
    make_standard_recipes,
    remove_recipe,
    run_recipe,
    run_stale_recipes,
    save_recipe,
)
from allmenning.surveys.forms.recipe import RecipeForm
from allmenning.surveys.models import Recipe, Survey
from allmenning.surveys.queries.analysis import number_page, recipe_page, survey_told
from allmenning.surveys.queries.data import AnswerData, NoAnswersError, data_of
from allmenning.surveys.queries.tables import Row, TableSpec
from allmenning.surveys.queries.words import language_of, said
from allmenning.ui.responses import csv_response, json_response

FORM_METHODS = ["GET", "HEAD", "POST"]


def _data_or_none(survey: Survey) -> AnswerData | None:
    try:
        return data_of(survey)
    except NoAnswersError:
        return None


def _survey_context(survey: Survey) -> dict[str, object]:
    return {
        "survey": survey,
        "title": said(survey.title),
        "title_language": language_of(survey.title),
    }


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD"])
def home(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    data = _data_or_none(survey)
    told = survey_told(survey, data) if data else None
    context = {**_survey_context(survey), "told": told}
    return render(request, "surveys/analysis.html", context)


@requires(Role.ANALYST)
@never_cache
@require_POST
def standard(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    try:
        make_standard_recipes(survey=survey, by=person_of(request), at=timezone.now())
    except NoAnswersError:
        messages.error(request, _("There are too few answers to make figures of."))
    else:
        messages.success(request, _("The recipes are made and run."))
    return redirect("surveys:analysis", slug)


@requires(Role.ANALYST)
@never_cache
@require_POST
def run_stale(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    try:
        run_stale_recipes(survey=survey, by=person_of(request), at=timezone.now())
    except NoAnswersError:
        messages.error(request, _("There are too few answers to make figures of."))
    else:
        messages.success(request, _("Every recipe is run on the answers as they are now."))
    return redirect("surveys:analysis", slug)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    survey = get_object_or_404(Survey, slug=slug)
    data = _data_or_none(survey)
    if data is None:
        messages.error(request, _("There are too few answers to make figures of."))
        return redirect("surveys:analysis", slug)
    form = RecipeForm(request.POST or None, data=data)
    if request.method == "POST" and form.is_valid():
        recipe = save_recipe(
            survey=survey,
            title=form.text(),
            tables=form.tables(),
            method=form.interval(),
            is_public=form.cleaned_data["is_public"],
            by=person_of(request),
            at=timezone.now(),
        )
        return redirect("surveys:recipe", slug, recipe.pk)
    context = {**_survey_context(survey), "form": form}
    status = 422 if form.errors else 200
    return render(request, "surveys/analysis_recipe_form.html", context, status=status)


def _recipe(slug: str, pk: int) -> Recipe:
    return get_object_or_404(Recipe.objects.select_related("survey"), pk=pk, survey__slug=slug)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD"])
def recipe(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    found = _recipe(slug, pk)
    data = _data_or_none(found.survey)

    def address(table: int, row: int) -> str:
        return reverse("surveys:recipe_number", args=[slug, pk, table, row])

    context = {
        **_survey_context(found.survey),
        "recipe": found,
        "recipe_title": said(found.title),
        "recipe_language": language_of(found.title),
        "is_stale": data is None or data.digest != found.data_sha256,
        "tables": list(recipe_page(found, data, address)) if data else [],
    }
    return render(request, "surveys/analysis_recipe.html", context)


@requires(Role.ANALYST)
@never_cache
@require_POST
def run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    try:
        run_recipe(recipe=_recipe(slug, pk), by=person_of(request), at=timezone.now())
    except NoAnswersError:
        messages.error(request, _("There are too few answers to make figures of."))
    else:
        messages.success(request, _("The recipe is run on the answers as they are now."))
    return redirect("surveys:recipe", slug, pk)


@requires(Role.ANALYST)
@never_cache
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    remove_recipe(recipe=_recipe(slug, pk), by=person_of(request), at=timezone.now())
    messages.success(request, _("The recipe is removed. The answers stand."))
    return redirect("surveys:analysis", slug)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD"])
def number(request: HttpRequest, slug: str, pk: int, table: int, row: int) -> HttpResponse:
    found = _recipe(slug, pk)
    data = _data_or_none(found.survey)
    page = number_page(found, data, table, row) if data else None
    if page is None:
        messages.error(request, _("The figure is not there any more. Run the recipe again."))
        return redirect("surveys:recipe", slug, pk)
    context = {
        **_survey_context(found.survey),
        "recipe": found,
        "recipe_title": said(found.title),
        "page": page,
    }
    return render(request, "surveys/analysis_number.html", context)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD"])
def recipe_file(_request: HttpRequest, slug: str, pk: int, kind: str) -> HttpResponseBase:
    """Give the tables as data, for analysts: they are not protected."""
    found = _recipe(slug, pk)
    told = found.result or {"tables": []}
    if kind == "json":
        return json_response({"spec": found.spec, "data_sha256": found.data_sha256, **told})
    # A database may keep the names of an object in an order of its own.
    header = [field.name for field in (*fields(TableSpec), *fields(Row))]
    rows = ({**one["spec"], **row} for one in told["tables"] for row in one["rows"])
    return csv_response(f"{slug}-{pk}", header, ([one[name] for name in header] for one in rows))


@public
@require_http_methods(["GET", "HEAD"])
def method(request: HttpRequest) -> HttpResponse:
    """Explain in short how the figures are made."""
    return render(request, "surveys/analysis_method.html", {})
