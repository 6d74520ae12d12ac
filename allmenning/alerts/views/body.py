"""The board of a body: what is active, what waits, and where a new warning begins."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import person_of
from allmenning.alerts.queries.alerts import active_nearby
from allmenning.alerts.queries.incoming import waiting_for
from allmenning.alerts.queries.pages_home import body_row, right_of
from allmenning.alerts.views.place import here_of
from allmenning.delivery.contract import Workspace
from allmenning.register.access import may_act, requires_body_role
from allmenning.register.models import BodyRole


@requires_body_role(BodyRole.EDITOR)
@never_cache
def body_page(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here, me, now = here_of(workspace, slug), person_of(request), timezone.now()
    nearby = active_nearby(body=here.body, workspace=workspace, at=now)
    may_publish = may_act(me, here.body, BodyRole.PUBLISHER)
    context = here.context | {
        "row": body_row(here.body, workspace, may_publish=may_publish),
        "me": me,
        "incoming": waiting_for(here.body, workspace, now),
        # What authorities say has its own place on this page.
        "nearby": replace(nearby, others=()),
        "right": right_of(me, here.body, now) if may_publish and not here.is_exercise else None,
    }
    return render(request, "alerts/body.html", context)
