"""`allmenning survey_bounces`: take in what mail servers say of letters that did not arrive."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from allmenning.surveys.actions.contacts_bounces import NoNotificationError, take_notification

LARGEST = 5_000_000


class Command(BaseCommand):
    help = "Mark whose letters came back, from delivery status notifications; names no address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="Files; none is standard input.")

    def handle(self, *_args: Any, **options: Any) -> None:
        marked = others = 0
        for raw in _messages(options["files"]):
            try:
                marked += len(take_notification(raw=raw, by=None, at=timezone.now()))
            except NoNotificationError:
                others += 1
        self.stdout.write(f"{marked} contacts marked, {others} messages of other kinds")


def _messages(files: list[Path]) -> Iterator[bytes]:
    if not files:
        yield sys.stdin.buffer.read(LARGEST)
    for file in files:
        try:
            yield file.read_bytes()[:LARGEST]
        except OSError as error:
            raise CommandError(f"{file.name} cannot be read: {error.strerror}") from error
