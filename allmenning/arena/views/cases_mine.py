"""What one's own bodies have told: drafts, what waits, and what should be confirmed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from allmenning.accounts.access import signed_in
from allmenning.arena.queries.cases_due import is_due
from allmenning.arena.queries.cases_mine import own_cases
from allmenning.arena.queries.viewer import viewer_of
from allmenning.ui.paging import page_of


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    page = page_of(request, own_cases(viewer, now))
    rows = [(case, viewer.edits and is_due(case, now)) for case in page.rows]
    return render(request, "arena/case_mine.html", {"page": page, "rows": rows})
