from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from allmenning.accounts.actions import close_account
from allmenning.accounts.tests.build import make_entry, make_user
from allmenning.config.jobs import JOBS, Job, Night, run, run_all, run_if_due
from allmenning.search.actions import save_search

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def outcome_of(name: str) -> tuple[bool, str]:
    outcome = next(run(job, NOON) for job in JOBS if job.name == name)
    return outcome.good, outcome.text


def test_expired_sessions_are_forgotten_and_others_kept() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
    assert outcome_of("sessions") == (True, "1 expired sessions forgotten")
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_an_audit_log_that_holds_is_told_with_its_length() -> None:
    make_entry()
    good, text = outcome_of("audit")
    assert good
    assert text.startswith("1 audit entries hold together")


def test_an_entry_put_in_between_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_auditentry "
            "(at, verb, target, detail, changes_pages, previous_hash, hash) "
            "VALUES ('2026-01-01', 'v', 't', '{}', true, 'x', 'y')"
        )
    good, text = outcome_of("audit")
    assert not good
    assert "broken at entry" in text


def test_of_members_who_have_left_the_rest_is_forgotten() -> None:
    person = make_user()
    save_search(person=person, name="Flom", query="q=flom", in_digest=True, at=NOON)
    close_account(user=person, by=person, at=NOON)
    told = "0 members who left forgotten, and searches of 1 who left"
    assert outcome_of("members") == (True, told)


def test_only_the_newest_backups_are_kept(tmp_path: Path, settings: Settings) -> None:
    settings.BACKUP_DIR, settings.BACKUPS_KEPT = tmp_path / "backups", 2
    job = next(job for job in JOBS if job.name == "backup")
    for day in (1, 2, 3):
        assert run(job, datetime(2026, 11, day, tzinfo=UTC)).good
    assert sorted(path.name[:19] for path in (tmp_path / "backups").iterdir()) == [
        "allmenning-20261102",
        "allmenning-20261103",
    ]


def test_without_a_folder_for_backups_that_is_told(settings: Settings) -> None:
    settings.BACKUP_DIR = None
    assert outcome_of("backup") == (True, "no backup: ALLMENNING_BACKUP_DIR is not set")


def test_a_job_that_fails_is_told_without_its_details() -> None:
    def fail(_now: datetime) -> str:
        raise ValueError("kari@lom.kommune.no")

    outcome = run(Job("failing", fail), NOON)
    assert (outcome.good, outcome.text) == (False, "failed: ValueError")


def test_the_night_is_due_once_from_three_local_time(tmp_path: Path) -> None:
    night = Night(tmp_path)
    assert not night.is_due(datetime(2026, 11, 23, 1, 59, tzinfo=UTC))
    assert night.is_due(datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
    assert len(run_if_due(night, NOON)) == len(JOBS)
    assert run_if_due(night, NOON + timedelta(hours=1)) == []
    assert night.is_due(NOON + timedelta(days=1))


def test_every_job_runs_on_an_empty_installation() -> None:
    assert all(outcome.good for outcome in run_all(NOON))


def test_once_fails_when_a_job_does(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.BACKUP_DIR = tmp_path / "file" / "backups"
    with pytest.raises(CommandError, match=r"Not done: backup\."):
        call_command("worker", "--once")
