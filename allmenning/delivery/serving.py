"""Answers for public files in front of Django, from bytes in the process.

Plain WSGI: it needs neither database nor settings, so a warning is read while everything behind it
is broken (docs/adr/status-pages.md). One file tells that something was published; each process
looks at it at most twice a second.
"""

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from allmenning.delivery.addresses import FOLDERS, TYPES, file_at
from allmenning.ui.policy import FILES_POLICY, PERMISSIONS, REFERRER

LOOK_EVERY = 0.5
TABLE_BYTES = 64 * 1024 * 1024
CACHING = "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
# The name of such a file holds a digest of its content, so another content has another name.
NEVER_CHANGES = re.compile(r"-[0-9a-f]{10}\.[a-z]+\Z")
FOR_EVER = "public, max-age=31536000, immutable"
HEADERS = (
    ("Vary", "Accept-Encoding"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", FILES_POLICY),
    ("Permissions-Policy", PERMISSIONS),
    ("Referrer-Policy", REFERRER),
)
# What other services read: anybody's script may fetch it.
DATA = frozenset({".json", ".atom", ".xml"})
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
FOLDER = re.compile(rf"/(?:(?:nn|en)/)?(?:{'|'.join(FOLDERS.values())})/")
ONE_YEAR = 365 * 24 * 3600

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class Entry:
    """One file, ready to be sent; `generation` is the one it was last compared with the disk in."""

    generation: tuple[int, int]
    state: tuple[int, int]
    mark: str
    plain: tuple[Headers, list[bytes]]
    packed: dict[str, tuple[Headers, list[bytes]]]
    unchanged: Headers
    size: int


class PublicFiles:
    """Answers GET and HEAD for published files; everything else goes to the application behind."""

    def __init__(
        self,
        folder: Path,
        behind: WSGIApplication,
        *,
        https: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self.clock = clock
        self.behind = behind
        self.https = https
        self.table: dict[str, Entry] = {}
        self.size = 0
        self.generation = (0, 0)
        self.look_at = 0.0

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        entry = self.table.get(path)
        if entry is None and "varsel/" not in f"{path[:18]}/":
            return self.behind(environ, start)
        if self.clock() >= self.look_at:
            self.look()
        if entry is None or entry.generation != self.generation:
            entry = self.fresh(path)
        if entry is None:
            return self.missing(path, environ, start)
        return answer(entry, environ, start)

    def look(self) -> None:
        """Ask the disk which generation it is; a file that cannot be read changes nothing."""
        self.look_at = self.clock() + LOOK_EVERY
        try:
            told = (self.folder / "generation").stat()
        except OSError:
            return
        self.generation = state_of(told)

    def fresh(self, path: str) -> Entry | None:
        """Return what there is under this address in this generation, and keep it."""
        old = self.table.get(path)
        if old is not None and old.generation == self.generation:
            return old
        name = file_at(path)
        if name is None:
            return None
        generation, file = self.generation, self.folder / name
        try:
            if old is not None and state_of(file.stat()) == old.state:
                old.generation = generation
                return old
            entry = load(file, generation, self.headers_for(name))
        except (FileNotFoundError, NotADirectoryError):
            self.table.pop(path, None)
            return None
        except OSError:
            # The disk fails: what we have is better than nothing.
            return old
        self.keep(path, entry)
        return entry

    def keep(self, path: str, entry: Entry) -> None:
        if self.size + entry.size > TABLE_BYTES:
            self.table.clear()
            self.size = 0
        replaced = self.table.get(path)
        self.table[path] = entry
        self.size += entry.size - (replaced.size if replaced else 0)

    def headers_for(self, name: str) -> Headers:
        found = [("X-Robots-Tag", "noindex")] if name.startswith("exercise/") else []
        if self.https:
            found.append(("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains"))
        return found

    def missing(self, path: str, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Lead to the folder when only its slash was left out; say so when there is nothing."""
        if not path.endswith("/") and self.fresh(f"{path}/"):
            start("301 Moved Permanently", [("Location", f"{path}/"), ("Content-Length", "0")])
            return []
        folder = FOLDER.match(path)
        page = self.fresh(f"{folder[0]}404.html") if folder else None
        if page is None:
            return self.behind(environ, start)
        headers, body = page.plain
        start("404 Not Found", headers)
        return body if environ["REQUEST_METHOD"] == "GET" else []


def answer(entry: Entry, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    method = environ["REQUEST_METHOD"]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None and (entry.mark in known or known == "*") and method in {"GET", "HEAD"}:
        start("304 Not Modified", entry.unchanged)
        return []
    accepted = environ.get("HTTP_ACCEPT_ENCODING")
    headers, body = entry.plain if accepted is None else chosen(entry, accepted)
    if method == "GET":
        start("200 OK", headers)
        return body
    if method == "HEAD":
        start("200 OK", headers)
        return []
    start("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
    return []


def chosen(entry: Entry, accepted: str) -> tuple[Headers, list[bytes]]:
    for encoding in preferred(accepted):
        if encoding in entry.packed:
            return entry.packed[encoding]
    return entry.plain


@lru_cache(maxsize=256)
def preferred(accepted: str) -> tuple[str, ...]:
    """Return which of our encodings a reader takes, the smaller first."""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if weight.strip("0.") or not weight:
            taken.add(name)
    return tuple(name for name, _ in ENCODINGS if name in taken)


def load(file: Path, generation: tuple[int, int], extra: Headers) -> Entry:
    """Read a file with what was published in the same moment as it."""
    body, state = read(file)
    mark = hashlib.blake2b(body, digest_size=12).hexdigest()
    caching = FOR_EVER if NEVER_CHANGES.search(file.name) else CACHING
    common = [("Cache-Control", caching), *HEADERS, *extra, *own_headers(file)]
    packed = {}
    for encoding, ending in ENCODINGS:
        packing = same_moment(file.with_name(file.name + ending), state)
        if packing is not None:
            packed[encoding] = prepared(file, packing, f"{mark}-{encoding}", common, encoding)
    return Entry(
        generation=generation,
        state=state,
        mark=mark,
        plain=prepared(file, body, mark, common),
        packed=packed,
        unchanged=[("ETag", f'"{mark}"'), *common],
        size=len(body) + sum(len(content[0]) for _, content in packed.values()) + 4096,
    )


def read(file: Path) -> tuple[bytes, tuple[int, int]]:
    with file.open("rb") as opened:
        return opened.read(), state_of(os.fstat(opened.fileno()))


def state_of(told: os.stat_result) -> tuple[int, int]:
    return told.st_mtime_ns, told.st_ino


def same_moment(file: Path, plain: tuple[int, int]) -> bytes | None:
    try:
        body, packed = read(file)
    except FileNotFoundError:
        return None
    return body if packed[0] == plain[0] else None


def own_headers(file: Path) -> Headers:
    """Read the headers that were published with the file, one a line."""
    try:
        lines = file.with_name(f"{file.name}.headers").read_text().splitlines()
    except FileNotFoundError:
        lines = []
    pairs = [line.partition(": ")[::2] for line in lines]
    if file.suffix in DATA:
        pairs.append(("Access-Control-Allow-Origin", "*"))
    return pairs


def prepared(
    file: Path, body: bytes, mark: str, common: Headers, encoding: str = ""
) -> tuple[Headers, list[bytes]]:
    headers: Headers = [
        ("Content-Type", TYPES[file.suffix]),
        ("Content-Length", str(len(body))),
        ("ETag", f'"{mark}"'),
        *common,
    ]
    return [*headers, *([("Content-Encoding", encoding)] if encoding else [])], [body]


class Reloading:
    """An application that may not load; until it does, everything it would answer is a 503."""

    PAUSE = 5.0
    SAYS = (
        "Allmenning er ikke klar. Varsler står på /varsel/.\n"
        "Allmenning er ikkje klar. Varsel står på /varsel/.\n"
        "Allmenning is not ready. Warnings are at /varsel/.\n"
    ).encode()

    def __init__(
        self,
        load: Callable[[], WSGIApplication | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.load = load
        self.clock = clock
        self.trying = Lock()
        self.application = load()
        self.again_at = self.clock() + self.PAUSE

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if self.application is None:
            self.try_again()
        if self.application is not None:
            return self.application(environ, start)
        # The process lives, and starting it anew would help nobody (config/health.py).
        alive = environ["PATH_INFO"] == "/health/live"
        body = b"alive\n" if alive else self.SAYS
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            *([] if alive else [("Retry-After", "30")]),
        ]
        start("200 OK" if alive else "503 Service Unavailable", headers)
        return [body]

    def try_again(self) -> None:
        """Load once in a while, by one thread; the others answer meanwhile."""
        if self.clock() < self.again_at or not self.trying.acquire(blocking=False):
            return
        try:
            self.application = self.load()
            self.again_at = self.clock() + self.PAUSE
        finally:
            self.trying.release()
