"""You and your peers: one's own answers beside the published figures, for who answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from allmenning.accounts.models import User
from allmenning.register.models import Membership
from allmenning.surveys.models import Publication, Response, Survey
from allmenning.surveys.queries.report_words import base_words
from allmenning.surveys.queries.results_shown import interval_of, reason_words, value_of
from allmenning.surveys.queries.tables import FigureTable, Json, Row, read_results, variables_in
from allmenning.surveys.queries.variables import DONT_KNOW, Variable, measured
from allmenning.surveys.queries.words import language_of, said


@dataclass(frozen=True)
class Share:
    group: str
    value: str
    interval: str


@dataclass(frozen=True)
class Beside:
    """One's own answer, and how many of a group answered the same."""

    title: str
    language: str
    part: str
    answer: str
    shares: tuple[Share, ...]
    base: str


def response_of_member(survey: Survey, person: User, at: datetime) -> Response | None:
    """Find the answer of a body that the person is a member of."""
    bodies = Membership.objects.filter(user=person, expires_at__gt=at).values("body")
    return _that_count(survey).filter(unit__body__in=bodies).first()


def response_of_unit(survey: Survey, unit: int) -> Response | None:
    """Find the answer that counts for a unit."""
    return _that_count(survey).filter(unit=unit).first()


def _that_count(survey: Survey) -> QuerySet[Response]:
    return (
        Response.objects.filter(
            unit__survey=survey, submitted_at__isnull=False, set_aside_at__isnull=True
        )
        .select_related("unit")
        .order_by("unit__code", "pk")
    )


def beside(publication: Publication, response: Response) -> Iterator[Beside]:
    """Give each own answer with the published share of it: in all, and in one's own group."""
    told = publication.tables
    shown = variables_in(told)
    tables = [one for one in read_results(told) if one.spec.base == "all"]
    own = own_group(told["classes"], response.unit.stratum)
    for one in measured(publication.survey):
        variable = shown.get(one.variable.name)
        value = one.read(response.values.get(one.variable.question))
        if variable is None or not isinstance(value, str):
            continue
        mine = [table for table in tables if table.spec.variable == variable.name]
        rows = [row for table in mine for row in _same(table, variable, value, own)]
        if rows:
            yield Beside(
                title=said(variable.wording),
                language=language_of(variable.wording),
                part=said(variable.part_label),
                answer=answer_words(variable, value),
                shares=tuple(_share(told, variable, row) for row in rows),
                base=base_words(told["survey"], variable, "all"),
            )


def own_group(classes: Sequence[Json], stratum: str) -> str:
    return next((str(one["code"]) for one in classes if stratum in str(one["code"]).split("+")), "")


def answer_words(variable: Variable, value: str) -> str:
    return next((said(one.label) for one in variable.categories if one.code == value), value)


def _same(table: FigureTable, variable: Variable, value: str, own: str) -> list[Row]:
    """Find the figures of the same answer in all and in one's own group.

    Of an option the share that chose it is given, whether or not one chose it oneself.
    """
    groups = {"", own} if table.spec.by else {""}
    wanted = variable.categories[0].code if variable.is_choice and value != DONT_KNOW else value
    return [row for row in table.rows if row.category == wanted and row.group in groups]


def _share(told: Json, variable: Variable, row: Row) -> Share:
    groups = {one["code"]: said(one["label"]) for one in told["classes"]}
    return Share(
        group=groups.get(row.group, "") or _("All who answered"),
        value=reason_words(row.reason) or value_of(variable, row.estimate),
        interval=interval_of(variable, row),
    )
