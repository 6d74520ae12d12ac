import time
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from allmenning.alerts.status.exporting import export
from allmenning.alerts.status.rendering import render_all

TELL_EVERY = 50


class Command(BaseCommand):
    help = "Render every status page: `pages render`; with --out also to a folder for a web server."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["render"])
        parser.add_argument(
            "--out", type=Path, help="copy all public files there, for any web server or CDN"
        )

    def handle(self, *_args: Any, out: Path | None, **_options: Any) -> None:
        started = time.monotonic()
        pages = render_all(at=timezone.now(), tell=self.tell)
        self.stdout.write(f"{pages} pages in 3 languages, {time.monotonic() - started:.1f} s.")
        if out is not None:
            self.copy(out)

    def copy(self, out: Path) -> None:
        try:
            files = export(out)
        except OSError as error:
            raise CommandError(f"Cannot write to {out}: {error.strerror}.") from error
        self.stdout.write(f"{files} files in {out}; docs/operate.md tells how to serve them.")

    def tell(self, done: int, every: int) -> None:
        if done % TELL_EVERY == 0 or done == every:
            self.stdout.write(f"{done} of {every}")
            self.stdout.flush()
