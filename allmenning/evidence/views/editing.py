"""Analysts write findings and studies; every finding keeps its history."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.evidence.actions import EvidenceRefused, save_finding, save_study
from allmenning.evidence.forms import FindingForm, StudyForm
from allmenning.evidence.models import Finding, Study
from allmenning.evidence.queries.history import history_of
from allmenning.evidence.queries.pages_cards import decimals_of
from allmenning.evidence.queries.pages_study import response_deviates
from allmenning.ui import parameters
from allmenning.ui.access import public
from allmenning.ui.text import number, percent


@requires(Role.ANALYST)
@never_cache
def new_finding(request: HttpRequest) -> HttpResponse:
    return _finding(request, None)


@requires(Role.ANALYST)
@never_cache
def edit_finding(request: HttpRequest, code: str) -> HttpResponse:
    return _finding(request, get_object_or_404(Finding, code=code))


def _finding(request: HttpRequest, finding: Finding | None) -> HttpResponse:
    form = FindingForm(request.POST or None, instance=finding, initial=_proposed(request))
    if request.method == "POST" and form.is_valid() and _saved_finding(request, form, finding):
        return redirect("evidence:finding", code=form.cleaned_data["code"])
    context = {"form": form, "finding": finding}
    return render(request, "evidence/finding_form.html", context, status=_status(form))


def _proposed(request: HttpRequest) -> dict[str, str]:
    """Let a link from a study's page start the form with that study."""
    slug = parameters.text(request.GET, "studie", 100)
    known = Study.objects.filter(slug=slug).values_list("pk", flat=True).first() if slug else None
    return {"study": str(known)} if known else {}


def _saved_finding(request: HttpRequest, form: FindingForm, finding: Finding | None) -> bool:
    try:
        saved = save_finding(
            by=person_of(request),
            at=timezone.now(),
            values=form.columns(),
            reason=form.cleaned_data["reason"],
            finding=finding,
            conflicts_with=form.cleaned_data["conflicts_with"],
        )
    except EvidenceRefused as refused:
        form.take(refused)
        return False
    if finding and saved.version == finding.version:
        messages.info(request, _("Nothing was changed, so there is no new version."))
    else:
        messages.success(request, _("The finding is saved."))
    if saved.deviates:
        messages.warning(request, _share_differs(saved))
    return True


def _share_differs(saved: Finding) -> str:
    return _(
        "The share is %(share)s, but %(yes)s of %(all)s is %(counted)s. Check which is right; "
        "until then the finding is marked as not fitting its own counts."
    ) % {
        "share": _percent(saved.value or 0.0),
        "yes": number(saved.numerator or 0),
        "all": number(saved.denominator or 0),
        "counted": _percent(saved.recomputed or 0.0),
    }


def _status(form: FindingForm | StudyForm) -> int:
    return 422 if form.is_bound and form.errors else 200


@requires(Role.ANALYST)
@never_cache
def new_study(request: HttpRequest) -> HttpResponse:
    return _study(request, None)


@requires(Role.ANALYST)
@never_cache
def edit_study(request: HttpRequest, slug: str) -> HttpResponse:
    return _study(request, get_object_or_404(Study, slug=slug))


def _study(request: HttpRequest, study: Study | None) -> HttpResponse:
    form = StudyForm(request.POST or None, instance=study)
    if request.method == "POST" and form.is_valid() and _saved_study(request, form, study):
        return redirect("evidence:study", slug=form.cleaned_data["slug"])
    context = {"form": form, "study": study}
    return render(request, "evidence/study_form.html", context, status=_status(form))


def _saved_study(request: HttpRequest, form: StudyForm, study: Study | None) -> bool:
    try:
        saved = save_study(
            by=person_of(request), at=timezone.now(), values=form.columns(), study=study
        )
    except EvidenceRefused as refused:
        form.take(refused)
        return False
    messages.success(request, _("The study is saved."))
    if response_deviates(saved):
        messages.warning(request, _rate_differs(saved))
    return True


def _percent(share: float) -> str:
    return percent(share, decimals_of(share * 100))


def _rate_differs(saved: Study) -> str:
    answered, invited = saved.n_answered or 0, saved.n_invited or 1
    return _(
        "The response rate is %(rate)s, but %(answered)s of %(invited)s is %(counted)s. "
        "Check which is right."
    ) % {
        "rate": _percent(saved.response_rate or 0.0),
        "answered": number(answered),
        "invited": number(invited),
        "counted": _percent(answered / invited),
    }


@public
def history(request: HttpRequest, code: str) -> HttpResponse:
    finding = get_object_or_404(Finding, code=code)
    labels = {name: str(field.label) for name, field in FindingForm.base_fields.items()}
    context = {"finding": finding, "entries": history_of(finding, labels)}
    return render(request, "evidence/history.html", context)
