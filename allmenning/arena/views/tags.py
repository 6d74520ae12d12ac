"""Free words: all of them, and what stands under each, as a page and as a feed."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmenning.arena.models import Tag
from allmenning.arena.queries.tags import Tagged, counted_tags, rows_of, tag_of, tagged
from allmenning.arena.queries.viewer import Viewer, viewer_of
from allmenning.ui.access import public
from allmenning.ui.atom import MOST_ENTRIES, Entry, atom_response
from allmenning.ui.paging import page_of

PER_PAGE = 20


@public
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    counted = counted_tags(viewer_of(request), timezone.now())
    return render(request, "arena/tags.html", {"counted": counted})


@public
@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = _found(slug)
    if found.slug != slug:
        return HttpResponseRedirect(reverse("arena:tag", args=[found.slug]))
    page = page_of(request, tagged(found, viewer_of(request), timezone.now()), PER_PAGE)
    return render(
        request, "arena/tag.html", {"tag": found, "page": page, "rows": rows_of(page.rows)}
    )


@public
@require_safe
def tag_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell what is open to all, whoever asks."""
    found = _found(slug)
    keys = tagged(found, Viewer(), timezone.now())[:MOST_ENTRIES]
    return atom_response(
        request,
        title=_("Allmenning: %(tag)s") % {"tag": found.name},
        page=reverse("arena:tag", args=[found.slug]),
        entries=[_entry(one) for one in rows_of(keys)],
        author="Allmenning",
    )


def _entry(one: Tagged) -> Entry:
    row = one.row
    return Entry(
        path=reverse(one.route, args=[row.slug]),
        title=row.title,
        updated=row.published_at or row.created_at,
        language=row.language,
        author=row.owner.name,
        categories=(one.kind,),
    )


def _found(slug: str) -> Tag:
    found = tag_of(slug)
    if found is None:
        raise Http404
    return found
