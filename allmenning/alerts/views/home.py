"""My bodies: what is active, what waits for me, and where to begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from allmenning.accounts.models import User
from allmenning.alerts.queries.pages_board import status_page_of_country
from allmenning.alerts.queries.pages_home import bodies_of
from allmenning.ui.access import public


@public
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show members their bodies, and others where the warnings are."""
    if not isinstance(request.user, User):
        context = {"status_page": status_page_of_country()}
        return render(request, "alerts/home_public.html", context)
    me = request.user
    rows = bodies_of(me, timezone.now())
    waiting = [
        (row, one) for row in rows if row.may_publish for one in row.waiting if one.waits_for(me)
    ]
    return render(request, "alerts/home.html", {"rows": rows, "waiting": waiting})
