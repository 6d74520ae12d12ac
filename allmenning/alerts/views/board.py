"""The board of a warning: channel by channel, with the correction at hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from allmenning.accounts.access import person_of
from allmenning.alerts.models import Alert
from allmenning.alerts.queries.alerts import newest_out, version_under_way, versions_out
from allmenning.alerts.queries.content import content_of
from allmenning.alerts.queries.pages_board import sending_of, status_page
from allmenning.alerts.views.place import Here, alert_of, here_of
from allmenning.alerts.wording import texts_of
from allmenning.delivery.actions import (
    CannotSettleError,
    CannotTryAgainError,
    settle,
    try_again,
)
from allmenning.delivery.contract import Workspace
from allmenning.delivery.models import Delivery
from allmenning.delivery.queries import deliveries_of
from allmenning.register.access import may_act, requires_body_role
from allmenning.register.models import BodyRole

CORRECTABLE = (Alert.State.ACTIVE, Alert.State.EXPIRED)


@requires_body_role(BodyRole.EDITOR)
@never_cache
def board(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    here = here_of(workspace, slug)
    alert = alert_of(here, key)
    newest = newest_out(alert)
    if newest is None:
        if version_under_way(alert) is not None:
            return redirect("alerts:look-over", workspace, slug, key)
        return redirect("alerts:log", workspace, slug, key)
    context = _context(request, here, alert) | {
        "newest": newest,
        "text": texts_of(content_of(newest), newest.sent_at or timezone.now())[0],
        "under_way": version_under_way(alert),
        "older": versions_out(alert).exclude(pk=newest.pk),
        "may_correct": alert.state in CORRECTABLE,
        "is_active": alert.state == Alert.State.ACTIVE,
        "status_page": status_page(here.body, workspace),
    }
    return render(request, "alerts/board.html", context)


@requires_body_role(BodyRole.EDITOR)
@never_cache
def channels(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    """Give the part of the board that changes by itself."""
    here = here_of(workspace, slug)
    context = _context(request, here, alert_of(here, key))
    answer = render(request, "alerts/_channels.html", context)
    answer.headers["X-Open"] = "1" if context["is_open"] else "0"
    return answer


def _context(request: HttpRequest, here: Here, alert: Alert) -> dict[str, object]:
    newest = newest_out(alert)
    sending = sending_of(newest) if newest else None
    return here.context | {
        "alert": alert,
        "sending": sending,
        "is_open": sending is not None and sending.is_open,
        "may_publish": may_act(request.user, here.body, BodyRole.PUBLISHER),
    }


@requires_body_role(BodyRole.PUBLISHER)
@require_POST
def decide_channel(
    request: HttpRequest, workspace: Workspace, slug: str, key: UUID, pk: int
) -> HttpResponse:
    """Tell what a person saw in the channel, or try once more."""
    alert = alert_of(here_of(workspace, slug), key)
    delivery = get_object_or_404(deliveries_of(alert.stream), pk=pk)
    try:
        _decide(request, delivery)
    except (CannotSettleError, CannotTryAgainError):
        messages.warning(request, _("The channel has come further since. Look at it again."))
    return redirect("alerts:board", workspace, slug, key)


def _decide(request: HttpRequest, delivery: Delivery) -> None:
    me, at = person_of(request), timezone.now()
    if "again" in request.POST:
        try_again(delivery=delivery, by=me, at=at)
    else:
        settle(delivery=delivery, is_out="out" in request.POST, by=me, at=at)
