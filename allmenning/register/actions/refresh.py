"""Writes what a person has confirmed of the news from Statistics Norway."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.clients.klass import Change
from allmenning.register.actions.facts import derive_current_facts
from allmenning.register.models import Attribute, Body, CodeChange, CodeVersion, Revision, Source
from allmenning.register.queries.differences import Difference, NewFact

Municipality = Body.Kind.MUNICIPALITY


class OutOfReachError(Exception):
    """The difference cannot be applied; the message says which."""


@transaction.atomic
def apply_differences(
    *, confirmed: Sequence[Difference], by: User | None, at: datetime
) -> Revision:
    """Apply all, or none."""
    for difference in confirmed:
        _apply(difference)
    told = f"{len(confirmed)} differences from Statistics Norway applied"
    revision = Revision.objects.create(created_at=at, digest="", told=told)
    write_audit(
        by=by,
        at=at,
        verb="register.refreshed",
        target=f"register:{revision.pk}",
        detail={"applied": [difference.id for difference in confirmed]},
    )
    return revision


def _apply(difference: Difference) -> None:
    if difference.change:
        _take_step(difference.change)
    elif difference.fact:
        fact = difference.fact
        _write_fact(Body.objects.get(kind=fact.kind, code=fact.code), fact)
    else:
        raise OutOfReachError(f"{difference.id} cannot be applied: {difference.told}")


def _write_fact(body: Body, fact: NewFact) -> None:
    Attribute.objects.update_or_create(
        body=body,
        key=fact.key,
        valid_from=fact.valid_from,
        defaults={"value": fact.value, "source": Source.objects.get(key=fact.source)},
    )
    derive_current_facts([body])


def _take_step(change: Change) -> None:
    """Close the old version, open the new one on the same body, and join them."""
    old = CodeVersion.objects.get(kind=Municipality, code=change.old_code, valid_to=None)
    body = Body.objects.get(kind=Municipality, code=change.old_code)
    old.valid_to = change.day
    old.save(update_fields=["valid_to"])
    new = CodeVersion.objects.create(
        kind=Municipality,
        code=change.new_code,
        name=change.new_name,
        body=body,
        valid_from=change.day,
    )
    renamed = change.old_code == change.new_code
    CodeChange.objects.create(
        changed_on=change.day,
        kind=CodeChange.Kind.RENAME if renamed else CodeChange.Kind.RENUMBER,
        old=old,
        new=new,
        n_targets=1,
        n_sources=1,
        share=1,
    )
    _move_body(body, change)


def _move_body(body: Body, change: Change) -> None:
    """Give the body its new code, county and name; its address stays."""
    if body.name == body.official_name and " - " not in change.new_name:
        body.name = change.new_name
    body.code = change.new_code
    body.county = Body.objects.get(kind=Body.Kind.COUNTY, code=change.new_code[:2])
    body.save(update_fields=["name", "code", "county"])
    key = Attribute.Key.OFFICIAL_NAME
    name = NewFact(body.kind, body.code, key, change.new_name, change.day, "klass-131")
    _write_fact(body, name)
