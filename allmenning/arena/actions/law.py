"""Legal references: loaded, added, cited and replaced; who rests on one is told (R76)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.arena.actions.discussion import thread_of
from allmenning.arena.actions.notifying import notify_all
from allmenning.arena.models import Case, Citation, Guidance, LegalReference, Notification
from allmenning.arena.queries.law import subject_of, with_parts
from allmenning.arena.queries.questions import desk_people
from allmenning.arena.queries.viewer import WRITES
from allmenning.register.models import Membership
from allmenning.ui.text import slugify

DATA = Path(__file__).resolve().parent.parent / "data"
LANGUAGES = ("nb", "nn", "en")


def read_law() -> list[dict[str, Any]]:
    with (DATA / "law.json").open(encoding="utf-8") as file:
        told: list[dict[str, Any]] = json.load(file)
    return told


@transaction.atomic
def load_law(*, by: User | None, at: datetime, tell: Callable[[str], None]) -> int:
    """Load what has changed since the last time; return how many references that was."""
    told = read_law()
    known = {one.slug: one for one in LegalReference.objects.order_by("pk")}
    changed = [one["slug"] for one in told if _keep(known, one)]
    _tie(known, told)
    tell(f"law: {len(told)} legal references, {len(changed)} changed")
    if changed:
        detail: dict[str, object] = {"changed": len(changed)}
        write_audit(by=by, at=at, verb="arena.law.loaded", target="arena.law:all", detail=detail)
    for slug in changed:
        if known[slug].valid_to:
            tell_those_who_cite(reference=known[slug], at=at)
    return len(changed)


def _keep(known: dict[str, LegalReference], told: Mapping[str, Any]) -> bool:
    """Write the row if it differs; what it is replaced by and a part of is tied afterwards."""
    row = known.get(told["slug"]) or LegalReference(slug=told["slug"])
    after = _columns(told)
    # What somebody here has noted as replaced is not brought back by a file that does not know.
    after["valid_to"] = after["valid_to"] or row.valid_to
    before = {name: getattr(row, name) for name in after}
    if row.pk and before == after:
        return False
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    known[row.slug] = row
    return True


def _columns(told: Mapping[str, Any]) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": told[name][language]
        for name in ("name", "description")
        for language in LANGUAGES
    }
    plain = {name: told[name] for name in ("part", "address", "is_verified", "source")}
    days = {
        name: date.fromisoformat(told[name]) if told[name] else None
        for name in ("valid_from", "valid_to", "read_date")
    }
    return texts | plain | days


def _tie(known: Mapping[str, LegalReference], told: Sequence[Mapping[str, Any]]) -> None:
    for one in told:
        row = known[one["slug"]]
        whole, by = known.get(one["whole"]), known.get(one["replaced_by"]) or row.replaced_by
        if (row.whole, row.replaced_by) != (whole, by):
            row.whole, row.replaced_by = whole, by
            row.save(update_fields=["whole", "replaced_by"])


@transaction.atomic
def add_reference(*, values: Mapping[str, Any], by: User, at: datetime) -> LegalReference:
    """Put in a law, a regulation or a part of it."""
    name = f"{values['name_nb']} {values.get('part', '')}"
    row = LegalReference.objects.create(**values, slug=_free_slug(name))
    _write(row, "added", by, at, {})
    return row


def _free_slug(name: str) -> str:
    base = slugify(name)[:80].strip("-") or "lov"
    slug, number = base, 1
    while slug == "ny" or LegalReference.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


@transaction.atomic
def replace_reference(
    *,
    reference: LegalReference,
    replaced_by: LegalReference | None,
    on: date,
    by: User | None,
    at: datetime,
) -> list[Citation]:
    """Note the day it ends, its parts with it; tell those who cite it, and return the citations."""
    reference = LegalReference.objects.select_for_update().get(pk=reference.pk)
    reference.valid_to, reference.replaced_by = on, replaced_by
    reference.save(update_fields=["valid_to", "replaced_by"])
    standing = LegalReference.objects.filter(whole=reference, valid_to=None)
    standing.update(valid_to=on, replaced_by=replaced_by)
    _write(reference, "replaced", by, at, {"on": on.isoformat()})
    tell_those_who_cite(reference=reference, at=at)
    return list(with_parts(reference))


@transaction.atomic
def tell_those_who_cite(*, reference: LegalReference, at: datetime) -> int:
    """Tell the owners of all that rests on it, once for each day it may end; count the texts."""
    rows = list(with_parts(reference))
    for one in rows:
        subject = subject_of(one)
        notify_all(
            people=_owners(subject, at),
            kind=Notification.Kind.LAW_CHANGED,
            key=f"law:{one.reference.slug[:40]}:{reference.valid_to}:{one.pk}",
            at=at,
            thread=thread_of(subject),
        )
    return len(rows)


def _owners(subject: Guidance | Case, at: datetime) -> Iterable[int]:
    """List those who can change the text; the desk too where it is official."""
    writers = Membership.objects.filter(
        body=subject.owner_id, role__in=WRITES, expires_at__gt=at, user__is_active=True
    )
    people = set(writers.values_list("user_id", flat=True))
    if isinstance(subject, Guidance):
        people.update(desk_people(at))
    return sorted(people)


@transaction.atomic
def cite(
    *,
    subject: Guidance | Case,
    references: Iterable[LegalReference],
    by: User | None,
    at: datetime,
) -> None:
    """Say what the text rests on, and nothing else; what stands already is left as it is."""
    wanted = {one.pk for one in references}
    standing = set(subject.citations.values_list("reference_id", flat=True))
    if wanted == standing:
        return
    subject.citations.exclude(reference__in=wanted).delete()
    about = {"guidance": subject} if isinstance(subject, Guidance) else {"case": subject}
    Citation.objects.bulk_create(
        Citation(reference_id=pk, **about) for pk in sorted(wanted - standing)
    )
    noun = "guidance" if isinstance(subject, Guidance) else "case"
    detail: dict[str, object] = {"references": len(wanted)}
    write_audit(
        by=by, at=at, verb=f"arena.{noun}.cited", target=f"arena.{noun}:{subject.pk}", detail=detail
    )


def _write(
    row: LegalReference, what: str, by: User | None, at: datetime, detail: dict[str, object]
) -> None:
    target = f"arena.law:{row.pk}"
    write_audit(by=by, at=at, verb=f"arena.law.{what}", target=target, detail=detail)
