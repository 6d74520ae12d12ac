"""Code versions, the bodies of today behind them, and the changes between them."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from allmenning.register.actions.tables import Bodies, Row, day, rows
from allmenning.register.models import Body, CodeChange, CodePart, CodeVersion

Municipality, County = Body.Kind.MUNICIPALITY, Body.Kind.COUNTY

# Two codes ended the day the compiled tables begin; SSB itself dates names of that time from 2012.
BEFORE_THE_TABLES = date(2012, 1, 1)


@dataclass
class Told:
    """What the tables tell of one code version: its parts are bodies of today with a share."""

    version: CodeVersion
    parts: dict[int, Decimal | None] = field(default_factory=dict)


def load_codes(bodies: Bodies) -> tuple[int, int]:
    """Return the number of code versions and of changes."""
    changes = rows("municipality_changes")
    municipal = _municipal_versions(bodies)
    _add_versions_before_the_tables(municipal, changes)
    told = [*municipal.values(), *_county_versions(bodies, list(municipal.values()))]
    _save_versions(told)
    _save_parts(told)
    return len(told), _save_changes(changes)


def _municipal_versions(bodies: Bodies) -> dict[tuple[str, str], Told]:
    found: dict[tuple[str, str], Told] = {}
    for row in rows("municipality_crosswalk_2013_2024"):
        key = row["old_code"], row["valid_from"]
        if key not in found:
            found[key] = Told(_version(Municipality, row, row["old_code"], row["old_name"]))
        found[key].parts[bodies[Municipality, row["code_2024"]].pk] = _share(row)
    return found


def _version(kind: str, row: Row, code: str, name: str) -> CodeVersion:
    return CodeVersion(
        kind=kind,
        code=code,
        name=name,
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=day(row["valid_to"]),
    )


def _share(row: Row) -> Decimal | None:
    return Decimal(row["share"]) if row["share"] else None


def _add_versions_before_the_tables(found: dict[tuple[str, str], Told], changes: list[Row]) -> None:
    ends = {(told.version.code, told.version.valid_to) for told in found.values()}
    for row in changes:
        if (row["old_code"], day(row["date"])) not in ends:
            version = CodeVersion(
                kind=Municipality,
                code=row["old_code"],
                name=row["old_name"],
                valid_from=BEFORE_THE_TABLES,
                valid_to=day(row["date"]),
            )
            parts = found[row["new_code"], row["date"]].parts
            found[row["old_code"], BEFORE_THE_TABLES.isoformat()] = Told(version, dict(parts))


def _county_versions(bodies: Bodies, municipal: list[Told]) -> list[Told]:
    """Let a county that has ended lead to the counties where its municipalities lie today."""
    county_of = {body.pk: body.county_id for body in bodies.values() if body.county_id}
    told = []
    for row in rows("county_versions"):
        version = _version(County, row, row["code"], row["name"])
        parts = {
            county_of[body]
            for other in municipal
            if other.version.code[:2] == version.code
            for body in other.parts
        }
        if version.valid_to is None:
            parts = {bodies[County, version.code].pk}
        told.append(Told(version, dict.fromkeys(parts)))
    return told


def _save_versions(told: list[Told]) -> None:
    """Keep an end that somebody has confirmed since, where the tables have none."""
    ended = {
        (version.kind, version.code, version.valid_from): version.valid_to
        for version in CodeVersion.objects.filter(valid_to__isnull=False)
    }
    for one in told:
        version = one.version
        version.body_id = next(iter(one.parts)) if len(one.parts) == 1 else None
        key = version.kind, version.code, version.valid_from
        version.valid_to = version.valid_to or ended.get(key)
    CodeVersion.objects.bulk_create(
        [one.version for one in told],
        update_conflicts=True,
        unique_fields=["kind", "code", "valid_from"],
        update_fields=["name", "body", "valid_to"],
    )


def _save_parts(told: list[Told]) -> None:
    saved = {(v.kind, v.code, v.valid_from): v.pk for v in CodeVersion.objects.all()}
    CodePart.objects.all().delete()
    CodePart.objects.bulk_create(
        CodePart(
            version_id=saved[one.version.kind, one.version.code, one.version.valid_from],
            body_id=body,
            share=share,
        )
        for one in told
        if len(one.parts) > 1
        for body, share in one.parts.items()
    )


def _save_changes(changes: list[Row]) -> int:
    starts, ends = {}, {}
    for version in CodeVersion.objects.filter(kind=Municipality):
        starts[version.code, version.valid_from] = version.pk
        ends[version.code, version.valid_to] = version.pk
    CodeChange.objects.bulk_create(
        [
            CodeChange(
                changed_on=date.fromisoformat(row["date"]),
                kind=row["kind"],
                old_id=ends[row["old_code"], day(row["date"])],
                new_id=starts[row["new_code"], date.fromisoformat(row["date"])],
                n_targets=row["n_targets"],
                n_sources=row["n_sources"],
                share=_share(row),
                share_basis=row["share_basis"],
            )
            for row in changes
        ],
        update_conflicts=True,
        unique_fields=["old", "new"],
        update_fields=["changed_on", "kind", "n_targets", "n_sources", "share", "share_basis"],
    )
    return len(changes)
