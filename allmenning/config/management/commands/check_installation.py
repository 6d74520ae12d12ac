from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from allmenning.config.checks import installation


class Command(BaseCommand):
    help = "Tell whether configuration, database, migrations, time and disk are in order."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        told = list(installation(timezone.now()))
        for line in told:
            self.stdout.write(f"{'ok ' if line.good else 'RED'} {line.name:<14} {line.text}")
        red = [line.name for line in told if not line.good]
        if red:
            raise CommandError(f"Not in order: {', '.join(red)}.")
