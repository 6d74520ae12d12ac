"""Lists as files: the same rows as CSV and as JSON, with the guard's verdict in every row."""

from collections.abc import Mapping, Sequence
from typing import Literal

from django.db.models import QuerySet
from django.http.response import HttpResponseBase

from allmenning.evidence.models import Finding
from allmenning.evidence.queries.pages_rows import COLUMNS, ROW_NEEDS, finding_rows
from allmenning.ui.responses import csv_response, json_response

Kind = Literal["csv", "json"]


def findings_file(name: str, kind: Kind, findings: QuerySet[Finding]) -> HttpResponseBase:
    rows = list(findings.select_related(*ROW_NEEDS).order_by("code"))
    return as_file(name, kind, list(finding_rows(rows)), COLUMNS)


def as_file(
    name: str, kind: Kind, rows: Sequence[Mapping[str, object]], columns: Sequence[str] = ()
) -> HttpResponseBase:
    if kind == "json":
        return json_response(rows)
    header = columns or (tuple(rows[0]) if rows else ())
    return csv_response(name, header, ([row[column] for column in header] for row in rows))
