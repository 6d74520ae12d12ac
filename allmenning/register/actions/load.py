"""Loads the compiled tables; what is loaded already is left alone."""

from collections.abc import Callable
from datetime import datetime

from django.db import models, transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.register.actions import tables
from allmenning.register.actions.codes import load_codes
from allmenning.register.actions.facts import load_facts
from allmenning.register.actions.tables import Bodies, Row, rows
from allmenning.register.models import Body, CodeVersion, Domain, Doubt, Revision, Source

Tell = Callable[[str], None]


@transaction.atomic
def load_register(*, by: User | None, at: datetime, tell: Tell) -> Revision:
    """Load every table, or return the revision that already holds these tables."""
    digest = tables.digest()
    known = Revision.objects.filter(digest=digest).first()
    if known:
        tell(f"register: {known.told}, loaded before")
        return known
    _load_sources()
    bodies = _load_bodies()
    n_facts = load_facts(bodies)
    n_codes, n_changes = load_codes(bodies)
    _load_doubts(bodies)
    _load_domains(bodies)
    told = (
        f"{len(set(bodies.values()))} bodies, {n_facts} facts, {n_codes} codes, {n_changes} changes"
    )
    tell(f"register: {told}")
    revision = Revision.objects.create(created_at=at, digest=digest, told=told)
    write_audit(
        by=by,
        at=at,
        verb="register.loaded",
        target=f"register:{revision.pk}",
        detail={"digest": digest, "told": told},
    )
    return revision


def _load_sources() -> None:
    Source.objects.bulk_create(
        [Source(**row) for row in rows("sources")],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title", "publisher", "licence", "read_on"],
    )


def _load_bodies() -> Bodies:
    """Return the bodies by kind and code; other bodies have their slug as code."""
    moved = _moved_since()
    _save_bodies([_county(row) for row in rows("counties")])
    counties = {body.code: body for body in Body.objects.filter(kind=Body.Kind.COUNTY)}
    _save_bodies([_municipality(row, counties, moved) for row in rows("municipalities")])
    _save_bodies([_other(row) for row in rows("other_bodies")])
    bodies = {(body.kind, body.code or body.slug): body for body in Body.objects.all()}
    for code, body in moved.items():
        bodies[Body.Kind.MUNICIPALITY, code] = bodies[Body.Kind.MUNICIPALITY, body.code]
    return bodies


def _moved_since() -> dict[str, Body]:
    """Find the codes of the tables that a body has left since, by news somebody confirmed."""
    left = CodeVersion.objects.filter(
        kind=Body.Kind.MUNICIPALITY,
        code__in=[row["code"] for row in rows("municipalities")],
        valid_to__isnull=False,
        body__isnull=False,
    ).exclude(body__code=models.F("code"))
    return {
        version.code: version.body
        for version in left.select_related("body__county")
        if version.body
    }


def _save_bodies(bodies: list[Body]) -> None:
    Body.objects.bulk_create(
        bodies,
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["kind", "name", "official_name", "code", "county"],
    )


def _county(row: Row) -> Body:
    return Body(
        kind=Body.Kind.COUNTY,
        slug=row["slug"],
        name=row["name"],
        official_name=row["official_name"],
        code=row["code"],
    )


def _municipality(row: Row, counties: dict[str, Body], moved: dict[str, Body]) -> Body:
    where = row["name_disambiguation"]
    now = moved.get(row["code"])
    return Body(
        kind=Body.Kind.MUNICIPALITY,
        slug=row["slug"],
        name=f"{row['name']} ({where})" if where else row["name"],
        official_name=row["official_name"],
        code=now.code if now else row["code"],
        county=now.county if now else counties[row["county_code"]],
    )


def _other(row: Row) -> Body:
    return Body(kind=row["kind"], slug=row["slug"], name=row["name"], official_name=row["name"])


def _load_doubts(bodies: Bodies) -> None:
    known = [
        Doubt(body=bodies[Body.Kind.MUNICIPALITY, row.pop("code")], **row) for row in rows("doubts")
    ]
    Doubt.objects.all().delete()
    Doubt.objects.bulk_create(known)


def _load_domains(bodies: Bodies) -> None:
    """Let a municipality have its domain before a county that shares it (Oslo is both)."""
    owners: dict[str, Body] = {}
    for body in bodies.values():
        if body.website and (body.is_municipality or body.website not in owners):
            owners[body.website] = body
    Domain.objects.bulk_create(
        [Domain(name=name, body=body, source="website") for name, body in owners.items()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["body", "source"],
    )
