"""A second process beside this one: started again when it dies, stopped when this one stops."""

import logging
import os
import subprocess
import sys
import threading
import time
from types import TracebackType
from typing import Self

LONGEST_WAIT = 30
LIVED_WELL = 60
STOPS_WITHIN = 40
log = logging.getLogger("allmenning.worker")


class Beside:
    """Runs `allmenning ARGUMENTS` beside us while the context lasts."""

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.stopped = threading.Event()
        self.starting = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None
        self.thread = threading.Thread(target=self._keep, name="beside", daemon=True)

    def __enter__(self) -> Self:
        # Before whoever we stand beside forks: a fork at the same moment would hold on to the pipe
        # that tells us of the start, and we would wait for its end.
        self._start()
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self.starting:
            self.stopped.set()
        if self.child is not None:
            self.child.terminate()
            try:
                self.child.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                self.child.kill()
        self.thread.join()

    def _keep(self) -> None:
        wait, child = 1.0, self.child
        while child is not None:
            started = time.monotonic()
            code = child.wait()
            if self.stopped.is_set():
                return
            wait = 1.0 if time.monotonic() - started > LIVED_WELL else min(wait * 2, LONGEST_WAIT)
            log.error("beside ended arguments=%s code=%s", " ".join(self.arguments), code)
            self.stopped.wait(wait)
            child = self._start()

    def _start(self) -> subprocess.Popen[bytes] | None:
        command = [sys.executable, "-m", "allmenning", *self.arguments]
        with self.starting:
            if self.stopped.is_set():
                return None
            # Ctrl+C goes to us alone, and we stop it in our own time.
            self.child = subprocess.Popen(  # noqa: S603 - our own command
                [*command, "--beside", str(os.getpid())], start_new_session=True
            )
            return self.child


def is_orphan(parent: int | None) -> bool:
    """Tell whether the process we were started beside is gone without having stopped us."""
    return parent is not None and os.getppid() != parent
