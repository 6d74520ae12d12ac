"""The whole content in one file that any database takes back (docs/adr/backup-format.md).

The file is gzip over lines of JSON: a header (version of the format, migrations, rows per table),
for each table a line with its name and columns and then one line a row, and last a line with the
digest of all lines before it. A file that lost its end is thereby known before it is used.
"""

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.duration import duration_string

from allmenning.accounts.queries import audit_state
from allmenning.config.migrated import applied

FORMAT = "allmenning-backup"
VERSION = 1
# Made anew by migrate, or worth nothing on another machine (sessions are signed by its key, and
# ordinary jobs are done again the next night).
LEFT_OUT = {"contenttypes", "sessions", "auth", "django_tasks_database"}
CHUNK = 2000


def kept_models() -> list[type[Model]]:
    """List every table that holds content, those between two rooms' rows included."""
    return sorted(
        (
            model
            for model in apps.get_models(include_auto_created=True)
            if model._meta.managed
            and not model._meta.proxy
            and model._meta.app_label not in LEFT_OUT
        ),
        key=lambda model: model._meta.label_lower,
    )


def columns(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.generated]


def as_json(value: object) -> object:
    """Write what JSON does not know as text that the field itself reads back."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_string(value)
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    raise TypeError(f"A {type(value).__name__} has no form in a backup yet.")


class Lines:
    """Writes lines and keeps the digest of all of them."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def write(self, told: object) -> None:
        # Sorted, since PostgreSQL keeps the keys of a JSON value in an order of its own.
        line = json.dumps(told, ensure_ascii=False, sort_keys=True, default=as_json) + "\n"
        self.digest.update(line.encode())
        self.file.write(line)


def write_backup(path: Path) -> dict[str, int]:
    """Write everything as it is at one moment; return the number of rows by table."""
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    try:
        counts = write_lines(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return counts


def write_lines(part: Path) -> dict[str, int]:
    with one_moment(), gzip.open(part, "wt", encoding="utf-8", newline="\n") as file:
        counts = {model._meta.label_lower: model._base_manager.count() for model in kept_models()}
        lines = Lines(file)
        lines.write(header(counts))
        for model in kept_models():
            write_table(lines, model)
        lines.write({"sha256": lines.digest.hexdigest()})
    return counts


def header(counts: dict[str, int]) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": timezone.now(),
        "migrations": sorted(applied()),
        "tables": counts,
        "audit": audit_state().last_hash,
        "key": key_mark(),
    }


def key_mark() -> str:
    """Mark which key locked the second factors, without telling the key."""
    return salted_hmac("allmenning.backup", "key", algorithm="sha256").hexdigest()[:16]


def write_table(lines: Lines, model: type[Model]) -> None:
    names = [field.attname for field in columns(model)]
    lines.write({"table": model._meta.label_lower, "columns": names})
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        lines.write(row)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read all tables as they are now, without keeping anybody from writing meanwhile."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Django would begin IMMEDIATE (settings), which is for those who write.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("COMMIT")
