"""The first view of three: what threatens."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from allmenning.alerts.models import Hazard
from allmenning.alerts.queries.alerts import active_nearby
from allmenning.alerts.queries.content import templates_for
from allmenning.alerts.views.place import Here, municipality_of
from allmenning.delivery.contract import Workspace
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole


@dataclass(frozen=True)
class Choice:
    name: str
    hazard: str
    query: str


@requires_body_role(BodyRole.EDITOR)
@never_cache
def choose(request: HttpRequest, workspace: Workspace, slug: str) -> HttpResponse:
    here = municipality_of(workspace, slug)
    nearby = active_nearby(body=here.body, workspace=workspace, at=timezone.now())
    context = here.context | {"choices": choices(here), "nearby": nearby}
    return render(request, "alerts/choose.html", context)


def choices(here: Here) -> list[Choice]:
    """Give every text that stands ready, then the hazards that have none."""
    ready = templates_for(here.body)
    known = {one.hazard for one in ready}
    order = list(Hazard.values)
    listed = sorted(ready, key=lambda one: (order.index(one.hazard), one.body_id is None, one.name))
    return [
        *(
            Choice(one.shown_name, one.get_hazard_display(), urlencode({"mal": one.pk}))
            for one in listed
        ),
        *(
            Choice(str(hazard.label), str(hazard.label), urlencode({"fare": hazard.value}))
            for hazard in Hazard
            if hazard not in known
        ),
    ]
