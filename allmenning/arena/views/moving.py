"""Everything that is open, in the format it can be moved in."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmenning.accounts.queries import KeptPerRevision
from allmenning.arena.actions.exporting import export_open, written
from allmenning.ui.access import public

# A second of work at 20,000 posts: done once for each state of the data, and each day.
KEPT: KeptPerRevision[bytes] = KeptPerRevision(1)


@public
@require_safe
def export_json(_request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    content = KEPT.get(timezone.localdate(now), lambda: written(export_open(at=now)).encode())
    return HttpResponse(
        content,
        content_type="application/json; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )
