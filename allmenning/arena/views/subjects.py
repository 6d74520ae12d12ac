"""Discussion of a finding or a study, and who wrote a report."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from allmenning.accounts.access import may_publish, person_of, requires
from allmenning.accounts.models import Role
from allmenning.arena.actions import discussion as actions
from allmenning.arena.forms.discussion import StudyAuthorForm
from allmenning.arena.models import StudyAuthor
from allmenning.arena.queries.discussion import authors_of
from allmenning.arena.queries.naming import named
from allmenning.arena.queries.viewer import viewer_of
from allmenning.arena.views.threads import thread_shown
from allmenning.evidence.models import Finding, Study
from allmenning.ui.access import public

MAY_NAME_AUTHORS = (Role.STEWARD, Role.ANALYST)


@public
@require_safe
def finding(request: HttpRequest, code: str) -> HttpResponse:
    chosen = get_object_or_404(Finding.objects.select_related("study"), code=code)
    context = {"one": chosen, "named": named(chosen), "thread": thread_shown(request, chosen)}
    return render(request, "arena/thread_finding.html", context)


@public
@require_safe
def study(request: HttpRequest, slug: str) -> HttpResponse:
    return _study_page(request, get_object_or_404(Study, slug=slug), StudyAuthorForm())


def _study_page(
    request: HttpRequest, chosen: Study, form: StudyAuthorForm, status: int = 200
) -> HttpResponse:
    may_name = may_publish(request, *MAY_NAME_AUTHORS)
    context = {
        "study": chosen,
        "named": named(chosen),
        "thread": thread_shown(request, chosen),
        "authors": authors_of(chosen),
        "author_form": form if may_name else None,
    }
    return render(request, "arena/thread_study.html", context, status=status)


@requires(*MAY_NAME_AUTHORS)
@require_POST
def add_author(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = get_object_or_404(Study, slug=slug)
    form, by = StudyAuthorForm(request.POST), viewer_of(request).user
    if not form.is_valid() or form.person is None or by is None:
        return _study_page(request, chosen, form, status=422)
    actions.add_study_author(
        study=chosen,
        person=form.person,
        verified_how=form.cleaned_data["verified_how"],
        by=by,
        at=timezone.now(),
    )
    messages.success(request, _("The author may now answer, marked as the author."))
    return HttpResponseRedirect(reverse("arena:study_discussion", args=[slug]))


@requires(*MAY_NAME_AUTHORS)
@require_POST
def remove_author(request: HttpRequest, pk: int) -> HttpResponse:
    author = get_object_or_404(StudyAuthor.objects.select_related("study", "person"), pk=pk)
    by = person_of(request)
    study = actions.remove_study_author(author=author, by=by, at=timezone.now())
    messages.success(request, _("The person no longer speaks as an author of the report."))
    return HttpResponseRedirect(reverse("arena:study_discussion", args=[study.slug]))
