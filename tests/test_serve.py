"""The real server on a real port: what it answers, and how it stops."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.house import ROOT

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = os.environ | {
        "ALLMENNING_DATA_DIR": str(folder),
        "ALLMENNING_DATABASE_URL": f"sqlite:///{folder}/allmenning.sqlite3",
        "ALLMENNING_PORT": str(port),
    }
    command = [sys.executable, "-m", "allmenning"]
    subprocess.run(
        [*command, "migrate", "-v0"], cwd=ROOT, env=environment, check=True, capture_output=True
    )
    process = subprocess.Popen([*command, "serve"], cwd=ROOT, env=environment)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        wait_until_alive(client)
        yield client, process
    process.kill()
    process.wait()


def wait_until_alive(client: httpx.Client) -> None:
    for _ in range(200):
        try:
            client.get("/health/live").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not come up in 20 seconds")


def test_the_server_from_its_first_answer_to_its_stop(
    served: tuple[httpx.Client, subprocess.Popen[bytes]], folder: Path
) -> None:
    client, process = served
    assert client.get("/health/ready").text == "ready\n"
    style_sheets_are_kept_by_browsers(client)
    pages_are_compressed_and_set_no_cookie(client)
    what_is_too_large_is_refused_unread(client)
    readers_read_while_somebody_writes(client, folder)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0


def style_sheets_are_kept_by_browsers(client: httpx.Client) -> None:
    page = client.get("/stil/").text
    address = page.split('rel="stylesheet"')[1].split('href="')[1].split('"')[0]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] in {"br", "gzip"}


def pages_are_compressed_and_set_no_cookie(client: httpx.Client) -> None:
    for _ in ("rendered", "kept"):
        answer = client.get("/kommuner/")
        assert answer.status_code == 200
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Set-Cookie" not in answer.headers
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def what_is_too_large_is_refused_unread(client: httpx.Client) -> None:
    started = time.monotonic()
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as raw:
        raw.sendall(
            b"POST /nn/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            b"Content-Length: 50000000\r\n\r\n["
        )
        assert b" 413 " in raw.recv(64)
    assert time.monotonic() - started < 5


def readers_read_while_somebody_writes(client: httpx.Client, folder: Path) -> None:
    writer = sqlite3.connect(folder / "allmenning.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert client.get("/kommuner/?q=lom").status_code == 200
    form = client.get("/konto/logg-inn/").text
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    asked = {"csrfmiddlewaretoken": token, "email": "kari@lom.kommune.no"}
    refused = client.post("/konto/logg-inn/", data=asked)
    writer.execute("ROLLBACK")
    writer.close()
    assert refused.status_code == 503
    assert client.post("/konto/logg-inn/", data=asked).status_code == 302
