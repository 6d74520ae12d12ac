"""Public files: written once per change, served by us or by any web server.

`publish` writes under `DATA_DIR/public/live` or `/exercise`, with .gz and .br beside it. Nobody
ever reads half a file, and all three carry the same time, so that old is never paired with new.
"""

import fcntl
import gzip
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import brotli
from django.conf import settings

from allmenning.delivery.addresses import COMPRESSED, TYPES, address_of, file_of
from allmenning.delivery.contract import Workspace

# A whole country of pages is written at once: the most effort takes 40 times as long, for 9 % less.
# A window as small as a page keeps brotli from clearing megabytes for each.
BROTLI_QUALITY = 9
BROTLI_WINDOW = 16
GZIP_LEVEL = 9
SHORTEST_WORTH_COMPRESSING = 200
ENDINGS = (".br", ".gz")
HEADERS = ".headers"
_bulk: ContextVar[bool] = ContextVar("bulk", default=False)


def public_folder() -> Path:
    return Path(settings.DATA_DIR) / "public"


def public_path(workspace: Workspace | str, path: str, *, language: str = "nb") -> str:
    """Return the address on our own site: from the first slash, a folder for its index."""
    return address_of(Workspace(workspace).value, path, language)


def public_url(workspace: Workspace | str, path: str, *, language: str = "nb") -> str:
    """Return the whole address that inhabitants and other services fetch the file from."""
    return str(settings.STATUS_URL) + public_path(workspace, path, language=language)


def publish(
    workspace: Workspace | str,
    path: str,
    data: bytes | str,
    content_type: str,
    *,
    language: str = "nb",
    headers: Mapping[str, str] | None = None,
) -> str:
    """Write a file for everybody to read, and return its address.

    `path` is plain names with an ending, such as `lom/index.html`, and lies under /varsel/ or, for
    the exercise workspace, under /ovelsesvarsel/. `content_type` must be what the ending says.
    """
    file = public_folder() / file_of(Workspace(workspace).value, path, language)
    expected = TYPES[file.suffix]
    if content_type.partition(";")[0] != expected.partition(";")[0]:
        raise ValueError(f"A file {file.suffix} is served as {expected}, not as {content_type}.")
    body = data.encode() if isinstance(data, str) else data
    if _is_there(file, body, headers or {}):
        return public_url(workspace, path, language=language)
    _replace(file, _variants(file, body, headers or {}))
    return public_url(workspace, path, language=language)


def withdraw(workspace: Workspace | str, path: str, *, language: str = "nb") -> None:
    """Take a file away from everybody; nothing happens when it is not there."""
    file = public_folder() / file_of(Workspace(workspace).value, path, language)
    if file.parent.is_dir():
        _replace(file, {})


def read(workspace: Workspace | str, path: str, *, language: str = "nb") -> bytes | None:
    """Return what is published under a path now."""
    file = public_folder() / file_of(Workspace(workspace).value, path, language)
    return file.read_bytes() if file.is_file() else None


def _is_there(file: Path, body: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether it is published already; what has not changed keeps its time."""
    told = file.with_name(file.name + HEADERS)
    try:
        same = file.read_bytes() == body
        return same and (told.read_bytes() if told.exists() else b"") == _lines(headers)
    except FileNotFoundError:
        return False


def _lines(headers: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\n" for name, value in headers.items()).encode()


def _variants(file: Path, body: bytes, headers: Mapping[str, str]) -> dict[str, bytes]:
    """Map each ending onto its bytes; the plain file, under the empty ending, comes last."""
    found = {}
    if file.suffix in COMPRESSED and len(body) >= SHORTEST_WORTH_COMPRESSING:
        found[".br"] = brotli.compress(body, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
        found[".gz"] = gzip.compress(body, GZIP_LEVEL, mtime=0)
    if headers:
        found[HEADERS] = _lines(headers)
    return found | {"": body}


def _replace(file: Path, variants: Mapping[str, bytes]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    moment = time.time_ns()
    written = {ending: _written(file.parent, variants[ending], moment) for ending in variants}
    with alone("writing"):
        for ending in (*ENDINGS, HEADERS, ""):
            target = file.with_name(file.name + ending)
            if ending in written:
                written[ending].replace(target)
            else:
                target.unlink(missing_ok=True)
        if not _bulk.get():
            _tell_servers(moment)


@contextmanager
def together() -> Iterator[None]:
    """Tell servers once, after all that is published inside."""
    before = _bulk.set(True)
    try:
        yield
    finally:
        _bulk.reset(before)
        with alone("writing"):
            _tell_servers(time.time_ns())


def _written(folder: Path, body: bytes, moment: int) -> Path:
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    with os.fdopen(descriptor, "wb") as file:
        file.write(body)
        os.fchmod(file.fileno(), 0o644)
    os.utime(name, ns=(moment, moment))
    return Path(name)


def _tell_servers(moment: int) -> None:
    """Change the one file that every serving process looks at (`delivery.serving`)."""
    generation = public_folder() / "generation"
    fresh = generation.with_name(".generation")
    fresh.write_text(f"{moment}\n")
    fresh.replace(generation)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Let one process at a time do what is inside, on this machine."""
    folder = public_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
