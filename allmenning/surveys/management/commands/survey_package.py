"""`allmenning survey_package check FILE.zip`: does a package give all its tables again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from allmenning.surveys.actions.reimporting import NotAPackageError, check_package


class Command(BaseCommand):
    help = "Make every table of a survey's data package again from the answers in it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["check"])
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            found = check_package(options["file"].read_bytes())
        except NotAPackageError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Cannot read {options['file']}: {error.strerror}.") from error
        for one in found.differing:
            self.stderr.write(f"differs: {one}")
        self.stdout.write(f"{found.figures} figures in {found.tables} tables made again.")
        if found.differing:
            raise CommandError(f"{len(found.differing)} figures differ from what is published.")
