"""Small servers on 127.0.0.1 that a drill sends to, written to the documented interfaces.

They speak as much of Mastodon's API as a post needs, and take any webhook; each notes when the
first byte of a message came.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "drill"  # noqa: S105 - of a server that lives for a minute


class Fake(ThreadingHTTPServer):
    """`arrivals` has, for each name, when its messages came, oldest first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.arrivals: dict[str, list[float]] = {}
        self.posts: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, name: str) -> None:
        with self.lock:
            self.arrivals.setdefault(name, []).append(time.monotonic())

    def publish(self, key: str, text: str) -> dict[str, Any]:
        """Keep a post once per key, as Mastodon does for an hour."""
        with self.lock:
            known = next((post for post in self.posts if post["key"] == key), None)
            if known is None:
                number = str(len(self.posts) + 1)
                known = {
                    "key": key,
                    "id": number,
                    "url": f"{self.address}/@drill/{number}",
                    "content": text,
                    "created_at": datetime.now(UTC).isoformat(),
                }
                self.posts.append(known)
        return known


class Answers(BaseHTTPRequestHandler):
    server: Fake
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        account = self.path.split("/")[1]
        answers: dict[str, Any] = {
            "/api/v1/accounts/verify_credentials": {"id": account, "username": account},
            "/api/v1/apps/verify_credentials": {"scopes": ["write"]},
            "/api/v2/instance": {"configuration": {"statuses": {"max_characters": 500}}},
            f"/api/v1/accounts/{account}/statuses": self.server.posts,
        }
        path = self.path.partition("?")[0].removeprefix(f"/{account}")
        self.answer(answers.get(path, {}))

    def do_POST(self) -> None:
        account = self.path.split("/")[1]
        self.server.note(account)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if self.path.endswith("/api/v1/statuses"):
            key = f"{account}/{self.headers['Idempotency-Key']}"
            self.answer(self.server.publish(key, str(json.loads(body)["status"])))
        else:
            self.answer({})

    def answer(self, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: the drill prints its own timeline."""


@contextmanager
def fake_servers() -> Iterator[Fake]:
    with Fake() as fake:
        thread = threading.Thread(target=fake.serve_forever, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            fake.shutdown()
            thread.join()
