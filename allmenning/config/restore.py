"""A backup taken back into an empty installation, all of it or nothing."""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Field, Model
from django.utils import timezone

from allmenning.accounts.queries import audit_state
from allmenning.config.backup import FORMAT, VERSION, columns, kept_models, key_mark
from allmenning.config.migrated import applied
from allmenning.delivery.actions import doubt_all

CHUNK = 500
Row = list[Any]


class RestoreError(Exception):
    """Why the file was not taken, in a sentence."""


@dataclass(frozen=True)
class Restored:
    """What came back; without the same key nobody's second factor opens any more."""

    counts: dict[str, int]
    same_key: bool


@dataclass(frozen=True)
class Header:
    migrations: frozenset[tuple[str, str]]
    tables: dict[str, int]
    audit: str
    key: str


def restore(path: Path) -> Restored:
    """Take the file back; return the number of rows by table, counted in the database."""
    header = verified_header(path)
    require_same_migrations(header)
    require_empty()
    try:
        with transaction.atomic():
            insert_all(path)
            counts = counted(header)
            reset_sequences()
            # What was under way when the backup was made may have been sent since.
            doubt_all(at=timezone.now())
    except IntegrityError as error:
        raise RestoreError(f"The rows in {path} do not fit together: {error}.") from error
    return Restored(counts, same_key=header.key == key_mark())


def lines_of(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
            yield from file
    except EOFError as error:
        raise RestoreError(f"{path} is cut off; it was not copied to its end.") from error
    except (gzip.BadGzipFile, zlib.error, UnicodeDecodeError) as error:
        raise RestoreError(f"{path} is damaged, or not a backup made by Allmenning.") from error


def verified_header(path: Path) -> Header:
    """Read the whole file once, before the database is touched."""
    digest, last, first = hashlib.sha256(), "", ""
    for line in lines_of(path):
        if not first:
            first = line
            known_format(path, line)
        digest.update(last.encode())
        last = line
    if parsed(last).get("sha256") != digest.hexdigest():
        raise RestoreError(f"{path} is cut off or was changed; its digest does not fit.")
    told = parsed(first)
    return Header(
        frozenset((app, name) for app, name in told["migrations"]),
        told["tables"],
        told["audit"],
        told["key"],
    )


def known_format(path: Path, first: str) -> None:
    told = parsed(first)
    if told.get("format") != FORMAT:
        raise RestoreError(f"{path} is not a backup made by Allmenning.")
    if told.get("version") != VERSION:
        raise RestoreError(
            f"{path} has backup format {told.get('version')}, and this version reads {VERSION}."
        )


def parsed(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def require_same_migrations(header: Header) -> None:
    newer, older = header.migrations - applied(), applied() - header.migrations
    if newer:
        raise RestoreError(
            f"The backup is from a newer Allmenning (it knows {'/'.join(min(newer))}); "
            "upgrade this installation first."
        )
    if older:
        raise RestoreError(
            f"The backup is from an older Allmenning (it lacks {'/'.join(min(older))}); "
            "restore it with that version, then upgrade."
        )


def require_empty() -> None:
    for model in kept_models():
        if model._base_manager.exists():
            raise RestoreError(
                f"This installation is not empty (there are rows in {model._meta.label_lower}); "
                "restore into a new data folder or a new database."
            )


def insert_all(path: Path) -> None:
    lines = (json.loads(line) for line in lines_of(path))
    next(lines)
    model: type[Model] | None = None
    names: list[str] = []
    batch: list[Row] = []
    for told in lines:
        if isinstance(told, list):
            batch.append(told)
        if model and batch and (isinstance(told, dict) or len(batch) == CHUNK):
            insert(model, names, batch)
            batch = []
        if "table" in told:
            model, names = apps.get_model(told["table"]), told["columns"]


def insert(model: type[Model], names: list[str], rows: list[Row]) -> None:
    """Insert rows as they were; neither save() nor a default may change them."""
    by_name = {field.attname: field for field in columns(model)}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    placed = ", ".join(["%s"] * len(fields))
    named = ", ".join(quote(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({named}) VALUES ({placed})",  # noqa: S608
            [[stored(*pair) for pair in zip(fields, row, strict=True)] for row in rows],
        )


def stored(field: "Field[Any, Any]", value: object) -> Any:
    return field.get_db_prep_save(field.to_python(value), connection)


def counted(header: Header) -> dict[str, int]:
    """Count what is in the database now, and refuse when it is not what the backup told."""
    counts = {model._meta.label_lower: model._base_manager.count() for model in kept_models()}
    for table, told in header.tables.items():
        if counts.get(table) != told:
            raise RestoreError(f"{table} got {counts.get(table)} rows where the backup has {told}.")
    state = audit_state()
    if state.broken or state.last_hash != header.audit:
        raise RestoreError("The chain of the audit log does not hold; nothing was restored.")
    return counts


def reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
