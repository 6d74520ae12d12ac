"""The texts that come with Allmenning, loaded from `data/`; the body's own are never touched."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from allmenning.accounts.actions import write_audit
from allmenning.accounts.models import User
from allmenning.alerts.models import Hazard, Severity, Template

DATA = Path(__file__).resolve().parent.parent / "data"


def ready_texts() -> list[dict[str, Any]]:
    with (DATA / "templates.json").open(encoding="utf-8") as file:
        told: list[dict[str, Any]] = json.load(file)
    return told


@transaction.atomic
def load_alerts(*, by: User | None, at: datetime, tell: Callable[[str], None]) -> int:
    """Load what has changed since the last time; return how many texts that was."""
    known = {(one.hazard, one.name): one for one in Template.objects.filter(body=None)}
    changed = 0
    for told in ready_texts():
        changed += _keep(known.pop((told["hazard"], told["name"]), None), told, at)
    for gone in known.values():
        gone.delete()
    changed += len(known)
    tell(f"alerts: {len(ready_texts())} texts that stand ready, {changed} changed")
    if changed:
        detail: dict[str, object] = {"changed": changed}
        write_audit(by=by, at=at, verb="alerts.loaded", target="alerts:templates", detail=detail)
    return changed


def _keep(known: Template | None, told: dict[str, Any], at: datetime) -> bool:
    row = known or Template(hazard=Hazard(told["hazard"]), name=told["name"])
    severity = Severity(told["severity"]).value
    if known and (row.texts, row.severity) == (told["texts"], severity):
        return False
    row.texts, row.severity, row.edited_at = told["texts"], severity, at
    row.save()
    return True
