"""Keeping what somebody answered to the three questions of journalling (R62)."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.models import JournalHelp, Thread


@transaction.atomic
def keep_journal_answers(
    *,
    thread: Thread,
    is_case_document: bool,
    is_in_or_out: bool,
    has_value: bool,
    note: str,
    by: User,
    at: datetime,
) -> JournalHelp:
    """Store the answers; later answers take their place, and the log keeps both."""
    told = {
        "is_case_document": is_case_document,
        "is_in_or_out": is_in_or_out,
        "has_value": has_value,
    }
    kept, _made = JournalHelp.objects.update_or_create(
        thread=thread, defaults={**told, "note": note, "by": by, "at": at}
    )
    detail: dict[str, object] = {"thread": thread.pk, **told}
    target = f"arena.journal:{kept.pk}"
    write_audit(by=by, at=at, verb="arena.journal.answered", target=target, detail=detail)
    return kept
