"""CPU per anonymous page of a Django project, measured in the process; runs under any Python.

Imported by the peers, which live in environments of their own, so it needs Django alone.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 7
REQUESTS = 10


def answer(handler: Any, path: str) -> bytes:
    """Answer one anonymous GET; anything but 200 ends the measurement."""
    from django.test import RequestFactory

    said: list[str] = []

    def start(status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], None]:
        said.append(status)
        return lambda _body: None

    environ = RequestFactory(headers={"Host": "127.0.0.1"}).get(path).environ
    body = b"".join(handler(environ, start))
    if not said[0].startswith("200"):
        raise SystemExit(f"{path} answered {said[0]}: {body[:300]!r}")
    return body


def milliseconds(handler: Any, path: str) -> float:
    """Return the median CPU of a request over a few rounds; the first warms what is kept."""
    taken: list[float] = []
    for turn in range(ROUNDS + 1):
        start = time.process_time()
        for _ in range(REQUESTS):
            answer(handler, path)
        if turn:
            taken.append((time.process_time() - start) * 1000 / REQUESTS)
    return statistics.median(taken)


def report(pages: dict[str, str]) -> None:
    """Measure each page, and print what came out as one line of JSON."""
    from django.core.handlers.wsgi import WSGIHandler

    handler = WSGIHandler()
    found = {name: milliseconds(handler, path) for name, path in pages.items()}
    sys.stdout.write(json.dumps(found) + "\n")
