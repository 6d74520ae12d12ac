"""About the project, its accessibility, what it keeps about people, and its data."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from allmenning.front.queries.datasets import datasets
from allmenning.register.models import Source
from allmenning.ui.access import public


@public
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"operator": settings.OPERATOR_NAME}
    return render(request, "front/about/about.html", context)


@public
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {"declaration": settings.ACCESSIBILITY_DECLARATION}
    return render(request, "front/about/accessibility.html", context)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"operator": settings.OPERATOR_NAME}
    return render(request, "front/about/privacy.html", context)


@public
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    context = {"datasets": datasets(), "sources": Source.objects.order_by("publisher", "key")}
    return render(request, "front/about/data.html", context)
