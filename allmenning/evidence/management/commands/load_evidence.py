"""`allmenning load_evidence`: the curated studies and findings that come with the project."""

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_noop

from allmenning.evidence.actions import import_evidence
from allmenning.evidence.actions.kinds import KINDS

# Stored in English and told in the language of the reader.
REASON = gettext_noop("Loaded from the project's own data")
DATA = Path(__file__).resolve().parents[2] / "data"


class Command(BaseCommand):
    help = "Loads the curated evidence; what is already there and unchanged is left alone."

    def handle(self, *_args: Any, **_options: Any) -> None:
        started = time.monotonic()
        report = import_evidence(
            document=curated(),
            by=None,
            at=timezone.now(),
            reason=REASON,
        )
        if report.problems:
            told = "\n".join(str(problem) for problem in report.problems[:20])
            raise CommandError(f"The curated data does not fit:\n{told}")
        self.stdout.write(
            f"Evidence: {sum(report.created.values())} new rows, "
            f"{sum(report.changed.values())} changed, "
            f"{sum(report.unchanged.values())} as before, "
            f"in {time.monotonic() - started:.1f} s."
        )


def curated() -> dict[str, Any]:
    """Read the project's own files, one for each kind of row."""
    document: dict[str, Any] = {}
    for kind in KINDS:
        try:
            document[kind.name] = json.loads((DATA / f"{kind.name}.json").read_bytes())
        except OSError as error:
            raise CommandError(f"{DATA / kind.name}.json cannot be read.") from error
        except ValueError as error:
            raise CommandError(f"{DATA / kind.name}.json is not JSON: {error}.") from error
    return document
