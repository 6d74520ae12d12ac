from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from allmenning.accounts.tests.build import NOON, make_entry
from allmenning.config import checks
from allmenning.config.checks import clock, disk, installation, migrations

pytestmark = pytest.mark.django_db


def test_an_installation_in_order_is_told_in_five_lines() -> None:
    told = list(installation(datetime(2026, 12, 1, tzinfo=UTC)))
    assert [(line.name, line.good) for line in told] == [
        ("configuration", True),
        ("database", True),
        ("migrations", True),
        ("time", True),
        ("disk", True),
    ]


def test_a_clock_before_the_newest_audit_entry_is_red() -> None:
    make_entry()
    assert clock(NOON).good
    assert not clock(NOON - timedelta(hours=1)).good


def test_a_clock_without_battery_is_red() -> None:
    assert not clock(datetime(1970, 1, 1, tzinfo=UTC)).good


def test_migrations_that_wait_are_counted() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    assert migrations().text == "1 wait; run `allmenning migrate`"


def test_a_disk_that_is_nearly_full_is_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LEAST_FREE", 10**18)
    assert "are needed" in disk(tmp_path).text


def test_weak_settings_are_red_on_https(settings: Settings) -> None:
    settings.HTTPS, settings.SECURE_HSTS_SECONDS = True, 0
    with pytest.raises(CommandError, match=r"Not in order: configuration\."):
        call_command("check_installation", stdout=StringIO())
