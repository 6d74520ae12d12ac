"""Writing to those who run the installation, and reading their answer."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.models import User
from allmenning.front.actions import receive_feedback
from allmenning.front.forms import FeedbackForm
from allmenning.front.models import Feedback
from allmenning.ui.access import public
from allmenning.ui.parameters import choice
from allmenning.ui.responses import behind_a_key
from allmenning.ui.throttle import within_limit

PER_HOUR = 5


@public
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, FeedbackForm(initial=_initial(request)))
    if not within_limit(request, "front.feedback", PER_HOUR):
        return render(request, "front/about/too_many.html", {"limit": PER_HOUR}, status=429)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        form.wind_clock(request.POST)
        return _page(request, form, status=422)
    received = _receive(request, form)
    return HttpResponseRedirect(reverse("front:receipt", args=[received.token]))


def _page(request: HttpRequest, form: FeedbackForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "operator": settings.OPERATOR_NAME,
        "email": settings.CONTACT_EMAIL,
    }
    answer = render(request, "front/about/contact.html", context, status=status)
    add_never_cache_headers(answer)
    return answer


def _initial(request: HttpRequest) -> dict[str, str]:
    """Fill in the page the reader came from, and the kind of message a link asked for."""
    came_from = urlsplit(request.headers.get("Referer", "")[:2000])
    here = came_from.netloc == request.get_host() and came_from.path.isprintable()
    kind = choice(request.GET, "slag", Feedback.Kind.values)
    return {"page": came_from.path[:500] if here else "", "kind": kind}


def _receive(request: HttpRequest, form: FeedbackForm) -> Feedback:
    told = form.cleaned_data
    return receive_feedback(
        kind=Feedback.Kind(told["kind"]),
        text=told["text"],
        email=told["email"],
        page=told["page"],
        language=(get_language() or "nb")[:2],
        by=request.user if isinstance(request.user, User) else None,
        at=timezone.now(),
    )


@public
@require_safe
def receipt(request: HttpRequest, token: UUID) -> HttpResponse:
    """Show a message and its answer to whoever has the address of its receipt."""
    found = get_object_or_404(Feedback, token=token)
    return behind_a_key(render(request, "front/about/receipt.html", {"one": found}))
