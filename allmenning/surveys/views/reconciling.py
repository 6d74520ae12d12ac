"""Two answers from one body: read both, choose one, say why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmenning.accounts.access import person_of, requires
from allmenning.accounts.models import Role
from allmenning.surveys.actions.reconciling import choose_answer
from allmenning.surveys.forms.reconcile import ReconcileForm
from allmenning.surveys.models import Reconciliation, Response
from allmenning.surveys.queries.reconcile import answers_of, compared
from allmenning.surveys.queries.words import said
from allmenning.ui.tables import Column, Table
from allmenning.ui.text import day


def _label(place: int, answer: Response) -> str:
    told = {"n": place, "date": day(answer.submitted_at) if answer.submitted_at else ""}
    role = answer.contact.role if answer.contact else ""
    if not role:
        return _("Answer %(n)s, sent in %(date)s") % told
    return _("Answer %(n)s, sent in %(date)s by %(role)s") % (told | {"role": role})


@requires(Role.ANALYST)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reconcile(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    rows = Reconciliation.objects.select_related("unit__survey", "chosen")
    one = get_object_or_404(rows, pk=pk, unit__survey__slug=slug)
    answers = answers_of(one)
    labels = [(str(answer.pk), _label(n, answer)) for n, answer in enumerate(answers, 1)]
    given = request.POST if request.method == "POST" else None
    initial = {"chosen": str(one.chosen_id or ""), "reason": one.reason}
    form = ReconcileForm(given, labels=labels, initial=initial)
    if form.is_valid():
        choose_answer(
            reconciliation=one,
            chosen=form.answer(answers),
            reason=form.cleaned_data["reason"],
            by=person_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("The answer that counts is chosen, and the other set aside."))
        return redirect("surveys:board", slug)
    context = {
        "survey": one.unit.survey,
        "title": said(one.unit.survey.title),
        "unit": one.unit,
        "one": one,
        "form": form,
        "table": _table(one, answers, [label for _key, label in labels]),
    }
    status = 422 if form.errors else 200
    return render(request, "surveys/board_reconcile.html", context, status=status)


def _table(one: Reconciliation, answers: list[Response], labels: list[str]) -> Table:
    columns = [
        Column(key="question", label=_("Question"), cell=lambda row: row.wording, row_header=True),
        *[
            Column(
                key=f"answer_{place}",
                label=label,
                cell=lambda row, place=place: row.answers[place] or "–",  # type: ignore[misc]
            )
            for place, label in enumerate(labels)
        ],
        Column(
            key="alike",
            label=_("Alike?"),
            cell=lambda row: _("Alike") if row.is_alike else _("Different"),
        ),
    ]
    return Table(
        caption=_("The answers side by side"),
        columns=columns,
        rows=compared(one, answers),
        caption_hidden=True,
        stacked=True,
    )
