"""The question bank: everybody may read it, analysts add to it."""

from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import may_publish, person_of, public, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.bridges import decide_bridge
from allmenning.surveys.actions.items import (
    CodeTakenError,
    SameWordingError,
    add_item,
    reword_item,
)
from allmenning.surveys.forms.item import BankFilters, BridgeForm, ItemForm, initial_of
from allmenning.surveys.models import Aspect, Bridge, Item, ItemVersion, Kind, Topic
from allmenning.surveys.queries.bank import (
    Narrowing,
    bank_rows,
    open_data,
    surveys_asking,
    versions_of,
)
from allmenning.surveys.queries.words import said
from allmenning.surveys.views.bank_words import ItemRow, VersionShown, item_rows, shown_of
from allmenning.ui.parameters import choice, text
from allmenning.ui.responses import csv_response, json_response

FORM_METHODS = ["GET", "HEAD", "POST"]


def narrowing_of(request: HttpRequest) -> Narrowing:
    return Narrowing(
        words=text(request.GET, "q", 100),
        topic=choice(request.GET, "tema", Topic.values) or "",
        kind=choice(request.GET, "svar", Kind.values) or "",
        aspect=choice(request.GET, "om", Aspect.values) or "",
    )


@public
@require_safe
def bank(request: HttpRequest) -> HttpResponse:
    by = narrowing_of(request)
    rows: list[ItemRow] = item_rows(bank_rows(by))
    context = {
        "rows": rows,
        "by": by,
        "filters": BankFilters(by),
        "count": len(rows),
        "query": request.GET.urlencode(),
        "may_write": may_publish(request, Role.ANALYST),
    }
    return render(request, "surveys/bank.html", context)


@public
@require_safe
def bank_file(request: HttpRequest, kind: Literal["csv", "json"]) -> HttpResponseBase:
    """Give the newest wordings in every language as open data."""
    rows = list(open_data(bank_rows(narrowing_of(request))))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else []
    return csv_response("sporsmalsbank", header, ([*row.values()] for row in rows))


@public
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Item, code=code)
    is_analyst = may_publish(request, Role.ANALYST)
    versions: list[VersionShown] = [shown_of(one) for one in versions_of(found)]
    asked = [
        (survey, said(survey.title), number)
        for survey, number in surveys_asking(found, is_analyst=is_analyst)
    ]
    context = {
        "item": found,
        "newest": versions[0],
        "versions": versions,
        "asked": asked,
        "may_write": is_analyst,
    }
    return render(request, "surveys/bank_item.html", context)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    form = ItemForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("code", "topic", "source")}
        by = person_of(request)
        try:
            add_item(**told, wording=form.wording(), by=by, at=timezone.now())
        except CodeTakenError:
            form.add_error("code", _("Another question has this code."))
        else:
            messages.success(request, _("The question stands in the bank."))
            return redirect("surveys:bank_item", told["code"])
    return _form_page(request, form, None)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def reword(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Item, code=code)
    newest = versions_of(found)[0]
    form = ItemForm(request.POST or None, is_new=False, initial=initial_of(newest))
    if request.method == "POST" and form.is_valid():
        by = person_of(request)
        try:
            reword_item(item=found, wording=form.wording(), by=by, at=timezone.now())
        except SameWordingError as same:
            number = same.version.number
            form.add_error(None, _("Version %(number)s has this wording.") % {"number": number})
        else:
            messages.success(request, _("The new version stands in the bank."))
            return redirect("surveys:bank_item", code)
    return _form_page(request, form, found)


def _form_page(request: HttpRequest, form: ItemForm, found: Item | None) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "item": found}
    return render(request, "surveys/bank_form.html", context, status=status)


@requires(Role.ANALYST)
@never_cache
@require_http_methods(FORM_METHODS)
def bridge(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Decide whether a wording measures the same as the one before it."""
    versions = ItemVersion.objects.select_related("item").filter(item__code=code)
    version = get_object_or_404(versions, number=number, number__gt=1)
    before = get_object_or_404(versions, number=number - 1)
    given = {"bridge": version.bridge, "reason": version.bridge_reason}
    form = BridgeForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        decided, reason = Bridge(form.cleaned_data["bridge"]), form.cleaned_data["reason"]
        by = person_of(request)
        decide_bridge(version=version, bridge=decided, reason=reason, by=by, at=timezone.now())
        messages.success(request, _("The decision is saved, with its reason."))
        return redirect("surveys:bank_item", code)
    context = {
        "form": form,
        "item": version.item,
        "after": shown_of(version),
        "before": shown_of(before),
    }
    return render(request, "surveys/bank_bridge.html", context, status=422 if form.errors else 200)
