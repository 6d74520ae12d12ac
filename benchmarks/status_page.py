"""The status page under load, against nginx serving the same bytes: `make benchmark`.

One process each on one core, wrk on another, 64 connections, in turns so that a busy machine
strikes all alike: nginx with a bare file; nginx with a file in a folder, set up as docs/operate.md
says; the same with what `pages render --out` exports; and `allmenning serve` as an operator runs
it. CPU per request is read from /proc, since on a shared machine it tells more than requests a
second. Then what a crisis asks: how old the page is after publishing, and whether it is there when
the database is not.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
TASKSET = shutil.which("taskset") or "/usr/bin/taskset"
WRK = shutil.which("wrk") or "/usr/bin/wrk"
SERVER_CORE, CLIENT_CORE = "0", "1"
CONNECTIONS = 64
SECONDS = int(os.environ.get("BENCHMARK_SECONDS", "5"))
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")
PUBLISHINGS = 10
PAGE = "/nn/varsel/lom/"

CONFIGURATION = """
worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 2048; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ text/html html; }}
  server {{ listen 127.0.0.1:{bare}; root {folder}/plain; gzip_static off; }}
  gzip_static on; charset utf-8;
  add_header Cache-Control "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400";
  add_header X-Content-Type-Options nosniff;
  add_header Content-Security-Policy "default-src 'none'; style-src 'self'; img-src 'self'";
  server {{ listen 127.0.0.1:{plain}; root {folder}/plain; }}
  server {{ listen 127.0.0.1:{exported}; root {folder}/www; }}
}}
"""

SAMPLE = """
from datetime import timedelta
from django.utils import timezone
from allmenning.alerts.models import Alert, Version
from allmenning.alerts.status.rendering import render
from allmenning.delivery.contract import Workspace
from allmenning.register.models import Body

now, lom = timezone.now(), Body.objects.get(slug="lom")
alert = Alert.objects.create(
    body=lom, workspace="live", hazard="water", state="active", created_at=now
)
told = {"what": "Drikkevatnet i Lom er forureina. Det er funne bakteriar i prøver.",
        "where": "Lom sentrum og Garmo", "todo": "Kok alt vatn i tre minutt før du drikk det."}
for number, act in enumerate(["alert", "update", "update"], 1):
    Version.objects.create(
        alert=alert, number=number, act=act, state="sent", texts={"nn": told},
        area={"kind": "municipality"}, link="https://lom.kommune.no/krise/", edited_at=now,
        next_update_at=now + timedelta(hours=3), expires_at=now + timedelta(hours=12),
        identifier=f"allmenning:lom:{alert.key.hex}:{number}", sent_at=now)
render(body=lom, workspace=Workspace.LIVE, at=now)
"""


@dataclass(frozen=True)
class Load:
    requests: int
    seconds: float
    p99_ms: float
    errors: int
    cpu_us: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


@dataclass(frozen=True)
class Server:
    name: str
    address: str
    processes: tuple[int, ...]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(folder: Path) -> dict[str, str]:
    """Fill an installation of our own with the register and one warning, and export its pages."""
    # As a service manager starts it: the server copies the environment into every request.
    environment = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "ALLMENNING_DATA_DIR": str(folder / "data"),
        "ALLMENNING_LOG_LEVEL": "ERROR",
        "ALLMENNING_PORT": str(free_port()),
        "ALLMENNING_PROCESSES": "1",
    }
    for command in (
        ["manage.py", "migrate", "-v0"],
        ["manage.py", "load_register"],
        ["manage.py", "shell", "--no-imports", "-c", SAMPLE],
        ["-m", "allmenning", "pages", "render", "--out", str(folder / "www")],
    ):
        subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    page = (folder / "www" / PAGE.strip("/") / "index.html").read_bytes()
    for name in ("page.html", f"{PAGE.strip('/')}/index.html"):
        file = folder / "plain" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * len(page))
    for readable in (folder, folder / "www", folder / "plain"):
        readable.chmod(0o755)
    return environment


@contextmanager
def running(command: list[str], environment: dict[str, str], address: str) -> Iterator[int]:
    process = subprocess.Popen(  # noqa: S603 - nginx, and our own server
        [TASKSET, "-c", SERVER_CORE, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(address)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            fetch(address)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer.")


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - loopback
        return bytes(answer.read())


def family(parent: int) -> tuple[int, ...]:
    """List a process with its children and theirs."""
    found = [parent]
    for pid in found:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        found += [int(child) for child in told]
    return tuple(found)


def cpu_seconds(processes: tuple[int, ...]) -> float:
    ticks = 0
    for pid in processes:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def load(server: Server) -> Load:
    before = cpu_seconds(server.processes)
    command = [TASKSET, "-c", CLIENT_CORE, WRK, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s"]
    done = subprocess.run(  # noqa: S603 - wrk, with our own arguments
        [*command, "--latency", server.address], capture_output=True, text=True, check=True
    )
    spent = cpu_seconds(server.processes) - before
    counted = re.search(r"(\d+) requests in ([\d.]+)s", done.stdout)
    slowest = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    if counted is None or slowest is None:
        raise SystemExit(done.stdout)
    unit = {"us": 0.001, "ms": 1.0, "s": 1000.0}[slowest[2]]
    requests = int(counted[1])
    return Load(
        requests=requests,
        seconds=float(counted[2]),
        p99_ms=float(slowest[1]) * unit,
        errors=errors_in(done.stdout),
        cpu_us=spent / requests * 1e6,
    )


def errors_in(told: str) -> int:
    other = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    broken = re.search(r"Socket errors: (.*)", told)
    counts = [int(number) for number in re.findall(r"\d+", broken[1])] if broken else []
    return sum(counts) + (int(other[1]) if other else 0)


def measure(servers: list[Server]) -> dict[str, list[Load]]:
    found: dict[str, list[Load]] = {server.name: [] for server in servers}
    for turn in range(ROUNDS + 1):
        for server in servers:
            taken = load(server)
            if turn:  # the first turn warms
                found[server.name].append(taken)
    return found


def table(found: dict[str, list[Load]], write: Callable[[str], object]) -> None:
    write("| server | requests/s | CPU µs/request | of bare nginx | of a file | p99 ms | errors |")
    write("|" + " --- |" * 7)
    bare, plain = (statistics.median(taken.cpu_us for taken in loads) for loads in peers(found))
    for name, loads in found.items():
        cpu = statistics.median(taken.cpu_us for taken in loads)
        rate = statistics.median(taken.rate for taken in loads)
        p99 = statistics.median(taken.p99_ms for taken in loads)
        errors = sum(taken.errors for taken in loads)
        ratios = f"{bare / cpu:.2f} | {plain / cpu:.2f}"
        write(f"| {name} | {rate:,.0f} | {cpu:.1f} | {ratios} | {p99:.1f} | {errors} |")


def peers(found: dict[str, list[Load]]) -> list[list[Load]]:
    return [found["nginx, bare file"], found["nginx, file in a folder"]]


def staleness(server: Server, environment: dict[str, str]) -> list[float]:
    """Publish anew, and count seconds until the server answers with it."""
    code = (
        "from allmenning.delivery.published import publish; "
        "publish('live', 'lom/merke.txt', content_type='text/plain', data="
    )
    address = server.address.removesuffix(PAGE) + "/varsel/lom/merke.txt"
    waited = []
    for number in range(PUBLISHINGS):
        publisher = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", f"{code}'{number}')"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while read_or_nothing(address) != str(number).encode():
            time.sleep(0.005)
        seen = time.time()
        written = Path(environment["ALLMENNING_DATA_DIR"], "public", "generation").stat().st_mtime
        waited.append(seen - written)
        publisher.wait()
    return waited


def read_or_nothing(address: str) -> bytes:
    try:
        return fetch(address)
    except OSError:
        return b""


def without_database(server: Server, environment: dict[str, str]) -> Load:
    for file in Path(environment["ALLMENNING_DATA_DIR"]).glob("allmenning.sqlite3*"):
        file.unlink()
    return load(server)


def main(write: Callable[[str], object] = print) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        environment = prepare(folder)
        ports = {name: free_port() for name in ("bare", "plain", "exported")}
        configuration = folder / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=folder, **ports))
        bare = f"http://127.0.0.1:{ports['bare']}/page.html"
        ours = f"http://127.0.0.1:{environment['ALLMENNING_PORT']}{PAGE}"
        nginx = stack.enter_context(running([NGINX, "-c", str(configuration)], environment, bare))
        granian = stack.enter_context(
            running([sys.executable, "-m", "allmenning", "serve"], environment, ours)
        )
        plain, exported = (
            f"http://127.0.0.1:{ports[name]}{PAGE}" for name in ("plain", "exported")
        )
        servers = [
            Server("nginx, bare file", bare, family(nginx)),
            Server("nginx, file in a folder", plain, family(nginx)),
            Server("nginx, exported page", exported, family(nginx)),
            Server("allmenning serve", ours, family(granian)),
        ]
        write(f"Page: {len(fetch(ours)):,} bytes. {CONNECTIONS} connections, {ROUNDS} rounds.")
        write("")
        table(measure(servers), write)
        waited = staleness(servers[-1], environment)
        write("")
        write(
            f"Stale after publishing: {statistics.median(waited):.2f} s in the median, at most "
            f"{max(waited):.2f} s of {PUBLISHINGS}."
        )
        gone = without_database(servers[-1], environment)
        write(
            f"Database deleted: {gone.rate:,.0f} requests/s, {gone.errors} errors, p99 "
            f"{gone.p99_ms:.1f} ms."
        )
        write("Limits: 0.50 of bare nginx from Python, 0.95 of a file exported, p99 50 ms, 2 s.")


if __name__ == "__main__":
    main()
