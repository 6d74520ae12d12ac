"""Tells the dispatchers that there is something to send, the moment it is committed.

A call that gets lost costs a second: dispatchers look by themselves too.
"""

import contextlib
import os
import socket
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

CHANNEL = "allmenning_delivery"
SOCKETS = "dispatch-*.sock"


def wake() -> None:
    """Wake every dispatcher when the transaction commits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # PostgreSQL holds it back until the commit, and forgets it with a rollback.
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    else:
        transaction.on_commit(ring)
        # Whoever asked is told only then; the dispatcher need not wait for it.
        transaction.on_commit(put_on_disk)


def ring() -> None:
    """Send one empty datagram to each dispatcher of this machine."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        for path in Path(settings.DATA_DIR).glob(SOCKETS):
            try:
                sender.sendto(b"", str(path))
            except BlockingIOError:
                continue  # It has calls enough to wake by.
            except OSError:
                path.unlink(missing_ok=True)  # Its dispatcher was killed.


def put_on_disk() -> None:
    """Wait until all that is committed lies on the disk."""
    # Nothing but the log of writes: SQLite holds no lock on it that closing it would let go of.
    with contextlib.suppress(FileNotFoundError):
        log = os.open(f"{connection.settings_dict['NAME']}-wal", os.O_RDONLY)
        try:
            os.fsync(log)
        finally:
            os.close(log)
