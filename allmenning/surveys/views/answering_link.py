"""The personal link: whose it is, and that no page behind it is kept, found or passed on."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from allmenning.surveys.models import Contact
from allmenning.surveys.queries.response import contact_of
from allmenning.ui.access import Access, Declared, declare
from allmenning.ui.throttle import within_limit

# Nobody guesses 192 bits; this is for who keeps the server busy with trying.
MOST_MISSES = 30
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}

link_view = Callable[..., HttpResponse]


def by_link(view: link_view) -> Declared:
    """Hand the view the contact whose link this is, or say what to do with a link that is wrong.

    The token is what shows that a form is hers, so none needs a cookie against forged ones: who
    could forge the address could open it as well.
    """

    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        contact = contact_of(token)
        answer = view(request, contact, token, **kwargs) if contact else _unknown(request)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    return declare(csrf_exempt(opened), Access.PUBLIC)


def _unknown(request: HttpRequest) -> HttpResponse:
    is_slow = within_limit(request, "surveys.link", MOST_MISSES)
    status = 404 if is_slow else 429
    return render(request, "surveys/answer_unknown.html", {"is_slow": is_slow}, status=status)


def is_current(contact: Contact) -> bool:
    """Tell whether the link still is the one that answers for the unit."""
    return contact.ended_at is None
