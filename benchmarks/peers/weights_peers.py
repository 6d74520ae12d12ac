"""One task of benchmarks/survey_weights.py in samplics or svy; runs where they are installed."""

import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

ROWS, CLUSTERS, LEVELS = 100_000, 200, (16, 4, 6, 20)


def arrays(folder: Path) -> tuple[Any, list[Any]]:
    rows = np.fromfile(folder / "rows.bin").reshape(6, ROWS)
    totals = np.fromfile(folder / "totals.bin")
    return rows, np.split(totals, np.cumsum(LEVELS)[:-1])


def by_samplics(task: str, rows: Any, totals: list[Any]) -> tuple[float, float]:
    from samplics.utils.types import RepMethod
    from samplics.weighting import ReplicateWeight, SampleWeight

    names = [f"m{number}" for number in range(4)]
    margins = {name: rows[2 + number] for number, name in enumerate(names)}
    control = {
        name: {float(level): float(total) for level, total in enumerate(known)}
        for name, known in zip(names, totals, strict=True)
    }
    start = time.perf_counter()
    if task == "rake":
        held = SampleWeight().rake(
            samp_weight=rows[0],
            margins=margins,
            control=control,
            tol=1e-10,
            ctrl_tol=1e-10,
            max_iter=1000,
        )
        return time.perf_counter() - start, float(np.square(held).sum())
    if task == "jackknife":
        made = ReplicateWeight(method=RepMethod.jackknife, strat=False)
        frame = made.replicate(samp_weight=rows[0], psu=rows[1].astype(int))
        taken = time.perf_counter() - start
        return taken, float(np.square(frame.iloc[:, -1].to_numpy()).sum())
    raise SystemExit("samplics has no such method for replicates")


def by_svy(task: str, rows: Any, totals: list[Any]) -> tuple[float, float]:
    import polars as pl
    import svy

    names = [f"m{number}" for number in range(4)]
    frame = pl.DataFrame(
        {"w": rows[0], "c": rows[1].astype(int)}
        | {name: rows[2 + number].astype(int) for number, name in enumerate(names)},
    )
    controls = {
        name: {level: float(total) for level, total in enumerate(known)}
        for name, known in zip(names, totals, strict=True)
    }
    sample = svy.Sample(data=frame, design=svy.Design(wgt="w", psu="c"))
    if task in {"raked", "stratified"}:
        sample = sample.weighting.create_jk_wgts(rep_prefix="r")
    start = time.perf_counter()
    if task in {"rake", "raked"}:
        found = sample.weighting.rake(controls=controls, tol=1e-10, max_iter=1000, wgt_name="new")
        column = "new"
    elif task == "jackknife":
        found, column = sample.weighting.create_jk_wgts(rep_prefix="r"), "r"
    else:
        found = sample.weighting.poststratify(controls["m0"], cells="m0", wgt_name="new")
        column = "new"
    taken = time.perf_counter() - start
    shown = column if task == "rake" else f"{column}{CLUSTERS}"
    return taken, float(found.data[shown].pow(2).sum())


def main() -> None:
    warnings.simplefilter("ignore")
    peer, task, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    rows, totals = arrays(folder)
    taken, total = (by_svy if peer == "svy" else by_samplics)(task, rows, totals)
    print(taken, total)


if __name__ == "__main__":
    main()
