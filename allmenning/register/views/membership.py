"""The person's own memberships, the steward's queue, and the members of a body."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of, requires, signed_in
from allmenning.accounts.models import Role
from allmenning.register.access import requires_body_role
from allmenning.register.actions import (
    AlreadyDecidedError,
    LastLeaderError,
    approve_request,
    change_role,
    reject_request,
    tell_about_body,
)
from allmenning.register.forms import DecisionForm, RoleForm, ToldForm
from allmenning.register.models import Body, BodyRole, DomainRequest, Membership
from allmenning.register.queries.members import (
    led,
    left_alone,
    members_of,
    memberships_of,
    open_requests,
    requests_of,
    without_leader,
)
from allmenning.register.views.lists import address


@signed_in
def memberships(request: HttpRequest) -> HttpResponse:
    me, now = person_of(request), timezone.now()
    mine = memberships_of(me)
    context = {
        "memberships": mine,
        "requests": requests_of(me),
        "now": now,
        "led": led(now),
        "unedited": {body.pk for body in left_alone([one.body_id for one in mine], now)},
        "steward": me.holds(Role.STEWARD),
    }
    return render(request, "register/memberships.html", context)


@requires(Role.STEWARD)
def queue(request: HttpRequest) -> HttpResponse:
    context = {"requests": open_requests(), "without_leader": without_leader(timezone.now())}
    return render(request, "register/queue.html", context)


@requires(Role.STEWARD)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(DomainRequest.objects.select_related("user"), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _decide(request, asked, form)
        return redirect("register:queue")
    context = {"asked": asked, "form": form, "is_open": asked.state == DomainRequest.State.OPEN}
    return render(request, "register/decide.html", context, status=422 if form.errors else 200)


def _decide(request: HttpRequest, asked: DomainRequest, form: DecisionForm) -> None:
    told, by, at = form.cleaned_data, person_of(request), timezone.now()
    try:
        if "approve" in request.POST:
            approve_request(
                request=asked, body=told["body"], remember=told["remember"], by=by, at=at
            )
            messages.success(request, _("The person has been let in as a reader."))
        else:
            reject_request(request=asked, reason=told["reason"], by=by, at=at)
            messages.success(request, _("The request has been turned down, with your reason."))
    except AlreadyDecidedError:
        messages.warning(request, _("Somebody else has decided this request already."))


# A steward gives a body its first leader.
@requires_body_role(BodyRole.LEADER, Role.STEWARD)
def members(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug)
    context = {
        "body": body,
        "members": [
            (one, RoleForm(initial={"role": one.role}, prefix=f"m{one.pk}"))
            for one in members_of(body)
        ],
        "now": timezone.now(),
    }
    return render(request, "register/members.html", context)


@requires_body_role(BodyRole.LEADER, Role.STEWARD)
@require_POST
def role(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.select_related("body"), pk=pk, body__slug=slug
    )
    form = RoleForm(request.POST, prefix=f"m{pk}")
    if not form.is_valid():
        messages.warning(request, _("Choose one of the roles."))
        return redirect("register:members", slug=slug)
    new = BodyRole(form.cleaned_data["role"])
    try:
        change_role(membership=membership, role=new, by=person_of(request), at=timezone.now())
        messages.success(request, _("The role has been changed."))
    except LastLeaderError:
        messages.warning(request, _("Give somebody else the role of leader first."))
    return redirect("register:members", slug=slug)


@requires_body_role(BodyRole.EDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, slug: str) -> HttpResponse:
    body = get_object_or_404(Body, slug=slug, kind=Body.Kind.MUNICIPALITY)
    initial = {"staff": body.communications_staff, "purposes": body.purposes}
    form = ToldForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        tell_about_body(
            body=body,
            staff=told["staff"],
            purposes=told["purposes"],
            by=person_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("Thank you. It counts in the lenses from now on."))
        return redirect(address(body))
    context = {"body": body, "form": form}
    return render(request, "register/tell.html", context, status=422 if form.errors else 200)
