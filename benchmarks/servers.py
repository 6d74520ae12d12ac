"""Servers that a benchmark starts on 127.0.0.1 and stops again."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

POSTGRESQL = Path("/usr/lib/postgresql")
TRIES = 20


class MissingServerError(Exception):
    """The machine has not what this measurement needs."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise MissingServerError(f"Nothing answers on port {port}.")


class Postgresql:
    """A server as it comes, durable and all; `kill` and `start` try what somebody stands."""

    def __init__(self) -> None:
        found = sorted(POSTGRESQL.glob("*/bin/initdb"))
        if not found:
            raise MissingServerError("no PostgreSQL server (Debian: apt-get install postgresql)")
        self.bin = found[-1].parent
        self.port = free_port()
        self.user: str | None = "postgres" if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="allmenning-postgresql.", dir="/tmp"))
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self._run("initdb", "-U", "allmenning", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    @property
    def url(self) -> str:
        return f"postgres://allmenning@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        told = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder}"
        for _ in range(TRIES):
            # Processes of a server that was killed may hold its memory for a moment.
            with suppress(subprocess.CalledProcessError):
                self._run("pg_ctl", "-l", str(self.folder / "log"), "-w", "start", "-o", told)
                return
            time.sleep(1)
        raise MissingServerError("PostgreSQL does not start.")

    def kill(self) -> None:
        """Kill -9 the server and all its processes, as a power cut would."""
        pid = int((self.folder / "data/postmaster.pid").read_text().split()[0])
        told = subprocess.run(  # noqa: S603 - our own command
            ["ps", "-o", "pid=", "--ppid", str(pid)],  # noqa: S607
            capture_output=True,
            text=True,
            check=False,
        )
        for each in [pid, *map(int, told.stdout.split())]:
            try:
                os.kill(each, 9)
            except ProcessLookupError:
                continue

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "-w", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        subprocess.run(  # noqa: S603 - our own command
            [str(self.bin / program), "-D", str(self.folder / "data"), *arguments],
            check=check,
            cwd="/",
            user=self.user,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    server = Postgresql()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def redis() -> Iterator[int]:
    """Start a Redis that writes nothing to disk; give its port."""
    program = shutil.which("redis-server")
    if program is None:
        raise MissingServerError("no redis-server (Debian: apt-get install redis-server)")
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 - our own command
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port)
        yield port
    finally:
        process.kill()
        process.wait()
