"""The command `allmenning`: our commands by name, and every error as one sentence."""

import difflib
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import (
    BaseCommand,
    CommandError,
    get_commands,
    load_command_class,
)
from django.db import DatabaseError, connections
from environs import EnvError

from allmenning.config.server import has_public_files, serve_files_only

# Names people type for commands that Django keeps under another name, or has one of its own.
ALIASES = {"check": "check_installation"}
# The only ones of Django's own that an operator needs; the rest is there in manage.py.
FROM_DJANGO = {"migrate": "Bring the database's tables to this version."}
HIDDEN = ("--version", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    try:
        django.setup()
        run(sys.argv[1:])
    except (ImproperlyConfigured, EnvError) as error:
        if sys.argv[1:2] == ["serve"] and has_public_files():
            serve_files_only(str(error))
            return
        refuse(str(error))
    except CommandError as error:
        refuse(str(error))
    except DatabaseError as error:
        refuse(f"The database cannot be used: {first_line(error)}. `allmenning check` tells more.")
    except OSError as error:
        refuse(f"{error.strerror or error}: {error.filename or ''}".rstrip(": ") + ".")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the edge: people get a sentence, the file gets the rest
        refuse(f"This is a fault in Allmenning ({first_line(error)}). {keep_traceback()}")


def run(arguments: Sequence[str]) -> None:
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview())
        return
    if arguments[0] == "--version":
        sys.stdout.write(f"Allmenning {version('allmenning')}\n")
        return
    name, *rest = arguments
    command = find(name)
    parser = command.create_parser("allmenning", name)
    options = vars(parser.parse_args(rest))
    try:
        command.execute(*options.pop("args", ()), **options)
    finally:
        connections.close_all()


def ours() -> dict[str, str]:
    """Map what people type onto the name of the command in Django."""
    found = {name for name, app in get_commands().items() if str(app).startswith("allmenning.")}
    typed = {real: alias for alias, real in ALIASES.items()}
    return {typed.get(name, name): name for name in sorted(found | FROM_DJANGO.keys())}


def find(name: str) -> BaseCommand:
    known = ours()
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise CommandError(
            f"There is no command {name!r}.{meant} `allmenning --help` lists what there is."
        )
    return load(known[name])


def load(real: str) -> BaseCommand:
    command = load_command_class(str(get_commands()[real]), real)
    # Errors in arguments are raised, not printed by Django with a usage text and an exit.
    # (Django's own switch for it, which its stubs leave out.)
    command._called_from_command_line = False  # type: ignore[attr-defined]  # noqa: SLF001
    command.suppressed_base_arguments = {*HIDDEN, "--skip-checks", "-v", "--verbosity"}
    return command


def overview() -> str:
    lines = ["Allmenning: municipalities share what they know about social media.", ""]
    for typed, real in sorted(ours().items()):
        told = FROM_DJANGO.get(real) or load(real).help
        lines.append(f"  allmenning {typed:<15} {told}")
    return "\n".join([*lines, "", "allmenning COMMAND --help tells what a command takes.", ""])


def refuse(sentence: str) -> NoReturn:
    sys.stderr.write(sentence.removeprefix("Error: ").strip() + "\n")
    sys.exit(2)


def first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def keep_traceback() -> str:
    path = Path(settings.DATA_DIR) / "last-fault.txt"
    try:
        path.write_text(traceback.format_exc())
    except OSError:
        return "Its details could not be written down."
    return f"Its details are in {path}."
