"""Speed of survey estimation: `python benchmarks/surveys.py [TASK...]` prints a table with ratios.

Means of every variable in every domain, with standard errors and 95 % intervals; and means with 200
bootstrap replicates. Peers get the same arrays in processes of their own, and what they take to
read them is not counted: R survey (Rscript on the path), samplics and svy (`SURVEY_PEERS_PYTHON`,
the Python that has them). *Reading* is the sums of the columns; that ratio is of processor time,
since we work on two threads and reading on one. The sums of standard errors stand beside, so that
one sees whether the same was computed.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from allmenning.core.design.build import build
from allmenning.core.estimate.domains import domain_means
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.statistic import estimate
from allmenning.core.replicate.bootstrap import bootstrap

Floats = NDArray[np.float64]
REPLICATES = 200
PATIENCE = 900
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Task:
    """Rows, variables, domains, strata, and rows in each cluster."""

    name: str
    rows: int
    variables: int
    domains: int
    strata: int
    each: int
    says: str


TASKS = {
    task.name: task
    for task in (
        Task("municipalities", 357, 100, 16, 4, 1, "357 units, 100 items, 16 domains"),
        Task("clusters", 100_000, 50, 20, 100, 20, "100,000 rows, 5,000 clusters, 50 × 20"),
        Task("elements", 100_000, 50, 20, 100, 1, "100,000 rows, each its own, 50 × 20"),
        Task("million", 1_000_000, 50, 20, 200, 50, "1,000,000 rows, 20,000 clusters, 50 × 20"),
        Task("replicates", 100_000, 50, 1, 100, 20, "100,000 rows, 200 replicates, 50"),
    )
}


@dataclass(frozen=True, eq=False)
class Data:
    """Arrays of a task."""

    strata: NDArray[np.intp]
    clusters: NDArray[np.intp]
    weights: Floats
    domains: NDArray[np.intp]
    values: Floats


def made(task: Task) -> Data:
    """Random rows in the order of their clusters; every stratum has two clusters at least."""
    random = np.random.default_rng(2013)
    clusters = np.arange(task.rows) // task.each
    strata = clusters * task.strata // (int(clusters.max()) + 1)
    effect = random.normal(size=(int(clusters.max()) + 1, 1))
    values = random.normal(50, 10, (task.rows, task.variables))
    if task.name == "municipalities":
        values = (values > 52).astype(np.float64)
    else:
        values += effect[clusters]
    domains = random.integers(0, task.domains, task.rows)
    return Data(strata, clusters, random.uniform(1, 9, task.rows), domains, values)


def fastest(
    work: Callable[[], object], clock: Callable[[], float] = time.perf_counter, repeats: int = 7
) -> float:
    """Seconds of the fastest of some runs, on the wall's clock or another."""
    found = []
    for _ in range(repeats):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def peak() -> int:
    """Return the most memory this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def by_us(task: Task) -> None:
    """Print our seconds, processor time by that of reading, the check sum, memory by the input."""
    data = made(task)
    design = build(task.rows, strata=[data.strata], clusters=[data.clusters], weights=data.weights)
    input_bytes = data.values.nbytes

    def domains() -> float:
        # A fresh design each time, so that nothing is kept from the last.
        fresh = build(
            task.rows, strata=[data.strata], clusters=[data.clusters], weights=data.weights
        )
        found = domain_means(fresh, data.values, data.domains)
        half = found.errors * student.ppf(0.975, found.degrees)
        intervals = found.values - half, found.values + half
        return float(found.errors.sum()) if intervals else 0.0

    work: Callable[[], float] = domains
    arrays = [data.values]
    if task.name == "replicates":
        replicates = bootstrap(design, np.random.default_rng(1), replicates=REPLICATES)
        input_bytes += replicates.replicates.nbytes
        arrays.append(replicates.replicates)
        names = tuple(f"v{place}" for place in range(task.variables))

        def repeated() -> float:
            return float(estimate(replicates, Mean(names, data.values)).errors.sum())

        work = repeated
    before = peak()
    checked = work()
    more = (peak() - before + input_bytes) / input_bytes
    reading = fastest(lambda: [array.sum(axis=0) for array in arrays], time.process_time)
    print(fastest(work), fastest(work, time.process_time) / reading, checked, more)


def written(task: Task, folder: Path) -> None:
    """Write the arrays for the peers, column by column."""
    data = made(task)
    (folder / "about.txt").write_text(f"{task.rows} {task.variables}")
    columns = [data.strata, data.clusters, data.weights, data.domains]
    np.stack([column.astype(np.float64) for column in columns]).tofile(folder / "design.bin")
    np.ascontiguousarray(data.values.T).tofile(folder / "values.bin")
    if task.name == "replicates":
        design = build(
            task.rows, strata=[data.strata], clusters=[data.clusters], weights=data.weights
        )
        found = bootstrap(design, np.random.default_rng(1), replicates=REPLICATES)
        np.ascontiguousarray(found.replicates.T).tofile(folder / "replicates.bin")


def said(command: list[str]) -> list[float] | str:
    """Run a command that prints numbers; a sentence where it cannot."""
    try:
        done = subprocess.run(  # noqa: S603 - our own drivers
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"gave up after {PATIENCE} s"
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return f"failed: {last[:90]}"
    return [float(word) for word in done.stdout.split()]


def peers() -> dict[str, list[str] | None]:
    """Name the peers and how each is started; None where it is absent."""
    rscript, python = shutil.which("Rscript"), os.environ.get("SURVEY_PEERS_PYTHON")
    driver = str(HERE / "peers/survey_peers.py")
    return {
        "R survey": [rscript, str(HERE / "peers/surveys.R")] if rscript else None,
        "samplics": [python, driver, "samplics"] if python else None,
        "svy": [python, driver, "svy"] if python else None,
    }


def row(task: Task) -> None:
    """Print one task's lines."""
    ours = said([sys.executable, __file__, "--one", task.name])
    if isinstance(ours, str):
        print(f"| {task.says} | us | {ours} | | | |")
        return
    seconds, readings, checked, memory = ours
    print(
        f"| {task.says} | us | {seconds:.4f} | {readings:.1f} × reading"
        f" | {checked:.6f} | {memory:.2f} × input |"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(task, folder)
        for peer, start in peers().items():
            if start is None:
                print(f"| | {peer} | not here | | | |")
                continue
            found = said([*start, task.name, str(folder)])
            if isinstance(found, str):
                print(f"| | {peer} | {found} | | | |")
            else:
                print(
                    f"| | {peer} | {found[0]:.3f} | {found[0] / seconds:.0f} × us"
                    f" | {found[1]:.6f} | |"
                )


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        by_us(TASKS[sys.argv[2]])
        return
    print("| what | who | seconds | ratio | sum of standard errors | memory |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name in sys.argv[1:] or TASKS:
        row(TASKS[name])


if __name__ == "__main__":
    main()
