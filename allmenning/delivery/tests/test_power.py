from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from allmenning.delivery.dispatch import power
from allmenning.delivery.models import Delivery
from allmenning.delivery.tests.build import NIGHT, make_account, put_message

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("sinks"),
    pytest.mark.skipif("connection.vendor == 'postgresql'", reason="its commits are on the disk"),
]
LATER = NIGHT + timedelta(minutes=1)
assert connection


@pytest.fixture
def boot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "boot_id"
    path.write_text("first\n")
    monkeypatch.setattr(power, "BOOT", path)
    return path


def state() -> str:
    return Delivery.objects.get().state


def test_a_dispatcher_that_died_alone_leaves_no_doubt(boot: Path) -> None:
    put_message([make_account("sink")])
    assert power.doubt_after_power_cut(NIGHT) == 0
    assert power.doubt_after_power_cut(LATER) == 0
    assert (state(), boot.read_text()) == ("waiting", "first\n")


def test_after_the_machine_was_started_anew_what_is_open_is_read_back(boot: Path) -> None:
    put_message([make_account("sink")])
    power.doubt_after_power_cut(NIGHT)
    boot.write_text("second\n")
    assert power.doubt_after_power_cut(LATER) == 1
    assert state() == "unknown"
    assert power.doubt_after_power_cut(LATER) == 0


def test_where_the_system_does_not_tell_nothing_is_doubted(boot: Path) -> None:
    put_message([make_account("sink")])
    boot.unlink()
    assert power.doubt_after_power_cut(NIGHT) == 0
    assert power.doubt_after_power_cut(LATER) == 0
