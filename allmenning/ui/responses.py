"""Lists as open data: CSV that a spreadsheet opens safely, and JSON; pages behind a key."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?")


class _Echo:
    def write(self, line: str) -> str:
        return line


def guarded(cell: object) -> object:
    """Put an apostrophe before what a spreadsheet would run as a formula; numbers stay."""
    if not isinstance(cell, str) or not cell.startswith(_STARTS_FORMULA):
        return "" if cell is None else cell
    return cell if _NUMBER.fullmatch(cell) else f"'{cell}"


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the file line by line; the byte order mark tells Excel that it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([guarded(name) for name in header])
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


def csv_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """Stream rows as the file `name`.csv."""
    return StreamingHttpResponse(
        csv_lines(header, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def json_response(data: Any, *, status: int = 200, kind: str = "application/json") -> HttpResponse:
    """Answer with JSON in UTF-8, readable by people and open to scripts on other sites."""
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return HttpResponse(
        body + "\n",
        status=status,
        content_type=f"{kind}; charset=utf-8",
        headers={"Access-Control-Allow-Origin": "*"},
    )


def behind_a_key(answer: HttpResponse) -> HttpResponse:
    """Let nobody keep, list or pass on a page whose address is its key; return the answer."""
    add_never_cache_headers(answer)
    answer.headers["X-Robots-Tag"] = "noindex"
    # Not no-referrer: forms would then come with no origin, and be refused.
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
