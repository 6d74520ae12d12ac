"""The list of questions, as a page and as open data, and one question."""

from typing import Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from allmenning.accounts.access import may_publish, requires
from allmenning.accounts.models import Role
from allmenning.arena.actions.routing import desk_at
from allmenning.arena.forms.questions import STANDS, QuestionFilters
from allmenning.arena.markdown import render as as_html
from allmenning.arena.models import Question, Tag
from allmenning.arena.queries.near import arrange, nearness
from allmenning.arena.queries.questions import (
    Narrowing,
    at_the_desk,
    narrowed,
    open_data,
    soon_at_the_desk,
)
from allmenning.arena.queries.questions_page import for_page, page_for
from allmenning.arena.queries.questions_rows import rows_of
from allmenning.arena.queries.questions_waiting import time_to_first_answer
from allmenning.arena.queries.viewer import listed, viewer_of, visible, was_readable
from allmenning.arena.views.cases_page import visible_to
from allmenning.arena.views.questions_rows import written
from allmenning.arena.views.threads import thread_shown
from allmenning.register.queries import lens_from
from allmenning.ui.access import public
from allmenning.ui.paging import page_of, query_without
from allmenning.ui.parameters import choice, text
from allmenning.ui.responses import csv_response, json_response

PER_PAGE = 20
Kind = Literal["csv", "json"]


def narrowing_from(request: HttpRequest) -> Narrowing:
    """Read how the list is narrowed; what makes no sense counts as not given."""
    given = request.GET
    return Narrowing(
        theme=text(given, "tema", 100),
        tag=text(given, "emneord", 60),
        stands=choice(given, "status", [key for key, _label in STANDS]),
        near=bool(text(given, "nar")),
        mine=bool(text(given, "mine")),
        sent=bool(text(given, "sendt")),
    )


@public
@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    by, now, viewer = narrowing_from(request), timezone.now(), viewer_of(request)
    lens = lens_from(request)
    found = narrowed(listed(Question.objects.all(), viewer, now), by, viewer)
    arranged = arrange(found, nearness(lens) if by.near else None, only_near=by.near)
    page = page_of(request, arranged.keys, PER_PAGE)
    context = {
        "page": page,
        "rows": written(rows_of(page.rows)),
        "form": QuestionFilters(
            by, has_lens=lens is not None, is_signed_in=viewer.user is not None
        ),
        "by": by,
        "lens": lens,
        "arranged": arranged,
        "tag": Tag.objects.filter(slug=by.tag).first() if by.tag else None,
        "waiting": time_to_first_answer(now),
        "query": query_without(request, "side"),
        "may_ask": bool(viewer.body_ids),
        "is_desk": may_publish(request, Role.AUTHORITY),
    }
    return render(request, "arena/questions.html", context)


@public
@require_safe
def questions_file(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    """Give the same list as data; what the reader may not see is not in it."""
    viewer = viewer_of(request)
    seen = listed(Question.objects.all(), viewer, timezone.now())
    rows = list(open_data(narrowed(seen, narrowing_from(request), viewer).order_by("slug")))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else ["id"]
    return csv_response("sporsmal", header, (list(row.values()) for row in rows))


@public
@require_safe
def question(request: HttpRequest, slug: str) -> HttpResponse:
    now, viewer = timezone.now(), viewer_of(request)
    found = visible(for_page(), viewer, now).filter(slug=slug).first()
    if found is None:
        return _withdrawn(request, slug)
    context = {
        "page": page_for(found, viewer, now),
        "question": found,
        "text": mark_safe(found.html) if found.html else as_html(found.text, first_level=2),  # noqa: S308 -- cleaned when it was stored
        "thread": thread_shown(request, found),
        "desk_at": desk_at(found),
        "visible_to": visible_to(found),
    }
    return render(request, "arena/question.html", context)


def _withdrawn(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell who could read it that it is withdrawn, and why."""
    could_read = was_readable(viewer_of(request), timezone.now())
    gone = Question.objects.filter(could_read, published_at__isnull=False)
    found = get_object_or_404(gone.select_related("owner"), slug=slug)
    return render(request, "arena/question_withdrawn.html", {"question": found}, status=410)


@requires(Role.AUTHORITY)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show those at the desk what waits for them, with its age, and what soon will."""
    now = timezone.now()
    context = {
        "page": page_of(request, at_the_desk(), PER_PAGE),
        "soon": [(one, desk_at(one)) for one in soon_at_the_desk(now)[:PER_PAGE]],
        "now": now,
    }
    return render(request, "arena/question_desk.html", context)


def readable(request: HttpRequest, slug: str) -> Question:
    """Find a question this reader may read, or none at all."""
    seen = visible(Question.objects.all(), viewer_of(request), timezone.now())
    found = seen.select_related("owner").filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
