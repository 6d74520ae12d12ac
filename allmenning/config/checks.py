"""Whether this installation can do its work, one line for each thing it needs."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.db import DatabaseError, connection

from allmenning.accounts.models import AuditEntry
from allmenning.config.migrated import missing

LEAST_FREE = 500 * 1024 * 1024
# When this was written; a clock before it has lost its battery.
NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)
FASTEST_CLOCK = timedelta(minutes=5)


@dataclass(frozen=True)
class Told:
    name: str
    good: bool
    text: str


def installation(now: datetime) -> Iterator[Told]:
    yield configuration()
    database = answers()
    yield database
    if database.good:
        yield migrations()
        yield clock(now)
    yield disk(Path(settings.DATA_DIR))


def configuration() -> Told:
    faults = [
        check.msg
        for check in run_checks(include_deployment_checks=settings.HTTPS)
        if check.level >= WARNING and not check.is_silenced()
    ]
    text = "; ".join(faults) or f"for {', '.join(settings.ALLOWED_HOSTS)}"
    return Told("configuration", not faults, text)


def answers() -> Told:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Told("database", good=False, text=f"does not answer: {str(error).splitlines()[0]}")
    return Told("database", good=True, text=f"{connection.display_name} answers")


def migrations() -> Told:
    waiting = len(missing())
    text = f"{waiting} wait; run `allmenning migrate`" if waiting else "all applied"
    return Told("migrations", not waiting, text)


def clock(now: datetime) -> Told:
    """Compare with the newest entry of the audit log, which no clock that is right lies before."""
    moments = AuditEntry.objects.order_by("-pk").values_list("at", flat=True)
    newest = None if missing() else moments.first()
    if now < max(NOT_BEFORE, (newest or NOT_BEFORE) - FASTEST_CLOCK):
        return Told("time", good=False, text=f"the clock says {now:%Y-%m-%d %H:%M}, which is past")
    return Told("time", good=True, text=f"{now:%Y-%m-%d %H:%M} UTC")


def disk(folder: Path) -> Told:
    free = shutil.disk_usage(folder).free
    text = f"{free // 1024**2} MB free in {folder}"
    if free < LEAST_FREE:
        return Told("disk", good=False, text=f"{text}; {LEAST_FREE // 1024**2} MB are needed")
    return Told("disk", good=True, text=text)
