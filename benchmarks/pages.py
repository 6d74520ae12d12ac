"""CPU per anonymous page against a bare Django + SQLite page with the same rows: `make benchmark`.

A *bare* page is one view without middleware: the same rows by one ORM query a table, one plain
template without inheritance that prints the columns the page shows. *First* is our page when it is
the first to be read after the data changed; *rendered* is made anew for each request from what the
rooms keep of data that have not changed; *kept* is the same page when somebody has read it before
(docs/adr/kept-pages.md tells of both). All run in one process, in turns, on data loaded for the
purpose.
"""

import gzip
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COLLECT = ["collectstatic", "--noinput"]
ROUNDS = 7
REQUESTS = 20
CPU_LIMIT_MS = 8.0
RATIO_LIMIT = 1.3
HTML_LIMIT = 8_000
VIEW_LIMIT = 60_000
LENS_LIMIT_MS = 15.0


def ignored(_body: bytes) -> None:
    """Take what WSGI once let an application write past its answer."""


@dataclass(frozen=True)
class Case:
    name: str
    path: str
    bare: str
    lens: bool = False


CASES = (
    Case("themes", "/tema/", "/tema/"),
    Case("theme crisis", "/tema/krise/", "/tema/krise/"),
    Case("theme crisis, from Lom", "/tema/krise/", "/tema/krise/", lens=True),
    Case("theme spread (largest)", "/tema/utbredelse/", "/tema/utbredelse/"),
    Case("findings list", "/funn/", "/funn/"),
    Case("studies list", "/studier/", "/studier/"),
    Case("study sk2013", "/studier/sk2013/", "/studier/sk2013/"),
    Case("body Lom", "/kommuner/lom/", "/kommuner/lom/"),
    Case("register list", "/kommuner/", "/kommuner/"),
    Case("register list, with peers", "/kommuner/", "/kommuner/", lens=True),
    Case("home", "/", "/tema/"),
)


def load(folder: Path) -> None:
    """Fill an installation of our own, so that the figures do not depend on what lies about."""
    os.environ["ALLMENNING_DATA_DIR"] = str(folder)
    os.environ["ALLMENNING_LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_SETTINGS_MODULE"] = "allmenning.config.settings"
    for command in (["migrate"], ["load_register"], ["load_evidence"], COLLECT):
        subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )


def change_the_data() -> None:
    """Make all that is kept of the data old, as an analyst who saves a finding does."""
    from django.utils import timezone

    from allmenning.accounts.actions import write_audit

    write_audit(by=None, at=timezone.now(), verb="benchmark.changed", target="data", detail={})


class Peer:
    """One way to answer requests: a WSGI handler and the settings it was made with."""

    def __init__(
        self,
        middleware: list[str] | None = None,
        urls: str | None = None,
        between: Callable[[], None] | None = None,
    ) -> None:
        from django.core.handlers.wsgi import WSGIHandler
        from django.test import override_settings

        self.between = between
        changed: dict[str, Any] = {}
        if middleware is not None:
            changed["MIDDLEWARE"] = middleware
        if urls is not None:
            changed["ROOT_URLCONF"] = urls
        self.settings = override_settings(**changed)
        with self.settings:
            self.handler = WSGIHandler()

    def get(self, path: str, *, lens: bool) -> bytes:
        """Answer one GET and return the body; anything but 200 ends the benchmark."""
        from django.test import RequestFactory

        factory = RequestFactory(headers={"Host": "127.0.0.1", "Accept-Encoding": "gzip"})
        environ = factory.get(path).environ | ({"HTTP_COOKIE": "lens=3434"} if lens else {})
        said: list[str] = []

        def start(status: str, _headers: object, _error: object = None, /) -> Callable[..., None]:
            said.append(status)
            return ignored

        answer = self.handler(environ, start)
        body = b"".join(answer)
        answer.close()
        if not said[0].startswith("200"):
            raise SystemExit(f"{path} answered {said[0]}.")
        return body

    def milliseconds(self, path: str, *, lens: bool) -> float:
        """CPU of one request, the mean of a few in a row; what is done between does not count."""
        spent = 0.0
        with self.settings:
            for _ in range(REQUESTS):
                if self.between:
                    self.between()
                start = time.process_time()
                self.get(path, lens=lens)
                spent += time.process_time() - start
        return spent * 1000 / REQUESTS


def peers() -> dict[str, Peer]:
    from django.conf import settings

    unkept = [name for name in settings.MIDDLEWARE if not name.endswith("KeptPages")]
    return {
        "bare": Peer(middleware=[], urls="benchmarks.bare.urls"),
        "first": Peer(between=change_the_data),
        "rendered": Peer(middleware=unkept),
        "kept": Peer(),
    }


def measure(case: Case, ways: dict[str, Peer]) -> dict[str, float]:
    """Median CPU ms per way, taken in turns so that a busy machine strikes all alike."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(ROUNDS + 1):
        for name, way in ways.items():
            path = case.bare if name == "bare" else case.path
            found = way.milliseconds(path, lens=case.lens)
            if turn:  # the first turn warms templates and translations
                taken[name].append(found)
    return {name: statistics.median(times) for name, times in taken.items()}


def first_view(html: bytes) -> int:
    """Bytes over the wire, gzip: the page and every style sheet and script it names."""
    from django.conf import settings

    total = len(gzip.compress(html))
    for name in set(re.findall(rb'(?:href|src)="/static/([^"]+\.(?:css|js|svg|woff2))"', html)):
        total += len(gzip.compress((settings.STATIC_ROOT / name.decode()).read_bytes()))
    return total


def row(case: Case, ways: dict[str, Peer]) -> str:
    found = measure(case, ways)
    with ways["rendered"].settings:
        body = ways["rendered"].get(case.path, lens=case.lens)
    html = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    size, view = len(gzip.compress(html)), first_view(html)
    bare = found.pop("bare")
    ours = " | ".join(f"{spent:.2f} | {spent / bare:.2f}" for spent in found.values())
    return f"| {case.name} | {bare:.2f} | {ours} | {size / 1000:.1f} | {view / 1000:.1f} |"


def main(write: Callable[[str], object] = print) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        load(Path(folder))
        import django

        django.setup()
        ways = peers()
        told = " | ".join(f"{name} ms | ratio" for name in ways if name != "bare")
        write(f"| page | bare ms | {told} | HTML kB gzip | view kB |")
        write("|" + " --- |" * (2 * len(ways) + 2))
        for case in CASES:
            write(row(case, ways))
        write("")
        write(
            f"Limits: ratio {RATIO_LIMIT}, {CPU_LIMIT_MS:.0f} ms CPU, register list with peers "
            f"{LENS_LIMIT_MS:.0f} ms, HTML {HTML_LIMIT / 1000:.0f} kB, "
            f"first view {VIEW_LIMIT / 1000:.0f} kB."
        )


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
