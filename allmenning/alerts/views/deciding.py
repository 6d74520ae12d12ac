"""The third view of three: look over, confirm, and send it or send it back."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import person_of
from allmenning.accounts.models import User
from allmenning.alerts.actions import approve, override, reject, return_for_edit, submit
from allmenning.alerts.areas import AreaError
from allmenning.alerts.forms.deciding import ConfirmForm, OverrideForm, ReasonForm
from allmenning.alerts.models import Version
from allmenning.alerts.queries.alerts import version_under_way
from allmenning.alerts.queries.pages_home import right_of
from allmenning.alerts.queries.pages_look import (
    Look,
    approvers_for,
    area_told,
    fact_rows,
    look_over,
)
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.views.drawing import drawn_address
from allmenning.alerts.views.place import Here, alert_of, here_of
from allmenning.delivery.contract import Workspace
from allmenning.register.access import may_act, requires_body_role
from allmenning.register.models import BodyRole

# Which field of the form a refusal belongs to.
FIELDS = {"confirmation": "confirmation", "public_exercise": "accept_public", "reason": "reason"}
Act = Callable[[Version, forms.Form], object]


@dataclass(frozen=True)
class Case:
    """A message under way, and who looks at it."""

    here: Here
    version: Version
    me: User
    may_publish: bool

    @property
    def is_draft(self) -> bool:
        return self.version.state == Version.State.DRAFT

    @property
    def is_own(self) -> bool:
        """Nobody approves what they wrote or submitted."""
        return self.me.pk in {self.version.submitted_by_id, self.version.edited_by_id}


@requires_body_role(BodyRole.EDITOR)
@never_cache
def look(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    case = _case(request, workspace, slug, key)
    if case is None:
        return redirect("alerts:board", workspace, slug, key)
    return _page(request, case)


@requires_body_role(BodyRole.EDITOR)
@never_cache
def send_for_approval(
    request: HttpRequest, workspace: Workspace, slug: str, key: UUID
) -> HttpResponse:
    def act(version: Version, _form: forms.Form) -> None:
        submit(version=version, by=person_of(request), at=timezone.now())
        messages.success(request, _("It waits for somebody else to approve it."))

    return _decide(request, (workspace, slug, key), "ask", act)


@requires_body_role(BodyRole.PUBLISHER)
@never_cache
def approve_and_send(
    request: HttpRequest, workspace: Workspace, slug: str, key: UUID
) -> HttpResponse:
    def act(version: Version, form: forms.Form) -> None:
        approve(
            version=version,
            confirmation=form.cleaned_data["confirmation"],
            accept_public=form.cleaned_data.get("accept_public", False),
            by=person_of(request),
            at=timezone.now(),
        )

    return _decide(request, (workspace, slug, key), "confirm", act)


@requires_body_role(BodyRole.PUBLISHER)
@never_cache
def send_alone(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    def act(version: Version, form: forms.Form) -> None:
        override(
            version=version,
            confirmation=form.cleaned_data["confirmation"],
            reason=form.cleaned_data["reason"],
            accept_public=form.cleaned_data.get("accept_public", False),
            by=person_of(request),
            at=timezone.now(),
        )

    return _decide(request, (workspace, slug, key), "alone", act)


@requires_body_role(BodyRole.EDITOR)
@never_cache
def send_back(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    def act(version: Version, form: forms.Form) -> None:
        reason = form.cleaned_data["reason"]
        return_for_edit(version=version, reason=reason, by=person_of(request), at=timezone.now())
        messages.success(request, _("It is sent back, with your reason."))

    return _decide(request, (workspace, slug, key), "reason", act)


@requires_body_role(BodyRole.EDITOR)
@never_cache
def turn_down(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    def act(version: Version, form: forms.Form) -> None:
        reason = form.cleaned_data["reason"]
        reject(version=version, reason=reason, by=person_of(request), at=timezone.now())
        messages.success(request, _("It is dropped, and nothing was sent."))

    return _decide(request, (workspace, slug, key), "reason", act)


def _case(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> Case | None:
    here, me = here_of(workspace, slug), person_of(request)
    version = version_under_way(alert_of(here, key))
    may_publish = may_act(me, here.body, BodyRole.PUBLISHER)
    return Case(here, version, me, may_publish) if version else None


def _decide(
    request: HttpRequest, where: tuple[Workspace, str, UUID], name: str, act: Act
) -> HttpResponse:
    """Take the decision, or show the page again with what was typed and why not."""
    case = _case(request, *where)
    if case is None:
        return redirect("alerts:board", *where)
    if request.method != "POST":
        return redirect("alerts:look-over", *where)
    look = look_over(case.version, timezone.now())
    form = _forms(case, look, request, name)[name]
    if request.POST.get("revision") != str(case.version.revision):
        form.add_error(None, RefusedError("changed").sentence)
    elif form.is_valid():
        try:
            act(case.version, form)
        except RefusedError as refused:
            form.add_error(_field(form, refused), refused.sentence)
        except AreaError as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("alerts:board", *where)
    return _page(request, case, name, form)


def _field(form: forms.Form, refused: RefusedError) -> str | None:
    name = FIELDS.get(refused.key)
    return name if name in form.fields else None


def _forms(case: Case, look: Look, request: HttpRequest, bound: str = "") -> dict[str, forms.Form]:
    """Make every form of the page, that one filled in which was posted."""

    def told(name: str) -> QueryDict | None:
        return request.POST if name == bound else None

    expected, asks = look.confirmation, case.here.is_exercise and look.reach.public
    return {
        "ask": forms.Form(told("ask")),
        "confirm": ConfirmForm(told("confirm"), expected=expected, asks_public=asks),
        "alone": OverrideForm(told("alone"), expected=expected, asks_public=asks),
        "reason": ReasonForm(told("reason"), prefix="back"),
    }


def _page(
    request: HttpRequest, case: Case, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    now = timezone.now()
    look = look_over(case.version, now)
    shown = _forms(case, look, request) | ({name: form} if form else {})
    live = not case.here.is_exercise
    context = case.here.context | {
        "case": case,
        "look": look,
        "version": case.version,
        "alert": case.version.alert,
        "area": area_told(case.version.area),
        "drawn": drawn_address(case.here.workspace, case.here.body, case.version.area),
        "facts": fact_rows(case.version)[1:],
        "forms": shown,
        "wrong": form,
        "right": right_of(case.me, case.here.body, now) if live and case.may_publish else None,
        "approvers": approvers_for(case.version, case.me, now),
    }
    return render(request, "alerts/look_over.html", context, status=422 if form else 200)
