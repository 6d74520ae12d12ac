"""A dispatcher in a process of its own, for those who kill it: `python -m ...process`."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[3]


def database_url() -> str:
    """Name the test's own database, so that another process finds it."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def start() -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "ALLMENNING_DATABASE_URL": database_url(),
        "ALLMENNING_DATA_DIR": str(settings.DATA_DIR),
        "ALLMENNING_LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "allmenning.delivery.tests.process"], cwd=ROOT, env=environment
    )


def run() -> None:
    from allmenning.delivery.dispatch import Dispatcher  # noqa: PLC0415 - Django comes first
    from allmenning.delivery.tests.fakes.sink import SINKS, registered  # noqa: PLC0415
    from allmenning.delivery.tests.outbox import QUICK  # noqa: PLC0415

    async def dispatch() -> None:
        await Dispatcher(QUICK).run()

    with registered(*SINKS):
        asyncio.run(dispatch())


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()
    run()
