"""The engines that `fanout.py` measures: each gives a function that lays out the twelve calls."""

import asyncio
import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LayOut = Callable[[], object]


@contextmanager
def beside(*arguments: str) -> Iterator[None]:
    """Run the worker of an engine in a process of its own."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        time.sleep(3)
        if process.poll() is not None:
            raise RuntimeError(f"The worker ended: {arguments}")
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def set_up_django() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()
    call_command("migrate", verbosity=0)


@contextmanager
def outbox(ports: list[int]) -> Iterator[LayOut]:
    set_up_django()
    from django.utils import timezone

    from allmenning.delivery.actions import check_accounts, put
    from allmenning.delivery.contract import Lane
    from allmenning.delivery.tests.build import make_account, make_message
    from allmenning.delivery.tests.fakes.sink import SINKS, registered

    with registered(*SINKS), beside(__file__):
        accounts = [
            make_account("sink", settings={"url": f"http://127.0.0.1:{port}", "name": "lom"})
            for port in ports
        ]
        # Armed, as before a warning: the dispatcher keeps connections to them.
        check_accounts(accounts=accounts, at=timezone.now())
        time.sleep(2)

        def lay_out() -> None:
            now = timezone.now()
            message = make_message(key_of_round(), expires_at=now + timedelta(hours=1))
            put(message=message, accounts=accounts, lane=Lane.ALERT, by=None, at=now)

        yield lay_out


rounds = count(1)


def key_of_round() -> str:
    return f"round-{os.getpid()}-{next(rounds)}"


def run_dispatcher() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()
    from allmenning.delivery.dispatch import Dispatcher
    from allmenning.delivery.tests.fakes.sink import SINKS, registered

    async def run() -> None:
        await Dispatcher().run()

    with registered(*SINKS):
        asyncio.run(run())


lines = threading.local()


def call(port: int) -> None:
    """Post over a connection that the thread keeps, as lean as a thread can."""
    kept = lines.__dict__.setdefault("by_port", {})
    line = kept.setdefault(port, http.client.HTTPConnection("127.0.0.1", port))
    line.request("POST", "/lom", body=b"{}")
    line.getresponse().read()


@contextmanager
def django_tasks_db(ports: list[int]) -> Iterator[LayOut]:
    set_up_django()
    from django.db import transaction

    from benchmarks.fanout_tasks import call_port

    with beside("manage.py", "db_worker", "--no-startup-delay"):

        def lay_out() -> None:
            with transaction.atomic():
                for port in ports:
                    call_port.enqueue(port)

        yield lay_out


@contextmanager
def procrastinate(ports: list[int]) -> Iterator[LayOut]:
    from benchmarks.fanout_procrastinate import call_port, open_app

    with open_app() as app, beside(str(ROOT / "benchmarks/fanout_procrastinate.py")):

        def lay_out() -> None:
            call_port.batch_defer(*[{"port": port} for port in ports])  # type: ignore[arg-type]

        del app
        yield lay_out


@contextmanager
def huey(ports: list[int]) -> Iterator[LayOut]:
    from benchmarks.fanout_huey import call_port

    consumer = "from huey.bin.huey_consumer import consumer_main; consumer_main()"
    with beside("-c", consumer, "benchmarks.fanout_huey.huey", "-w", "12", "-k", "thread"):

        def lay_out() -> None:
            for port in ports:
                call_port(port)

        yield lay_out


ENGINES: dict[str, Any] = {
    "outbox": outbox,
    "django-tasks-db": django_tasks_db,
    "procrastinate": procrastinate,
    "huey": huey,
}

if __name__ == "__main__":
    run_dispatcher()
