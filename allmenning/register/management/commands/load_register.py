"""`allmenning load_register`: the compiled tables, into the register."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from allmenning.register.actions import load_register


class Command(BaseCommand):
    help = "Load the compiled tables of municipalities and counties; loads nothing twice."

    def handle(self, **options: object) -> None:
        del options
        load_register(by=None, at=timezone.now(), tell=self.stdout.write)
