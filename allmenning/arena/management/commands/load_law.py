"""`allmenning load_law`: legal references, and guides of authorities that exist elsewhere."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from allmenning.arena.actions.guidance import load_official
from allmenning.arena.actions.law import load_law


class Command(BaseCommand):
    help = "Load legal references with the days they hold, and point to official guides."

    def handle(self, **options: object) -> None:
        del options
        now = timezone.now()
        load_law(by=None, at=now, tell=self.stdout.write)
        load_official(by=None, at=now, tell=self.stdout.write)
