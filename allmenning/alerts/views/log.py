"""Everything that was done with a warning, in the order it was done."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from allmenning.alerts.queries.pages_log import log_of
from allmenning.alerts.views.place import alert_of, here_of
from allmenning.delivery.contract import Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole


@requires_body_role(BodyRole.READER)
@never_cache
def log(request: HttpRequest, workspace: Workspace, slug: str, key: UUID) -> HttpResponse:
    here = here_of(workspace, slug)
    alert = alert_of(here, key)
    return render(request, "alerts/log.html", here.context | {"alert": alert, "log": log_of(alert)})
