"""`allmenning alerts drill`: a whole warning against local fakes, in a database of its own."""

import os
import subprocess
import sys
import tempfile
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from allmenning.alerts.drill import Drill, DrillError
from allmenning.alerts.drill_fakes import fake_servers
from allmenning.alerts.refusals import RefusedError

STOPS_WITHIN = 30


class Command(BaseCommand):
    help = "Send a warning to local fakes, correct it, and print how long each step took."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("task", choices=["drill"], help="what to do")
        # Set by the command itself once it stands in a data folder of its own.
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, **options: object) -> None:
        if options["inside"]:
            self.drill()
            return
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "allmenning", "alerts", "drill", "--inside"],
                env=surroundings(Path(folder)),
                check=False,
            )
        if done.returncode:
            sys.exit(1)

    def drill(self) -> None:
        call_command("migrate", verbosity=0)
        worker = [sys.executable, "-m", "allmenning", "worker"]
        with (
            fake_servers() as fake,
            subprocess.Popen(  # noqa: S603 - our own command
                worker, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as running,
        ):
            try:
                Drill(fake, self.stdout.write).run()
            except (DrillError, RefusedError) as error:
                told = error.sentence if isinstance(error, RefusedError) else str(error)
                raise CommandError(f"The drill failed: {told}") from error
            finally:
                running.terminate()
                running.wait(STOPS_WITHIN)
        self.stdout.write("The drill succeeded.")


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a fresh installation; nothing of the real one is touched."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("ALLMENNING_")}
    return kept | {
        "ALLMENNING_DATA_DIR": str(folder),
        "ALLMENNING_INTERNAL_HOSTS": "127.0.0.1",
        "ALLMENNING_LOG_LEVEL": "ERROR",
    }
