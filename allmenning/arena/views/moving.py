"""Everything that is open, in the format it can be moved in."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmenning.arena.actions.exporting import export_open
from allmenning.ui.access import public
from allmenning.ui.responses import json_response


@public
@require_safe
def export_json(_request: HttpRequest) -> HttpResponse:
    return json_response(export_open(at=timezone.now()))
