"""A body asks to be in the friendly competition, and leaves it at once when it says so."""

from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.models import Participation
from allmenning.register.models import Body


@transaction.atomic
def take_part(*, body: Body, by: User | None, at: datetime) -> Participation:
    found, is_new = Participation.objects.get_or_create(body=body, defaults={"since": at})
    if is_new:
        _note("joined", body, by, at)
    return found


@transaction.atomic
def leave(*, body: Body, by: User | None, at: datetime) -> Body:
    gone, _rows = Participation.objects.filter(body=body).delete()
    if gone:
        _note("left", body, by, at)
    return body


def _note(what: str, body: Body, by: User | None, at: datetime) -> None:
    verb, target = f"arena.competition.{what}", f"body:{body.slug}"
    write_audit(by=by, at=at, verb=verb, target=target, detail={})
