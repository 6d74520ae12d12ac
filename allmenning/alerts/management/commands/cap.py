"""`allmenning cap`: look through CAP messages, and write one from a draft."""

import json
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from allmenning.core.cap import (
    PROFILES,
    NotWritable,
    Profile,
    Reading,
    Remark,
    is_valid,
    judge,
    read_all,
    write,
)
from allmenning.core.cap.draft import EXAMPLE, DraftFaults, from_draft
from allmenning.core.cap.source import LARGEST
from allmenning.core.cap.values import time_text

DRAFT_HELP = """\
A draft is JSON with the names of CAP 1.2. What may stand several times is a list, or stands alone;
parameter, eventCode and geocode are {"name": "value"}; polygon is [[latitude, longitude], ...], the
first corner again last. docs/method/cap.md tells more. An example:

"""


class Command(BaseCommand):
    help = "Looks through CAP messages, and writes one from a draft."
    requires_system_checks: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        check = commands.add_parser("check", help="Says what is odd or wrong in each file.")
        check.add_argument("files", nargs="+", metavar="FILE", help="- is standard input")
        check.add_argument("--json", action="store_true", dest="as_json", help="one object a line")
        _add_profile(check)
        draft = commands.add_parser(
            "write",
            help="Writes the CAP message that a draft describes.",
            description=DRAFT_HELP + json.dumps(EXAMPLE, ensure_ascii=False, indent=2),
            formatter_class=RawDescriptionHelpFormatter,
        )
        draft.add_argument("file", metavar="DRAFT.json", help="- is standard input")
        _add_profile(draft)

    def handle(self, *_args: object, **options: Any) -> None:
        if options["command"] == "write":
            self._write(options["file"], options["profile"])
        else:
            self._check(options["files"], options["profile"], as_json=options["as_json"])

    def _check(self, files: list[str], profile: Profile, *, as_json: bool) -> None:
        all_readable = True
        for name in files:
            found = looked_through(name, profile)
            all_readable = all_readable and found["readable"] is True
            line = json.dumps(found, ensure_ascii=False) if as_json else in_words(found)
            self.stdout.write(writable(line))
        if not all_readable:
            sys.exit(1)

    def _write(self, name: str, profile: Profile) -> None:
        try:
            message = write(from_draft(_draft(name)), profile)
        except DraftFaults as faults:
            raise CommandError("\n".join(faults.faults)) from None
        except NotWritable as refused:
            raise CommandError("\n".join(one.message for one in refused.remarks)) from None
        raw = getattr(self.stdout, "buffer", None)
        if raw is None:
            self.stdout.write(message.decode(), ending="")
        else:
            raw.write(message)


def _add_profile(parser: CommandParser) -> None:
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default="oasis",
        help="whose rules: the standard's (oasis), MET's and NVE's (met), or Allmenning's (own)",
    )


def looked_through(name: str, profile: Profile) -> dict[str, Any]:
    """Return what the command tells of one file."""
    readings, refused = _readings(name)
    first = next((one.alert for one in readings if one.alert), None)
    remarks = (*refused, *_all_remarks(readings, profile))
    return {
        "file": name,
        "readable": first is not None,
        "valid": first is not None and is_valid(remarks),
        "remarks": [{"code": one.code, "message": one.message} for one in remarks],
        "alert": first
        and {
            "identifier": first.identifier,
            "sent": first.sent and time_text(first.sent),
            "status": first.status,
            "msgType": first.message_type,
            "infos": len(first.infos),
        },
    }


def _readings(name: str) -> tuple[tuple[Reading, ...], tuple[Remark, ...]]:
    """Return what is in a file, or why it cannot be opened."""
    try:
        return read_all(_bytes(name)), ()
    except FileNotFoundError:
        return (), (Remark("file_missing", "There is no such file."),)
    except IsADirectoryError:
        return (), (Remark("file_is_folder", "This is a folder; name the files in it."),)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return (), (Remark("file_closed", f"The file cannot be opened: {reason}."),)


def _bytes(name: str) -> bytes:
    """Return the bytes of a file, no more than show that it is too large."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(LARGEST + 1)


def _all_remarks(readings: tuple[Reading, ...], profile: Profile) -> tuple[Remark, ...]:
    """Return the remarks on every message, with its number where there are several."""
    if len(readings) == 1:
        return judge(readings[0], profile)
    return tuple(
        Remark(one.code, f"Message {number}: {one.message}", one.level)
        for number, reading in enumerate(readings, start=1)
        for one in judge(reading, profile)
    )


def writable(line: str) -> str:
    """Return a line with escapes for what a terminal obeys, or what no encoding has."""
    return "".join(
        one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in line
    )


def in_words(found: dict[str, Any]) -> str:
    """Return the same for a person."""
    if not found["readable"]:
        verdict = "cannot be read as CAP"
    else:
        verdict = "valid" if found["valid"] else "not valid"
    lines = [f"{found['file']}: {verdict}"]
    if alert := found["alert"]:
        lines.append(
            f"  {alert['status'] or 'no status'} {alert['msgType'] or 'no type'}"
            f" {alert['identifier'] or 'without identifier'}, sent {alert['sent'] or 'unknown'},"
            f" info blocks: {alert['infos']}"
        )
    lines += [f"  {one['code']}: {one['message']}" for one in found["remarks"]]
    return "\n".join(lines)


def _draft(name: str) -> object:
    """Return the JSON in a file."""
    try:
        return json.loads(_bytes(name))
    except FileNotFoundError:
        raise CommandError(f"There is no file {name}.") from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(f"{name} is not JSON: {error}.") from None
    except RecursionError:
        raise CommandError(f"{name} is nested too deeply to be a draft.") from None
    except OSError as error:
        raise CommandError(f"{name} cannot be opened: {error.strerror}.") from None
