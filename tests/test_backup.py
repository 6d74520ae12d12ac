"""A backup goes from the database of the test, whichever it is, into SQLite and back out."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from allmenning.accounts.tests.build import make_entry, make_grant, make_user
from allmenning.config.backup import write_backup
from tests.house import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def lines(path: Path) -> list[str]:
    """Leave out the header, which tells when the file was made, and the digest of it all."""
    with gzip.open(path, "rt") as file:
        return file.read().splitlines()[1:-1]


def allmenning(folder: Path, *arguments: str) -> str:
    environment = os.environ | {
        "ALLMENNING_DATA_DIR": str(folder),
        "ALLMENNING_DATABASE_URL": f"sqlite:///{folder}/allmenning.sqlite3",
    }
    command = [sys.executable, "-m", "allmenning", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_moves_between_databases_unchanged(tmp_path: Path) -> None:
    call_command("load_register", verbosity=0)
    make_grant(make_user())
    make_entry("finding:F035", b=1, a="æ")
    counts = write_backup(tmp_path / "from.gz")
    told = allmenning(tmp_path / "new", "restore", str(tmp_path / "from.gz"))
    assert f"{sum(counts.values())} rows restored" in told
    allmenning(tmp_path / "new", "backup", str(tmp_path / "to.gz"))
    assert lines(tmp_path / "to.gz") == lines(tmp_path / "from.gz")
