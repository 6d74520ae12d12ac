"""What this is, and what it is not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmenning.alerts.queries.pages_board import status_page_of_country
from allmenning.ui.access import public


@public
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "alerts/help.html", {"status_page": status_page_of_country()})
