"""A push service of another's making (npm `web-push-testing`): it checks VAPID and decrypts."""

import http.client
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from allmenning.clients.webpush import Subscription

COUNTERPARTS = Path(__file__).resolve().parents[3] / "tests" / "counterparts"
SERVER = "node_modules/web-push-testing/src/bin/server.js"
READY_IN = 20.0


@dataclass(frozen=True)
class PushService:
    port: int

    def subscribe(self, public_key: str) -> tuple[Subscription, str]:
        """Subscribe as a browser would; return the subscription and what the service calls it."""
        # The service wants the words true and false as text.
        told = self._ask("/subscribe", userVisibleOnly="true", applicationServerKey=public_key)
        data = told["data"]
        endpoint = data["endpoint"].replace("localhost", "127.0.0.1")
        keys = data["keys"]
        return Subscription(endpoint, keys["p256dh"], keys["auth"]), data["clientHash"]

    def expire(self, name: str) -> None:
        self._ask(f"/expire-subscription/{name}")

    def messages(self, name: str) -> list[str]:
        """Read what came, decrypted."""
        found: list[str] = self._ask("/get-notifications", clientHash=name)["data"]["messages"]
        return found

    def _ask(self, path: str, **told: str) -> Any:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            line.request("POST", path, urlencode(told), kind)
            answer = line.getresponse().read()
            return json.loads(answer) if answer.startswith(b"{") else None
        finally:
            line.close()


def why_not() -> str:
    if not shutil.which("node"):
        return "Node.js is not installed."
    if not (COUNTERPARTS / SERVER).is_file():
        return "tests/counterparts is not installed; `make prepare` does it."
    return ""


@contextmanager
def push_service() -> Iterator[PushService]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    command = ["node", "-r", "./loopback.cjs", SERVER, str(port)]
    with subprocess.Popen(  # noqa: S603 - the command stands here
        command, cwd=COUNTERPARTS, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        try:
            _wait_for(port, running)
            yield PushService(port)
        finally:
            running.terminate()
            running.wait(5)


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_IN
    while time.monotonic() < until and running.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The push service did not start.")
