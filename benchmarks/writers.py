"""Fifty people who write at once: `python -m benchmarks.writers [--postgresql] [--processes N]`.

The server is started as it comes, with its worker beside it; each writer has a session of her own
and keeps her connection, and all begin at the same moment, under the same question. Lost is what
was answered as stored and is not there afterwards, or is counted otherwise than it is.
"""

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from benchmarks.servers import free_port, postgresql, wait_for_port

ROOT = Path(__file__).resolve().parent.parent
WRITERS = 50
POSTS_EACH = 10
LIMIT_MS = 1000.0
TOKEN = "w" * 32
PREPARED = 7001


@dataclass(frozen=True)
class Answer:
    milliseconds: float
    status: int
    text: str


def prepare() -> None:
    """Make the people, their sessions and the question, and print the keys of the sessions."""
    from datetime import timedelta
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.utils import timezone

    from allmenning.accounts.models import User
    from allmenning.arena.models import Question
    from allmenning.register.models import Body, BodyRole, Membership

    now = timezone.now()
    bodies = list(Body.objects.filter(kind=Body.Kind.MUNICIPALITY).order_by("pk")[:WRITERS])
    Question.objects.create(
        pk=PREPARED,
        slug="vakt",
        owner=bodies[0],
        language="nb",
        title="Hvordan deler dere vakten?",
        text="Vi er to.",
        visibility="open",
        state="published",
        created_at=now,
        published_at=now,
        changed_at=now,
    )
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for number, body in enumerate(bodies):
        user = User.objects.create_user(
            f"skriver{number}@kommune.example", name=f"Skriver {number}", email_verified_at=now
        )
        Membership.objects.create(
            user=user,
            body=body,
            role=BodyRole.EDITOR,
            verified_how="benchmark",
            verified_at=now,
            expires_at=now + timedelta(days=30),
        )
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        print(session.session_key)


def stand() -> None:
    """Print how many posts there are, how many different ones, and how many the thread counts."""
    from allmenning.arena.models import Post, Thread

    texts = Post.objects.values_list("text", flat=True)
    print(len(texts), len(set(texts)), Thread.objects.get(question=PREPARED).post_count)


def today_in_oslo() -> str:
    return datetime.now(ZoneInfo("Europe/Oslo")).date().isoformat()


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def shell(environment: dict[str, str], function: str) -> list[str]:
    code = f"from benchmarks.writers import {function}; {function}()"
    return run(environment, "shell", "--no-imports", "-c", code).split()


@contextmanager
def served(environment: dict[str, str], processes: int) -> Iterator[int]:
    port = free_port()
    environment = environment | {"ALLMENNING_PROCESSES": str(processes)}
    server = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "allmenning", "serve", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_port(port, 120)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)


def write(
    port: int, session: str, number: int, start: threading.Barrier, turns: int = POSTS_EACH
) -> list[Answer]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    headers = {
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    answers = []
    start.wait()
    for turn in range(turns):
        text = f"Vi deler vakten likt mellom oss, uke {turn}, sier nummer {number}."
        told = {"text": text, "language": "nb", "is_answer": "yes", "csrfmiddlewaretoken": TOKEN}
        begun = time.perf_counter()
        connection.request(
            "POST", f"/diskusjon/sporsmal/{PREPARED}/skriv/", urlencode(told), headers
        )
        answer = connection.getresponse()
        answer.read()
        answers.append(Answer((time.perf_counter() - begun) * 1000, answer.status, text))
    return answers


def write_all(port: int, sessions: list[str]) -> tuple[list[Answer], float]:
    start = threading.Barrier(len(sessions) + 1)
    answers: list[Answer] = []
    lock = threading.Lock()

    def one(number: int, session: str) -> None:
        told = write(port, session, number, start)
        with lock:
            answers.extend(told)

    threads = [threading.Thread(target=one, args=told) for told in enumerate(sessions)]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - begun


def measure(database: str, processes: int, name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="allmenning-writers.") as folder:
        environment = {
            **os.environ,
            "ALLMENNING_DATA_DIR": folder,
            "ALLMENNING_LOG_LEVEL": "ERROR",
        }
        environment.pop("ALLMENNING_DATABASE_URL", None)
        if database:
            environment["ALLMENNING_DATABASE_URL"] = database
        for command in ("migrate", "load_register"):
            run(environment, command)
        sessions = shell(environment, "prepare")
        # The work of the night is no part of it.
        Path(folder, "worker-last-night").write_text(today_in_oslo())
        with served(environment, processes) as port:
            # The first post makes the server load the house and count the filter for spam.
            write(port, sessions[0], WRITERS, threading.Barrier(1), 1)
            answers, seconds = write_all(port, sessions)
        told = [int(word) for word in shell(environment, "stand")]
    report(name, answers, seconds, told)


def report(name: str, answers: list[Answer], seconds: float, told: list[int]) -> None:
    """Say how it went; a post that nobody was answered about may have been stored all the same."""
    stored = {answer.text for answer in answers if answer.status == 302}
    posts, different, counted = (count - 1 for count in told)
    lost = max(0, len(stored) - different) + abs(posts - different) + abs(posts - counted)
    times = sorted(answer.milliseconds for answer in answers)
    p95 = statistics.quantiles(times, n=20)[-1]
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    refused = WRITERS * POSTS_EACH - len(stored)
    print(f"{name}, load {load:.1f} a core, {WRITERS} at once, {len(answers) / seconds:.0f}/s:")
    print(f"{len(stored)} stored, {refused} refused or not answered, {lost} lost;")
    print(
        f"p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms of {LIMIT_MS:.0f}, "
        f"slowest {times[-1]:.0f} ms"
    )


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    name = "PostgreSQL" if chosen.postgresql else "SQLite"
    with postgresql() if chosen.postgresql else nullcontext() as server:
        database = server.url if server else ""
        measure(database, chosen.processes, f"{name}, {chosen.processes} process")


if __name__ == "__main__":
    main()
