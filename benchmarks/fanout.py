"""From "send" to the first byte at the last of 12 channels: `python benchmarks/fanout.py`.

Twelve servers on 127.0.0.1 note when the first byte of a call arrives. Every engine runs in a
process of its own, as it comes, and is given the same: twelve calls to make. "From the call": the
clock starts before the engine is asked, so laying out counts (for ours one transaction with checks,
audit row and everything on the disk). "Accepted": it starts when the engine has said that it will.

Procrastinate, Huey and redis are no dependencies: what is not installed is told, and left out.
"""

import argparse
import asyncio
import functools
import importlib.util
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.servers import MissingServerError, postgresql, redis

CHANNELS = 12
ROOT = Path(__file__).resolve().parent.parent


class Sink(asyncio.Protocol):
    """One kept connection: notes when a call begins, and answers it."""

    def __init__(self, number: int, notes: list[tuple[int, float]]) -> None:
        self.number = number
        self.notes = notes
        self.got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - for the type
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if not self.got and data.startswith(b"POST"):
            self.notes.append((self.number, time.monotonic()))
        self.got += data
        head, end, body = self.got.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head):
            self.got = b""
            told = b'{"id":"1"}' if not head.startswith(b"GET /notes") else self._notes()
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(told), told)
            )

    def _notes(self) -> bytes:
        told = json.dumps(self.notes).encode()
        self.notes.clear()
        return told


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


async def serve_sinks() -> None:
    """Print the ports once, then serve until killed."""
    notes: list[tuple[int, float]] = []
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(functools.partial(Sink, number, notes), "127.0.0.1", 0)
        for number in range(CHANNELS)
    ]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    await asyncio.Event().wait()


@dataclass(frozen=True)
class Sinks:
    ports: list[int]

    def notes(self) -> list[tuple[int, float]]:
        """Return and forget what was noted, as (channel, moment)."""
        import http.client

        line = http.client.HTTPConnection("127.0.0.1", self.ports[0])
        line.request("GET", "/notes")
        told = json.loads(line.getresponse().read())
        line.close()
        return [(number, moment) for number, moment in told]

    def all_reached(self, seconds: float = 30) -> float:
        """Wait until every channel was called; return the moment of the last first byte."""
        seen: dict[int, float] = {}
        end = time.monotonic() + seconds
        while len(seen) < CHANNELS:
            if time.monotonic() > end:
                raise TimeoutError(f"{len(seen)} of {CHANNELS} channels were called.")
            time.sleep(0.02)
            for number, moment in self.notes():
                seen.setdefault(number, moment)
        return max(seen.values())


@contextmanager
def sinks() -> Iterator[Sinks]:
    command = [sys.executable, __file__, "--sinks"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout  # noqa: S101 - for the type
    try:
        yield Sinks(json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Measured:
    """Seconds until the last of the twelve: from the call, and from when it was accepted."""

    engine: str
    called: list[float]
    accepted: list[float]


def median(times: list[float]) -> float:
    return statistics.median(times) * 1000


def p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))] * 1000


def measure(engine: str, rounds: int, environment: dict[str, str]) -> Measured:
    """Run one engine in a process of its own, with its worker beside it."""
    told = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, __file__, "--engine", engine, "--rounds", str(rounds)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Measured(engine, *json.loads(told.stdout.splitlines()[-1]))


def run_engine(engine: str, rounds: int) -> None:
    from benchmarks import fanout_engines

    with sinks() as reached, fanout_engines.ENGINES[engine](reached.ports) as lay_out:
        for _ in range(3):  # warm: first questions, first connections
            lay_out()
            reached.all_reached()
        called, accepted = [], []
        for _ in range(rounds):
            time.sleep(random.uniform(0.05, 0.35))  # noqa: S311 - so that no poll falls in step
            started = time.monotonic()
            lay_out()
            told = time.monotonic()
            last = reached.all_reached()
            called.append(last - started)
            accepted.append(max(last - told, 0))
    print(json.dumps([called, accepted]))


def missing(*packages: str) -> list[str]:
    return [name for name in packages if importlib.util.find_spec(name) is None]


def all_engines(rounds: int) -> Iterator[Measured | tuple[str, str]]:
    """Measure each; what cannot be measured gives its name and the reason."""
    folder = Path(tempfile.mkdtemp(prefix="allmenning-fanout."))
    sqlite = {"ALLMENNING_DATA_DIR": str(folder), "ALLMENNING_LOG_LEVEL": "ERROR"}
    sqlite["ALLMENNING_DATABASE_URL"] = f"sqlite:///{folder}/fanout.sqlite3"
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        yield measure("outbox", rounds, sqlite)
        yield measure("django-tasks-db", max(5, rounds // 5), sqlite)
        try:
            server = stack.enter_context(postgresql())
        except MissingServerError as error:
            yield "PostgreSQL", str(error)
        else:
            given = sqlite | {"ALLMENNING_DATABASE_URL": server.url}
            yield named(measure("outbox", rounds, given), "outbox on PostgreSQL")
            fewer = max(5, rounds // 5)
            yield named(measure("django-tasks-db", fewer, given), "django-tasks-db on PostgreSQL")
            if absent := missing("procrastinate"):
                yield "procrastinate", f"not installed: {', '.join(absent)}"
            else:
                yield named(measure("procrastinate", rounds, given), "procrastinate on PostgreSQL")
        if absent := missing("huey", "redis"):
            yield "huey", f"not installed: {', '.join(absent)}"
            return
        try:
            port = stack.enter_context(redis())
        except MissingServerError as error:
            yield "huey", str(error)
        else:
            yield named(
                measure("huey", rounds, sqlite | {"REDIS_PORT": str(port)}), "huey on redis"
            )


def named(measured: Measured, name: str) -> Measured:
    return Measured(name, measured.called, measured.accepted)


def print_table(rounds: int) -> None:
    limits = {"outbox": "25 / 75", "outbox on PostgreSQL": "50 / 150"}
    ours: dict[str, float] = {}
    print(
        "| engine | accepted ms, median / p95 | limit | from the call ms, median / p95 | ", end=""
    )
    print("to ours on SQLite | to ours on PostgreSQL |")
    print("| --- | --- | --- | --- | --- | --- |")
    for found in all_engines(rounds):
        if isinstance(found, tuple):
            print(f"| {found[0]} | {found[1]} | | | | |", flush=True)
            continue
        if found.engine in limits:
            ours[found.engine] = median(found.called)
        ratios = [f"{median(found.called) / ours[name]:.1f} x" for name in limits if name in ours]
        cells = [
            found.engine,
            f"{median(found.accepted):.1f} / {p95(found.accepted):.1f}",
            limits.get(found.engine, ""),
            f"{median(found.called):.1f} / {p95(found.called):.1f}",
            *[*ratios, "", ""][:2],
        ]
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--sinks", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sinks:
        asyncio.run(serve_sinks())
    elif options.engine:
        run_engine(options.engine, options.rounds)
    else:
        print_table(options.rounds)
