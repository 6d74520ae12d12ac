"""The county's help: where answers are missing, and who could be asked there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import person_of
from allmenning.register.access import requires_body_role
from allmenning.register.models import Body, BodyRole
from allmenning.surveys.actions.contacts import Person, add_contact
from allmenning.surveys.forms.fieldwork_county import ProposalForm
from allmenning.surveys.queries.county import (
    Helped,
    Municipality,
    Standing,
    helped_by,
    without_contact,
)
from allmenning.surveys.queries.words import said
from allmenning.ui.tables import Column, Table


def _county(slug: str) -> Body:
    return get_object_or_404(Body, slug=slug, kind=Body.Kind.COUNTY)


def _words(standing: Standing) -> str:
    return {
        Standing.ANSWERED: _("Has answered"),
        Standing.NOT_ANSWERED: _("Has not answered"),
        Standing.NOBODY: _("Nobody is named"),
    }[standing]


def _proposal(county: Body, row: Municipality) -> SafeString | str:
    if row.standing != Standing.NOBODY:
        return ""
    address = reverse(
        "surveys:county_propose", args=[county.slug, row.unit.survey.slug, row.unit.pk]
    )
    hidden = _("Propose somebody in %(name)s") % {"name": row.unit.name}
    return format_html('<a href="{}">{}</a>', address, hidden)


def _table(county: Body, helped: Helped) -> Table:
    return Table(
        caption=said(helped.survey.title),
        columns=[
            Column(
                key="name", label=_("Municipality"), cell=lambda row: row.unit.name, row_header=True
            ),
            Column(key="state", label=_("State"), cell=lambda row: _words(row.standing)),
            Column(key="do", label=_("What can be done"), cell=lambda row: _proposal(county, row)),
        ],
        rows=helped.rows,
        identity=f"survey-{helped.survey.pk}",
        caption_hidden=True,
    )


@requires_body_role(BodyRole.EDITOR)
@never_cache
@require_safe
def county(request: HttpRequest, slug: str) -> HttpResponse:
    body = _county(slug)
    found = [(said(one.survey.title), one, _table(body, one)) for one in helped_by(body)]
    return render(request, "surveys/county.html", {"body": body, "surveys": found})


@requires_body_role(BodyRole.EDITOR)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str, survey: str, pk: int) -> HttpResponse:
    """Name somebody, whom those who ask must confirm before she is asked."""
    body = _county(slug)
    unit = without_contact(body, survey, pk)
    if unit is None:
        raise Http404
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = Person(**form.cleaned_data)
        add_contact(
            unit=unit, person=person, is_confirmed=False, by=person_of(request), at=timezone.now()
        )
        messages.success(request, _("Thank you. Those who ask are told, and will find out more."))
        return redirect("surveys:county", slug)
    context = {"body": body, "unit": unit, "title": said(unit.survey.title), "form": form}
    status = 422 if form.errors else 200
    return render(request, "surveys/county_propose.html", context, status=status)
