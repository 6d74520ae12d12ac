from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser
from django.db import connection

from allmenning.config.restore import RestoreError, restore
from allmenning.delivery.queries import closed_accounts


class Command(BaseCommand):
    help = "Take a backup back into an empty installation."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        if not connection.introspection.table_names():
            call_command("migrate", verbosity=0)
        try:
            restored = restore(file)
        except RestoreError as error:
            raise CommandError(str(error)) from error
        for table, rows in restored.counts.items():
            self.stdout.write(f"{rows:>9} {table}")
        self.stdout.write(
            f"{sum(restored.counts.values())} rows restored; every table has as many as the "
            "backup tells, and the audit log holds together. Everybody has to sign in again."
        )
        if not restored.same_key:
            self.stdout.write(
                "This installation has another secret key than the backup, so nobody's second "
                "factor opens. Put the old file secret-key into the data folder before serving."
            )
        if closed := closed_accounts():
            self.stdout.write(
                f"{closed} channel accounts were locked with another channel key. Put the old file "
                "channel.key into the data folder, or the old key into ALLMENNING_CHANNEL_KEYS, "
                "or connect the channels again."
            )
