"""One task of benchmarks/surveys.py in samplics or svy; runs under the Python that has them."""

import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np


def arrays(folder: Path) -> tuple[Any, Any]:
    n, k = map(int, (folder / "about.txt").read_text().split())
    design = np.fromfile(folder / "design.bin").reshape(4, n)
    return design, np.fromfile(folder / "values.bin").reshape(k, n)


def by_samplics(design: Any, values: Any) -> tuple[float, float]:
    from samplics.estimation import TaylorEstimator
    from samplics.utils.types import PopParam

    total = 0.0
    start = time.perf_counter()
    for column in values:
        made = TaylorEstimator(PopParam.mean)
        made.estimate(
            y=column, samp_weight=design[2], stratum=design[0], psu=design[1], domain=design[3]
        )
        total += sum(made.stderror.values())
    return time.perf_counter() - start, total


def by_svy(design: Any, values: Any, replicates: Any = None) -> tuple[float, float]:
    import polars as pl
    import svy

    names = [f"v{place}" for place in range(len(values))]
    frame = pl.DataFrame(
        {
            **dict(zip(names, values, strict=True)),
            "h": design[0].astype(int),
            "c": design[1].astype(int),
            "w": design[2],
            "g": design[3].astype(int),
        }
    )
    said: dict[str, Any] = {"wgt": "w"}
    if replicates is None:
        said |= {"stratum": "h", "psu": "c"}
    else:
        columns = [f"r{place}" for place in range(1, len(replicates) + 1)]
        frame = frame.hstack(pl.DataFrame(dict(zip(columns, replicates, strict=True))))
        said |= {"rep_wgts": svy.BootstrapWgts(prefix="r", n_reps=len(replicates), df=100)}
    sample = svy.Sample(data=frame, design=svy.Design(**said))
    start = time.perf_counter()
    by = None if replicates is not None else "g"
    found = sample.estimation.mean(names, by=by)
    taken = time.perf_counter() - start
    return taken, sum(one.se for estimate in found for one in estimate.estimates)


def main() -> None:
    warnings.simplefilter("ignore")
    peer, task, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    design, values = arrays(folder)
    if task == "replicates":
        if peer == "samplics":
            raise SystemExit("samplics was not asked for this task")
        replicates = np.fromfile(folder / "replicates.bin").reshape(200, -1)
        taken, total = by_svy(design, values, replicates)
    else:
        taken, total = (by_svy if peer == "svy" else by_samplics)(design, values)
    print(taken, total)


if __name__ == "__main__":
    main()
