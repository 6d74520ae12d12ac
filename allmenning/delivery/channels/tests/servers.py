"""Real counterparts in processes of their own, on 127.0.0.1, ended by the tests that began them."""

import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

READY_IN = 30.0
COUNTERPARTS = Path(__file__).resolve().parents[4] / "tests" / "counterparts"


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def fetch(
    method: str, address: str, body: object = None, headers: Mapping[str, str] | None = None
) -> Any:
    """Call a server on 127.0.0.1 and read its JSON."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection("127.0.0.1", parts.port or 80, timeout=10)
    try:
        sent = None if body is None else json.dumps(body)
        kind = {"Content-Type": "application/json"} if sent else {}
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        line.request(method, path, sent, kind | dict(headers or {}))
        answer = line.getresponse().read()
        return json.loads(answer) if answer else None
    finally:
        line.close()


@contextmanager
def process(
    command: Sequence[str], folder: Path, *, told: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[str]]:
    """Run a server. Who asks for what it tells reads it all: a full pipe would hold it up."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(  # noqa: S603 - commands written in this file's callers
            command,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=told,
            stderr=said,
            text=True,
        ) as running,
    ):
        try:
            yield running
        finally:
            running.terminate()
            try:
                running.wait(5)
            except subprocess.TimeoutExpired:
                running.kill()


def wait_for(address: str, running: subprocess.Popen[str]) -> None:
    until = time.monotonic() + READY_IN
    while time.monotonic() < until and running.poll() is None:
        try:
            fetch("GET", address)
        except (OSError, ValueError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Nothing answers at {address}.")


@contextmanager
def mastodon_server() -> Iterator[str]:
    """Start mastodon_mock, and give its address; `mock_token` is the token of `testuser`."""
    port = free_port()
    options = ["serve", "--in-memory", "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "mastodon_mock", *options]
    with (
        tempfile.TemporaryDirectory() as folder,
        process(command, Path(folder)) as running,
    ):
        wait_for(f"http://127.0.0.1:{port}/api/v2/instance", running)
        yield f"http://127.0.0.1:{port}"


def node_is_missing() -> str:
    """Say why counterparts in Node cannot be started, or nothing."""
    if not shutil.which("node"):
        return "Node.js is not installed."
    # Written by tools/prepare.py once all of it is there.
    if not (COUNTERPARTS / "node_modules" / ".stamps" / "counterparts").is_file():
        return "tests/counterparts is not installed; `make prepare` does it."
    return ""


@dataclass(frozen=True)
class Bluesky:
    """A Bluesky server with one account, and an app password for it."""

    address: str
    did: str
    handle: str
    password: str

    def posts(self) -> list[Any]:
        """List what stands in the account's repository, newest first."""
        asked = f"repo={self.did}&collection=app.bsky.feed.post&limit=100"
        found = fetch("GET", f"{self.address}/xrpc/com.atproto.repo.listRecords?{asked}")
        records: list[Any] = found["records"]
        return records


@contextmanager
def bluesky_network() -> Iterator[Bluesky]:
    """Start a Bluesky server and its directory, with the account vaga.test."""
    command = ["node", "-r", "./loopback.cjs", "bluesky.mjs"]
    with process(command, COUNTERPARTS, told=subprocess.PIPE) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        if not line:
            raise RuntimeError("The Bluesky server did not start.")
        address = str(json.loads(line)["pds"]).replace("localhost", "127.0.0.1")
        yield _account(address)


def _account(address: str) -> Bluesky:
    wanted = {"handle": "vaga.test", "email": "vaga@example.com", "password": "of the account"}
    made = fetch("POST", f"{address}/xrpc/com.atproto.server.createAccount", wanted)
    made_password = fetch(
        "POST",
        f"{address}/xrpc/com.atproto.server.createAppPassword",
        {"name": "allmenning"},
        {"Authorization": f"Bearer {made['accessJwt']}"},
    )
    return Bluesky(address, made["did"], made["handle"], made_password["password"])
