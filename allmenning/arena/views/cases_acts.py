"""What is done to a case besides writing it: claims, documents, tries, copies, confirmation."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, signed_in
from allmenning.arena.actions.cases import NotOutError, withdraw_case
from allmenning.arena.actions.cases_claims import (
    NotComparableError,
    add_claim,
    link_claim,
    remove_claim,
    unlink_claim,
)
from allmenning.arena.actions.cases_tried import OwnCaseError, copy_case, tell_tried
from allmenning.arena.actions.cases_true import confirm_case
from allmenning.arena.forms.cases_small import (
    ClaimForm,
    CopyForm,
    LinkForm,
    TriedForm,
    WithdrawForm,
)
from allmenning.arena.models import Case, Claim, ClaimFinding, ClaimRelation, Outcome
from allmenning.arena.queries.claims import Ruling, findings_on
from allmenning.arena.queries.viewer import listed, viewer_of
from allmenning.arena.views.cases_writing import editable_case
from allmenning.evidence.models import Finding

METHODS = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(METHODS)
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    case = editable_case(request, slug)
    themes = list(case.themes.values_list("slug", flat=True))
    form = ClaimForm(request.POST or None, themes=themes)
    if request.method == "POST" and form.is_valid():
        made = add_claim(case=case, **form.told(), by=person_of(request), at=timezone.now())
        messages.success(request, _("The claim is added. Do studies say anything about it?"))
        return redirect("arena:case_link", case.slug, made.pk)
    return _form(request, case, form, _("Add a claim"), _("Add"))


@signed_in
@require_POST
def unclaim(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    case = editable_case(request, slug)
    found = get_object_or_404(Claim, pk=pk, case=case)
    remove_claim(claim=found, by=person_of(request), at=timezone.now())
    return redirect("arena:case", slug)


@signed_in
@require_http_methods(METHODS)
def link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hold a claim up against a finding; the guard may refuse, and says why."""
    case = editable_case(request, slug)
    found = get_object_or_404(
        Claim.objects.select_related("theme", "case__owner"), pk=pk, case=case
    )
    findings = list(findings_on(found.theme_id))
    form = LinkForm(request.POST or None, findings=findings)
    ruling: Ruling | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _link(request, found, form, findings)
        except NotComparableError as refused:
            ruling = refused.ruling
            form.add_error("relation", _("The guard does not let you say this."))
        else:
            return redirect("arena:case", slug)
    context = {"case": case, "claim": found, "form": form, "ruling": ruling, "findings": findings}
    return render(request, "arena/case_link.html", context, status=422 if form.errors else 200)


def _link(request: HttpRequest, found: Claim, form: LinkForm, findings: list[Finding]) -> None:
    told = form.cleaned_data
    link_claim(
        claim=found,
        finding=next(one for one in findings if one.code == told["finding"]),
        relation=ClaimRelation(told["relation"]),
        rationale=told["rationale"],
        by=person_of(request),
        at=timezone.now(),
    )


@signed_in
@require_POST
def unlink(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    case = editable_case(request, slug)
    found = get_object_or_404(ClaimFinding.objects.select_related("claim__case"), pk=pk)
    if found.claim.case_id != case.pk:
        raise PermissionDenied
    unlink_claim(link=found, by=person_of(request), at=timezone.now())
    return redirect("arena:case", slug)


def others_case(request: HttpRequest, slug: str) -> tuple[Case, tuple[int, ...]]:
    """Find a case of somebody else's, and the bodies one may act for."""
    viewer = viewer_of(request)
    rows = listed(Case.objects.select_related("owner"), viewer, timezone.now())
    case = get_object_or_404(rows, slug=slug)
    bodies = tuple(sorted(viewer.edits - {case.owner_id}))
    if not bodies:
        raise PermissionDenied
    return case, bodies


@signed_in
@require_http_methods(METHODS)
def tried(request: HttpRequest, slug: str) -> HttpResponse:
    case, bodies = others_case(request, slug)
    form = TriedForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        _tell_tried(request, case, form)
        messages.success(request, _("Thank you. Those who told it hear of it."))
        return redirect("arena:case", slug)
    return _form(request, case, form, _("Tell how it went with you"), _("Tell"))


def _tell_tried(request: HttpRequest, case: Case, form: TriedForm) -> None:
    told = form.cleaned_data
    staff = told["staff"]
    tell_tried(
        case=case,
        body=told["body"],
        outcome=Outcome(told["outcome"]),
        note=told["note"],
        context={} if staff is None else {"staff": staff},
        by=person_of(request),
        at=timezone.now(),
    )


@signed_in
@require_http_methods(METHODS)
def copy(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a copy as a draft of one's own body."""
    case, bodies = others_case(request, slug)
    form = CopyForm(request.POST or None, bodies=bodies)
    if request.method == "POST" and form.is_valid():
        body = form.cleaned_data["body"]
        try:
            made = copy_case(case=case, body=body, by=person_of(request), at=timezone.now())
        except (OwnCaseError, NotOutError) as refused:
            raise PermissionDenied from refused
        messages.success(request, _("The copy is a draft of yours. Make it tell of you."))
        return redirect("arena:case_edit", made.slug)
    return _form(request, case, form, _("Copy as your own draft"), _("Copy"))


@signed_in
@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    case = editable_case(request, slug)
    try:
        confirm_case(case=case, by=person_of(request), at=timezone.now())
    except NotOutError as refused:
        raise PermissionDenied from refused
    messages.success(request, _("Thank you. It is marked as still true today."))
    return redirect("arena:case", slug)


@signed_in
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    case = editable_case(request, slug)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        withdraw_case(case=case, reason=reason, by=person_of(request), at=timezone.now())
        messages.success(request, _("It is withdrawn."))
        return redirect("arena:cases")
    return _form(request, case, form, _("Withdraw this experience"), _("Withdraw"))


def _form(request: HttpRequest, case: Case, form: object, title: str, press: str) -> HttpResponse:
    context = {"case": case, "form": form, "heading": title, "press": press}
    errors = getattr(form, "errors", None)
    return render(request, "arena/case_small.html", context, status=422 if errors else 200)
