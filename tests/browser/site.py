"""The whole site, served as in production from a data folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PREPARATIONS = (
    ("migrate",),
    ("load_register",),
    ("load_evidence",),
    ("demo",),
    ("shell", "--no-imports", "-c", "from tests.browser.people import make; make()"),
)
# A first start gathers and compresses the static files.
PATIENCE_SECONDS = 60


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Load the register and the evidence, serve them, and give the address."""
    environment = {
        **os.environ,
        "ALLMENNING_DATA_DIR": str(folder),
        "ALLMENNING_DEMO": "1",
        "ALLMENNING_PROCESSES": "1",
    }
    environment.pop("ALLMENNING_DATABASE_URL", None)
    for command in PREPARATIONS:
        _run(command, environment)
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "allmenning", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _awaited(port, process)
    finally:
        process.terminate()
        process.wait(timeout=90)


def _run(command: tuple[str, ...], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _awaited(port: int, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return f"http://127.0.0.1:{port}"
    raise RuntimeError(f"The site did not answer on port {port}.")
