"""Exceptions from the guard, in the open: proposed by one person, agreed to by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import may_publish, person_of, requires
from allmenning.accounts.models import Role
from allmenning.evidence.actions import EvidenceRefused, propose_crosswalk, review_crosswalk
from allmenning.evidence.forms import ProposalForm, ReviewForm
from allmenning.evidence.models import Crosswalk
from allmenning.evidence.queries.crosswalks import crosswalks
from allmenning.ui.access import public
from allmenning.ui.paging import page_of


@public
def listed(request: HttpRequest) -> HttpResponse:
    page = page_of(request, crosswalks())
    context = {"page": page, "may": may_publish(request, Role.ANALYST)}
    return render(request, "evidence/crosswalks.html", context)


@requires(Role.ANALYST)
@never_cache
def propose(request: HttpRequest) -> HttpResponse:
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _proposed(request, form):
        return redirect("evidence:crosswalks")
    return render(request, "evidence/crosswalk_form.html", {"form": form}, status=_status(form))


def _proposed(request: HttpRequest, form: ProposalForm) -> bool:
    try:
        propose_crosswalk(by=person_of(request), at=timezone.now(), **form.cleaned_data)
    except EvidenceRefused as refused:
        _show(form, refused)
        return False
    messages.success(request, _("The proposal waits for another person."))
    return True


@requires(Role.ANALYST)
@never_cache
def review(request: HttpRequest, number: int) -> HttpResponse:
    waiting = Crosswalk.objects.select_related("first__concept", "second__concept")
    crosswalk = get_object_or_404(waiting, pk=number, reviewed_at=None)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _reviewed(request, form, crosswalk):
        return redirect("evidence:crosswalks")
    context = {"form": form, "crosswalk": crosswalk}
    return render(request, "evidence/crosswalk_review.html", context, status=_status(form))


def _reviewed(request: HttpRequest, form: ReviewForm, crosswalk: Crosswalk) -> bool:
    try:
        review_crosswalk(
            by=person_of(request),
            at=timezone.now(),
            crosswalk=crosswalk,
            accepted=form.cleaned_data["accepted"] == "yes",
            note=form.cleaned_data["note"],
        )
    except EvidenceRefused as refused:
        _show(form, refused)
        return False
    messages.success(request, _("Your assessment is stored."))
    return True


def _show(form: ProposalForm | ReviewForm, refused: EvidenceRefused) -> None:
    for problem in refused.problems:
        form.add_error(problem.field, problem.message)


def _status(form: ProposalForm | ReviewForm) -> int:
    return 422 if form.is_bound and form.errors else 200
