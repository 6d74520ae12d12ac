"""Drawing whom to ask: the allocation is shown first, then it is drawn from a recorded seed."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.drawing import TooLateToDrawError, draw_sample
from allmenning.surveys.forms.frame_draw import LARGEST_SEED, DrawForm
from allmenning.surveys.models import DrawMethod, Stage, Survey
from allmenning.surveys.queries.coverage import by_stratum
from allmenning.surveys.queries.frame_draw import Share, is_the_same_again, shown_allocation
from allmenning.surveys.views.frame import title_of
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import number

COLUMNS = [
    Column(
        key="stratum",
        label=gettext_lazy("Stratum"),
        cell=lambda row: row.label,
        row_header=True,
    ),
    Column(
        key="population",
        label=gettext_lazy("In the frame"),
        cell=lambda row: number(row.population),
        numeric=True,
    ),
    Column(
        key="drawn",
        label=pgettext_lazy("draw", "To be drawn"),
        cell=lambda row: number(row.drawn),
        numeric=True,
    ),
    Column(
        key="probability",
        label=gettext_lazy("Chance of being drawn"),
        cell=lambda row: number(row.probability, 3),
        numeric=True,
    ),
]


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the allocation of what is asked for; a POST draws it."""
    survey = get_object_or_404(Survey.objects.select_related("previous"), slug=slug)
    form = _form(request, survey)
    allocation: list[Share] | None = None
    if form.is_bound and form.is_valid():
        try:
            allocation = shown_allocation(survey, form.design())
            if request.method == "POST" and _drawn(request, survey, form):
                return redirect("surveys:draw", slug)
        except ValueError:
            form.add_error("size", _("These strata cannot give that many, or ask for more."))
    context = {
        "survey": survey,
        "title": title_of(survey),
        "form": form,
        "allocation": _table(allocation) if allocation else None,
        "hidden": request.GET.lists() if allocation else [],
        "total": sum(one.drawn for one in allocation or []),
        "draws": [(one, is_the_same_again(one)) for one in survey.draws.order_by("-number")[:1]],
        "n_draws": survey.draws.count(),
        "may_draw": survey.stage in (Stage.PLANNING, Stage.MAPPING),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "surveys/frame_draw.html", context, status=status)


def _form(request: HttpRequest, survey: Survey) -> DrawForm:
    strata = [(one.stratum, one.label) for one in by_stratum(survey)]
    data = request.POST or request.GET or None
    initial = {"method": DrawMethod.ALL, "seed": secrets.randbelow(LARGEST_SEED)}
    has_previous = survey.previous is not None
    return DrawForm(data, strata=strata, has_previous=has_previous, initial=initial)


def _drawn(request: HttpRequest, survey: Survey, form: DrawForm) -> bool:
    try:
        kept = draw_sample(
            survey=survey,
            design=form.design(),
            seed=form.cleaned_data["seed"],
            by=person_of(request),
            at=timezone.now(),
        )
    except TooLateToDrawError:
        form.add_error(None, _("Somebody has been asked already, so the draw stands."))
        return False
    messages.success(request, _("%(n)s are drawn.") % {"n": number(kept.size)})
    return True


def _table(rows: list[Share]) -> Table:
    return Table(
        caption=_("How many would be drawn in each stratum"),
        columns=COLUMNS,
        rows=rows,
        identity="allocation",
    )
