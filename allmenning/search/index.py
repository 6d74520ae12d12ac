"""Where the index lies, who may write it, and whether it belongs to this database.

One folder for each engine and each version of the code that makes an index, so that an index made
by other code is never read; in it a folder of files, which is another after damage. One engine for
each thread. Beside the files lies a note of the newest entry of the audit log that the index has
seen, with the entry's hash: a database that was restored may have another entry of the same number,
and then the index is of another history.
"""

import fcntl
import json
import shutil
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from allmenning.search import engines
from allmenning.search.engines import Engine
from allmenning.search.sources import sources

# By name, since not every installation has Tantivy.
ENGINES = {
    "fts5": "allmenning.search.engines.fts5.Fts5",
    "tantivy": "allmenning.search.engines.tantivy.Tantivy",
}
NOTE = "position.json"
LOCK = "write.lock"
CURRENT = "current"
FIRST = "index-1"
# What SQLite raises for a damaged file; for a busy one it raises a kind of it.
Damaged = sqlite3.DatabaseError
Busy = sqlite3.OperationalError
_opened = threading.local()


@dataclass(frozen=True)
class Note:
    """Up to which entry the index has read, and when."""

    position: int
    hash: str
    at: str


def home() -> Path:
    return Path(settings.DATA_DIR) / "search"


def folder() -> Path:
    return home() / f"{settings.SEARCH_ENGINE}-{made_by(tuple(settings.SEARCH_SOURCES))}"


@cache
def made_by(paths: tuple[str, ...]) -> str:
    """Tell the code that makes an index by a digest: analysis, engines and the rooms' sources."""
    package = Path(engines.__file__).parent.parent.parent
    own = [*package.glob("search/engines/*.py"), *package.glob("core/text/*.py")]
    rooms = [sys.modules[type(source).__module__].__file__ or "" for source in sources()]
    told = blake2b(repr(paths).encode(), digest_size=6)
    for path in sorted({*own, *map(Path, rooms)}):
        told.update(path.read_bytes())
    return told.hexdigest()


def files() -> Path:
    """Return the folder of the files in use; another process may have begun a new one."""
    note = folder() / CURRENT
    return folder() / (note.read_text().strip() if note.is_file() else FIRST)


def engine() -> Engine:
    """Return this thread's engine; opening makes the folder, and empties what cannot be read."""
    where = files()
    if getattr(_opened, "where", None) != where:
        close()
        _opened.engine = _open(where)
        _opened.where = where
    found: Engine = _opened.engine
    return found


def _open(where: Path) -> Engine:
    where.mkdir(parents=True, exist_ok=True)
    try:
        return _made(where)
    except Busy:
        raise
    except Damaged:
        shutil.rmtree(where)
        where.mkdir()
        return _made(where)


def _made(where: Path) -> Engine:
    made: Engine = import_string(ENGINES[settings.SEARCH_ENGINE])(where)
    return made


def close() -> None:
    """Let go of this thread's engine."""
    if getattr(_opened, "where", None) is not None:
        _opened.where = None
        _opened.engine.close()


def begin_anew() -> None:
    """Leave the files to be forgotten, and go on with an empty folder; only who is alone may."""
    damaged = files()
    close()
    number = int(damaged.name.rpartition("-")[2]) + 1
    (folder() / CURRENT).write_text(f"index-{number}")
    shutil.rmtree(damaged, ignore_errors=True)


def forget_others() -> None:
    """Remove what other versions of the code, and other engines, have left."""
    for other in home().iterdir():
        if other != folder() and other.is_dir():
            shutil.rmtree(other, ignore_errors=True)


def read_note() -> Note | None:
    """Return the note; what cannot be read counts as none."""
    try:
        return Note(**json.loads((folder() / NOTE).read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_note(note: Note) -> None:
    (folder() / NOTE).write_text(json.dumps(asdict(note)))


@contextmanager
def alone(*, wait: bool) -> Iterator[bool]:
    """Let one writer in at a time, over all processes; tell whether it is us."""
    folder().mkdir(parents=True, exist_ok=True)
    with (folder() / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
