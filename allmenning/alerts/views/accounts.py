"""The channel accounts of a body: connect, change, test, switch off, remove."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmenning.accounts.access import person_of
from allmenning.alerts.forms.readiness import NewAccountForm
from allmenning.delivery.actions import (
    AlreadyConnectedError,
    CarriesActiveError,
    StillSendingError,
    change_account,
    check_accounts,
    connect_account,
    remove_account,
    switch_account,
)
from allmenning.delivery.contract import Channel, Workspace
from allmenning.delivery.models import ChannelAccount
from allmenning.delivery.queries import accounts_of
from allmenning.delivery.reasons import CHECKS, REASONS
from allmenning.delivery.registry import channels
from allmenning.register.access import requires_body_role
from allmenning.register.models import Body, BodyRole


@requires_body_role(BodyRole.PUBLISHER)
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    body, known = get_object_or_404(Body, slug=slug), channels()
    workspaces = [
        (space, [_shown(one, known) for one in accounts_of(slug, space)]) for space in Workspace
    ]
    context = {
        "body": body,
        "workspaces": workspaces,
        "kinds": sorted(known.values(), key=lambda one: str(one.name)),
    }
    return render(request, "alerts/readiness/accounts.html", context)


def _shown(account: ChannelAccount, known: dict[str, Channel]) -> dict[str, object]:
    kind = known.get(account.kind)
    return {
        "account": account,
        "kind": kind.name if kind else account.kind,
        "checks": [_check(told) for told in account.checks],
    }


def _check(told: dict[str, Any]) -> dict[str, object]:
    return {
        "name": CHECKS.get(told["name"], told["name"]),
        "good": told["good"],
        "reason": REASONS.get(told["reason"], told["reason"]),
        "detail": told["detail"],
    }


@requires_body_role(BodyRole.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, slug: str, space: Workspace, kind: str) -> HttpResponse:
    body, channel = get_object_or_404(Body, slug=slug), _channel(kind)
    named = NewAccountForm(request.POST or None, initial={"account_name": channel.name})
    form = channel.form(request.POST or None)
    if request.method == "POST" and all([named.is_valid(), form.is_valid()]):
        try:
            account = connect_account(
                owner=body.slug,
                kind=kind,
                name=named.cleaned_data["account_name"],
                workspace=space,
                settings=_settings(channel, form),
                secrets=_secrets(channel, form),
                by=person_of(request),
                at=timezone.now(),
            )
        except AlreadyConnectedError:
            form.add_error(None, _("This account is connected already, here or elsewhere."))
        else:
            return _tested(request, account)
    context = {"body": body, "channel": channel, "workspace": space, "named": named, "form": form}
    status = 422 if form.errors or named.errors else 200
    return render(request, "alerts/readiness/account.html", context, status=status)


@requires_body_role(BodyRole.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    body, account = get_object_or_404(Body, slug=slug), _account(slug, pk)
    channel = _channel(account.kind)
    named = NewAccountForm(request.POST or None, initial={"account_name": account.name})
    form = channel.form(request.POST or None, initial=account.settings)
    for secret in set(channel.secrets) & set(form.fields):
        form.fields[secret].required = False
    if request.method == "POST" and all([named.is_valid(), form.is_valid()]):
        try:
            account = change_account(
                account=account,
                name=named.cleaned_data["account_name"],
                settings=_settings(channel, form, account),
                secrets=_secrets(channel, form),
                by=person_of(request),
                at=timezone.now(),
            )
        except AlreadyConnectedError:
            form.add_error(None, _("This account is connected already, here or elsewhere."))
        else:
            return _tested(request, account)
    context = {
        "body": body,
        "channel": channel,
        "workspace": Workspace(account.workspace),
        "named": named,
        "form": form,
        "account": account,
    }
    status = 422 if form.errors or named.errors else 200
    return render(request, "alerts/readiness/account.html", context, status=status)


def _settings(channel: Channel, form: Any, account: ChannelAccount | None = None) -> Any:
    """Make the kind's dataclass of what the form asked for; what it does not ask for stays."""
    names = {field.name for field in fields(channel.settings)}
    told = {key: value for key, value in form.cleaned_data.items() if key in names}
    kept = account.settings if account else {}
    return channel.settings(**({k: v for k, v in kept.items() if k in names} | told))


def _secrets(channel: Channel, form: Any) -> dict[str, str]:
    told = form.cleaned_data
    return {name: told[name] for name in channel.secrets if told.get(name)}


def _tested(request: HttpRequest, account: ChannelAccount) -> HttpResponse:
    tested = check_accounts(accounts=[account], at=timezone.now())[0]
    if tested.checked_good:
        messages.success(request, _("The channel is connected, and would send now."))
    else:
        messages.warning(request, _("The channel is saved, but would not send. See below why."))
    return redirect("alerts:accounts", slug=account.owner)


@requires_body_role(BodyRole.PUBLISHER)
@require_POST
def test(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _tested(request, _account(slug, pk))


@requires_body_role(BodyRole.PUBLISHER)
@require_POST
def switch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    account, anyway = _account(slug, pk), "anyway" in request.POST
    try:
        switch_account(
            account=account,
            on=not (account.is_on or anyway),
            by=person_of(request),
            at=timezone.now(),
            anyway=anyway,
        )
    except CarriesActiveError:
        context = {"body": get_object_or_404(Body, slug=slug), "account": account}
        return render(request, "alerts/readiness/switch_account.html", context, status=409)
    messages.success(request, _("Saved."))
    return redirect("alerts:accounts", slug=slug)


@requires_body_role(BodyRole.PUBLISHER)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    account = _account(slug, pk)
    context: dict[str, object] = {"body": get_object_or_404(Body, slug=slug), "account": account}
    if request.method == "POST":
        anyway = "anyway" in request.POST
        try:
            remove_account(account=account, by=person_of(request), at=timezone.now(), anyway=anyway)
            messages.success(request, _("The channel has been removed."))
        except StillSendingError:
            messages.warning(request, _("Something is being sent by it. Try again in a moment."))
        except CarriesActiveError:
            context["carries"] = True
            return render(request, "alerts/readiness/remove_account.html", context, status=409)
        return redirect("alerts:accounts", slug=slug)
    return render(request, "alerts/readiness/remove_account.html", context)


def _channel(kind: str) -> Channel:
    if kind not in channels():
        raise Http404
    return channels()[kind]


def _account(slug: str, pk: int) -> ChannelAccount:
    return get_object_or_404(ChannelAccount, pk=pk, owner=slug, removed_at=None)
