"""Letters are queued, claimed, attempted and sent; each step is in the database before the next.

The row is the outbox. A letter whose attempt has no known outcome is not sent again, so that nobody
gets it twice; the next reminder carries the same link.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.surveys.models import Contact, Letter, LetterKind, Survey
from allmenning.surveys.queries.letters import to_invite

# A job that died is done again after this.
CLAIM_LASTS = timedelta(minutes=30)
TRY_AGAIN = timedelta(minutes=15)
MOST_ATTEMPTS = 6
TRIED_OUT = "tried_out"
ASKING = (LetterKind.MAPPING, LetterKind.INVITATION, LetterKind.REMINDER)


@transaction.atomic
def queue_letter(*, contact: Contact, kind: str, due_at: datetime, number: int = 0) -> Letter:
    """Put a letter in the queue; the same one is not put there twice."""
    letter, _is_new = Letter.objects.get_or_create(
        contact=contact, kind=kind, number=number, defaults={"due_at": due_at}
    )
    return letter


@transaction.atomic
def queue_invitations(*, survey: Survey, by: User | None, at: datetime) -> int:
    """Invite everybody who was drawn and confirmed and has no invitation yet."""
    due = survey.opens_at if survey.opens_at and survey.opens_at > at else at
    return queue_many(
        contacts=to_invite(survey), kind=LetterKind.INVITATION, survey=survey, at=due, by=by
    )


@transaction.atomic
def queue_many(
    *,
    contacts: QuerySet[Contact],
    kind: str,
    survey: Survey,
    by: User | None,
    at: datetime,
    number: int = 0,
) -> int:
    """Queue one letter for each contact; those that have it are passed by."""
    have = Letter.objects.filter(kind=kind, number=number).values("contact")
    keys = contacts.exclude(pk__in=have).order_by("pk").values_list("pk", flat=True)
    rows = [Letter(contact_id=key, kind=kind, number=number, due_at=at) for key in keys]
    Letter.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    if rows:
        detail: dict[str, object] = {"kind": str(kind), "number": number, "letters": len(rows)}
        target = f"surveys.survey:{survey.pk}"
        write_audit(by=by, at=at, verb="surveys.letter.queued", target=target, detail=detail)
    return len(rows)


def waiting(at: datetime) -> QuerySet[Letter]:
    """Give letters that are due and that no mail server was asked to take.

    A simulated round has invented people, and nothing is sent to them.
    """
    return Letter.objects.filter(
        sent_at=None,
        dropped_at=None,
        attempted_at=None,
        due_at__lte=at,
        contact__unit__survey__is_simulated=False,
    )


@transaction.atomic
def claim_due(*, most: int, at: datetime) -> list[int]:
    """Return the letters to send now, and let nobody else have them."""
    due = waiting(at).order_by("due_at", "pk").values_list("pk", flat=True)
    keys = list(due.select_for_update(of=("self",))[:most])
    Letter.objects.filter(pk__in=keys).update(due_at=at + CLAIM_LASTS)
    return keys


@transaction.atomic
def begin_attempt(*, letter: Letter, at: datetime) -> bool:
    """Tell whether this letter is ours to send; it is nobody's a second time."""
    ours = Letter.objects.filter(
        pk=letter.pk, attempted_at=None, sent_at=None, dropped_at=None
    ).update(attempted_at=at, attempts=F("attempts") + 1)
    return bool(ours)


@transaction.atomic
def note_sent(*, letter: Letter, at: datetime) -> Letter:
    letter.sent_at = at
    letter.save(update_fields=["sent_at"])
    return letter


@transaction.atomic
def give_up_attempt(*, letter: Letter, at: datetime) -> Letter:
    """Nobody took it, and said so: it may be attempted again, but not for ever."""
    stored = Letter.objects.select_for_update().get(pk=letter.pk)
    stored.attempted_at = None
    stored.due_at = at + TRY_AGAIN * 2**stored.attempts
    if stored.attempts >= MOST_ATTEMPTS:
        stored.dropped_at, stored.failed_for = at, TRIED_OUT
    stored.save(update_fields=["attempted_at", "due_at", "dropped_at", "failed_for"])
    return stored


@transaction.atomic
def drop_letters(*, letters: Collection[int], at: datetime) -> int:
    """Let letters that lost their purpose lie."""
    rows = Letter.objects.filter(pk__in=letters, attempted_at=None, sent_at=None, dropped_at=None)
    return rows.update(dropped_at=at)


@transaction.atomic
def drop_unsent(*, survey: Survey, at: datetime) -> int:
    """Ask nobody any more, now that the survey is closed."""
    rows = Letter.objects.filter(
        contact__unit__survey=survey, kind__in=ASKING, attempted_at=None, dropped_at=None
    )
    return drop_letters(letters=list(rows.order_by("pk").values_list("pk", flat=True)), at=at)
