"""While somebody writes: how the text fits each channel, counted where it will be sent from."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from allmenning.alerts.forms.compose import ComposeForm
from allmenning.alerts.models import Alert, Hazard, Version
from allmenning.alerts.queries.content import fits_of
from allmenning.alerts.queries.pages_look import carried
from allmenning.alerts.views.place import Here, alert_of, here_of
from allmenning.delivery.contract import Act, Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole


@requires_body_role(BodyRole.EDITOR)
@never_cache
@require_POST
def count(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here = here_of(workspace, slug)
    alert = Alert(body=here.body, workspace=workspace, hazard=Hazard.OTHER)
    return _counted(request, here, alert, Act.ALERT)


@requires_body_role(BodyRole.EDITOR)
@never_cache
@require_POST
def count_of(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    here = here_of(workspace, slug)
    alert = alert_of(here, key)
    act = Act.ALERT if alert.state == Alert.State.DRAFT else Act.UPDATE
    return _counted(request, here, alert, act)


def _counted(request: HttpRequest, here: Here, alert: Alert, act: Act) -> HttpResponse:
    now = timezone.now()
    parts = list(here.body.area_parts.order_by("name", "pk"))
    form = ComposeForm(request.POST, body=here.body, at=now, parts=parts)
    version = Version(alert=alert, number=1, act=act, **vars(form.unfinished()))
    context = {"carried": carried(fits_of(version, now))}
    return render(request, "alerts/_counters.html", context)
