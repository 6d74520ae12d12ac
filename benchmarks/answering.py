"""Answering a survey under load: `python -m benchmarks.answering [--postgresql] [--minutes M]`.

The server is started as it comes, with its worker beside it. Three things are tried:

- 357 respondents go the whole way (introduction, six pages, overview, sending in, receipt) within
  ten minutes. The time is compressed to M minutes, so there are 10 / M times as many requests a
  second as there would be.
- 50 respondents save a page in the same second, and then 50 in the same moment.
- The server is killed (kill -9) at random moments while answers are saved, and started again.

Lost is an answer that was acknowledged and is not in the database afterwards.
"""

import hashlib
import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.servers import Postgresql, free_port, postgresql, wait_for_port
from benchmarks.writers import ROOT, run, today_in_oslo

RESPONDENTS = 357
AT_ONCE = 50
PAGES = 6
LIMIT_MS = 300.0
REAL_MINUTES = 10.0
KILLS = 6
SAVED = {302, 303}
MODULUS = 7


def prepare() -> None:
    """Make an open survey of 357 with 18 questions on six pages, and print the tokens."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from allmenning.register.models import Body
    from allmenning.surveys.actions.tokens import give_token
    from allmenning.surveys.models import Contact, FrameUnit, Stage, Survey

    now = timezone.now()
    bodies = list(Body.objects.filter(kind=Body.Kind.MUNICIPALITY).order_by("pk"))
    text = {"nb": "Prøve", "nn": "Prøve", "en": "Trial"}
    survey = Survey.objects.create(
        slug="prove",
        title=text,
        purpose=text,
        privacy=text,
        owner=bodies[0],
        stage=Stage.FIELDING,
        frame_date=now.date(),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        created_at=now,
        changed_at=now,
    )
    ask(survey)
    with transaction.atomic():
        for number in range(RESPONDENTS):
            body = bodies[number % len(bodies)]
            unit = FrameUnit.objects.create(
                survey=survey,
                body=body,
                kind=body.kind,
                code=f"{number:04}",
                name=body.name,
                stratum="all",
                is_drawn=True,
            )
            contact = Contact.objects.create(
                unit=unit, name="Kari", confirmed_at=now, created_at=now
            )
            print(give_token(contact=contact, by=None, at=now))


def ask(survey: object) -> None:
    """Put a single choice, several choices and a text on each page."""
    from django.utils import timezone

    from allmenning.surveys.models import Item, ItemVersion, Kind, Question

    options = [
        {"code": f"o{n}", "label": {"nb": f"Valg nummer {n}", "nn": f"Val nummer {n}"}}
        for n in range(6)
    ]
    kinds = (Kind.SINGLE, Kind.MULTIPLE, Kind.TEXT)
    for place in range(PAGES * len(kinds)):
        kind = kinds[place % len(kinds)]
        code = f"q{place}"
        item = Item.objects.create(code=code, topic="use")
        version = ItemVersion.objects.create(
            item=item,
            number=1,
            kind=kind,
            wording={"nb": f"Hva gjør dere med sak {place}?", "nn": f"Kva gjer de med {place}?"},
            options=[] if kind == Kind.TEXT else options,
            digest=f"{place:064}",
            created_at=timezone.now(),
        )
        Question.objects.create(
            survey=survey,  # type: ignore[misc]
            version=version,
            code=code,
            page=place // len(kinds) + 1,
            position=place,
            is_required=kind == Kind.SINGLE,
            is_core=True,
        )


def stand() -> None:
    """Print what is stored for each token's hash, and whether it was sent in."""
    from allmenning.surveys.models import Response

    rows = Response.objects.values_list(
        "contact__token_sha256", "values", "submitted_at", "revision"
    )
    print(json.dumps([[a, b, c is not None, d] for a, b, c, d in rows]))


def told_on(page: int, number: int) -> dict[str, object]:
    """Return what respondent `number` answers on the page; it tells her apart."""
    first = (page - 1) * 3
    return {
        f"q{first}": f"o{number % 6}",
        f"q{first + 1}": [f"o{number % 6}", f"o{number % MODULUS % 6}"],
        f"q{first + 2}": f"Svar fra nummer {number} på side {page}",
    }


def expected(number: int) -> dict[str, object]:
    values: dict[str, object] = {}
    for page in range(1, PAGES + 1):
        for code, value in told_on(page, number).items():
            values[code] = sorted(set(value)) if isinstance(value, list) else value
    return values


@dataclass
class Log:
    """What each request took, and what came out otherwise than it should."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, seconds: float, fault: str = "") -> None:
        with self.lock:
            self.times.append(seconds * 1000)
            if fault:
                self.wrong.append(fault)


class Respondent:
    """One browser with a connection of its own, as the load generator sees it."""

    def __init__(self, port: int, token: str, number: int, log: Log) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.base, self.number, self.log = f"/svar/{token}/", number, log

    def ask(self, method: str, where: str, told: dict[str, object] | None = None) -> int:
        body = urlencode(told, doseq=True) if told is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        headers["Accept-Encoding"] = "gzip"
        begun = time.perf_counter()
        self.connection.request(method, self.base + where, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        fits = answer.status in (SAVED if method == "POST" else {200})
        fault = "" if fits else f"{method} {where} {answer.status}"
        self.log.add(time.perf_counter() - begun, fault)
        return answer.status

    def save(self, page: int) -> int:
        told = told_on(page, self.number) | {"page.act": "videre"}
        return self.ask("POST", f"side/{page}/", told)

    def steps(self) -> Iterator[Callable[[], int]]:
        """Give each request of the whole way, in order."""
        yield partial(self.ask, "GET", "")
        for page in range(1, PAGES + 1):
            yield partial(self.ask, "GET", f"side/{page}/")
            yield partial(self.save, page)
        yield partial(self.ask, "GET", "oversikt/")
        yield partial(self.ask, "POST", "send/", {})
        yield partial(self.ask, "GET", "kvittering/")


class Served:
    """The server with its worker; `kill` is kill -9 of all its processes."""

    def __init__(self, environment: dict[str, str], processes: int) -> None:
        self.port = free_port()
        self.environment = environment | {"ALLMENNING_PROCESSES": str(processes)}
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "allmenning", "serve", "--port", str(self.port)],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for_port(self.port, 120)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()


def together(jobs: list[Callable[[], None]]) -> float:
    threads = [threading.Thread(target=job) for job in jobs]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def whole_way(port: int, tokens: list[str], minutes: float) -> tuple[Log, float]:
    """Let everybody begin at a random moment of the first 70 %, and think between steps."""
    log, window = Log(), minutes * 60
    draw = random.Random(1)  # noqa: S311 - moments, not secrets

    def one(number: int, token: str, begin: float) -> None:
        time.sleep(begin)
        steps = list(Respondent(port, token, number, log).steps())
        pause = (window * 0.95 - begin) / len(steps)
        for step in steps:
            due = time.perf_counter() + pause
            step()
            time.sleep(max(0.0, due - time.perf_counter()))

    moments = [draw.uniform(0, window * 0.7) for _token in tokens]
    everybody = enumerate(zip(tokens, moments, strict=True))
    return log, together([partial(one, n, token, begin) for n, (token, begin) in everybody])


def in_one(port: int, tokens: list[str], seconds: float) -> Log:
    """Let 50 save a page within so many seconds, each on a connection that is open."""
    log, draw = Log(), random.Random(2)  # noqa: S311 - moments, not secrets
    barrier = threading.Barrier(AT_ONCE)

    def one(number: int, token: str, wait: float) -> None:
        respondent = Respondent(port, token, number, log)
        respondent.connection.connect()
        barrier.wait()
        time.sleep(wait)
        respondent.save(2)

    few = enumerate(tokens[:AT_ONCE])
    together([partial(one, n, token, draw.uniform(0, seconds)) for n, token in few])
    return log


def killed(
    server: Served, tokens: list[str], pause: float, disturb: Callable[[], None]
) -> dict[str, int]:
    """Save a rising number again and again while the server dies; give the last acknowledged."""
    acknowledged: dict[str, int] = {}
    stop = threading.Event()

    def one(token: str) -> None:
        turn = 0
        connection: http.client.HTTPConnection | None = None
        while not stop.is_set():
            turn += 1
            try:
                connection = connection or http.client.HTTPConnection(
                    "127.0.0.1", server.port, timeout=10
                )
                told = urlencode({"q2": f"{turn}", "page.act": "senere"})
                head = {"Content-Type": "application/x-www-form-urlencoded"}
                connection.request("POST", f"/svar/{token}/side/1/", told, head)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection = None
                time.sleep(0.05)
                continue
            if answer.status in SAVED:
                acknowledged[token] = turn

    def death() -> None:
        draw = random.Random(3)  # noqa: S311 - moments, not secrets
        for _kill in range(KILLS):
            time.sleep(draw.uniform(0.5, 1.5) * pause)
            disturb()
        time.sleep(pause)
        stop.set()

    together([*[partial(one, token) for token in tokens], death])
    return acknowledged


def stored_in(environment: dict[str, str]) -> dict[str, tuple[dict[str, object], bool]]:
    code = "from benchmarks.answering import stand; stand()"
    rows = json.loads(run(environment, "shell", "--no-imports", "-c", code))
    return {digest: (values, is_sent) for digest, values, is_sent, _revision in rows}


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def report(name: str, log: Log, seconds: float = 0) -> None:
    times = sorted(log.times)
    p95 = statistics.quantiles(times, n=20)[-1]
    speed = f", {len(times) / seconds:.0f}/s" if seconds else ""
    print(
        f"{name}: {len(times)} requests{speed}, p50 {statistics.median(times):.0f} ms, "
        f"p95 {p95:.0f} ms of {LIMIT_MS:.0f}, slowest {times[-1]:.0f} ms, "
        f"{len(log.wrong)} not as they should {log.wrong[:3] or ''}"
    )


@dataclass(frozen=True)
class Trial:
    """One server on one database, with the links of those who answer."""

    server: Served
    database: Postgresql | None
    environment: dict[str, str]
    tokens: list[str]

    def go(self, minutes: float) -> None:
        warm = Respondent(self.server.port, self.tokens[-1], RESPONDENTS - 1, Log())
        for step in list(warm.steps())[:3]:
            step()
        log, seconds = whole_way(self.server.port, self.tokens, minutes)
        report("the whole way", log, seconds)
        self._count()
        report("50 in the same second", in_one(self.server.port, self.tokens, 1.0))
        report("50 in the same moment", in_one(self.server.port, self.tokens, 0.0))
        self._kill()

    def _count(self) -> None:
        stored = stored_in(self.environment)
        kept = sum(
            stored.get(hash_of(token), ({}, False)) == (expected(number), True)
            for number, token in enumerate(self.tokens)
        )
        print(f"{kept} of {RESPONDENTS} stored whole and sent in, {RESPONDENTS - kept} lost")

    def _kill(self) -> None:
        acknowledged = killed(self.server, self.tokens[:20], 1.0, self._disturb)
        stored = stored_in(self.environment)
        lost = [
            token
            for token, turn in acknowledged.items()
            if int(str(stored[hash_of(token)][0].get("q2", "0"))) < turn
        ]
        saves = sum(acknowledged.values())
        print(f"killed {KILLS} times, about {saves} savings: {len(lost)} acknowledged answers lost")

    def _disturb(self) -> None:
        self.server.kill()
        if self.database:
            self.database.kill()
            self.database.start()
        self.server.start()


def measure(database: Postgresql | None, name: str, processes: int, minutes: float) -> None:
    with tempfile.TemporaryDirectory(prefix="allmenning-answering.") as folder:
        environment = {**os.environ, "ALLMENNING_DATA_DIR": folder, "ALLMENNING_LOG_LEVEL": "ERROR"}
        environment.pop("ALLMENNING_DATABASE_URL", None)
        if database:
            environment["ALLMENNING_DATABASE_URL"] = database.url
        for command in ("migrate", "load_register"):
            run(environment, command)
        code = "from benchmarks.answering import prepare; prepare()"
        tokens = run(environment, "shell", "--no-imports", "-c", code).split()
        # The work of the night is no part of it.
        Path(folder, "worker-last-night").write_text(today_in_oslo())
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
        print(
            f"{name}, load {load:.1f} a core, {REAL_MINUTES / minutes:.0f} times as dense as real:"
        )
        server = Served(environment, processes)
        try:
            Trial(server, database, environment, tokens).go(minutes)
        finally:
            server.stop()


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=2.0)
    chosen = parser.parse_args()
    name = "PostgreSQL" if chosen.postgresql else "SQLite"
    with postgresql() if chosen.postgresql else nullcontext() as server:
        measure(server, f"{name}, {chosen.processes} process", chosen.processes, chosen.minutes)


if __name__ == "__main__":
    main()
