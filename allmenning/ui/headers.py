"""What every answer tells the browser: load nothing from elsewhere, run nothing inline.

Django 5.2 has no content security policy of its own and ours never varies, so a constant is
simpler than a dependency.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from allmenning.ui.policy import PERMISSIONS, POLICY, REFERRER


class SecurityHeaders:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Referrer-Policy", REFERRER)
        return response
