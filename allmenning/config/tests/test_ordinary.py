import os
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from allmenning.config import jobs, ordinary
from allmenning.config.backup import kept_models
from allmenning.config.beside import is_orphan
from allmenning.config.jobs import JOBS, Job, JobError, Outcome, run
from allmenning.config.ordinary import make_worker, only_one, take_up_lost
from allmenning.register.tests.build import make_municipality

HOST = socket.gethostname()[:30]
# The system gives numbers up to four million.
NO_PROCESS = 99_999_999
done: list[str] = []


@task()
def note(text: str) -> None:
    done.append(text)


@task()
def fail() -> None:
    raise ValueError("not today")


def do_all() -> None:
    """Work as the worker does, which closes its connection: not inside a test's transaction."""
    worker = make_worker()
    worker.batch = True
    worker.run()


@pytest.mark.django_db(transaction=True)
def test_an_ordinary_job_is_done_once() -> None:
    done.clear()
    result = note.enqueue("digest")
    do_all()
    do_all()
    assert done == ["digest"]
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_stops_no_other() -> None:
    done.clear()
    failing = fail.enqueue()
    note.enqueue("after")
    do_all()
    failing.refresh()
    assert failing.status == TaskResultStatus.FAILED
    assert done == ["after"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("worker", "status"),
    [
        (f"{HOST}:{NO_PROCESS}:a", TaskResultStatus.READY),
        (f"{HOST}:{os.getpid()}:a", TaskResultStatus.RUNNING),
        (f"another:{NO_PROCESS}:a", TaskResultStatus.RUNNING),
        ("unreadable", TaskResultStatus.RUNNING),
    ],
    # The number of this process differs between those that share the tests.
    ids=["gone", "at work", "elsewhere", "unreadable"],
)
def test_a_job_whose_process_died_is_done_again(worker: str, status: TaskResultStatus) -> None:
    note.enqueue("digest")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[worker])
    assert take_up_lost() == (status == TaskResultStatus.READY)
    assert DBTaskResult.objects.get().status == status


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_bundles_for_paper_are_ordinary_jobs_of_the_night(tmp_path: Path) -> None:
    make_municipality()
    job = next(job for job in JOBS if job.name == "paper")
    told = f"1 bundles for paper are being written to {tmp_path}/paper"
    assert run(job, datetime(2026, 11, 23, tzinfo=UTC)).text == told
    do_all()
    assert [path.name for path in (tmp_path / "paper").iterdir()] == ["lom.pdf"]


@pytest.mark.django_db(transaction=True)
def test_jobs_of_two_weeks_ago_are_forgotten_at_night() -> None:
    note.enqueue("digest")
    do_all()
    DBTaskResult.objects.update(finished_at=datetime(2026, 11, 1, tzinfo=UTC))
    job = next(job for job in JOBS if job.name == "jobs")
    outcome = run(job, datetime(2026, 11, 23, tzinfo=UTC))
    assert outcome.text == "1 ordinary jobs of two weeks ago forgotten"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_cannot_wait_for_the_night_is_done_each_minute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "worker-last-night").write_text(timezone.localdate().isoformat())
    stopped = threading.Event()
    told: list[list[Outcome]] = []

    def work(now: datetime) -> str:
        stopped.set()
        raise JobError(f"looked in {now:%Y}")

    monkeypatch.setattr(jobs, "EVERY_MINUTE", (Job("look", work),))
    ordinary.work(stopped, told.append)
    assert [Outcome("look", good=False, text=f"looked in {timezone.now():%Y}")] in told


def test_ordinary_jobs_are_not_in_the_backup() -> None:
    assert DBTaskResult not in kept_models()


def test_a_second_worker_waits_until_the_first_is_gone(tmp_path: Path) -> None:
    stopped = threading.Event()
    stopped.set()
    free = threading.Event()
    with only_one(tmp_path, threading.Event()):
        with only_one(tmp_path, stopped):
            pass  # it was stopped while it waited
        waiting = threading.Thread(target=_take, args=(tmp_path, free))
        waiting.start()
        assert not free.wait(0.05)
    waiting.join(5)
    assert free.is_set()


def _take(folder: Path, free: threading.Event) -> None:
    with only_one(folder, threading.Event()):
        free.set()


def test_a_process_knows_when_the_one_it_was_started_beside_is_gone() -> None:
    assert not is_orphan(None)
    assert not is_orphan(os.getppid())
    assert is_orphan(NO_PROCESS)
