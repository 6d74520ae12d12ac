"""Finding and confirming who answers for a body: by hand, from a list, from the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.register.models import BodyRole, Membership
from allmenning.surveys.actions.letters import queue_many
from allmenning.surveys.models import Contact, FrameUnit, Letter, LetterKind, Survey
from allmenning.surveys.queries.surveys import target_of

# Who is asked first among the members of a body: those who lead its communication.
FIRST_ASKED = [BodyRole.LEADER, BodyRole.PUBLISHER, BodyRole.EDITOR, BodyRole.READER]


@dataclass(frozen=True)
class Person:
    """Who answers: what is known of the person."""

    email: str
    name: str = ""
    role: str = ""
    language: str = "nb"


class EndedError(Exception):
    """The contact has been replaced or wiped."""


@transaction.atomic
def add_contact(
    *, unit: FrameUnit, person: Person, is_confirmed: bool, by: User | None, at: datetime
) -> Contact:
    """Note who answers; the same address for the same unit is the same contact."""
    known = unit.contacts.filter(email__iexact=person.email, ended_at=None, wiped_at=None).first()
    contact = known or Contact(unit=unit, created_at=at)
    contact.email, contact.name, contact.role = person.email, person.name, person.role
    contact.language = person.language
    if is_confirmed and contact.confirmed_at is None:
        contact.confirmed_at = at
    contact.save()
    _note(contact, "changed" if known else "added", by, at)
    return contact


@transaction.atomic
def add_contacts(
    *,
    survey: Survey,
    people: Sequence[tuple[FrameUnit, Person]],
    is_confirmed: bool,
    by: User | None,
    at: datetime,
) -> int:
    """Note a whole list at once; those known already by address are left as they are."""
    standing = Contact.objects.filter(unit__survey=survey, ended_at=None, wiped_at=None)
    known = {(key, email.lower()) for key, email in standing.values_list("unit_id", "email")}
    new = []
    for unit, person in people:
        if (unit.pk, person.email.lower()) in known:
            continue
        known.add((unit.pk, person.email.lower()))
        new.append(_made(unit, person, at if is_confirmed else None, at))
    Contact.objects.bulk_create(new, batch_size=200)
    detail: dict[str, object] = {"contacts": len(new), "confirmed": is_confirmed}
    verb = "surveys.survey.contacts_added"
    write_audit(by=by, at=at, verb=verb, target=target_of(survey), detail=detail)
    return len(new)


def _made(unit: FrameUnit, person: Person, confirmed_at: datetime | None, at: datetime) -> Contact:
    return Contact(unit=unit, confirmed_at=confirmed_at, created_at=at, **vars(person))


@transaction.atomic
def take_from_register(*, survey: Survey, by: User | None, at: datetime) -> int:
    """Propose a member of each body that has nobody yet; nobody is confirmed by it."""
    empty = survey.units.filter(left_out="").exclude(contacts__ended_at__isnull=True)
    empty = empty | survey.units.filter(left_out="", contacts=None)
    units = list(empty.exclude(body=None).distinct().order_by("pk"))
    best = _best_members([unit.body_id for unit in units if unit.body_id], at)
    people = [(unit, best[unit.body_id]) for unit in units if unit.body_id in best]
    return add_contacts(survey=survey, people=people, is_confirmed=False, by=by, at=at)


def _best_members(bodies: Sequence[int], at: datetime) -> dict[int, Person]:
    found = Membership.objects.filter(
        body__in=bodies, expires_at__gt=at, user__is_active=True
    ).select_related("user")
    best: dict[int, Person] = {}
    order = {role: place for place, role in enumerate(FIRST_ASKED)}
    for one in sorted(found, key=lambda row: (order[BodyRole(row.role)], row.pk)):
        user = one.user
        person = Person(email=user.email, name=user.name, language=user.language or "nb")
        best.setdefault(one.body_id, person)
    return best


@transaction.atomic
def confirm_contact(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """Note that this is who answers."""
    if contact.ended_at or contact.wiped_at:
        raise EndedError
    if contact.confirmed_at is None:
        contact.confirmed_at = at
        contact.save(update_fields=["confirmed_at"])
        _note(contact, "confirmed", by, at)
    return contact


@transaction.atomic
def replace_contact(
    *, contact: Contact, person: Person, is_confirmed: bool, by: User | None, at: datetime
) -> Contact:
    """Let another answer instead; that the one before was asked stays on record.

    The old link stops working, and what the old one had not been sent is not sent.
    """
    if contact.ended_at or contact.wiped_at:
        raise EndedError
    contact.ended_at, contact.token_sha256 = at, None
    contact.save(update_fields=["ended_at", "token_sha256"])
    Letter.objects.filter(contact=contact, sent_at=None, attempted_at=None).update(dropped_at=at)
    new = _made(contact.unit, person, at if is_confirmed else None, at)
    new.replaces = contact
    new.save()
    _note(new, "replaced", by, at)
    return new


@transaction.atomic
def end_contact(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """Write to this person no more, without anybody instead."""
    if contact.ended_at is None:
        contact.ended_at, contact.token_sha256 = at, None
        contact.save(update_fields=["ended_at", "token_sha256"])
        letters = Letter.objects.filter(contact=contact, sent_at=None, attempted_at=None)
        letters.update(dropped_at=at)
        _note(contact, "ended", by, at)
    return contact


@transaction.atomic
def note_bounce(*, contact: Contact, by: User | None, at: datetime) -> Contact:
    """Note that letters come back: it becomes a task, and nothing more is sent there."""
    if contact.bounced_at is None:
        contact.bounced_at = at
        contact.save(update_fields=["bounced_at"])
        letters = Letter.objects.filter(contact=contact, sent_at=None, attempted_at=None)
        letters.update(dropped_at=at)
        _note(contact, "bounced", by, at)
    return contact


@transaction.atomic
def ask_who_answers(*, survey: Survey, by: User | None, at: datetime) -> int:
    """Queue the letter "who answers for you?" to all who are not confirmed yet."""
    return queue_many(contacts=to_ask(survey), kind=LetterKind.MAPPING, survey=survey, by=by, at=at)


def to_ask(survey: Survey) -> QuerySet[Contact]:
    """Give the contacts nobody has confirmed, that have not been asked."""
    asked = Letter.objects.filter(kind=LetterKind.MAPPING).values("contact")
    return Contact.objects.filter(
        unit__survey=survey,
        unit__left_out="",
        confirmed_at=None,
        bounced_at=None,
        ended_at=None,
        wiped_at=None,
    ).exclude(pk__in=asked)


def _note(contact: Contact, what: str, by: User | None, at: datetime) -> None:
    verb, target = f"surveys.contact.{what}", f"surveys.contact:{contact.pk}"
    write_audit(by=by, at=at, verb=verb, target=target, detail={})
