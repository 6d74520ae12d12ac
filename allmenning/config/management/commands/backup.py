from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser

from allmenning.config.backup import write_backup


class Command(BaseCommand):
    help = "Write everything to one file, from any database."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, file: Path, **_options: Any) -> None:
        if file.exists():
            raise CommandError(f"{file} exists already; give the backup another name.")
        if not file.resolve().parent.is_dir():
            raise CommandError(f"There is no folder {file.resolve().parent}; make it first.")
        counts = write_backup(file)
        for table, rows in counts.items():
            self.stdout.write(f"{rows:>9} {table}")
        self.stdout.write(
            f"{sum(counts.values())} rows in {file}, {file.stat().st_size / 1024:.0f} kB. "
            "It holds personal data: keep it as safe as the database."
        )
