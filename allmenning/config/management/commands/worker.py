import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from allmenning.config.jobs import Night, Outcome, run_all, run_each_minute, run_if_due

LOOK_EVERY = 60


class Command(BaseCommand):
    help = "Do the nightly work: forget what has expired, verify the audit log, back up."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do all of it now, then stop")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        if once:
            outcomes = list(run_all(timezone.now()))
            self.tell(outcomes)
            if failed := [outcome.job for outcome in outcomes if not outcome.good]:
                raise CommandError(f"Not done: {', '.join(failed)}.")
            return
        self.work_until_stopped()

    def work_until_stopped(self) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write("Working every night from 03:00; stop with Ctrl+C.")
        night = Night(Path(settings.DATA_DIR))
        while not stopped.is_set():
            self.tell(run_each_minute(timezone.now()))
            self.tell(run_if_due(night, timezone.now()))
            stopped.wait(LOOK_EVERY)
        self.stdout.write("Stopped.")

    def tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{'ok ' if outcome.good else 'RED'} {outcome.job:<9} {outcome.text}")
        self.stdout.flush()
