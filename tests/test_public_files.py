"""Status pages from the real server, while what lies behind them breaks."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from allmenning.delivery.contract import Workspace
from allmenning.delivery.published import publish
from tests.house import ROOT

pytestmark = pytest.mark.slow
PAGE = "<p>Kok vannet i hele Lom.</p>" * 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def surroundings(folder: Path, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "ALLMENNING_DATA_DIR": str(folder),
        "ALLMENNING_DATABASE_URL": f"sqlite:///{folder}/allmenning.sqlite3",
        "ALLMENNING_PORT": str(free_port()),
        "ALLMENNING_WORKER_WITH_SERVE": "0",
        **changes,
    }


def migrate(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "allmenning", "migrate", "-v0"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )


@contextmanager
def served(environment: dict[str, str], *, errors: Path) -> Iterator[httpx.Client]:
    with errors.open("w") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "allmenning", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=told,
        )
    address = f"http://127.0.0.1:{environment['ALLMENNING_PORT']}"
    try:
        with httpx.Client(base_url=address, timeout=20) as client:
            wait_until_served(client, process)
            yield client
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def wait_until_served(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server stopped"
        try:
            client.get("/varsel/lom/").raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the status page was not served within 30 seconds")


def test_the_page_outlives_its_database_and_changes_within_two_seconds(tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    environment = surroundings(tmp_path, ALLMENNING_WORKER_WITH_SERVE="1")
    migrate(environment)
    with served(environment, errors=tmp_path / "errors") as client:
        assert client.get("/kommuner/").status_code == 200
        the_protocol_is_kept(client)
        for file in tmp_path.glob("allmenning.sqlite3*"):
            file.unlink()
        answer = client.get("/varsel/lom/")
        assert (answer.status_code, answer.text) == (200, PAGE)
        publish(Workspace.LIVE, "lom/index.html", "Vannet er rent.", "text/html")
        assert seconds_until(client, "Vannet er rent.") < 2


def the_protocol_is_kept(client: httpx.Client) -> None:
    whole = client.get("/varsel/lom/", headers={"Accept-Encoding": "br"})
    assert whole.headers["Content-Encoding"] == "br"
    head = client.head("/varsel/lom/")
    assert (head.status_code, head.content) == (200, b"")
    known = client.get("/varsel/lom/", headers={"If-None-Match": whole.headers["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    assert client.post("/varsel/lom/", content=b"x").status_code == 405
    assert client.get("/varsel/lom").headers["Location"] == "/varsel/lom/"


def seconds_until(client: httpx.Client, text: str) -> float:
    started = time.monotonic()
    while client.get("/varsel/lom/").text != text:
        assert time.monotonic() - started < 10
        time.sleep(0.02)
    return time.monotonic() - started


def test_it_starts_without_a_database_and_comes_whole_when_there_is_one(tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    environment = surroundings(tmp_path)
    with served(environment, errors=tmp_path / "errors") as client:
        assert "only the status pages" in (tmp_path / "errors").read_text()
        assert client.get("/kommuner/").status_code == 503
        assert client.get("/health/ready").status_code == 503
        assert client.get("/health/live").status_code == 200
        migrate(environment)
        for _ in range(100):
            if client.get("/kommuner/").status_code == 200:
                break
            time.sleep(0.1)
        assert client.get("/kommuner/").status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"ALLMENNING_DEBUG": "perhaps"},
        {"ALLMENNING_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
    ],
)
def test_it_starts_with_what_keeps_the_rest_from_starting(
    tmp_path: Path, changes: dict[str, str]
) -> None:
    settings.DATA_DIR = tmp_path
    publish(Workspace.LIVE, "lom/index.html", PAGE, "text/html")
    with served(surroundings(tmp_path, **changes), errors=tmp_path / "errors") as client:
        assert "only the status pages" in (tmp_path / "errors").read_text()
        assert client.get("/kommuner/").status_code == 503
        assert client.get("/varsel/lom/").text == PAGE


BROKEN_THEN_MENDED = """
import importlib.abc, sys

class Broken(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name in {BROKEN}:
            raise ImportError("broken")

sys.meta_path.insert(0, Broken())
from allmenning.config.wsgi import load_django
assert load_django() is None
sys.meta_path.pop(0)
assert load_django() is not None
"""


@pytest.mark.parametrize(
    "broken", ["django.core.wsgi", "allmenning.alerts.apps", "allmenning.delivery.models.outbox"]
)
def test_what_could_not_be_loaded_is_loaded_when_it_is_mended(tmp_path: Path, broken: str) -> None:
    """Django takes a start that failed half-way for one that is still under way."""
    gone = "postgres://nobody@127.0.0.1:1/none"  # a lost database does not keep Django from loading
    done = subprocess.run(
        [sys.executable, "-c", BROKEN_THEN_MENDED.replace("{BROKEN}", repr({broken}))],
        cwd=ROOT,
        env=surroundings(tmp_path, ALLMENNING_DATABASE_URL=gone),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
