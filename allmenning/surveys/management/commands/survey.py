"""`allmenning survey`: figures by recipe, and what may be known of tables."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from allmenning.surveys.management import survey_disclosure, survey_recipes

PARTS = (survey_recipes, survey_disclosure)
"""Each adds its subcommands, and sets `answer`: options and a stream in, whether all went well."""


class Command(BaseCommand):
    help = "Computes figures of surveys by recipe; hides and attacks cells of tables."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        for part in PARTS:
            part.add_arguments(commands)

    def handle(self, *_args: object, **options: Any) -> None:
        if not options["answer"](options, self.stdout):
            sys.exit(1)
