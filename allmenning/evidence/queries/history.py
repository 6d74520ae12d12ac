"""A finding's history: each version with what it changed, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allmenning.evidence.models import Finding, FindingVersion
from allmenning.evidence.models.words import ValueKind
from allmenning.evidence.queries.pages_cards import decimals_of
from allmenning.ui.text import percent


@dataclass(frozen=True)
class Alteration:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    number: int
    at: datetime
    author: str
    reason: str
    hash: str
    alterations: tuple[Alteration, ...]


def history_of(finding: Finding, labels: Mapping[str, str]) -> list[HistoryEntry]:
    """Return every version, the newest first, with what differs from the one before.

    The labels are what people call the columns; a column without one keeps its name.
    """
    versions = list(finding.versions.select_related("author").order_by("number"))
    entries = [
        _entry(version, versions[place - 1].snapshot if place else None, labels)
        for place, version in enumerate(versions)
    ]
    return entries[::-1]


def _entry(
    version: FindingVersion, before: dict[str, Any] | None, labels: Mapping[str, str]
) -> HistoryEntry:
    return HistoryEntry(
        number=version.number,
        at=version.at,
        author=version.author.name if version.author else "",
        reason=version.told_reason,
        hash=version.hash,
        alterations=() if before is None else tuple(_alterations(before, version.snapshot, labels)),
    )


def _alterations(
    before: dict[str, Any], after: dict[str, Any], labels: Mapping[str, str]
) -> Iterator[Alteration]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            label = labels.get(name.replace(".", "_"), name)
            yield Alteration(label, _shown(name, old), _shown(name, new))


def _shown(name: str, row: Mapping[str, Any]) -> str:
    """Write a share as people write it, and everything else as it is stored."""
    value = row.get(name)
    if name == "value" and row.get("value_kind") == ValueKind.SHARE and value is not None:
        return percent(value, decimals_of(value * 100))
    return _told(value)


def _flat(row: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _told(value: object) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(one) for one in value)
    return str(value)
