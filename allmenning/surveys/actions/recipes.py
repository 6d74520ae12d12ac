"""Recipes are saved, run, run again when the answers have changed, and taken away."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import Recipe, Survey
from allmenning.surveys.queries.data import AnswerData, data_of
from allmenning.surveys.queries.languages import Text, in_languages
from allmenning.surveys.queries.results import results_of, spec_of
from allmenning.surveys.queries.tables import WHOLE, Base, Method, TableSpec, stored
from allmenning.surveys.queries.variables import Variable


class NothingChosenError(Exception):
    """A recipe without a table."""


@transaction.atomic
def save_recipe(
    *,
    survey: Survey,
    title: Text,
    tables: Sequence[TableSpec],
    method: Method,
    is_public: bool,
    by: User | None,
    at: datetime,
) -> Recipe:
    """Save a recipe and run it; raises `NothingChosenError` and `NoAnswersError`."""
    data = data_of(survey)
    return _saved(survey, data, title, tables, method, is_public=is_public, by=by, at=at)


def _saved(
    survey: Survey,
    data: AnswerData,
    title: Text,
    tables: Sequence[TableSpec],
    method: Method,
    *,
    is_public: bool,
    by: User | None,
    at: datetime,
) -> Recipe:
    if not tables:
        raise NothingChosenError
    recipe = Recipe.objects.create(
        survey=survey,
        position=survey.recipes.count(),
        title=title,
        spec=spec_of(data, tables, method=method),
        is_public=is_public,
        created_at=at,
    )
    _note("saved", recipe, by, at)
    return _ran(recipe, data, by, at)


@transaction.atomic
def make_standard_recipes(*, survey: Survey, by: User | None, at: datetime) -> list[Recipe]:
    """Make every table most readers ask for: each question in all, and by the strata."""
    data = data_of(survey)
    made = [
        _saved(
            survey,
            data,
            in_languages(lambda: _("Every question, in all")),
            list(every_table(data.variables, WHOLE)),
            "small",
            is_public=True,
            by=by,
            at=at,
        )
    ]
    if data.groupings:
        first = next(iter(data.groupings))
        made.append(
            _saved(
                survey,
                data,
                in_languages(lambda: _("Every question, by group")),
                list(every_table(data.variables, first)),
                "small",
                is_public=True,
                by=by,
                at=at,
            )
        )
    return made


def every_table(variables: Sequence[Variable], by: str) -> Iterator[TableSpec]:
    """Give each variable on both bases; without "don't know" they are the same (R34)."""
    for one in variables:
        for base in bases_of(one):
            yield TableSpec(one.name, by, base)


def bases_of(variable: Variable) -> tuple[Base, ...]:
    if variable.is_number:
        return ("known",)
    offered = any(one.code == "dont_know" for one in variable.categories)
    return ("all", "known") if offered else ("all",)


@transaction.atomic
def run_recipe(*, recipe: Recipe, by: User | None, at: datetime) -> Recipe:
    """Run it on the answers as they are now; raises `NoAnswersError`."""
    return _ran(recipe, data_of(recipe.survey), by, at)


@transaction.atomic
def run_stale_recipes(*, survey: Survey, by: User | None, at: datetime) -> list[Recipe]:
    """Run those whose answers have changed since."""
    data = data_of(survey)
    stale = survey.recipes.exclude(data_sha256=data.digest).order_by("position", "pk")
    return [_ran(one, data, by, at) for one in stale]


def _ran(recipe: Recipe, data: AnswerData, by: User | None, at: datetime) -> Recipe:
    recipe.result = stored(results_of(recipe.spec, data))
    recipe.data_sha256 = data.digest
    recipe.ran_at = at
    recipe.save(update_fields=["result", "data_sha256", "ran_at"])
    _note("ran", recipe, by, at)
    return recipe


@transaction.atomic
def remove_recipe(*, recipe: Recipe, by: User | None, at: datetime) -> None:
    _note("removed", recipe, by, at)
    recipe.delete()


def _note(what: str, recipe: Recipe, by: User | None, at: datetime) -> None:
    write_audit(
        by=by,
        at=at,
        verb=f"surveys.recipe.{what}",
        target=f"surveys.recipe:{recipe.pk}",
        detail={"survey": recipe.survey_id},
    )
