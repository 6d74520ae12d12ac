"""JSON with its letters as they are, not as escapes."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder


class Readable(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:  # noqa: ARG002 -- ninja's signature
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False)
