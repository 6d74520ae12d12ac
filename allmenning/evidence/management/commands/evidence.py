"""`allmenning evidence`: compare findings, evaluate cases, bring evidence in and out."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from allmenning.evidence.actions import (
    FileNotReadable,
    ImportReport,
    csv_rows,
    export_evidence,
    import_evidence,
    read_file,
)
from allmenning.evidence.actions.kinds import KINDS
from allmenning.evidence.queries.cases import CaseNotReadable, answers_to
from allmenning.evidence.queries.matching import (
    Match,
    SameFinding,
    UnknownFinding,
    match_of,
    told,
)
from allmenning.ui.responses import csv_lines

LARGEST_FILE = 20_000_000


class Command(BaseCommand):
    help = "Compares findings, evaluates cases, and brings evidence in and out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default="en",
            help="of the reasons; the command itself speaks English",
        )
        commands = parser.add_subparsers(dest="command", required=True)
        compare = commands.add_parser("compare", help="Says whether two findings may meet.")
        compare.add_argument("first", metavar="F035")
        compare.add_argument("second", metavar="F036")
        compare.add_argument("--json", action="store_true", dest="as_json")
        cases = commands.add_parser("cases", help="Evaluates every case of a file.")
        cases.add_argument("file", type=Path)
        cases.add_argument("--json", action="store_true", dest="as_json")
        bring_in = commands.add_parser("import", help="Stores a file, all of it or nothing.")
        bring_in.add_argument("file", type=Path)
        bring_in.add_argument("--dry-run", action="store_true", dest="dry_run")
        bring_out = commands.add_parser("export", help="Writes all evidence as JSON.")
        bring_out.add_argument("file", type=Path, nargs="?")
        bring_out.add_argument(
            "--csv",
            choices=[kind.name for kind in KINDS],
            help="writes one kind of row as CSV instead",
        )

    def handle(self, *_args: Any, command: str, language: str = "en", **options: Any) -> None:
        with translation.override(language):
            self.run(command, options)

    def run(self, command: str, options: dict[str, Any]) -> None:
        if command == "compare":
            self.compare(options["first"], options["second"], as_json=options["as_json"])
        elif command == "cases":
            self.cases(options["file"], as_json=options["as_json"])
        elif command == "import":
            self.bring_in(options["file"], dry_run=options["dry_run"])
        else:
            self.bring_out(options["file"], options["csv"])

    def compare(self, first: str, second: str, *, as_json: bool) -> None:
        try:
            found = match_of(first.upper(), second.upper())
        except UnknownFinding as unknown:
            raise CommandError(f"There is no finding {unknown}.") from unknown
        except SameFinding as same:
            raise CommandError(f"Name two different findings, not {same} twice.") from same
        self.stdout.write(_json(_as_data(found)) if as_json else "\n".join(told(found)))

    def cases(self, file: Path, *, as_json: bool) -> None:
        try:
            answers = answers_to(_json_in(file))
        except CaseNotReadable as fault:
            raise CommandError(str(fault)) from fault
        faults = [answer["error"] for answer in answers if "error" in answer]
        if len(faults) < len(answers) or not answers:
            self.stdout.write(_json(answers) if as_json else "\n".join(map(_case_told, answers)))
        if faults:
            raise CommandError(_one_line(faults))

    def bring_in(self, file: Path, *, dry_run: bool) -> None:
        try:
            document = read_file(file.name, _bytes_in(file))
        except FileNotReadable as fault:
            raise CommandError(f"{file}: {fault}") from fault
        report = import_evidence(document=document, by=None, at=timezone.now(), dry_run=dry_run)
        _refuse(report)
        self.stdout.write(_summary(report))

    def bring_out(self, file: Path | None, kind: str | None) -> None:
        written = _csv(kind) if kind else _json(export_evidence()) + "\n"
        if file is None:
            self.stdout.write(written, ending="")
            return
        try:
            file.write_text(written, encoding="utf-8", newline="")
        except OSError as fault:
            raise CommandError(f"{file} cannot be written: {fault.strerror}.") from fault
        self.stdout.write(f"Wrote {file}.")


def _as_data(found: Match) -> dict[str, Any]:
    return {
        "verdict": found.verdict.name.lower(),
        "rules": list(found.comparison.rules),
        "reasons": list(found.comparison.reasons),
        "findings": [found.first, found.second],
        "text": {
            "verdict": found.headline,
            "advice": found.advice,
            "rules": {one.rule: " ".join(one.reasons) for one in found.failing},
            "alike": list(found.alike),
            "would_help": list(found.would_help),
        },
    }


def _case_told(answer: Mapping[str, Any]) -> str:
    rest = {name: value for name, value in answer.items() if name != "id"}
    return f"{answer['id']}: {json.dumps(rest, ensure_ascii=False)}"


def _one_line(faults: Sequence[str]) -> str:
    if len(faults) == 1:
        return faults[0]
    return f"{faults[0]} In all, {len(faults)} cases could not be read."


def _json(data: object) -> str:
    written = json.dumps(data, ensure_ascii=False, indent=1)
    return written.encode("utf-8", "backslashreplace").decode("utf-8")


def _csv(name: str) -> str:
    kind = next(one for one in KINDS if one.name == name)
    header, rows = csv_rows(kind, export_evidence([kind])[name])
    return "".join(csv_lines(header, rows))


def _bytes_in(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            found = opened.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise CommandError(f"{file} cannot be read: {fault.strerror}.") from fault
    if len(found) > LARGEST_FILE:
        raise CommandError(f"{file} is larger than {LARGEST_FILE // 1_000_000} MB.")
    return found


def _json_in(file: Path) -> object:
    try:
        return json.loads(_bytes_in(file))
    except (ValueError, RecursionError) as fault:
        raise CommandError(f"{file} is not JSON: {fault}.") from fault


def _refuse(report: ImportReport) -> None:
    if not report.problems:
        return
    lines = "\n".join(str(problem) for problem in report.problems[:50])
    count = len(report.problems)
    told = "1 fault was" if count == 1 else f"{count} faults were"
    raise CommandError(f"Nothing was stored, {told} found:\n{lines}")


def _summary(report: ImportReport) -> str:
    start = "Dry run, nothing was stored." if report.dry_run else "Stored."
    counts = [
        f"{kind}: {report.created.get(kind, 0)} new, {report.changed.get(kind, 0)} changed, "
        f"{report.unchanged.get(kind, 0)} as before"
        for kind in {**report.created, **report.changed, **report.unchanged}
    ]
    flagged = (
        [f"Shares that differ from their own counts: {', '.join(report.flagged)}"]
        if report.flagged
        else []
    )
    return "\n".join([start, *counts, *flagged])
