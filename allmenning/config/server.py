"""Granian, started without a word from Django, since it serves warnings also when Django fails."""

import os
import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from allmenning.config.folders import data_folder


def serve(*, address: str, port: int, processes: int, threads: int) -> None:
    """Serve until told to stop."""
    Granian(
        "allmenning.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        log_level=LogLevels.warning,
    ).serve()


def has_public_files() -> bool:
    return (data_folder() / "public" / "generation").is_file()


def warn(hindrance: str) -> None:
    """Say loudly that the server runs with less than all of it."""
    sys.stderr.write(
        f"{'!' * 72}\n{hindrance.strip()}\n"
        "Until that is mended, only the status pages, feeds and CAP files are served;\n"
        f"everything else answers 503.\n{'!' * 72}\n"
    )
    sys.stderr.flush()


def serve_files_only(hindrance: str) -> None:
    """Serve warnings with settings that cannot be read: address and port as told, if sensible."""
    warn(hindrance)
    port = os.environ.get("ALLMENNING_PORT", "")
    serve(
        address=os.environ.get("ALLMENNING_ADDRESS") or "127.0.0.1",
        port=int(port) if port.isdecimal() and 0 < int(port) < 65536 else 8000,
        processes=1,
        threads=4,
    )
