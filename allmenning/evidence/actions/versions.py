"""A finding's history: the whole of it, each time, with a hash that shows it is untouched."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from allmenning.accounts.models import User
from allmenning.evidence.actions.fields import Field
from allmenning.evidence.actions.kinds import FINDING, RowKind
from allmenning.evidence.models import Crosswalk, Finding, FindingVersion, Indicator, Word


def row_of(kind: RowKind, one: Model) -> dict[str, Any]:
    """Return a stored row in the format of the files, nested where names are dotted."""
    row: dict[str, Any] = {}
    for field in kind.all_fields:
        if not field.column.startswith("@"):
            _put(row, field.name, _told(one, field))
    return row


def _told(one: Model, field: Field) -> object:
    value = getattr(one, field.column)
    if isinstance(value, Model):
        return key_of(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def key_of(one: Model) -> str:
    """Return what other rows call this one."""
    if isinstance(one, Indicator | Word):
        return one.key
    if isinstance(one, Crosswalk):
        return " ~ ".join(sorted((one.first.key, one.second.key)))
    key: str = getattr(one, "code", "") or getattr(one, "slug", "")
    return key


def _put(row: dict[str, Any], name: str, value: object) -> None:
    *groups, last = name.split(".")
    for group in groups:
        row = row.setdefault(group, {})
    row[last] = value


def digest(snapshot: dict[str, Any]) -> str:
    told = json.dumps(snapshot, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def new_versions(
    findings: Iterable[Finding], *, by: User | None, at: datetime, reason: str
) -> list[FindingVersion]:
    """Return the versions to store, numbered as the findings say."""
    versions = []
    for finding in findings:
        snapshot = row_of(FINDING, finding)
        versions.append(
            FindingVersion(
                finding=finding,
                number=finding.version,
                snapshot=snapshot,
                author=by,
                at=at,
                reason=reason,
                hash=digest(snapshot),
            )
        )
    return versions
