"""A warning to a list of 10,000, and another one in the middle of it: `python benchmarks/mail.py`.

An SMTP server (aiosmtpd) in a process of its own takes the letters; the dispatcher runs in a
process of its own, as in service, and hands over from the database. The peer is a plain loop over
one connection with smtplib, given letters that are written beforehand. While the list is being
handed over, other warnings go to twelve channels, and the time to the last of them is compared
with an idle dispatcher's.
"""

import argparse
import asyncio
import multiprocessing
import os
import shutil
import smtplib
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import fanout_engines
from benchmarks.fanout import sinks

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized

    from allmenning.delivery.models import ChannelAccount, Delivery

LIMIT = 30.0
# Cachet, issue 4410: 13.3 minutes for 10,201.
CACHET = 13.3 * 60 / 10_201
BETWEEN = 0.5


def serve(port: int, taken: "Synchronized[int]", distinct: "Synchronized[int]") -> None:
    """Take letters, and count them and their ids."""
    import logging

    from aiosmtpd.smtp import SMTP, Envelope, Session

    logging.getLogger("mail.log").setLevel(logging.ERROR)
    seen: set[bytes] = set()

    class Count:
        async def handle_DATA(  # noqa: N802 - aiosmtpd's name
            self, server: SMTP, session: Session, envelope: Envelope
        ) -> str:
            del server, session
            content = envelope.content or b""
            head = content if isinstance(content, bytes) else content.encode()
            if not taken.value:
                seen.clear()
            seen.add(head.partition(b"Message-ID: ")[2].partition(b"\r\n")[0])
            taken.value += 1
            distinct.value = len(seen)
            return "250 OK"

    async def run() -> None:
        loop = asyncio.get_running_loop()
        handler = Count()
        await loop.create_server(
            lambda: SMTP(handler, enable_SMTPUTF8=True, hostname="localhost"), "127.0.0.1", port
        )
        await asyncio.Event().wait()

    asyncio.run(run())


class Post:
    """The mail server, as seen from here."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.taken: Synchronized[int] = multiprocessing.Value("i", 0)
        self.distinct: Synchronized[int] = multiprocessing.Value("i", 0)
        given = (self.port, self.taken, self.distinct)
        self.process = multiprocessing.Process(target=serve, args=given, daemon=True)

    def wait(self) -> None:
        for _try in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("The mail server did not start.")


@contextmanager
def post() -> Iterator[Post]:
    started = Post()
    started.process.start()
    try:
        started.wait()
        yield started
    finally:
        started.process.kill()
        started.process.join()


def make_list(port: int, number: int) -> "ChannelAccount":
    from django.utils import timezone

    from allmenning.delivery.digests import digest
    from allmenning.delivery.models import Subscriber
    from allmenning.delivery.secrets import lock
    from allmenning.delivery.tests.build import make_account

    settings = {"sender_name": "Lom kommune", "sender_address": "varsel@lom.example"}
    account = make_account(
        "email",
        settings=settings | {"server": "127.0.0.1", "port": port, "security": "none"},
    )
    now = timezone.now()
    addresses = [f"innbyggar{each}@example.org" for each in range(number)]
    Subscriber.objects.bulk_create(
        [
            Subscriber(
                account=account,
                digest=digest(account.pk, address),
                address=lock(address),
                language="nb",
                token=f"{each:x>43}",
                asked_at=now,
                confirmed_at=now,
            )
            for each, address in enumerate(addresses)
        ],
        batch_size=1000,
    )
    return account


def lay_out(account: "ChannelAccount") -> "Delivery":
    from django.utils import timezone

    from allmenning.delivery.actions import put
    from allmenning.delivery.contract import Lane
    from allmenning.delivery.tests.build import make_message, only_delivery

    now = timezone.now()
    key = fanout_engines.key_of_round()
    message = make_message(key, sent_at=now, expires_at=now + timedelta(hours=1))
    return only_delivery(put(message=message, accounts=[account], lane=Lane.ALERT, by=None, at=now))


def by_smtplib(port: int, number: int) -> float:
    """Hand over as many letters as one connection takes, one after the other."""
    text = "Subject: Flom i Lom\r\nMessage-ID: <%d@peer>\r\n\r\n" + "Gå til høgda.\r\n" * 60
    letters = [(text % each).encode() for each in range(number)]
    started = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as line:
        for each, letter in enumerate(letters):
            line.sendmail("varsel@lom.example", [f"innbyggar{each}@example.org"], letter)
    return time.monotonic() - started


def beside_smtplib(server: Post, number: int, measured: Callable[[], list[float]]) -> list[float]:
    """Measure while others keep the mail server and the machine as busy as we do."""
    other = multiprocessing.Process(target=by_smtplib, args=(server.port, number), daemon=True)
    other.start()
    times: list[float] = []
    while other.is_alive():
        times += measured()
    return times


def latencies(send: Callable[[], object], reached: Callable[[], float], rounds: int) -> list[float]:
    times = []
    for _round in range(rounds):
        time.sleep(BETWEEN)
        started = time.monotonic()
        send()
        times.append((reached() - started) * 1000)
    return times


def hand_over(delivery: "Delivery", beside: Callable[[], None]) -> float:
    """Wait until the list is handed over, with other work meanwhile; return the seconds."""
    started = time.monotonic()
    beside()
    while True:
        delivery.refresh_from_db()
        if delivery.state == "sent":
            assert delivery.settled_at  # noqa: S101 - for the type
            return (delivery.settled_at - delivery.event.created_at).total_seconds()
        if time.monotonic() - started > 300:
            raise TimeoutError(f"The list stands at {delivery.state} {delivery.reason}.")
        time.sleep(0.25)


def run_dispatcher() -> None:
    """Serve the outbox until killed, with the channels of the list and of the other warnings."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmenning.config.settings")
    django.setup()
    from allmenning.delivery.channels.email.channel import CHANNEL
    from allmenning.delivery.dispatch import Dispatcher
    from allmenning.delivery.tests.fakes.sink import SINKS, registered

    async def run() -> None:
        await Dispatcher().run()

    with registered(*SINKS, CHANNEL):
        asyncio.run(run())


@contextmanager
def outbox(ports: list[int]) -> Iterator[Callable[[], object]]:
    """Give what lays out a warning to twelve channels, with a dispatcher beside."""
    fanout_engines.set_up_django()
    from django.utils import timezone

    from allmenning.delivery.actions import check_accounts, put
    from allmenning.delivery.contract import Lane
    from allmenning.delivery.tests.build import make_account, make_message
    from allmenning.delivery.tests.fakes.sink import SINKS, registered

    with registered(*SINKS), fanout_engines.beside(__file__, "--dispatcher"):
        accounts = [
            make_account("sink", settings={"url": f"http://127.0.0.1:{port}", "name": "lom"})
            for port in ports
        ]
        check_accounts(accounts=accounts, at=timezone.now())
        time.sleep(2)

        def send() -> None:
            now = timezone.now()
            message = make_message(
                fanout_engines.key_of_round(), expires_at=now + timedelta(hours=1)
            )
            put(message=message, accounts=accounts, lane=Lane.ALERT, by=None, at=now)

        yield send


def measure(number: int) -> None:
    with post() as server, sinks() as channels, outbox(channels.ports) as send:
        account = make_list(server.port, number)
        send()
        channels.all_reached()
        peer = by_smtplib(server.port, number)
        idle = latencies(send, channels.all_reached, 12)
        server.taken.value = server.distinct.value = 0
        alone = hand_over(lay_out(account), lambda: None)
        report(number, alone, peer, server)
        crowded = beside_smtplib(server, number, lambda: latencies(send, channels.all_reached, 1))
        busy: list[float] = []
        server.taken.value = 0

        def meanwhile() -> None:
            while server.taken.value < number * 0.8:
                busy.extend(latencies(send, channels.all_reached, 1))

        disturbed = hand_over(lay_out(account), meanwhile)
    print(
        f"| the same, with {len(busy)} warnings meanwhile | {disturbed:.1f} s | {LIMIT:.0f} s | |"
    )
    print()
    print("| a warning to twelve channels | median ms | slowest ms |")
    print("| --- | --- | --- |")
    for name, times in (
        ("idle", idle),
        ("while smtplib hands over as many, in another process", crowded),
        ("while the list is handed over, by the same dispatcher", busy),
    ):
        print(f"| {name} | {statistics.median(times):.1f} | {max(times):.1f} |")


def report(number: int, alone: float, peer: float, server: Post) -> None:
    if (server.taken.value, server.distinct.value) != (number, number):
        raise RuntimeError(f"{server.taken.value} letters, {server.distinct.value} of them alone.")
    print("| what | seconds | limit | to peer |")
    print("| --- | --- | --- | --- |")
    print(f"| {number:,} letters to a list | {alone:.1f} s | {LIMIT:.0f} s | {alone / peer:.2f} |")
    print(f"| smtplib, one connection, letters written beforehand | {peer:.1f} s | | 1 |")
    cited = CACHET * number
    print(f"| Cachet, cited (issue 4410) | {cited:.0f} s | | {cited / peer:.0f} |")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--dispatcher", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.dispatcher:
        run_dispatcher()
        sys.exit()
    folder = tempfile.mkdtemp(prefix="allmenning-mail.")
    os.environ |= {
        "ALLMENNING_DATA_DIR": folder,
        "ALLMENNING_DATABASE_URL": f"sqlite:///{folder}/mail.sqlite3",
        "ALLMENNING_INTERNAL_HOSTS": "127.0.0.1",
        "ALLMENNING_LOG_LEVEL": "ERROR",
    }
    try:
        measure(chosen.number)
    finally:
        shutil.rmtree(folder)
