"""`allmenning load_bank`: the questions that come with the house."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from allmenning.surveys.actions.bank import load_bank


class Command(BaseCommand):
    help = "Load the question bank: ready questions in bokmål, nynorsk and English."

    def handle(self, **options: object) -> None:
        del options
        load_bank(by=None, at=timezone.now(), tell=self.stdout.write)
