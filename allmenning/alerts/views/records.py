"""The record of a warning, for the archive."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from allmenning.alerts.models import Alert
from allmenning.alerts.paper import log_pdf
from allmenning.alerts.queries.record import printed, record_of
from allmenning.register.access import requires_body_role
from allmenning.register.models import BodyRole


@requires_body_role(BodyRole.READER)
def as_json(request: HttpRequest, slug: str, key: str) -> HttpResponse:  # noqa: ARG001 - guard's
    record = record_of(_alert(slug, key), timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="varsel-{key}.json"'}
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(record, headers=headers, json_dumps_params=options)


@requires_body_role(BodyRole.READER)
def as_pdf(request: HttpRequest, slug: str, key: str) -> HttpResponse:  # noqa: ARG001 - guard's
    pages = log_pdf(printed(_alert(slug, key), timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="varsel-{key}.pdf"'}
    return HttpResponse(pages, content_type="application/pdf", headers=headers)


def _alert(slug: str, key: str) -> Alert:
    known = Alert.objects.select_related("body", "passes_on")
    return get_object_or_404(known, key=key, body__slug=slug)
