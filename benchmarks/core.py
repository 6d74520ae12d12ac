"""Speed of the core: `python benchmarks/core.py` prints a table with limits and peers.

The guard's peer is the bare comparison of the same 21 known facts without rules or reasons. The
peers' peer is scipy's `cdist` over the same seven columns, which knows neither unknowns nor parts.
"""

import random
import time
from collections.abc import Callable

import numpy as np
from scipy.spatial.distance import cdist

from allmenning.core.comparability import KNOWN, Facts, compare
from allmenning.core.peers import Profile, distances, profiles

PAIRS = 10_000
MUNICIPALITIES = 357


def fastest(work: Callable[[], object], repeats: int = 5) -> float:
    """CPU seconds of the fastest of some runs."""
    found = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def random_facts(rng: random.Random) -> Facts:
    """A figure out of a small world, so that all verdicts occur."""
    pick = rng.choice
    return Facts(
        theme=pick("aaab"),
        stat="proportion",
        unit="percent",
        scale="yes/no",
        analysis_unit=pick(("municipality", "person")),
        population=pick("aab"),
        frame=pick(("2013", "2024")),
        sampling=pick(("census", "probability", "purposive")),
        mode=pick(("web", "phone", "observation")),
        role="adviser",
        doy=pick((20, 200)),
        nonresponse_adjusted=pick((True, False)),
        precision=pick(("exact", "percent0", "fraction")),
        weighted=pick((True, False)),
        series=pick("ab"),
        n_base=pick((3, 20, 170, None)),
        time=pick(("2013", "2014", "2022-Q1")),
        concept=pick("ab"),
        indicator=pick("ab"),
        wording=pick(("w1", "w2", None)),
        base=pick("ab"),
        seasonal=pick((True, False)),
    )


def guard_row() -> tuple[str, float, float, float]:
    """Name, seconds, limit, seconds of the peer."""
    rng = random.Random(2014)  # noqa: S311 - data, no secrets
    pairs = [(random_facts(rng), random_facts(rng)) for _ in range(PAIRS)]

    def guard() -> None:
        for a, b in pairs:
            compare(a, b)

    def bare() -> None:
        for a, b in pairs:
            [getattr(a, name) == getattr(b, name) for name in KNOWN]

    return "guard, 10,000 pairs (peer: bare ==)", fastest(guard), 0.5, fastest(bare)


def peers_row() -> tuple[str, float, float, float]:
    """Name, seconds, limit, seconds of the peer."""
    rng = random.Random(357)  # noqa: S311 - data, no secrets
    rows = [
        Profile(
            id=str(i),
            population=rng.lognormvariate(8.7, 1.1) + 200,
            kostra_group=str(rng.randrange(17)),
            centrality=rng.randint(1, 6),
            language=rng.choice(("nb", "nn", "neutral")),
            county=str(rng.randrange(15)),
            staffing=rng.choice((None, 0.5, 1.0, 4.0)),
            purposes=rng.choice((None, frozenset("ab"), frozenset("bcd"))),
        )
        for i in range(MUNICIPALITIES)
    ]
    table = profiles(rows)
    columns = np.nan_to_num(
        np.column_stack(
            [
                table.size,
                table.kostra_group,
                table.centrality,
                table.language,
                table.county,
                table.staffing,
                table.purposes[:, 0],
            ]
        )
    )
    ours = fastest(lambda: distances(table), repeats=20)
    peer = fastest(lambda: cdist(columns, columns, "cityblock"), repeats=20)
    return "peers, 357 x 357 (peer: scipy cdist)", ours, 0.020, peer


def main() -> None:
    """Print the table."""
    print(f"{'what':<42}{'seconds':>10}{'limit':>8}{'of limit':>10}{'to peer':>9}")
    for name, seconds, limit, peer in (guard_row(), peers_row()):
        share = f"{100 * seconds / limit:.0f} %"
        print(f"{name:<42}{seconds:>10.4f}{limit:>8.3f}{share:>10}{seconds / peer:>8.1f}x")


if __name__ == "__main__":
    main()
