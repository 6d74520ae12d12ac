"""Everything out again, in the format it comes in."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from allmenning.evidence.actions import csv_rows, export_evidence
from allmenning.evidence.actions.kinds import KINDS
from allmenning.ui.access import public
from allmenning.ui.responses import csv_response, json_response


@public
def export_json(_request: HttpRequest) -> HttpResponse:
    return json_response(export_evidence())


@public
def export_csv(_request: HttpRequest, kind: str) -> StreamingHttpResponse:
    chosen = next((one for one in KINDS if one.name == kind), None)
    if chosen is None:
        raise Http404
    header, rows = csv_rows(chosen, export_evidence([chosen])[chosen.name])
    return csv_response(kind, header, rows)
