"""The list of cases: as a page, as open data and as a feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from allmenning.accounts.models import User
from allmenning.arena.forms.cases_filters import written_filters
from allmenning.arena.models import Case, Channel, EvidenceKind, Stage
from allmenning.arena.queries.cases import (
    PARAMETERS,
    STAFFING,
    Narrowing,
    cut,
    for_rows,
    narrowed,
    open_data,
    rows_of,
    themes_of,
    told_tag,
)
from allmenning.arena.queries.near import Arranged, arrange, in_order, nearness
from allmenning.arena.queries.viewer import Viewer, listed, viewer_of
from allmenning.evidence.models import Theme
from allmenning.register.queries import Lens, lens_from
from allmenning.register.queries.words import PURPOSES
from allmenning.ui.access import public
from allmenning.ui.atom import MOST_ENTRIES, Entry, atom_response
from allmenning.ui.paging import page_of
from allmenning.ui.parameters import choice, text
from allmenning.ui.responses import csv_response, json_response

PER_PAGE = 20
Kind = Literal["csv", "json"]


def narrowing_from(request: HttpRequest) -> Narrowing:
    """Read how the list is narrowed; what makes no sense counts as not given."""
    given, named = request.GET, PARAMETERS
    return Narrowing(
        theme=text(given, named["theme"], 100),
        tag=text(given, named["tag"], 60),
        channel=choice(given, named["channel"], Channel.values),
        purpose=choice(given, named["purpose"], PURPOSES),
        stage=choice(given, named["stage"], Stage.values),
        evidence=choice(given, named["evidence"], EvidenceKind.values),
        staffing=choice(given, named["staffing"], STAFFING),
        county=text(given, named["county"], 80),
        body=text(given, named["body"], 80),
        failed=bool(text(given, named["failed"])),
        near=bool(text(given, named["near"])),
        old=bool(text(given, named["old"])),
    )


@public
def cases(request: HttpRequest) -> HttpResponse:
    by, today = narrowing_from(request), timezone.localdate()
    lens = lens_from(request)
    near = nearness(lens)
    found = narrowed(listed(Case.objects.all(), viewer_of(request), timezone.now()), by, today)
    arranged = arrange(found, near, only_near=by.near)
    page = page_of(request, arranged.keys, PER_PAGE)
    context = {
        "page": page,
        "rows": rows_of(in_order(for_rows(), page.rows), near, today),
        "filters": written_filters(by, has_lens=lens is not None),
        "by": by,
        "heading": _heading(by),
        "tag": told_tag(by.tag),
        "said": _said(arranged, by, lens, page.number),
        "has_lens": lens is not None,
        "query": urlencode(by.query),
        "list_address": reverse("arena:cases"),
        "without_near": f"?{urlencode(replace(by, near=False).query)}",
        "may_write": isinstance(request.user, User),
    }
    return render(request, "arena/cases.html", context)


@dataclass(frozen=True)
class Heading:
    title: str
    lead: str


def _heading(by: Narrowing) -> Heading:
    lead = _("What municipalities have tried, how it went, and what failed.")
    theme = Theme.objects.filter(slug=by.theme).first() if by.theme else None
    if theme is None:
        return Heading(_("Experiences"), lead)
    return Heading(_("Experiences with %(theme)s") % {"theme": theme.name}, lead)


def _said(arranged: Arranged, by: Narrowing, lens: Lens | None, page: int) -> str:
    """Say in which order the list stands, and whether it had to be widened."""
    if lens is None or arranged.near is None or (page > 1 and not by.near):
        return ""
    words = _only_near(arranged) if by.near else _near_first(arranged)
    return words % {"place": lens.body.name, "n": arranged.near}


def _only_near(arranged: Arranged) -> str:
    if not arranged.widened:
        return _("Only from municipalities near %(place)s. The nearest come first.")
    if not arranged.near:
        return _("No municipality near %(place)s has told of this. The nearest others are shown.")
    return _("Only %(n)s from municipalities near %(place)s, so the nearest others are shown too.")


def _near_first(arranged: Arranged) -> str:
    if not arranged.near:
        return _("None is from a municipality near %(place)s. The most alike come first.")
    return _("Those from municipalities near %(place)s come first: %(n)s of them.")


@public
def cases_file(request: HttpRequest, kind: Kind) -> HttpResponseBase:
    """Give the same list as data; what the reader may not see is not in it."""
    by = narrowing_from(request)
    seen = listed(Case.objects.all(), viewer_of(request), timezone.now())
    rows = list(open_data(narrowed(seen, by, timezone.localdate()).order_by("slug")))
    if kind == "json":
        return json_response(rows)
    header = list(rows[0]) if rows else ["id"]
    return csv_response("erfaringer", header, (list(row.values()) for row in rows))


@public
def feed(request: HttpRequest) -> HttpResponse:
    """Follow what is open to everybody, narrowed as the list is."""
    by, now = narrowing_from(request), timezone.now()
    seen = narrowed(listed(Case.objects.all(), Viewer(), now), by, timezone.localdate(now))
    newest = for_rows().filter(pk__in=seen.values("pk")).order_by("-published_at", "-pk")
    found = list(newest[:MOST_ENTRIES])
    themes = themes_of([case.pk for case in found])
    page = reverse("arena:cases")
    return atom_response(
        request,
        title=_heading(by).title,
        page=f"{page}?{urlencode(by.query)}" if by else page,
        entries=[_entry(case, themes.get(case.pk, [])) for case in found],
        author="Allmenning",
    )


def _entry(case: Case, themes: Sequence[Theme]) -> Entry:
    return Entry(
        path=reverse("arena:case", args=[case.slug]),
        title=case.title,
        updated=case.changed_at,
        summary=cut(case.failed or case.result or case.problem),
        language=case.language,
        author=case.owner.name,
        categories=[theme.slug for theme in themes],
    )
