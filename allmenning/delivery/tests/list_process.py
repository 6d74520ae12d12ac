"""A dispatcher with the house's own channels, in a process of its own, for those who kill it."""

import asyncio
import os
import subprocess
import sys

from django.conf import settings

from allmenning.delivery.tests.process import ROOT, database_url


def start() -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "ALLMENNING_DATABASE_URL": database_url(),
        "ALLMENNING_DATA_DIR": str(settings.DATA_DIR),
        "ALLMENNING_SECRET_KEY": settings.SECRET_KEY,
        "ALLMENNING_INTERNAL_HOSTS": "127.0.0.1",
        "ALLMENNING_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "allmenning.delivery.tests.list_process"]
    return subprocess.Popen(command, cwd=ROOT, env=environment)  # noqa: S603 - our own command


def run() -> None:
    from allmenning.delivery.dispatch import Dispatcher  # noqa: PLC0415 - Django comes first
    from allmenning.delivery.tests.outbox import QUICK  # noqa: PLC0415

    async def dispatch() -> None:
        await Dispatcher(QUICK).run()

    asyncio.run(dispatch())


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()
    run()
