"""Several writers at once, each on a connection of its own."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from allmenning.accounts.actions import write_audit
from allmenning.accounts.queries import audit_state

WRITER = """
import django
from datetime import UTC, datetime
django.setup()
from allmenning.accounts.actions import write_audit
for number in range(10):
    write_audit(by=None, at=datetime.now(UTC), verb="v", target=f"t:{number}", detail={})
"""


def _write(number: int) -> None:
    try:
        write_audit(
            by=None,
            at=datetime.now(UTC),
            verb="evidence.finding.saved",
            target=f"finding:{number}",
            detail={},
        )
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_threads_that_write_at_the_same_time_make_one_chain() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads cannot share SQLite in memory; see the processes below")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(_write, range(40)))

    state = audit_state()
    assert (state.count, state.broken) == (40, None)


@pytest.mark.slow
def test_processes_that_write_to_one_sqlite_file_make_one_chain(tmp_path: Path) -> None:
    surroundings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "allmenning.config.settings",
        "ALLMENNING_DATA_DIR": str(tmp_path),
        "ALLMENNING_DATABASE_URL": f"sqlite:///{tmp_path}/log.sqlite3",
    }

    def run(*arguments: str) -> str:
        return subprocess.check_output(  # noqa: S603 - our own Python and our own code
            [sys.executable, *arguments], env=surroundings, text=True, timeout=60
        )

    run("-m", "allmenning", "migrate", "accounts", "-v", "0", "--skip-checks")
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: run("-c", WRITER), range(3)))

    assert run("-m", "allmenning", "audit", "verify").startswith("30 entries, OK.")
