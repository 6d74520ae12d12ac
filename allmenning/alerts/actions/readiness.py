"""What a body has ready: who writes it down, and the test that proves it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.alerts.areas import AreaError, ring
from allmenning.alerts.models import (
    Absence,
    AreaPart,
    Contact,
    Hazard,
    MeetingPlace,
    PlanEvent,
    Preparedness,
    SelfTest,
    Severity,
    Template,
)
from allmenning.alerts.queries.content import place_of
from allmenning.alerts.queries.readiness import PUBLISHING, is_own_page, preparedness_of
from allmenning.alerts.signals import prepared
from allmenning.delivery.actions import check_accounts
from allmenning.delivery.contract import Workspace
from allmenning.delivery.queries import accounts_of
from allmenning.register.models import Body, Membership

TESTS_KEPT = 60
Ready = Contact | MeetingPlace | AreaPart | Template


class NotAPublisherError(Exception):
    """A deputy must be one who may publish for the body."""


class NotOwnPageError(Exception):
    """Warnings point to a page on the body's own domain, nowhere else."""


@transaction.atomic
def save_plan(
    *,
    body: Body,
    official_page: str,
    phone: str,
    plan_title: str,
    plan_reviewed_on: date | None,
    without_power: Mapping[str, str],
    by: User,
    at: datetime,
) -> Preparedness:
    """Write the plan, the page warnings point to, and the words for when power is gone."""
    if official_page and not is_own_page(body, official_page):
        raise NotOwnPageError(official_page)
    ready = preparedness_of(body)
    if plan_reviewed_on and plan_reviewed_on != ready.plan_reviewed_on:
        PlanEvent.objects.create(
            body=body, kind=PlanEvent.Kind.REVIEWED, on=plan_reviewed_on, noted_by=by
        )
    ready.official_page = official_page
    ready.phone = phone
    ready.plan_title = plan_title
    ready.plan_reviewed_on = plan_reviewed_on
    ready.without_power = dict(without_power)
    ready.edited_at = at
    ready.save()
    _tell(body, "plan", by=by, at=at)
    return ready


@transaction.atomic
def name_deputy(*, body: Body, deputy: User | None, by: User, at: datetime) -> Preparedness:
    if deputy is not None and not _may_publish(body, deputy, at):
        raise NotAPublisherError
    ready = preparedness_of(body)
    ready.deputy = deputy
    ready.edited_at = at
    ready.save()
    _tell(body, "deputy", by=by, at=at)
    return ready


def _may_publish(body: Body, user: User, at: datetime) -> bool:
    return Membership.objects.filter(
        body=body, user=user, role__in=PUBLISHING, expires_at__gt=at
    ).exists()


@transaction.atomic
def save_absence(
    *, user: User, body: Body, first_day: date, last_day: date, by: User, at: datetime
) -> Absence:
    absence = Absence.objects.create(user=user, first_day=first_day, last_day=last_day)
    _tell(body, "absence", by=by, at=at)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, body: Body, by: User, at: datetime) -> None:
    absence.delete()
    _tell(body, "absence", by=by, at=at)


@transaction.atomic
def save_contact(*, contact: Contact, by: User, at: datetime) -> Contact:
    contact.save()
    _tell(contact.body, "contact", by=by, at=at)
    return contact


@transaction.atomic
def save_meeting_place(*, place: MeetingPlace, by: User, at: datetime) -> MeetingPlace:
    place.save()
    _tell(place.body, "meeting_place", by=by, at=at)
    return place


@transaction.atomic
def save_area_part(*, part: AreaPart, by: User, at: datetime) -> AreaPart:
    """Save a part of the municipality; a polygon that could not be sent is refused here."""
    if part.polygon is not None:
        ring(part.polygon, place_of(part.body))
    part.save()
    _tell(part.body, "area_part", by=by, at=at)
    return part


@transaction.atomic
def save_template(
    *,
    template: Template | None,
    body: Body,
    hazard: Hazard,
    name: str,
    texts: Mapping[str, Mapping[str, str]],
    severity: Severity,
    by: User,
    at: datetime,
) -> Template:
    """Save one of the body's own texts; those that come with Allmenning are never changed."""
    kept = template or Template(body=body)
    kept.hazard, kept.name, kept.severity = hazard, name, severity
    kept.texts = {language: dict(told) for language, told in texts.items()}
    kept.edited_at = at
    kept.save()
    _tell(body, "template", by=by, at=at)
    return kept


@transaction.atomic
def remove(*, ready: Ready, by: User, at: datetime) -> None:
    """Take away a contact, a meeting place, a part or one of the body's own templates."""
    if ready.body is None:
        raise ValueError("A template that comes with Allmenning belongs to no body.")
    kind = ready._meta.model_name or ""
    ready.delete()
    _tell(ready.body, f"{kind}_removed", by=by, at=at)


def _tell(body: Body, what: str, *, by: User, at: datetime) -> None:
    write_audit(
        by=by,
        at=at,
        verb="alerts.readiness.saved",
        target=f"body:{body.slug}",
        detail={"what": what},
    )
    transaction.on_commit(lambda: prepared.send_robust(sender=Body, body=body, at=at), robust=True)


def arm(*, body: Body, by: User | None, at: datetime) -> SelfTest:
    """Prove channel by channel that a warning could be sent now, and read the areas back.

    It calls out, so it is not one transaction: what each channel answered is written as it comes.
    """
    live = [one for one in accounts_of(body.slug, Workspace.LIVE) if one.is_on]
    lines = [_line(account) for account in check_accounts(accounts=live, at=at)]
    lines += _areas(body)
    return _note_test(body, lines, by=by, at=at)


def _line(account: Any) -> dict[str, object]:
    return {
        "name": account.name,
        "good": bool(account.checked_good),
        "checks": account.checks,
    }


def _areas(body: Body) -> list[dict[str, object]]:
    """Read each drawn part back from the database and check it as a warning would."""
    lines: list[dict[str, object]] = []
    place = place_of(body)
    for part in body.area_parts.exclude(polygon=None).order_by("name", "pk"):
        try:
            ring(part.polygon, place)
        except AreaError as error:
            checks = [{"name": "area", "good": False, "detail": error.sentence}]
            lines.append({"name": part.name, "good": False, "checks": checks})
    return lines


@transaction.atomic
def _note_test(
    body: Body, lines: Sequence[Mapping[str, object]], *, by: User | None, at: datetime
) -> SelfTest:
    good = bool(lines) and all(line["good"] for line in lines)
    test = SelfTest.objects.create(body=body, at=at, good=good, lines=json.loads(json.dumps(lines)))
    SelfTest.objects.filter(body=body).exclude(pk__in=_kept(body)).delete()
    write_audit(
        by=by,
        at=at,
        verb="alerts.armed",
        target=f"body:{body.slug}",
        detail={"good": good, "lines": len(lines)},
    )
    return test


def _kept(body: Body) -> list[int]:
    newest = SelfTest.objects.filter(body=body).order_by("-at", "-pk")
    return list(newest.values_list("pk", flat=True)[:TESTS_KEPT])
