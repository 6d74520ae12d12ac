"""Two analysts code pairs of findings apart; then they see each other's codes and settle."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.evidence.actions import EvidenceRefused, code_pair, settle_pair
from allmenning.evidence.forms import CodingForm
from allmenning.evidence.models import Finding, Theme
from allmenning.evidence.queries.coding import coded_pair, pairs_to_code


@requires(Role.ANALYST)
@never_cache
def pairs(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme, slug=slug)
    context = {"theme": theme, "pairs": pairs_to_code(theme, person_of(request).pk)}
    return render(request, "evidence/coding.html", context)


@requires(Role.ANALYST)
@never_cache
def code(request: HttpRequest, first: str, second: str) -> HttpResponse:
    found = {
        one.code: one
        for one in Finding.objects.filter(code__in=(first, second)).select_related("theme", "study")
    }
    if len(found) != 2:
        raise Http404
    pair = (found[first], found[second])
    form = CodingForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _stored(request, form, pair):
        return redirect("evidence:code_pair", first=first, second=second)
    context = {
        "form": form,
        "pair": pair,
        "coded": coded_pair(*pair, person_of(request).pk),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "evidence/coding_pair.html", context, status=status)


def _stored(request: HttpRequest, form: CodingForm, pair: tuple[Finding, Finding]) -> bool:
    store = settle_pair if "settle" in request.POST else code_pair
    try:
        store(
            by=person_of(request),
            at=timezone.now(),
            first=pair[0],
            second=pair[1],
            **form.cleaned_data,
        )
    except EvidenceRefused as refused:
        for problem in refused.problems:
            form.add_error(problem.field, problem.message)
        return False
    messages.success(request, _("Your code is stored."))
    return True
