"""Where stewards answer what people have written."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from allmenning.accounts.access import requires
from allmenning.accounts.models import Role, User
from allmenning.front.actions import AlreadyAnsweredError, answer_feedback
from allmenning.front.forms import AnswerForm
from allmenning.front.mail import send_answer
from allmenning.front.models import Feedback
from allmenning.front.queries.feedback import inquiries, waiting
from allmenning.ui.paging import page_of


@requires(Role.STEWARD)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "page": page_of(request, inquiries()),
        "waiting": waiting(today),
        "today": today,
    }
    return render(request, "front/about/inquiries.html", context)


@requires(Role.STEWARD)
@require_http_methods(["GET", "HEAD", "POST"])
def inquiry(request: HttpRequest, number: int) -> HttpResponse:
    found = get_object_or_404(Feedback, pk=number)
    form = AnswerForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"one": found, "form": form, "today": timezone.localdate()}
        context["page_address"] = local_path(found.page)
        status = 422 if request.method == "POST" else 200
        return render(request, "front/about/inquiry.html", context, status=status)
    _answer(request, found, form)
    return HttpResponseRedirect(reverse("front:inquiries"))


def local_path(told: str) -> str:
    """Return the address if it is a path of this site; anybody may have typed it."""
    is_local = (
        told.startswith("/")
        and told.isprintable()
        and url_has_allowed_host_and_scheme(told, allowed_hosts=None)
    )
    return told if is_local else ""


def _answer(request: HttpRequest, found: Feedback, form: AnswerForm) -> None:
    """Store the answer, send it if asked for, and tell the steward how that went."""
    by = request.user
    assert isinstance(by, User)  # noqa: S101 -- the declaration above lets nobody else in
    told = form.cleaned_data
    status = Feedback.Status(told["status"])
    try:
        answer_feedback(
            feedback=found, answer=told["answer"], status=status, by=by, at=timezone.now()
        )
    except AlreadyAnsweredError:
        messages.warning(request, _("Somebody else has answered this already."))
        return
    if not found.email or send_answer(found, _receipt(request, found)):
        messages.success(request, _("The answer is stored."))
    else:
        messages.warning(request, _("The answer is stored, but the e-mail could not be sent."))


def _receipt(request: HttpRequest, found: Feedback) -> str:
    with override(found.language):
        return request.build_absolute_uri(reverse("front:receipt", args=[found.token]))
