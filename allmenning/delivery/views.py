"""Where inhabitants get on a list, prove that the address is theirs, and leave."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core import signing
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.clients.sms import read_report
from allmenning.delivery.actions.reports import note_report
from allmenning.delivery.actions.subscriptions import (
    NotConfirmedError,
    ask_to_join,
    confirm_by_code,
    join_at_once,
    leave_by_address,
)
from allmenning.delivery.actions.subscriptions import confirm as confirm_subscription
from allmenning.delivery.actions.subscriptions import leave as end_subscription
from allmenning.delivery.digests import digest
from allmenning.delivery.forms import CodeForm
from allmenning.delivery.handing import REPORTS
from allmenning.delivery.joining import NotInvitedError, NotJoinableError
from allmenning.delivery.queries import PublicList, public_list, public_lists, subscription
from allmenning.delivery.throttle import may_ask, may_try_code
from allmenning.ui.access import public
from allmenning.ui.responses import behind_a_key

WORKER = Path(__file__).parent / "static/delivery/worker.js"
SIGNER_SALT = "delivery.code"
PAGE_LIVES = 3600


@public
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, account: int) -> HttpResponse:
    found = _list(account)
    form = found.joining.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found.joining.at_once:
        raise Http404
    if request.method != "POST":
        return _join_page(request, found, form)
    if not form.is_valid():
        return _join_page(request, found, form, 422)
    return _asked(request, found, form.cleaned_data)


def _join_page(
    request: HttpRequest, found: PublicList, form: Form, status: int = 200
) -> HttpResponse:
    of_owner = public_lists(found.account.owner)
    others = [each for each in of_owner if each.account.pk != found.account.pk]
    context = {"list": found, "form": form, "others": others}
    return _page(request, "delivery/join.html", context, status)


def _asked(request: HttpRequest, found: PublicList, told: Mapping[str, str]) -> HttpResponse:
    known_by = digest(found.account.pk, told["address"])
    if not may_ask(request, found.account.pk, known_by):
        return _page(request, "delivery/too_many.html", {"list": found}, 429)
    try:
        ask_to_join(
            account=found.account,
            address=told["address"],
            language=told["language"],
            by=None,
            at=timezone.now(),
        )
    except NotInvitedError:
        return _page(request, "delivery/not_invited.html", {"list": found}, 503)
    if not found.joining.asks_code:
        return HttpResponseRedirect(reverse("delivery:sent", args=[found.account.pk]))
    signed = signing.dumps(known_by, salt=SIGNER_SALT)
    return HttpResponseRedirect(reverse("delivery:code", args=[found.account.pk, signed]))


@public
@require_safe
def sent(request: HttpRequest, account: int) -> HttpResponse:
    return _page(request, "delivery/sent.html", {"list": _list(account)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, account: int, signed: str) -> HttpResponse:
    """Take the code that was sent; the address itself is not in the page's address."""
    found = _list(account)
    try:
        known_by = str(signing.loads(signed, salt=SIGNER_SALT, max_age=PAGE_LIVES))
    except signing.BadSignature:
        return _page(request, "delivery/not_valid.html", {}, 404)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not may_try_code(known_by):
            return _page(request, "delivery/too_many.html", {"list": found}, 429)
        if _proves(found, known_by, form.cleaned_data["code"]):
            return _page(request, "delivery/confirmed.html", {"list": found})
        form.refuse()
    status = 422 if form.errors else 200
    return _page(request, "delivery/code.html", {"list": found, "form": form}, status)


def _proves(found: PublicList, known_by: str, told: str) -> bool:
    try:
        confirm_by_code(
            account=found.account, known_by=known_by, code=told, by=None, at=timezone.now()
        )
    except NotConfirmedError:
        return False
    return True


@public
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a press of a button: opening the link proves nothing, mail scanners do it too."""
    found = subscription(_readable(token))
    if found is None:
        return _page(request, "delivery/not_valid.html", {}, 404)
    if request.method != "POST":
        return _page(request, "delivery/confirm.html", {"list": found})
    try:
        confirm_subscription(token=token, by=None, at=timezone.now())
    except NotConfirmedError:
        return _page(request, "delivery/not_valid.html", {}, 404)
    return _page(request, "delivery/confirmed.html", {"list": found, "token": token})


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave by a button, or by one click in the mail program (RFC 8058).

    The program sends no form token, and needs none: who has the link may leave.
    """
    if request.method == "POST":
        end_subscription(token=_readable(token), by=None, at=timezone.now())
        return _page(request, "delivery/left.html", {})
    found = subscription(_readable(token))
    if found is None:
        return _page(request, "delivery/left.html", {})
    return _page(request, "delivery/leave.html", {"list": found})


@public
@require_POST
def browser(request: HttpRequest, account: int) -> HttpResponse:
    """Take what a browser gave our script: a push subscription, or its end."""
    found = _list(account)
    told = _json(request)
    try:
        address, data = found.joining.read(told)
    except NotJoinableError:
        raise Http404 from None
    if not may_ask(request, account, digest(account, address)):
        return JsonResponse({"ok": False}, status=429)
    if told.get("leave"):
        leave_by_address(account=found.account, address=address, by=None, at=timezone.now())
    else:
        join_at_once(
            account=found.account,
            address=address,
            data=data,
            language=(get_language() or "nb")[:2],
            by=None,
            at=timezone.now(),
        )
    return JsonResponse({"ok": True})


@public
@csrf_exempt
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take a gateway's report of one SMS; our signed reference in it is what lets it in."""
    told = read_report(request.body, request.content_type or "", request.GET.get("ref", ""))
    if told is None:
        return HttpResponse(status=400)
    try:
        handover = int(REPORTS.unsign(told.reference))
    except (signing.BadSignature, ValueError):
        return HttpResponse(status=403)
    if told.delivered is not None:
        note_report(handover=handover, delivered=told.delivered, by=None, at=timezone.now())
    return HttpResponse("OK", content_type="text/plain")


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Serve the script that receives pushes, from an address that lets it work for `/`."""
    del request
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _readable(token: str) -> str:
    """Refuse a character that PostgreSQL takes in no text."""
    if "\0" in token:
        raise Http404
    return token


def _list(account: int) -> PublicList:
    found = public_list(account)
    if found is None:
        raise Http404
    return found


def _json(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Http404 from None
    if not isinstance(told, dict):
        raise Http404
    return told


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page that nobody keeps and no search engine lists; its address may be a key."""
    return behind_a_key(render(request, template, context, status=status))
