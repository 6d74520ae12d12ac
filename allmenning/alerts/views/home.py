"""My bodies: what is active, what waits for me, and where to begin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from allmenning.accounts.access import signed_in
from allmenning.alerts.queries.pages_home import bodies_of
from allmenning.alerts.views.person import person


@signed_in
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    me = person(request)
    rows = bodies_of(me, timezone.now())
    waiting = [
        (row, one) for row in rows if row.may_publish for one in row.waiting if one.waits_for(me)
    ]
    return render(request, "alerts/home.html", {"rows": rows, "waiting": waiting})
