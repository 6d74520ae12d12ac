"""`allmenning arena`: move everything that has been told, out and into another installation."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from allmenning.arena.actions.exporting import export_arena, export_open, written
from allmenning.arena.actions.importing import ImportReport, import_arena
from allmenning.arena.actions.reading import read_content
from allmenning.evidence.actions.files import FileNotReadable

LARGEST_FILE = 1_000_000_000
TOLD_PROBLEMS = 50


class Command(BaseCommand):
    help = "Takes everything that has been told out, and brings it into another installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default="en",
            help="of what is said about a file; the command itself speaks English",
        )
        commands = parser.add_subparsers(dest="command", required=True)
        bring_out = commands.add_parser("export", help="Writes everything as JSON.")
        bring_out.add_argument("file", type=Path, nargs="?", help="standard output when left out")
        bring_out.add_argument(
            "--open", action="store_true", dest="only_open", help="only what everybody may read"
        )
        bring_in = commands.add_parser("import", help="Stores a file, all of it or nothing.")
        bring_in.add_argument("file", type=Path)
        bring_in.add_argument("--dry-run", action="store_true", dest="dry_run")

    def handle(self, *_args: Any, command: str, language: str = "en", **options: Any) -> None:
        with translation.override(language):
            if command == "export":
                self.bring_out(options["file"], only_open=options["only_open"])
            else:
                self.bring_in(options["file"], dry_run=options["dry_run"])

    def bring_out(self, file: Path | None, *, only_open: bool) -> None:
        if only_open:
            document = export_open(at=timezone.now(), told=self.progress)
        else:
            document = export_arena(told=self.progress)
        if file is None:
            self.stdout.write(written(document), ending="")
            return
        try:
            file.write_text(written(document), encoding="utf-8", newline="")
        except OSError as fault:
            raise CommandError(
                f"{file} cannot be written: {fault.strerror}.", returncode=2
            ) from fault
        self.stdout.write(f"Wrote {file}.")

    def bring_in(self, file: Path, *, dry_run: bool) -> None:
        try:
            document = read_content(_bytes_in(file))
        except FileNotReadable as fault:
            raise CommandError(f"{file}: {fault}", returncode=2) from fault
        report = import_arena(
            document=document, by=None, at=timezone.now(), dry_run=dry_run, told=self.progress
        )
        _refuse(report)
        self.stdout.write(_summary(report))

    def progress(self, kind: str, rows: int) -> None:
        if rows:
            self.stderr.write(f"{kind}: {rows}")


def _bytes_in(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            found = opened.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise CommandError(f"{file} cannot be read: {fault.strerror}.", returncode=2) from fault
    if len(found) > LARGEST_FILE:
        raise CommandError(f"{file} is larger than {LARGEST_FILE // 1_000_000} MB.", returncode=2)
    return found


def _refuse(report: ImportReport) -> None:
    if not report.problems:
        return
    lines = "\n".join(str(problem) for problem in report.problems[:TOLD_PROBLEMS])
    count = len(report.problems)
    told = "1 fault was" if count == 1 else f"{count} faults were"
    raise CommandError(f"Nothing was stored, {told} found:\n{lines}", returncode=2)


def _summary(report: ImportReport) -> str:
    start = "Dry run, nothing was stored." if report.dry_run else "Stored."
    counts = [
        f"{kind}: {report.created.get(kind, 0)} new, {report.changed.get(kind, 0)} changed, "
        f"{report.unchanged.get(kind, 0)} as before"
        for kind in {**report.created, **report.changed, **report.unchanged}
    ]
    return "\n".join([start, *counts])
