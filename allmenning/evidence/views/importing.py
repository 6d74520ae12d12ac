"""A file in: checked first, stored when the analyst says so, all of it or nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.evidence.actions import import_evidence
from allmenning.evidence.actions.kinds import KINDS
from allmenning.evidence.forms import ImportForm

KIND_NAMES = [kind.name for kind in KINDS]


@requires(Role.ANALYST)
@never_cache
def import_file(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound and form.errors else 200
        return render(
            request, "evidence/import.html", {"form": form, "kinds": KIND_NAMES}, status=status
        )
    storing = "store" in request.POST
    report = import_evidence(
        document=form.cleaned_data["document"],
        by=person_of(request),
        at=timezone.now(),
        dry_run=not storing,
    )
    if report.stored:
        messages.success(request, _("The file is stored."))
        return redirect("evidence:import")
    again = ImportForm(initial={"text": form.cleaned_data["content"]})
    context = {"form": again, "report": report, "kinds": KIND_NAMES}
    status = 422 if report.problems else 200
    return render(request, "evidence/import.html", context, status=status)
