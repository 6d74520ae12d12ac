"""kill -9 while answers are saved: what was acknowledged is there afterwards."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from allmenning.surveys.tests.fielded import link_of, make_contact, make_open, make_three

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "sqlite",
        reason="PostgreSQL is killed in benchmarks/answering.py, which has a server of its own",
    ),
]
ROOT = Path(__file__).resolve().parents[3]
# A browser that saves a rising number, and notes each that was acknowledged.
SAVE = """
import sys
import django
django.setup()
from django.test import Client
client = Client()
for turn in range(1, 100_000):
    answer = client.post(sys.argv[1], {"staff": str(turn), "page.act": "senere"})
    assert answer.status_code == 302, answer.status_code
    sys.stdout.write(f"{turn}\\n")
    sys.stdout.flush()
"""


def test_no_acknowledged_answer_is_lost(tmp_path: Path) -> None:
    survey = make_open(closes_at=None, opens_at=None)
    path = link_of(make_contact(make_three(survey)[0]), "side/3/")
    connection.ensure_connection()
    with sqlite3.connect(tmp_path / "allmenning.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    environment = os.environ | {
        "ALLMENNING_DATA_DIR": str(tmp_path),
        "ALLMENNING_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "allmenning.config.settings",
    }
    environment.pop("ALLMENNING_DATABASE_URL", None)
    acknowledged = killed(path, environment)
    stored = number_in(tmp_path / "allmenning.sqlite3")
    assert acknowledged > 0
    assert stored in {acknowledged, acknowledged + 1}


def killed(path: str, environment: dict[str, str]) -> int:
    """Let it save for a while, kill it in the middle, and return the last it was told of."""
    process = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", SAVE, path],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "1\n"
    time.sleep(random.uniform(0.05, 0.3))  # noqa: S311 - a moment, not a secret
    os.kill(process.pid, signal.SIGKILL)
    rest, _nothing = process.communicate()
    return len(rest.split("\n"))


def number_in(path: Path) -> int:
    with sqlite3.connect(path) as database:
        query = "SELECT json_extract(\"values\", '$.staff') FROM surveys_response"
        ((number,),) = database.execute(query).fetchall()
    database.close()
    return int(number)
