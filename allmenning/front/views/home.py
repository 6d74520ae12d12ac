"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from allmenning.front.loop import ring, stations
from allmenning.front.queries.home import home as read_home
from allmenning.front.queries.home import neighbours
from allmenning.register.queries import lens_from
from allmenning.ui.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    lens, drawn = lens_from(request), stations()
    context = {
        "page": read_home(timezone.localdate()),
        "stations": drawn,
        "ring": ring(drawn),
        "lens": lens,
        "neighbours": neighbours(lens) if lens else (),
    }
    return render(request, "front/home.html", context)
