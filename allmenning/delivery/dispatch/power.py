"""What a power cut may take from SQLite, and what we do about it.

Its commits reach the disk a little later (`synchronous=NORMAL`, as the rest of the application
needs no more). A message that was laid out is put on the disk before anybody is told that it was.
What the dispatcher writes is not; instead, after the machine was started anew, it believes nothing
of what was open to be unsent.
"""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from allmenning.delivery.actions.doubt import doubt_all

BOOT = Path("/proc/sys/kernel/random/boot_id")
NOTE = "outbox-boot"


def doubt_after_power_cut(at: datetime) -> int:
    """Doubt what is open when the machine was started anew since the last dispatcher."""
    boot = BOOT.read_text().strip() if BOOT.is_file() else ""
    note = Path(settings.DATA_DIR) / NOTE
    before = note.read_text() if note.is_file() else boot
    lost = connection.vendor == "sqlite" and boot != before
    doubted = doubt_all(at=at) if lost else 0
    note.write_text(boot)
    return doubted
