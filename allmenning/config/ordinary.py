"""What is not a warning: jobs of Django's Tasks, one after the other, the minute's, the night's.

In a process of its own, so that rendering a bundle never holds up a warning. One per data folder:
a second one waits until the first is gone.
"""

import fcntl
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from allmenning.config.jobs import Night, Outcome, run_each_minute, run_if_due
from allmenning.search.actions import keep_up

LOOK_EVERY = 60.0
AGAIN = 1.0
STOPS_WITHIN = 5.0
log = logging.getLogger("allmenning.worker")


def work(stopped: threading.Event, tell: Callable[[list[Outcome]], None]) -> None:
    """Do ordinary work until it is stopped."""
    with only_one(Path(settings.DATA_DIR), stopped):
        if stopped.is_set():
            return
        worker = make_worker()
        threads = [
            threading.Thread(target=_do_jobs, args=(worker, stopped), name="jobs", daemon=True),
            threading.Thread(target=_do_nights, args=(stopped, tell), name="nights", daemon=True),
            threading.Thread(target=_do_minutes, args=(stopped, tell), name="minutes", daemon=True),
            threading.Thread(target=_do_seconds, args=(stopped,), name="search", daemon=True),
        ]
        for thread in threads:
            thread.start()
        stopped.wait()
        worker.running = False
        # What is cut off here is done again at the next start, so nobody waits long for it.
        deadline = time.monotonic() + STOPS_WITHIN
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))


def _do_minutes(stopped: threading.Event, tell: Callable[[list[Outcome]], None]) -> None:
    try:
        while not stopped.is_set():
            tell(run_each_minute(timezone.now()))
            stopped.wait(LOOK_EVERY)
    finally:
        connection.close()


def _do_seconds(stopped: threading.Event) -> None:
    """Let what was written be found within a second, whoever searches."""
    try:
        while not stopped.wait(AGAIN):
            keep_index()
    finally:
        connection.close()


def keep_index() -> None:
    """Read on in the audit log; what fails now is tried again in a second."""
    try:
        keep_up(at=timezone.now())
    except Exception:  # the edge of the worker's loop (STYLE 18)
        log.exception("index not kept up")
        connection.close()


def _do_nights(stopped: threading.Event, tell: Callable[[list[Outcome]], None]) -> None:
    """Do the work of the night beside that of the minute, which must not wait for it."""
    night = Night(Path(settings.DATA_DIR))
    try:
        while not stopped.is_set():
            tell(run_if_due(night, timezone.now()))
            stopped.wait(LOOK_EVERY)
    finally:
        connection.close()


def make_worker() -> Worker:
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=AGAIN,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=f"{socket.gethostname()[:30]}:{os.getpid()}:{token_hex(4)}",
    )


def _do_jobs(worker: Worker, stopped: threading.Event) -> None:
    try:
        while not stopped.is_set():
            try:
                take_up_lost()
                worker.run()
            except DatabaseError as error:
                log.warning("database away error=%s", type(error).__name__)
                connection.close()
                stopped.wait(AGAIN)
    finally:
        connection.close()


def take_up_lost() -> int:
    """Let the jobs that a process of this machine died with be done again."""
    lost = [
        job.pk
        for job in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).order_by("pk")
        if job.worker_ids and _is_dead(job.worker_ids[-1])
    ]
    return DBTaskResult.objects.filter(pk__in=lost).update(status=TaskResultStatus.READY)


def _is_dead(worker_id: str) -> bool:
    host, _, rest = worker_id.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname()[:30] or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


@contextmanager
def only_one(folder: Path, stopped: threading.Event) -> Iterator[None]:
    """Wait for the lock of the folder; the system lets go of it when its holder dies."""
    with (folder / "worker.lock").open("w") as file:
        while not stopped.is_set():
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stopped.wait(AGAIN)
            else:
                break
        yield
