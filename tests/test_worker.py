"""The worker that `allmenning serve` runs beside itself: it comes back, and it stops."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.test_serve import free_port

pytestmark = pytest.mark.slow


def children(process: int, word: str) -> list[int]:
    told = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(line.split()[0]) for line in told.stdout.splitlines() if word in line]


def wait_for(found: Callable[[], list[int]]) -> int:
    for _ in range(300):
        if pids := found():
            return pids[0]
        time.sleep(0.1)
    raise AssertionError("it did not come up in 30 seconds")


def is_running(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes as Linux shows them")
def test_the_worker_beside_the_server_comes_back_when_killed_and_stops_with_it(
    tmp_path: Path,
) -> None:
    environment = os.environ | {
        "ALLMENNING_DATA_DIR": str(tmp_path),
        "ALLMENNING_DATABASE_URL": f"sqlite:///{tmp_path}/allmenning.sqlite3",
        "ALLMENNING_PORT": str(free_port()),
    }
    command = [sys.executable, "-m", "allmenning"]
    subprocess.run([*command, "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen([*command, "serve"], cwd=ROOT, env=environment)
    try:
        worker = wait_for(lambda: children(server.pid, "worker"))
        ordinary = wait_for(lambda: children(worker, "ordinary"))
        wait_for(lambda: [1 for _ in tmp_path.glob("dispatch-*.sock")])
        os.kill(worker, signal.SIGKILL)
        again = wait_for(lambda: [pid for pid in children(server.pid, "worker") if pid != worker])
        wait_for(lambda: [1] if not is_running(ordinary) else [])
        wait_for(lambda: [1 for _ in tmp_path.glob(f"dispatch-{again}-*.sock")])
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
        assert not is_running(again)
    finally:
        server.kill()
        server.wait()
