"""Speed of survey weights: `python -m benchmarks.survey_weights [TASK...]`, with ratios.

Raking of 100,000 rows on 4 margins, 200 jackknife replicates of as many rows, and raking and
post-stratification of those. Peers get the same arrays in processes of their own, and what they
take to read them is not counted: R survey (Rscript on the path), samplics and svy
(`SURVEY_PEERS_PYTHON`, the Python that has them). The check sums are of squared weights, so that
one sees whether the same was computed. *Reading* is one sum over the arrays a task takes in.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from allmenning.core.design.build import build
from allmenning.core.design.model import Design, Floats, Replicates
from allmenning.core.replicate.jackknife import jackknife
from allmenning.core.weights.margin import Margin
from allmenning.core.weights.post_stratification import post_stratify
from allmenning.core.weights.raking import rake
from benchmarks.surveys import fastest, peak, peers, said

ROWS = 100_000
CLUSTERS = 200
LEVELS = (16, 4, 6, 20)
HERE = Path(__file__).parent

TASKS = {
    "rake": "raking, 100,000 rows, 4 margins",
    "jackknife": "200 jackknife replicates, 100,000 rows",
    "raked": "200 replicates raked, 100,000 rows, 4 margins",
    "stratified": "200 replicates post-stratified, 100,000 rows",
}
"""By name, what each task is called in the table."""


@dataclass(frozen=True, eq=False)
class Data:
    """Rows with weights, clusters and classes, and the totals of the classes."""

    weights: Floats
    clusters: NDArray[np.intp]
    classes: NDArray[np.intp]
    totals: list[Floats]

    def design(self) -> Design:
        return build(ROWS, clusters=[self.clusters], weights=self.weights)

    def margins(self) -> list[Margin]:
        return [
            Margin(codes, totals, tuple(map(str, range(len(totals)))), f"m{number}")
            for number, (codes, totals) in enumerate(zip(self.classes, self.totals, strict=True))
        ]


def made() -> Data:
    """Random rows whose margins are up to a fourth off their totals."""
    random = np.random.default_rng(2013)
    weights = random.gamma(4, 2, ROWS)
    classes = np.array([random.integers(0, count, ROWS) for count in LEVELS])
    totals = [
        np.bincount(codes, weights=weights) * random.uniform(0.8, 1.25, count)
        for codes, count in zip(classes, LEVELS, strict=True)
    ]
    totals = [1e6 * known / known.sum() for known in totals]
    return Data(weights, np.arange(ROWS) % CLUSTERS, classes, totals)


def work_of(task: str, data: Data) -> tuple[Callable[[], Design | Replicates], int]:
    """Return what a task does, and the bytes that it takes in."""
    taken = data.weights.nbytes + data.classes.nbytes
    if task == "rake":
        design, margins = data.design(), data.margins()
        return lambda: rake(design, margins), taken
    if task == "jackknife":
        return lambda: jackknife(data.design()), data.weights.nbytes * CLUSTERS
    replicates, margins = jackknife(data.design()), data.margins()
    taken += replicates.replicates.nbytes
    if task == "raked":
        return lambda: rake(replicates, margins), taken
    return lambda: post_stratify(replicates, margins[0]), taken


def squared(design: Design | Replicates) -> float:
    """Sum the squares of the last replicate, or of the weights."""
    held = design.weights if isinstance(design, Design) else design.replicates[:, -1]
    return float(held @ held)


def by_us(task: str) -> None:
    """Print our seconds, those of reading, the check sum, and memory by the size of the input."""
    work, taken = work_of(task, made())
    before = peak()
    checked = squared(work())
    memory = (peak() - before + taken) / taken
    read = np.ones(taken // 8)
    print(fastest(work), fastest(read.sum), checked, memory)


def written(folder: Path) -> None:
    """Write the arrays for the peers, column by column."""
    data = made()
    columns = [data.weights, data.clusters, *data.classes]
    np.stack([column.astype(np.float64) for column in columns]).tofile(folder / "rows.bin")
    np.concatenate(data.totals).tofile(folder / "totals.bin")


def row(task: str, folder: Path) -> None:
    """Print one task's lines."""
    ours = said([sys.executable, "-m", "benchmarks.survey_weights", "--one", task])
    if isinstance(ours, str):
        print(f"| {TASKS[task]} | us | {ours} | | | |")
        return
    seconds, reading, checked, memory = ours
    print(
        f"| {TASKS[task]} | us | {seconds:.4f} | {seconds / reading:.1f} × reading"
        f" | {checked:.4f} | {memory:.2f} × input |",
    )
    for peer, start in peers().items():
        if start is None:
            print(f"| | {peer} | not here | | | |")
            continue
        driver = "weights.R" if peer == "R survey" else "weights_peers.py"
        found = said([start[0], str(HERE / "peers" / driver), *start[2:], task, str(folder)])
        if isinstance(found, str):
            print(f"| | {peer} | {found} | | | |")
        else:
            ratio = found[0] / seconds
            print(f"| | {peer} | {found[0]:.3f} | {ratio:.1f} × us | {found[1]:.4f} | |")


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        by_us(sys.argv[2])
        return
    print("| what | who | seconds | ratio | sum of squares | memory |")
    print("| --- | --- | --- | --- | --- | --- |")
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        written(Path(name))
        for task in sys.argv[1:] or TASKS:
            row(task, Path(name))
    print(f"\n{time.perf_counter() - started:.0f} s in all.")


if __name__ == "__main__":
    main()
