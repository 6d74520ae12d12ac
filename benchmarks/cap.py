"""CAP: `python benchmarks/cap.py` prints what is measured of messages generated, read and refused.

Ten thousand messages are made by Hypothesis, half after our own profile and half after MET's; each
is written, judged by the schema beside the checkout if it lies there, read back and checked. The
peer of reading, writing and checking is lxml's bare parsing of the same bytes. The samples, too,
lie beside the checkout; the shares that two libraries read are from the design notes.
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from allmenning.core.cap import RULES, Alert, Profile, check, read, read_all, write
from allmenning.core.tests.cap_messages import met_alerts, own_alerts
from allmenning.core.tests.cap_seeds import SEEDS

SAMPLES = Path(__file__).parents[2] / "shared/samples"
LIMIT = 0.050
"""Seconds within which an attack is to be refused."""
SHARE_GOAL = 95
PEER_SHARES = "capparselib 78 %, cap-tools 79 %"
Made = tuple[Profile, Alert]


def generated(count: int) -> list[Made]:
    """Messages that keep a profile, the same every time."""
    found: list[Made] = []

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        own_alerts().map(lambda alert: ("own", alert))
        | met_alerts().map(lambda alert: ("met", alert))
    )
    def keep(made: Made) -> None:
        found.append(made)

    keep()
    return found[:count]


def schema() -> etree.XMLSchema | None:
    """The OASIS schema, which is not ours to keep."""
    path = SAMPLES / "cap/cap12.xsd"
    return etree.XMLSchema(etree.parse(path)) if path.is_file() else None


def violations(made: Sequence[Made], written: Sequence[bytes]) -> tuple[int, int, int]:
    """How many messages break the schema, break a rule, and are read back otherwise."""
    oasis = schema()
    broken = sum(
        oasis is not None and not oasis.validate(etree.fromstring(data)) for data in written
    )
    against = sum(bool(check(alert, profile) or check(alert, "oasis")) for profile, alert in made)
    pairs = zip(made, written, strict=True)
    otherwise = sum(
        (reading := read(data)).alert != alert or bool(reading.remarks)
        for (_profile, alert), data in pairs
    )
    return broken, against, otherwise


def per_message(work: Callable[[], object], count: int, repeats: int = 3) -> float:
    """CPU milliseconds a message, in the fastest of some runs."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return 1_000 * min(found) / count


def speeds(made: Sequence[Made], written: Sequence[bytes]) -> Iterator[tuple[str, float]]:
    """Milliseconds for each kind of work, the bare parsing first."""
    count = len(made)
    yield "bare lxml parse", per_message(lambda: [etree.fromstring(one) for one in written], count)
    oasis = schema()
    if oasis is not None:
        trees = [etree.fromstring(data) for data in written]
        yield "lxml by the XSD", per_message(lambda: [oasis.validate(one) for one in trees], count)
    yield "read", per_message(lambda: [read(one) for one in written], count)
    yield "check", per_message(lambda: [check(alert, profile) for profile, alert in made], count)
    yield "write, no rules", per_message(lambda: [write(one, None) for _p, one in made], count)
    yield "write, its profile", per_message(lambda: [write(one, name) for name, one in made], count)


def attacks() -> Iterator[tuple[str, bytes]]:
    """What is to be refused."""
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    body = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><note>%s</note></alert>'
    yield "XXE, a file", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + body % b"&x;"
    yield "XXE, the network", b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd">' + body % b""
    yield (
        "billion laughs",
        b'<!DOCTYPE a [<!ENTITY a0 "ha">' + laughs + b"]>" + body % b"&a9;",
    )
    yield "10 MB", body % (b"x" * 10_000_000)
    yield "1 MB before a type", b"<!--" + b"x" * 990_000 + b"--><!DOCTYPE a><a/>"
    yield "1 MB of elements", body % (b"<x/>" * 249_000)
    yield "nested 100,000 deep", b"<a>" * 100_000


def refusal(data: bytes) -> tuple[float, bool]:
    """Seconds by the clock on the wall in the slowest of five runs, and whether it was refused."""
    slowest, refused = 0.0, True
    for _ in range(5):
        start = time.perf_counter()
        reading = read(data)
        slowest = max(slowest, time.perf_counter() - start)
        refused = refused and reading.alert is None
    return slowest, refused


def samples() -> tuple[int, int]:
    """How many of the samples beside the checkout hold a message, and how many are read."""
    files = [
        path
        for folder in ("cap", "cap_norway")
        for path in sorted((SAMPLES / folder).glob("*"))
        if path.suffix in {".xml", ".cap"} and "rss" not in path.name
    ]
    return len(files), sum(read_all(path.read_bytes())[0].alert is not None for path in files)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="how many to generate")
    made = generated(parser.parse_args().messages)
    written = [write(alert, profile) for profile, alert in made]
    broken, against, otherwise = violations(made, written)
    by_schema = f"{broken} break the schema" if schema() else "the schema is not here"
    print(f"{len(made)} messages: {by_schema}, {against} break a rule, {otherwise} read otherwise")
    seen = sum(seed.code in {one.code for one in check(seed.alert, seed.profile)} for seed in SEEDS)
    print(f"{seen} of {len(SEEDS)} seeded violations of {len(RULES)} rules found")
    print(f"\n{'work':<24}{'ms':>9}{'to parse':>10}")
    rows = list(speeds(made, written))
    for name, milliseconds in rows:
        print(f"{name:<24}{milliseconds:>9.3f}{milliseconds / rows[0][1]:>9.1f}x")
    print(f"\n{'refused':<24}{'ms':>9}{'of 50 ms':>10}")
    for name, data in attacks():
        seconds, refused = refusal(data)
        end = "" if refused else "  read, not refused"
        print(f"{name:<24}{1_000 * seconds:>9.2f}{100 * seconds / LIMIT:>8.0f} %{end}")
    count, found = samples()
    if count:
        share = 100 * found / count
        print(
            f"\nsamples read: {found} of {count}, {share:.0f} % (goal {SHARE_GOAL}; {PEER_SHARES})"
        )


if __name__ == "__main__":
    main()
