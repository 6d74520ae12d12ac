"""What one has been told: the list, going to it, and the way out of the letters about it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmenning.accounts.access import person_of, public, signed_in
from allmenning.arena.actions import notifying as actions
from allmenning.arena.models import Notification
from allmenning.arena.queries import inbox as queries
from allmenning.arena.queries.viewer import viewer_of
from allmenning.ui.paging import page_of
from allmenning.ui.responses import behind_a_key


@signed_in
@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    me = person_of(request)
    page = page_of(request, queries.inbox(me), queries.PER_PAGE)
    context = {
        "page": page,
        "rows": queries.news(page.rows, viewer_of(request), timezone.now()),
        "unread": queries.n_unread(me),
        "is_mailed": queries.profile_of(me).mail_at_once,
    }
    return render(request, "arena/inbox.html", context)


@signed_in
@require_safe
@never_cache
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to what it is about, and count it as read with all else about the same thread."""
    row = get_object_or_404(queries.inbox(person_of(request)), pk=pk)
    now = timezone.now()
    (one,) = queries.news([row], viewer_of(request), now)
    actions.mark_read(notification=row, at=now)
    if row.thread:
        actions.mark_thread_read(thread=row.thread, by=person_of(request), at=now)
    return HttpResponseRedirect(one.address or reverse("arena:inbox"))


@signed_in
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Notification, pk=pk, person=person_of(request))
    actions.mark_read(notification=row, at=timezone.now())
    return HttpResponseRedirect(reverse("arena:inbox"))


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_all_read(by=person_of(request), at=timezone.now())
    messages.success(request, _("Everything is marked as read."))
    return HttpResponseRedirect(reverse("arena:inbox"))


@signed_in
@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Begin or stop mailing what comes to the inbox."""
    is_on, me = request.POST.get("pa") == "1", person_of(request)
    actions.choose_mail(person=me, is_on=is_on, by=me, at=timezone.now())
    told = _("What comes here is mailed to you too.")
    messages.success(request, told if is_on else _("What comes here is no longer mailed to you."))
    return HttpResponseRedirect(reverse("arena:inbox"))


# A mail program presses the button for the reader, without a cookie (RFC 8058, section 3.2).
@csrf_exempt
@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping, as programs open links by themselves; a POST acts at once."""
    person = queries.person_of_token(token)
    if person is None:
        raise Http404
    is_stopped = request.method == "POST"
    if is_stopped:
        actions.choose_mail(person=person, is_on=False, by=person, at=timezone.now())
    return behind_a_key(render(request, "arena/inbox_stop.html", {"is_stopped": is_stopped}))
