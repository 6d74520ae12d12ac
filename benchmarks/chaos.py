"""A thousand deliveries through fifty kill -9: `python benchmarks/chaos.py [--postgresql]`.

Killed at random: the dispatcher, the process that lays messages out (as the web server does), and
with --postgresql the database server too. The channels drop the answer after acting, drop the call
before, delay, and fail. Half of them know our keys; the others act on everything they get, and can
be asked what they have. Counted is what inhabitants would see: nothing lost, nothing twice, and
nothing of a stream out of its order.
"""

import argparse
import asyncio
import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.servers import MissingServerError, Postgresql, postgresql

ROOT = Path(__file__).resolve().parent.parent
ACCOUNTS = 10
IN_A_STREAM = 5
SETTLED_WITHIN = 180


@dataclass(frozen=True)
class Counted:
    """What the channels hold in the end."""

    expected: int
    lost: int
    twice: int
    out_of_order: int
    calls: int
    unresolved: int


def set_up_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()


async def serve_sink() -> None:
    """Print the port once, then serve until killed."""
    set_up_django()
    from benchmarks.chaos_sink import ChaosServer

    sink = ChaosServer()
    await sink.start()
    print(sink.port, flush=True)
    await asyncio.Event().wait()


def run_dispatcher() -> None:
    set_up_django()
    from allmenning.delivery.dispatch import Dispatcher, Pace
    from allmenning.delivery.tests.fakes.sink import SINKS, registered

    # As in earnest, only faster: each time is a tenth or less, and so are the delays of the sinks.
    pace = Pace(
        lease=1.5, renew=0.3, call_limit=5, absent_after=1, poll=0.1, wait_least=0.1, wait_most=1
    )

    async def run() -> None:
        await Dispatcher(pace).run()

    with registered(*SINKS):
        asyncio.run(run())


def run_writer(events: int) -> None:
    """Lay out what is not laid out yet; whoever is killed in the middle is simply started anew."""
    set_up_django()
    from datetime import timedelta

    from django.db import DatabaseError, connection
    from django.utils import timezone

    from allmenning.delivery.actions import put
    from allmenning.delivery.contract import Lane
    from allmenning.delivery.models import ChannelAccount, Event
    from allmenning.delivery.tests.build import make_message
    from allmenning.delivery.tests.fakes.sink import SINKS, registered

    with registered(*SINKS):
        while True:
            try:
                done = Event.objects.count()
                if done == events:
                    return
                stream, place = divmod(done, IN_A_STREAM)
                now = timezone.now()
                message = make_message(
                    f"stream-{stream:03}", place + 1, expires_at=now + timedelta(hours=1)
                )
                accounts = list(ChannelAccount.objects.order_by("pk"))
                put(message=message, accounts=accounts, lane=Lane.ALERT, by=None, at=now)
            except DatabaseError:
                connection.close()
            time.sleep(random.uniform(0, 0.3))  # noqa: S311 - no secret hangs on it


def make_accounts(port: int) -> None:
    set_up_django()
    from django.core.management import call_command

    from allmenning.delivery.tests.build import make_account

    call_command("migrate", verbosity=0)
    for number in range(ACCOUNTS):
        kind = "sink" if number % 2 else "keyed"
        settings = {"url": f"http://127.0.0.1:{port}", "name": f"{kind}-{number}"}
        make_account(kind, settings=settings)


class Child:
    """A process of ours that is started again whenever it was killed."""

    def __init__(self, *arguments: str) -> None:
        self.arguments = arguments
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, __file__, *self.arguments], cwd=ROOT, stderr=subprocess.DEVNULL
        )

    @property
    def is_done(self) -> bool:
        return self.process.poll() == 0

    def kill_and_start(self) -> None:
        if not self.is_done:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = self._started()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def sink() -> Iterator[int]:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, __file__, "--as", "sink"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout  # noqa: S101 - for the type
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def asked(port: int) -> tuple[list[tuple[str, str]], int]:
    """Return what the channels hold as (account, key), in the order it came, and all calls."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/report/all")
    told = json.loads(line.getresponse().read())
    line.close()
    return [(account, key) for account, key in told["effects"]], told["calls"]


def count(port: int, expected: int, unresolved: int) -> Counted:
    effects, calls = asked(port)
    copies = Counter(effects)
    return Counted(
        expected=expected,
        lost=expected - len(copies),
        twice=sum(number - 1 for number in copies.values()),
        out_of_order=_out_of_order(effects),
        calls=calls,
        unresolved=unresolved,
    )


def _out_of_order(effects: list[tuple[str, str]]) -> int:
    """Count the messages that came before an earlier one of their stream, per channel."""
    highest: dict[tuple[str, str], int] = {}
    found = 0
    for account, key in effects:
        stream, number, _ = key.split("/")
        before = highest.get((account, stream), 0)
        found += int(number) < before
        highest[account, stream] = max(before, int(number))
    return found


def open_and_unresolved() -> tuple[int, int]:
    from django.db import DatabaseError, connection

    from allmenning.delivery.models import Delivery

    try:
        rows = Delivery.objects.filter(state__in=Delivery.OPEN).count()
        return rows, Delivery.objects.filter(state=Delivery.State.UNRESOLVED).count()
    except DatabaseError:
        connection.close()
        return 1, 0


def go_through(kills: int, deliveries: int, server: Postgresql | None, port: int) -> Counted:
    make_accounts(port)
    events = deliveries // ACCOUNTS
    dispatchers = [Child("--as", "dispatcher") for _ in range(2 if server else 1)]
    writer = Child("--as", "writer", "--deliveries", str(deliveries))
    victims: list[Child | Postgresql] = [*dispatchers, writer, *([server] if server else [])]
    try:
        for done in range(kills):
            time.sleep(random.uniform(0.3, 2.2))  # noqa: S311 - no secret hangs on it
            victim = random.choice(victims)  # noqa: S311
            if isinstance(victim, Postgresql):
                victim.kill()
                victim.start()
            else:
                victim.kill_and_start()
            print(f"\r{done + 1} of {kills} kills", end="", file=sys.stderr, flush=True)
        end = time.monotonic() + SETTLED_WITHIN
        while time.monotonic() < end and not (writer.is_done and open_and_unresolved()[0] == 0):
            time.sleep(0.2)
        print(file=sys.stderr)
        return count(port, events * ACCOUNTS, open_and_unresolved()[1])
    finally:
        for child in [*dispatchers, writer]:
            child.stop()


def main(kills: int, deliveries: int, *, on_postgresql: bool) -> int:
    folder = Path(tempfile.mkdtemp(prefix="allmenning-chaos."))
    os.environ |= {
        "ALLMENNING_DATA_DIR": str(folder),
        "ALLMENNING_LOG_LEVEL": "ERROR",
        "ALLMENNING_DATABASE_URL": f"sqlite:///{folder}/chaos.sqlite3",
    }
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = None
        if on_postgresql:
            try:
                server = stack.enter_context(postgresql())
            except MissingServerError as error:
                print(error)
                return 2
            os.environ["ALLMENNING_DATABASE_URL"] = server.url
        started = time.monotonic()
        counted = go_through(kills, deliveries, server, stack.enter_context(sink()))
        seconds = time.monotonic() - started
    print(
        "| database | kills | deliveries | calls | lost | twice | out of order | unresolved | s |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    cells = [
        "PostgreSQL" if on_postgresql else "SQLite",
        kills,
        counted.expected,
        counted.calls,
        counted.lost,
        counted.twice,
        counted.out_of_order,
        counted.unresolved,
        round(seconds),
    ]
    print(f"| {' | '.join(map(str, cells))} |")
    return int(bool(counted.lost or counted.twice or counted.out_of_order))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--deliveries", type=int, default=1000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--as", dest="part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "sink":
        asyncio.run(serve_sink())
    elif options.part == "dispatcher":
        run_dispatcher()
    elif options.part == "writer":
        run_writer(options.deliveries // ACCOUNTS)
    else:
        sys.exit(main(options.kills, options.deliveries, on_postgresql=options.postgresql))
