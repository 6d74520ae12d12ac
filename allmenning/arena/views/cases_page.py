"""One case: the page, what it was before, what it is based on, and its documents."""

from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from allmenning.accounts.access import signed_in
from allmenning.accounts.models import User
from allmenning.arena.models import Attachment, Case, Question, State, Visibility
from allmenning.arena.queries.cases import cut
from allmenning.arena.queries.cases_difference import against_origin, history_of
from allmenning.arena.queries.cases_due import is_due
from allmenning.arena.queries.cases_page import for_page, has, page_for
from allmenning.arena.queries.cases_words import missing_words
from allmenning.arena.queries.law import cited_by
from allmenning.arena.queries.near import nearness
from allmenning.arena.queries.questions_page import origins_of
from allmenning.arena.queries.viewer import listed, viewer_of, visible, was_readable
from allmenning.arena.views.threads import thread_shown
from allmenning.register.queries import lens_from
from allmenning.ui.access import public
from allmenning.ui.text import day

# Nothing in somebody's document runs, wherever the browser opens it.
LOCKED = "sandbox; default-src 'none'; frame-ancestors 'none'"


def readable_case(request: HttpRequest, slug: str, at: datetime) -> Case:
    """Find what the reader may read, as its page needs it."""
    return get_object_or_404(visible(for_page(), viewer_of(request), at), slug=slug)


@public
def case(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = visible(for_page(), viewer_of(request), now).filter(slug=slug).first()
    if found is None:
        return _withdrawn(request, slug)
    near = nearness(lens_from(request))
    page = page_for(found, viewer_of(request), near, timezone.localdate(now), now)
    context = {
        "page": page,
        "case": found,
        "description": cut(found.result or found.problem),
        "visible_to": visible_to(found),
        "missing": missing_words(found) if page.may_edit else [],
        "is_due": page.may_publish and is_due(found, now) and found.state == State.PUBLISHED,
        "signed_in": isinstance(request.user, User),
        "contact_email": found.contact_email,
        "cited": cited_by(found, timezone.localdate(now)) if has(found, "citations") else [],
        "asked": origins_of(found, viewer_of(request), now) if has(found, "questions") else [],
        "thread": thread_shown(request, found) if found.state == State.PUBLISHED else None,
    }
    return render(request, "arena/case.html", context)


def _withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell who follows an old link that it is withdrawn, and why; a draft was never there."""
    gone = was_readable(viewer_of(request), timezone.now()) & Q(published_at__isnull=False)
    found = Case.objects.filter(gone, slug=slug).select_related("owner").first()
    if found is None:
        raise Http404
    return render(request, "arena/case_withdrawn.html", {"case": found}, status=410)


def visible_to(one: Case | Question) -> str:
    if one.visibility == Visibility.OPEN:
        return _("Everybody may read it.")
    if one.opens_on is None:
        return _("Only members of Allmenning may read it.")
    if one.opens_on <= timezone.localdate():
        return _("Open to everybody since %(day)s.") % {"day": day(one.opens_on)}
    return _("Only members may read it until %(day)s, then everybody.") % {"day": day(one.opens_on)}


@signed_in
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Show each change of the text; it may hold what was taken out, so it is for members."""
    if not viewer_of(request).is_member:
        raise Http404
    found = readable_case(request, slug, timezone.now())
    context = {"case": found, "changes": history_of(found)}
    return render(request, "arena/case_history.html", context)


@public
def against(request: HttpRequest, slug: str) -> HttpResponse:
    """Set a copy beside what it was copied from, where the reader may see both."""
    now = timezone.now()
    copy = readable_case(request, slug, now)
    seen = listed(Case.objects.select_related("owner"), viewer_of(request), now)
    origin = get_object_or_404(seen, pk=copy.copied_from_id)
    context = {"case": copy, "origin": origin, "changes": against_origin(origin, copy)}
    return render(request, "arena/case_against.html", context)


@public
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand out a document to whoever may read its case, as a download and nothing else."""
    readable = visible(Case.objects.all(), viewer_of(request), timezone.now())
    found = get_object_or_404(
        Attachment.objects.select_related("content"), pk=pk, case__slug=slug, case__in=readable
    )
    answer = HttpResponse(bytes(found.content.content), content_type=found.media_type)
    answer.headers["Content-Disposition"] = str(content_disposition_header(True, found.name))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
