"""The rows of the list, written in Python: twenty templates cost more than the rest of the page."""

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from allmenning.arena.models import Visibility
from allmenning.arena.queries.questions_rows import Row
from allmenning.ui.text import day

ROW = (
    '<li><h2><a href="{}" lang="{}">{}</a></h2>'
    '<p class="where">{} · <time datetime="{}">{}</time> · {}</p><p class="tags">{}</p></li>'
)
TAG = '<span class="tag" data-kind="{}">{}</span>'


def written(rows: Sequence[Row]) -> SafeString:
    """Write the rows as the items of a list."""
    place = reverse("arena:question", args=["x"])
    return format_html_join("", "{}", ((_row(row, place),) for row in rows))


def _row(row: Row, place: str) -> SafeString:
    one = row.question
    asked = one.published_at
    return format_html(
        ROW,
        f"{place[:-2]}{one.slug}/",
        one.language,
        one.title,
        one.owner.name,
        asked.isoformat() if asked else "",
        day(asked) if asked else "",
        row.themes,
        format_html_join("", TAG, _tags(row)),
    )


def _tags(row: Row) -> Iterator[tuple[str, str]]:
    yield state_of(row)
    if row.n_answers:
        told = ngettext("%(n)s answer", "%(n)s answers", row.n_answers)
        yield "neutral", told % {"n": row.n_answers}
    if row.question.visibility == Visibility.MEMBERS:
        yield "accent", _("Members only")
    if row.question.is_invented:
        yield "warning", _("Invented example")


def state_of(row: Row) -> tuple[str, str]:
    """Say how far it has come, as a kind of tag and a word."""
    one = row.question
    if one.accepted_id:
        return "success", pgettext("question", "Solved")
    if one.first_answer_at:
        return "info", pgettext("question", "Answered")
    if one.closed_at:
        return "neutral", _("Closed without an answer")
    if one.escalated_at:
        return "warning", pgettext("question", "At the desk")
    return "neutral", pgettext("question", "Not answered yet")
