"""How the fieldwork stands: each case in one state, counted by stratum, the weakest on top."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from allmenning.core.questionnaire import Questionnaire, asked
from allmenning.core.rates import Dispositions, Rate, response_rates
from allmenning.surveys.models import (
    Contact,
    FrameUnit,
    Letter,
    LetterKind,
    Reconciliation,
    Reminder,
    Response,
    Survey,
    Unit,
)
from allmenning.surveys.queries.frame import county_names
from allmenning.surveys.queries.letters import FIRST
from allmenning.surveys.queries.questionnaire import questionnaire_of
from allmenning.surveys.queries.strata import in_order, stratum_label

# Who has answered at least this share of the core module counts as partial (AAPOR's P).
PARTIAL_FROM = 0.5


class State(StrEnum):
    """Where one case is; a case is in one state only."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    BROKEN_OFF = "broken_off"
    REFUSED = "refused"
    SILENT = "silent"
    WAITING = "waiting"
    BOUNCED = "bounced"
    UNMAPPED = "unmapped"


@dataclass(frozen=True)
class Case:
    """A drawn body, or a person who is asked in a survey of persons."""

    stratum: str
    state: State
    is_mapped: bool
    is_invited: bool
    has_bounced: bool


@dataclass(frozen=True)
class Row:
    """One stratum, or all of them."""

    stratum: str
    label: str
    drawn: int
    mapped: int
    invited: int
    bounced: int
    partial: int
    broken_off: int
    answered: int
    refused: int

    @property
    def started(self) -> int:
        """Begun and not sent in; counted apart from the answers (R64)."""
        return self.partial + self.broken_off

    @property
    def waiting_for(self) -> int:
        """Who can still answer."""
        return self.drawn - self.answered - self.refused

    @property
    def response(self) -> float | None:
        return self.answered / self.drawn if self.drawn else None


@dataclass(frozen=True)
class Board:
    rows: list[Row]
    total: Row
    rates: tuple[Rate, ...]


def board_of(survey: Survey, *, label_of_all: str = "") -> Board:
    """Count every case; strata with the lowest response come first."""
    cases = list(cases_of(survey))
    names = county_names(survey)
    strata = in_order(survey.stratification, {one.stratum for one in cases})
    rows = [
        _row([one for one in cases if one.stratum == stratum], stratum, label)
        for stratum in strata
        for label in [stratum_label(survey.stratification, stratum, names)]
    ]
    rows.sort(key=lambda row: (row.response is None, row.response or 0.0))
    return Board(rows, _row(cases, "", label_of_all), response_rates(_ended(survey, cases)))


def _row(cases: list[Case], stratum: str, label: str) -> Row:
    states = Counter(one.state for one in cases)
    return Row(
        stratum=stratum,
        label=label,
        drawn=len(cases),
        mapped=sum(one.is_mapped for one in cases),
        invited=sum(one.is_invited for one in cases),
        bounced=sum(one.has_bounced for one in cases),
        partial=states[State.PARTIAL],
        broken_off=states[State.BROKEN_OFF],
        answered=states[State.ANSWERED],
        refused=states[State.REFUSED],
    )


def _ended(survey: Survey, cases: Iterable[Case]) -> Dispositions:
    """Put the cases under AAPOR's letters (docs/method/response-rates.md)."""
    states = Counter(one.state for one in cases)
    is_person = survey.unit == Unit.PERSON
    unheard = states[State.SILENT] + states[State.WAITING] + states[State.UNMAPPED]
    return Dispositions(
        complete=states[State.ANSWERED],
        partial=states[State.PARTIAL],
        refusal=states[State.REFUSED] + states[State.BROKEN_OFF],
        non_contact=unheard + (0 if is_person else states[State.BOUNCED]),
        unknown=states[State.BOUNCED] if is_person else 0,
    )


def cases_of(survey: Survey) -> Iterator[Case]:
    """Give each drawn body; in a survey of persons each who is asked there."""
    known = _Known(survey)
    units = survey.units.filter(is_drawn=True, left_out="").order_by("kind", "code", "pk")
    for unit in units:
        contacts = known.contacts.get(unit.pk, [])
        if survey.unit == Unit.BODY:
            yield known.case(unit, contacts, known.of_unit.get(unit.pk, []))
            continue
        for contact in contacts:
            if contact.ended_at is None and contact.confirmed_at:
                yield known.case(unit, [contact], known.of_contact.get(contact.pk, []))


class _Known:
    """What the cases are made of, read in three questions to the database."""

    def __init__(self, survey: Survey) -> None:
        self.questions = questionnaire_of(survey)
        self.contacts: dict[int, list[Contact]] = {}
        self.of_unit: dict[int, list[Response]] = {}
        self.of_contact: dict[int | None, list[Response]] = {}
        for contact in Contact.objects.filter(unit__survey=survey).order_by("unit", "pk"):
            self.contacts.setdefault(contact.unit_id, []).append(contact)
        sent = Letter.objects.filter(
            contact__unit__survey=survey, kind__in=FIRST, sent_at__isnull=False
        )
        self.invited = set(sent.order_by().values_list("contact", flat=True))
        rows = Response.objects.filter(unit__survey=survey, set_aside_at=None).order_by("pk")
        for response in rows:
            self.of_unit.setdefault(response.unit_id, []).append(response)
            self.of_contact.setdefault(response.contact_id, []).append(response)

    def case(self, unit: FrameUnit, contacts: list[Contact], responses: list[Response]) -> Case:
        standing = [one for one in contacts if _stands(one)]
        bounced = [one for one in contacts if one.bounced_at and not one.ended_at]
        is_invited = any(one.pk in self.invited for one in contacts)
        return Case(
            stratum=unit.stratum,
            state=self._state(unit, responses, standing, bounced),
            is_mapped=bool(standing),
            is_invited=is_invited,
            has_bounced=bool(bounced) and not standing,
        )

    def _state(
        self,
        unit: FrameUnit,
        responses: list[Response],
        standing: list[Contact],
        bounced: list[Contact],
    ) -> State:
        if any(one.submitted_at for one in responses):
            return State.ANSWERED
        if unit.refused_at:
            return State.REFUSED
        if begun := [one for one in responses if one.values]:
            share = max(share_answered(self.questions, one) for one in begun)
            return State.PARTIAL if share >= PARTIAL_FROM else State.BROKEN_OFF
        if standing:
            is_asked = any(one.pk in self.invited for one in standing)
            return State.SILENT if is_asked else State.WAITING
        return State.BOUNCED if bounced else State.UNMAPPED


def _stands(contact: Contact) -> bool:
    return bool(contact.confirmed_at) and not contact.bounced_at and not contact.ended_at


def share_answered(questionnaire: Questionnaire, response: Response) -> float:
    """Return how much of the core module is answered; of all, where no core is marked."""
    met = asked(questionnaire.questions, response.values)
    core = [one for one in met if one.is_core] or list(met)
    if not core:
        return 0.0
    return sum(one.code in response.values for one in core) / len(core)


def answers_by_day(survey: Survey) -> list[tuple[date, int]]:
    """Count what was sent in on each day, from the first day to the last, empty days included."""
    rows = Response.objects.filter(unit__survey=survey, submitted_at__isnull=False)
    moments = rows.filter(set_aside_at=None).order_by("submitted_at", "pk")
    days = Counter(
        timezone.localdate(at) for at in moments.values_list("submitted_at", flat=True) if at
    )
    if not days:
        return []
    first, last = min(days), max(days)
    every = [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    return [(day, days[day]) for day in every]


def schedule_of(survey: Survey) -> list[tuple[Reminder, int]]:
    """Give the reminders, with how many letters of each have gone."""
    sent = Counter(
        Letter.objects.filter(
            contact__unit__survey=survey, kind=LetterKind.REMINDER, sent_at__isnull=False
        )
        .order_by("pk")
        .values_list("number", flat=True)
    )
    return [(one, sent[one.number]) for one in survey.reminders.order_by("number")]


@dataclass(frozen=True)
class Post:
    """How it stands with the letters."""

    waiting: int
    sent: int
    refused: int
    unclear: int


def post_of(survey: Survey, at: datetime) -> Post:
    """Count letters; unclear are those whose sending broke off, which are not sent again."""
    rows = Letter.objects.filter(contact__unit__survey=survey)
    open_rows = rows.filter(sent_at=None, dropped_at=None)
    return Post(
        waiting=open_rows.filter(attempted_at=None).count(),
        sent=rows.filter(sent_at__isnull=False).count(),
        refused=rows.filter(dropped_at__isnull=False).exclude(failed_for="").count(),
        unclear=open_rows.filter(attempted_at__lt=at).count(),
    )


def to_reconcile(survey: Survey) -> list[Reconciliation]:
    """Give the bodies that have answered twice; those not decided first."""
    rows = Reconciliation.objects.filter(unit__survey=survey).select_related("unit", "chosen")
    return sorted(rows.order_by("pk"), key=lambda one: (one.decided_at is not None, one.pk))
