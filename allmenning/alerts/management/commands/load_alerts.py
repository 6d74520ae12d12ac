"""`allmenning load_alerts`: the texts that stand ready for each hazard."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from allmenning.alerts.actions import load_alerts


class Command(BaseCommand):
    help = "Load the texts that stand ready for each hazard; loads nothing twice."

    def handle(self, **options: object) -> None:
        del options
        load_alerts(by=None, at=timezone.now(), tell=self.stdout.write)
