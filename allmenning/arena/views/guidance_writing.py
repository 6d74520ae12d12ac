"""The desk publishes guidance and changes it, with a note on what was changed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.arena.actions.gate import note_overridden
from allmenning.arena.actions.guidance import change_guidance, publish_guidance, target_of
from allmenning.arena.forms.guidance import GuidanceForm
from allmenning.arena.models import Guidance
from allmenning.arena.queries.guidance import may_change, may_publish_for


@requires(Role.AUTHORITY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = GuidanceForm(posted, authorities=may_publish_for(person))
    if posted is None or not form.is_valid():
        return _form_page(request, form, None)
    made = publish_guidance(
        owner=form.cleaned_data["owner"], advice=form.advice(), by=person, at=now
    )
    note_overridden(kinds=form.overridden, target=target_of(made), by=person, at=now)
    messages.success(request, _("The guidance is published."))
    return HttpResponseRedirect(reverse("arena:guidance", args=[made.slug]))


@requires(Role.AUTHORITY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = get_object_or_404(Guidance.objects.select_related("owner", "replaced_by"), slug=slug)
    if not may_change(found, person):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = GuidanceForm(posted, authorities=may_publish_for(person), guidance=found)
    if posted is None or not form.is_valid():
        return _form_page(request, form, found)
    note = form.cleaned_data["note"]
    change_guidance(guidance=found, advice=form.advice(), note=note, by=person, at=now)
    note_overridden(kinds=form.overridden, target=target_of(found), by=person, at=now)
    messages.success(request, _("The guidance is changed."))
    return HttpResponseRedirect(reverse("arena:guidance", args=[found.slug]))


def _form_page(request: HttpRequest, form: GuidanceForm, guidance: Guidance | None) -> HttpResponse:
    context = {"form": form, "guidance": guidance}
    status = 422 if form.is_bound else 200
    return render(request, "arena/guidance_form.html", context, status=status)
