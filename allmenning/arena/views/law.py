"""The laws and regulations that texts here rest on, and what happens when one is replaced."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import may_publish, person_of, requires, signed_in
from allmenning.accounts.models import Role
from allmenning.arena.actions.law import add_reference, cite, replace_reference
from allmenning.arena.forms.law import CitingForm, ReferenceForm, ReplaceForm
from allmenning.arena.models import Case, LegalReference
from allmenning.arena.queries.cases_page import may_edit
from allmenning.arena.queries.law import citing, references
from allmenning.arena.queries.viewer import viewer_of, visible
from allmenning.ui.access import public
from allmenning.ui.responses import csv_response, json_response

Kind = Literal["csv", "json"]
KEEPERS = (Role.AUTHORITY, Role.STEWARD)


@public
@require_safe
def law_list(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    rows = list(references().order_by("slug"))
    context = {
        "holds": [one for one in rows if not one.has_ended(today)],
        "ended": [one for one in rows if one.has_ended(today)],
        "may_keep": may_publish(request, *KEEPERS),
    }
    return render(request, "arena/law_list.html", context)


@public
@require_safe
def law_file(_request: HttpRequest, kind: Kind) -> HttpResponseBase:
    rows = list(_open_data(timezone.localdate()))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else ["id"]
    return csv_response("lover", header, (list(row.values()) for row in rows))


def _open_data(today: date) -> Iterator[Mapping[str, object]]:
    for one in references().order_by("slug"):
        yield {
            "id": one.slug,
            "name": one.name_nb,
            "part": one.part,
            "part_of": one.whole.slug if one.whole else None,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            "holds": not one.has_ended(today),
            "replaced_by": one.replaced_by.slug if one.replaced_by else None,
            "is_verified": one.is_verified,
            "source": one.source,
            "read_date": one.read_date,
        }


def _found(slug: str) -> LegalReference:
    return get_object_or_404(
        LegalReference.objects.select_related("whole", "replaced_by"), slug=slug
    )


@public
@require_safe
def reference(request: HttpRequest, slug: str) -> HttpResponse:
    found, now = _found(slug), timezone.now()
    today = timezone.localdate(now)
    context = {
        "reference": found,
        "has_ended": found.has_ended(today),
        "will_end": found.valid_to is not None and not found.has_ended(today),
        "parts": list(found.parts.order_by("slug")),
        "replaces": list(found.replaces.order_by("slug")),
        "citing": citing(found, viewer_of(request), now),
        "may_keep": may_publish(request, *KEEPERS),
    }
    return render(request, "arena/law.html", context)


@requires(*KEEPERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, slug: str) -> HttpResponse:
    """Note the day it ends; whoever owns what cites it is told at once."""
    found, person, now = _found(slug), person_of(request), timezone.now()
    posted = request.POST if request.method == "POST" else None
    form = ReplaceForm(posted, reference=found)
    if posted is None or not form.is_valid():
        context = {
            "form": form,
            "reference": found,
            "citing": citing(found, viewer_of(request), now),
        }
        status = 422 if form.is_bound else 200
        return render(request, "arena/law_replace.html", context, status=status)
    told = form.cleaned_data
    flagged = replace_reference(
        reference=found, replaced_by=told["replaced_by"], on=told["on"], by=person, at=now
    )
    messages.success(request, _told(len(flagged)))
    return HttpResponseRedirect(reverse("arena:law", args=[found.slug]))


def _told(n: int) -> str:
    if not n:
        return _("It is noted. Nothing here cites it.")
    said = ngettext(
        "It is noted, and the owner of %(n)s text that cites it is told.",
        "It is noted, and the owners of %(n)s texts that cite it are told.",
        n,
    )
    return said % {"n": n}


@requires(*KEEPERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    form = ReferenceForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "arena/law_add.html", {"form": form}, status=status)
    values = form.cleaned_data | {"read_date": timezone.localdate(now)}
    made = add_reference(values=values, by=person, at=now)
    messages.success(request, _("The reference is put in."))
    return HttpResponseRedirect(reverse("arena:law", args=[made.slug]))


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def of_case(request: HttpRequest, slug: str) -> HttpResponse:
    """Let those who may change a case say which law it rests on."""
    person, viewer, now = person_of(request), viewer_of(request), timezone.now()
    case = get_object_or_404(visible(Case.objects.select_related("owner"), viewer, now), slug=slug)
    if not may_edit(case, viewer):
        raise PermissionDenied
    form = CitingForm(request.POST if request.method == "POST" else None, case=case)
    if not form.is_bound or not form.is_valid():
        context = {"form": form, "case": case}
        status = 422 if form.is_bound else 200
        return render(request, "arena/law_of_case.html", context, status=status)
    cite(subject=case, references=form.cleaned_data["references"], by=person, at=now)
    messages.success(request, _("It is noted which law it rests on."))
    return HttpResponseRedirect(reverse("arena:case", args=[case.slug]))
