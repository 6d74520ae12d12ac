"""Taking a warning back, or ending it: one press to see it, one press to send it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of
from allmenning.alerts.actions import correct
from allmenning.alerts.areas import AreaError
from allmenning.alerts.models import Alert
from allmenning.alerts.queries.alerts import newest_out
from allmenning.alerts.queries.pages_look import correction_of
from allmenning.alerts.refusals import RefusedError
from allmenning.alerts.views.board import CORRECTABLE
from allmenning.alerts.views.place import alert_of, here_of
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole


@requires_body_role(BodyRole.PUBLISHER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mistake(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    return _correct(request, workspace, slug, key, Act.CANCEL)


@requires_body_role(BodyRole.PUBLISHER)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def all_clear(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    return _correct(request, workspace, slug, key, Act.ALL_CLEAR)


def _correct(
    request: HttpRequest, workspace: Workspace, slug: str, key: UUID, act: Act
) -> HttpResponse:
    here = here_of(workspace, slug)
    alert = alert_of(here, key)
    if alert.state not in CORRECTABLE or newest_out(alert) is None:
        messages.info(request, _("The warning is ended already."))
        return redirect("alerts:board", workspace, slug, key)
    if request.method == "POST":
        _send(request, alert, act)
        return redirect("alerts:board", workspace, slug, key)
    context = here.context | {
        "alert": alert,
        "act": act.value,
        "correction": correction_of(alert, act, timezone.now()),
    }
    return render(request, "alerts/correct.html", context)


def _send(request: HttpRequest, alert: Alert, act: Act) -> None:
    try:
        correct(alert=alert, act=act, by=person_of(request), at=timezone.now())
    except (RefusedError, AreaError) as refused:
        messages.error(request, refused.sentence)
