"""Readers of what the environment says that need more than a type."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50


def secret_key(given: str | None, *, folder: Path, https: bool) -> str:
    """Return the key that signs cookies: the one given, or one made once and kept in the folder."""
    if given is None:
        return _kept_key(folder)
    if https and len(given) < SHORTEST_KEY:
        raise ImproperlyConfigured(
            f"ALLMENNING_SECRET_KEY has {len(given)} characters; with ALLMENNING_HTTPS on it needs "
            f"at least {SHORTEST_KEY}. Leave it out, and a good one is made in the data folder."
        )
    return given


def _kept_key(folder: Path) -> str:
    path = folder / "secret-key"
    try:
        # The database will lie here too, with people in it; nobody else on the machine reads it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # O_EXCL: when two processes start at once, only one of them makes the key.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The data folder {folder} cannot be written to ({error.strerror}); "
            "set ALLMENNING_DATA_DIR to one that can."
        ) from error
    key = secrets.token_urlsafe(64)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key


def base_url(hosts: list[str], *, https: bool, port: int) -> str:
    """Return the address that the first host name and the port make, until one is given."""
    host = hosts[0].lstrip(".").replace("*", "localhost")
    return f"https://{host}" if https else f"http://{host}:{port}"


def database_options(engine: str) -> dict[str, object]:
    """Make SQLite queue its writers, and PostgreSQL give up on a server that is gone."""
    if engine == "django.db.backends.sqlite3":
        return {
            # A transaction that reads before it writes waits its turn instead of failing.
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;"
            ),
        }
    return {"connect_timeout": 5}
