"""Whether the database has the tables that this version of the code expects."""

from functools import cache

from django.core.management import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@cache
def expected() -> frozenset[tuple[str, str]]:
    """Return every migration in the code; it cannot change while a process runs."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def applied() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationRecorder(connection).applied_migrations())


def missing() -> frozenset[tuple[str, str]]:
    return expected() - applied()


def require_migrated() -> None:
    if waiting := len(missing()):
        raise CommandError(
            f"The database waits for {waiting} migrations; run `allmenning migrate` first."
        )
