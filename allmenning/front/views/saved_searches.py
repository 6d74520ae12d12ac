"""What somebody searches for again and again: kept under a name, in the letter or not."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, signed_in
from allmenning.front.forms import SaveSearchForm
from allmenning.search.actions import (
    MOST_SAVED,
    TooManySavedError,
    change_saved,
    forget_saved,
    save_search,
)
from allmenning.search.models import SavedSearch
from allmenning.search.queries import saved_searches


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _listed(request, None)
    form = SaveSearchForm(request.POST)
    if not form.is_valid():
        return _listed(request, form, status=422)
    try:
        save_search(person=person_of(request), at=timezone.now(), **form.cleaned_data)
    except TooManySavedError:
        form.add_error(
            None, _("You may keep %(n)d searches. Remove one first.") % {"n": MOST_SAVED}
        )
        return _listed(request, form, status=422)
    messages.success(request, _("The search is saved."))
    return HttpResponseRedirect(reverse("front:saved-searches"))


def _listed(request: HttpRequest, form: SaveSearchForm | None, status: int = 200) -> HttpResponse:
    context = {"saved": saved_searches(person_of(request)), "form": form}
    return render(request, "front/search/saved.html", context, status=status)


@signed_in
@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for it in the letter, or no longer."""
    one = _own(request, pk)
    change_saved(saved=one, in_digest=not one.in_digest, at=timezone.now())
    return HttpResponseRedirect(reverse("front:saved-searches"))


@signed_in
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    forget_saved(saved=_own(request, pk), at=timezone.now())
    messages.success(request, _("The search is removed."))
    return HttpResponseRedirect(reverse("front:saved-searches"))


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    """Find one of the person's own; others' do not exist for her."""
    found = saved_searches(person_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
