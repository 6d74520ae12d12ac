import argparse
import asyncio
import signal
import threading
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from allmenning.config import ordinary
from allmenning.config.beside import Beside, is_orphan
from allmenning.config.jobs import Outcome, run_all
from allmenning.config.migrated import require_migrated
from allmenning.delivery.dispatch import Dispatcher

LOOK_EVERY = 1.0
STOPS = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    help = "Send what is in the outbox, and do ordinary jobs and the work of the night."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do the nightly work now, and stop")
        parser.add_argument(
            "--only",
            choices=["outbox", "ordinary"],
            help="only send what is in the outbox, or only do ordinary jobs and the nightly work",
        )
        parser.add_argument("--beside", type=int, metavar="PROCESS", help=argparse.SUPPRESS)

    def handle(
        self, *_args: Any, once: bool, only: str | None, beside: int | None, **_options: Any
    ) -> None:
        if once:
            self.work_once()
            return
        require_migrated()
        if only == "ordinary":
            self.do_ordinary(beside)
            return
        self.stdout.write("Sending what is in the outbox; stop with Ctrl+C.")
        self.stdout.flush()
        if only == "outbox":
            asyncio.run(dispatch(beside))
            return
        with Beside("worker", "--only", "ordinary"):
            asyncio.run(dispatch(beside))

    def work_once(self) -> None:
        outcomes = list(run_all(timezone.now()))
        self.tell(outcomes)
        if failed := [outcome.job for outcome in outcomes if not outcome.good]:
            raise CommandError(f"Not done: {', '.join(failed)}.")

    def do_ordinary(self, beside: int | None) -> None:
        stopped = threading.Event()
        for number in STOPS:
            signal.signal(number, lambda *_: stopped.set())
        threading.Thread(target=stop_when_orphan, args=(beside, stopped), daemon=True).start()
        self.stdout.write("Doing ordinary jobs, and every night from 03:00 the work of the night.")
        self.stdout.flush()
        ordinary.work(stopped, self.tell)

    def tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{'ok ' if outcome.good else 'RED'} {outcome.job:<9} {outcome.text}")
        self.stdout.flush()


async def dispatch(beside: int | None) -> None:
    """Run the dispatcher until a signal, or the end of the process it was started beside."""
    dispatcher = Dispatcher()
    loop = asyncio.get_running_loop()
    for number in STOPS:
        loop.add_signal_handler(number, dispatcher.stop)
    watch = asyncio.create_task(stop_dispatcher_when_orphan(beside, dispatcher))
    await dispatcher.run()
    watch.cancel()


async def stop_dispatcher_when_orphan(beside: int | None, dispatcher: Dispatcher) -> None:
    while True:
        if is_orphan(beside):
            dispatcher.stop()
            return
        await asyncio.sleep(LOOK_EVERY)


def stop_when_orphan(beside: int | None, stopped: threading.Event) -> None:
    while not is_orphan(beside):
        if stopped.wait(LOOK_EVERY):
            return
    stopped.set()
