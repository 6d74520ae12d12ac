"""10,000 personal letters, chosen, held against who may see what, and rendered, on two cores.

`python benchmarks/digest.py [--letters N] [--processes N]` makes its own data: every municipality,
2,000 cases and 1,000 questions of the last fortnight of which a third are for members alone, and
10,000 readers. What is timed is what the job does for a letter but the handing to a mail server:
everything a batch reads, the ranking, what was told before, the reader's own rights, the rows that
keep what is told (SQLite, one writer at a time), and both parts of the mail as bytes.
"""

import argparse
import hashlib
import os
import random
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

LETTERS, CASES, QUESTIONS = 10_000, 2000, 1000
SECONDS, MOST = 60.0, 7
BATCH = 500
SEED = 2026
TOPICS = ("svartid", "flom", "video", "klarspråk", "høring", "rekruttering", "vakt", "kart")


@dataclass(frozen=True)
class Counted:
    letters: int
    longest: int
    most_of_one: int
    cpu: float
    size: int
    digests: tuple[str, ...]


def start(folder: str) -> None:
    """Open Django on the data in this folder."""
    os.environ["ALLMENNING_DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "allmenning.config.settings"
    os.environ.setdefault("ALLMENNING_LOG_LEVEL", "ERROR")
    import django

    django.setup()


def make(folder: str, letters: int) -> list[int]:
    """Fill the database; return the readers."""
    start(folder)
    from benchmarks.digest_data import fill

    return fill(letters, CASES, QUESTIONS, TOPICS, random.Random(SEED))  # noqa: S311 - invented data, the same each time


def write(folder: str, people: list[int], *, keep: bool) -> Counted:
    """Write the letters of these people as the job does."""
    start(folder)
    from benchmarks.digest_data import written

    began = time.process_time()
    found = []
    for first in range(0, len(people), BATCH):
        found += written(people[first : first + BATCH], keep=keep)
    return Counted(
        letters=len(found),
        longest=max((len(one.owners) for one in found), default=0),
        most_of_one=max((max(map(one.owners.count, one.owners)) for one in found), default=0),
        cpu=time.process_time() - began,
        size=sum(len(one.message) for one in found),
        digests=tuple(hashlib.sha256(one.told.encode()).hexdigest() for one in found),
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--letters", type=int, default=LETTERS)
    arguments.add_argument("--processes", type=int, default=2)
    told = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        context = get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as alone:
            people = alone.submit(make, folder, told.letters).result()
        parts = [people[number :: told.processes] for number in range(told.processes)]
        with ProcessPoolExecutor(told.processes, mp_context=context) as both:
            # The same few twice, without keeping them: the same data must give the same letters.
            first, second = (
                both.submit(write, folder, people[:200], keep=False).result() for _ in range(2)
            )
            began = time.monotonic()
            jobs = [both.submit(write, folder, part, keep=True) for part in parts]
            counted = [job.result() for job in jobs]
            seconds = time.monotonic() - began
    return report(counted, seconds, is_same=first.digests == second.digests)


def report(counted: list[Counted], seconds: float, *, is_same: bool) -> int:
    letters = sum(one.letters for one in counted)
    longest = max(one.longest for one in counted)
    most_of_one = max(one.most_of_one for one in counted)
    print(f"letters {letters}, seconds {seconds:.1f} (goal {SECONDS:.0f} for 10,000)")
    print(f"CPU ms a letter {1000 * sum(one.cpu for one in counted) / letters:.2f}")
    print(f"kB a letter {sum(one.size for one in counted) / letters / 1000:.1f}")
    print(f"longest {longest}, most from one municipality {most_of_one}, same twice {is_same}")
    kept = longest <= MOST and most_of_one <= 2 and is_same
    return 0 if kept and seconds <= SECONDS * letters / LETTERS else 1


if __name__ == "__main__":
    sys.exit(main())
