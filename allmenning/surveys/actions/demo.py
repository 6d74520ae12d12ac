"""The worked example: two rounds asked of all, and a short one that is open now.

Simulated and marked so everywhere. Whom and when is drawn from a seed, so every installation has
the same; the steps are the room's own actions, at the times they would have been done.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction

from allmenning.core.questionnaire import Questionnaire
from allmenning.register.models import Body
from allmenning.surveys.actions.answering import refuse
from allmenning.surveys.actions.bank import load_bank
from allmenning.surveys.actions.contacts import (
    Person,
    add_contact,
    add_contacts,
    note_bounce,
    replace_contact,
)
from allmenning.surveys.actions.demo_answers import (
    Round,
    answers_at_all,
    generator_of,
    invented,
)
from allmenning.surveys.actions.demo_items import ask_items, reword
from allmenning.surveys.actions.drawing import draw_sample
from allmenning.surveys.actions.frame import build_frame
from allmenning.surveys.actions.letters import queue_invitations
from allmenning.surveys.actions.publishing import publish_survey
from allmenning.surveys.actions.recipes import every_table, save_recipe
from allmenning.surveys.actions.reconciling import choose_answer, note_second_answer
from allmenning.surveys.actions.reminders import plan_reminder, queue_reminder
from allmenning.surveys.actions.retention import wipe_contacts
from allmenning.surveys.actions.surveys import register_plan, start_survey, tell_what_was_done
from allmenning.surveys.actions.surveys_onwards import go_on
from allmenning.surveys.models import (
    Contact,
    DrawMethod,
    FrameUnit,
    Letter,
    Response,
    Stratification,
    Survey,
)
from allmenning.surveys.queries.data import STRATUM, data_of
from allmenning.surveys.queries.frame_draw import Design
from allmenning.surveys.queries.questionnaire import read_questionnaire
from allmenning.surveys.queries.tables import WHOLE

DATA = Path(__file__).resolve().parents[1] / "data" / "demo"
OWNER = "ks"
SEED = 20130612
# Of a hundred bodies that were drawn, so many have a contact nobody could reach.
UNREACHED, PARTIAL = 0.03, 0.04
BOUNCES, REFUSALS = 4, 3
PULSE, FEWEST = 80, 50
FIRST_DAYS, BETWEEN, LONG_BEFORE = 7.0, timedelta(days=10), timedelta(days=40)


@dataclass(frozen=True)
class Plan:
    """When a round was, and what sets it apart."""

    key: str
    year: int
    frame_date: date
    opens: datetime
    days: int
    step: float
    design: Design
    codes: Sequence[str] | None = None
    contacts_until: date | None = None

    @property
    def closes(self) -> datetime:
        return self.opens + timedelta(days=self.days)


def plans(at: datetime) -> list[Plan]:
    """Two whole rounds, and a short one that opened last week."""
    everybody = Design(DrawMethod.ALL)
    last_week = (at - timedelta(days=8)).replace(hour=7, minute=0, second=0, microsecond=0)
    return [
        Plan(
            "2024",
            2024,
            date(2024, 1, 15),
            datetime(2024, 2, 1, 7, tzinfo=UTC),
            28,
            0.0,
            everybody,
            contacts_until=date(2025, 3, 1),
        ),
        Plan(
            "2026",
            2026,
            date(2026, 8, 15),
            datetime(2026, 9, 1, 7, tzinfo=UTC),
            28,
            1.0,
            everybody,
            contacts_until=at.date() + timedelta(days=180),
        ),
        Plan(
            "pulse",
            last_week.year,
            date(2026, 8, 15),
            last_week,
            28,
            1.0,
            Design(DrawMethod.PROPORTIONAL, size=PULSE, minimum=8, take_all=("50000-",)),
            codes=_told("rounds.json")["pulse"]["codes"],
            contacts_until=at.date() + timedelta(days=365),
        ),
    ]


@cache
def _told(name: str) -> Any:
    return json.loads((DATA / name).read_bytes())


@transaction.atomic
def load_survey_demo(*, at: datetime, is_published: bool = True) -> list[Survey]:
    """Make the example, once; without a register of some size there is nobody to ask."""
    owner = Body.objects.filter(slug=OWNER).first()
    if Body.objects.filter(kind=Body.Kind.MUNICIPALITY).count() < FEWEST:
        return []
    if owner is None or Survey.objects.filter(is_simulated=True).exists():
        return []
    load_bank(by=None, at=at, tell=lambda _line: None)
    made: list[Survey] = []
    for plan in plans(at):
        previous = made[0] if plan.key == "2026" else None
        if previous:
            reword(told=_told("rounds.json")["reworded"], by=None, at=plan.opens - LONG_BEFORE)
        made.append(_round(plan, owner, previous, at))
        if is_published and plan.closes <= at:
            _publish(made[-1], plan.closes + timedelta(days=25))
    return made


def _round(plan: Plan, owner: Body, previous: Survey | None, at: datetime) -> Survey:
    began = plan.opens - LONG_BEFORE
    survey = start_survey(values=_values(plan, owner, previous), by=None, at=began)
    build_frame(survey=survey, with_counties=plan.key != "pulse", by=None, at=began)
    ask_items(survey=survey, specs=specs_of(plan), by=None, at=began)
    register_plan(survey=survey, by=None, at=began + timedelta(days=5))
    draw_sample(
        survey=survey,
        design=_design(plan, survey),
        seed=SEED,
        by=None,
        at=began + timedelta(days=5),
    )
    survey = go_on(survey=survey, by=None, at=began + timedelta(days=6))
    units = list(survey.units.filter(is_drawn=True).order_by("kind", "code"))
    add_contacts(survey=survey, people=_people(units), is_confirmed=True, by=None, at=plan.opens)
    survey = go_on(survey=survey, by=None, at=plan.opens)
    _send(survey, plan.opens)
    _field(survey, plan, units, at)
    if plan.closes > at:
        _answered_twice(survey, at - timedelta(hours=20), is_decided=False)
        return survey
    return _end(survey, plan, at)


def _design(plan: Plan, survey: Survey) -> Design:
    """Draw no more than there are."""
    return replace(plan.design, size=min(plan.design.size, survey.units.count()))


def specs_of(plan: Plan) -> list[dict[str, Any]]:
    """Give what is known of the questions of a round."""
    told: list[dict[str, Any]] = _told("questions.json")
    if plan.codes is None:
        return told
    return [one | {"page": 1, "heading": {}} for one in told if one["code"] in plan.codes]


def _values(plan: Plan, owner: Body, previous: Survey | None) -> dict[str, Any]:
    told = _told("rounds.json")
    words = told | told["pulse"] if plan.key == "pulse" else told
    title = {name: text.format(year=plan.year) for name, text in words["title"].items()}
    return {name: told[name] for name in ("purpose", "ethics", "privacy", "contact")} | {
        "title": title,
        "lead": words["lead"],
        "plan": words["plan"],
        "owner": owner,
        "previous": previous,
        "frame_date": plan.frame_date,
        "stratification": Stratification.SIZE,
        "closes_at": plan.closes,
        "contacts_until": plan.contacts_until,
        "is_simulated": True,
    }


def _people(units: Sequence[FrameUnit]) -> list[tuple[FrameUnit, Person]]:
    """Invent a person for each body; a few bodies have nobody."""
    return [
        (unit, _person(unit, 2)) for unit in units if generator_of(unit, 5).random() > UNREACHED
    ]


def _person(unit: FrameUnit, seed: int) -> Person:
    told, rng = _told("rounds.json"), generator_of(unit, seed)
    first, last = (_one(told[name], rng) for name in ("first_names", "last_names"))
    language = "nn" if unit.facts.get("language_form") == "nn" else "nb"
    role = _one(told["roles"], rng)[language]
    address = f"svar{seed}.{unit.kind[0]}{unit.code}@demo.invalid"
    return Person(email=address, name=f"{first} {last}", role=role, language=language)


def _one(options: Sequence[Any], rng: np.random.Generator) -> Any:
    return options[int(rng.integers(len(options)))]


def _send(survey: Survey, at: datetime) -> None:
    """Note letters as sent; nothing is sent in a simulated round."""
    waiting = Letter.objects.filter(contact__unit__survey=survey, sent_at=None, dropped_at=None)
    waiting.update(attempted_at=at, attempts=1, sent_at=at)


def _field(survey: Survey, plan: Plan, units: Sequence[FrameUnit], at: datetime) -> None:
    """Let answers come in waves, each after a reminder, until it closes or is today."""
    _trouble(survey, units, plan.opens + timedelta(days=2))
    end = min(plan.closes, at)
    waiting = _days(survey, units, plan)
    begins = plan.opens
    for number in range(1, 4):
        ends = min(plan.opens + BETWEEN * number, end)
        now = [one for one in waiting if one.at < ends]
        waiting = [replace(one, at=max(one.at, ends)) for one in waiting if one.at >= ends]
        _answer(survey, plan, now)
        begins = plan.opens + BETWEEN * number
        if begins >= end or number > 2:
            break
        reminder = plan_reminder(survey=survey, when=begins, by=None, at=plan.opens)
        queue_reminder(reminder=reminder, by=None, at=begins)
        _send(survey, begins)
    _answer(survey, plan, [one for one in waiting if one.at < end])


@dataclass(frozen=True)
class Coming:
    """An answer that will come."""

    contact: Contact
    at: datetime
    is_whole: bool


def _days(survey: Survey, units: Sequence[FrameUnit], plan: Plan) -> list[Coming]:
    """Draw who answers, and when: many at once, fewer later."""
    contacts = Contact.objects.filter(
        unit__survey=survey, ended_at=None, bounced_at=None, unit__refused_at=None
    )
    by_unit = {one.unit_id: one for one in contacts.order_by("-pk")}
    coming = []
    for unit in units:
        rng = generator_of(unit, plan.year + 7)
        answers, day = rng.random() < answers_at_all(unit), float(rng.exponential(FIRST_DAYS))
        moment = plan.opens + timedelta(days=day, hours=float(rng.random()))
        if answers and unit.pk in by_unit and day < plan.days:
            contact = by_unit[unit.pk]
            contact.unit = unit
            coming.append(Coming(contact, moment, rng.random() > PARTIAL))
    return coming


def _answer(survey: Survey, plan: Plan, coming: Sequence[Coming]) -> None:
    if not coming:
        return
    questionnaire, one = read_questionnaire(survey), _drawn_as(plan)
    pages = _pages(survey)
    Response.objects.bulk_create(
        [_response(answer, questionnaire, one, pages) for answer in coming], batch_size=100
    )
    done = [answer.contact.pk for answer in coming if answer.is_whole]
    Letter.objects.filter(contact__in=done, sent_at=None).update(dropped_at=coming[0].at)


def _drawn_as(plan: Plan) -> Round:
    specs: Mapping[str, Any] = {one["code"]: one for one in specs_of(plan)}
    return Round(seed=plan.year * 10 + len(plan.key), step=plan.step, specs=specs)


def _response(answer: Coming, questionnaire: Questionnaire, one: Round, pages: int) -> Response:
    values = invented(answer.contact.unit, questionnaire, one)
    if not answer.is_whole:
        first = {question.code for question in questionnaire.questions if question.page < pages}
        values = {code: value for code, value in values.items() if code in first}
    return Response(
        unit=answer.contact.unit,
        contact=answer.contact,
        values=values,
        page=pages if answer.is_whole else max(1, pages - 1),
        revision=pages,
        language=answer.contact.language,
        started_at=answer.at - timedelta(minutes=6),
        saved_at=answer.at,
        submitted_at=answer.at if answer.is_whole else None,
    )


def _trouble(survey: Survey, units: Sequence[FrameUnit], at: datetime) -> None:
    """Let letters come back, somebody answer instead, and a few say no."""
    order = sorted(units, key=lambda unit: float(generator_of(unit, 11).random()))
    reached = [unit for unit in order if unit.contacts.exists()]
    for place, unit in enumerate(reached[:BOUNCES]):
        contact = note_bounce(contact=unit.contacts.get(), by=None, at=at)
        if place < BOUNCES / 2:
            replace_contact(
                contact=contact,
                person=_person(unit, 3),
                is_confirmed=True,
                by=None,
                at=at + timedelta(days=1),
            )
    queue_invitations(survey=survey, by=None, at=at + timedelta(days=1))
    _send(survey, at + timedelta(days=1))
    for unit in reached[BOUNCES : BOUNCES + REFUSALS]:
        refuse(unit=unit, by=None, at=at)


def _end(survey: Survey, plan: Plan, at: datetime) -> Survey:
    """Decide between two answers, close, tell what was done, and wipe in time."""
    _answered_twice(survey, plan.opens + timedelta(days=21), is_decided=True)
    survey = go_on(survey=survey, by=None, at=plan.closes)
    done, then = _told("rounds.json")["done"], plan.closes + timedelta(days=20)
    survey = tell_what_was_done(survey=survey, text=done, by=None, at=then)
    if plan.contacts_until and plan.contacts_until <= at.date():
        wipe_contacts(survey=survey, by=None, at=plan.closes + timedelta(days=365))
    return survey


def _publish(survey: Survey, at: datetime) -> None:
    """Publish a few tables, in all and by size; all of them would take long."""
    told = _told("rounds.json")["tables"]
    shown = [one for one in data_of(survey).variables if one.question in told["codes"]]
    tables = [*every_table(shown, WHOLE), *every_table(shown, STRATUM)]
    save_recipe(
        survey=survey,
        title=told["title"],
        tables=tables,
        method="small",
        is_public=True,
        by=None,
        at=at,
    )
    publish_survey(survey=survey, by=None, at=at)


def _answered_twice(survey: Survey, at: datetime, *, is_decided: bool) -> None:
    """Let two people of one body answer; in the open round nobody has decided yet."""
    whole = survey.units.filter(responses__submitted_at__isnull=False)
    first = whole.order_by("-kind", "code")[0]
    colleague = add_contact(unit=first, person=_person(first, 4), is_confirmed=True, by=None, at=at)
    colleague.unit = first
    questionnaire, pages = read_questionnaire(survey), _pages(survey)
    other = Round(seed=at.year, step=1.0, specs={})
    _response(Coming(colleague, at, is_whole=True), questionnaire, other, pages).save()
    opened = note_second_answer(unit=first, at=at)
    if opened and is_decided:
        choose_answer(
            reconciliation=opened,
            chosen=first.responses.order_by("pk")[0],
            reason="Den som leder kommunikasjonen, svarer for kommunen.",
            by=None,
            at=at + timedelta(days=2),
        )


def _pages(survey: Survey) -> int:
    return max(question.page for question in read_questionnaire(survey).questions)
