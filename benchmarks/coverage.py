"""Do the 95 % intervals cover? Simulated rounds of designs like ours say.

A population is drawn anew in each run, then a sample, then who answers; the truth is the figure of
that population. ``python -m benchmarks.coverage [runs]``; 2,000 runs take some minutes.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, stdtrit

from allmenning.core.design.build import build
from allmenning.core.design.domain import subset
from allmenning.core.design.model import Codes, Design, Flags, Floats
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.ratio import Ratio
from allmenning.core.estimate.statistic import Estimate, estimate
from allmenning.core.interval.small import share_interval

SEED = 20130615
RUNS = 2000
LEVEL = 0.95
LOWEST, HIGHEST = 0.93, 0.97

SIZES = (206, 98, 62, 38, 14, 10)
"""Municipalities of 2013 in six classes of size."""
CLASSES = (107, 110, 110, 101)
SMALL = (16, 40, 60)

Ends = tuple[float, float] | None


@dataclass(frozen=True)
class Plan:
    """Strata with sizes, how many are asked, which share answers, and how groups differ.

    Attributes
    ----------
    differ : float
        How far the logits of the outermost strata lie from the middle.
    domain : float
        Share of the population that the figure is about.
    """

    name: str
    sizes: tuple[int, ...]
    asked: tuple[int, ...]
    answer: tuple[float, ...]
    differ: float = 0.0
    domain: float = 1.0


@dataclass(frozen=True)
class Line:
    """One design and figure. `none` is the share of runs without an interval."""

    name: str
    figure: str
    covered: float
    width: float
    none: float
    answers: float

    @property
    def passes(self) -> bool:
        return LOWEST <= self.covered <= HIGHEST


PLANS = {
    "simple 30": Plan("simple, 20 of 30", (30,), (20,), (1.0,)),
    "simple 60": Plan("simple, 25 of 60", (60,), (25,), (1.0,)),
    "simple 118": Plan("simple, 40 of 118", (118,), (40,), (1.0,)),
    "census": Plan("all 428 asked, 74 % answer", (428,), (428,), (0.74,)),
    "half": Plan("all 428 asked, 50 % answer", (428,), (428,), (0.5,)),
    "take-all": Plan("16 of 16, 25 of 40, 25 of 60", SMALL, (16, 25, 25), (1.0,) * 3, 0.7),
    "take-all nonresponse": Plan(
        "16 of 16, 30 of 40, 30 of 60; 60-80 % answer", SMALL, (16, 30, 30), (0.8, 0.7, 0.6), 0.7
    ),
    "classes": Plan(
        "428 in 4 classes, 45-70 % answer", CLASSES, CLASSES, (0.45, 0.5, 0.6, 0.7), 0.7
    ),
    "sizes": Plan(
        "428 in 6 classes, 70-90 % answer", SIZES, SIZES, (0.7, 0.75, 0.8, 0.8, 0.85, 0.9), 1.0
    ),
    "neyman": Plan("174 of 428, largest two all", SIZES, (60, 40, 30, 20, 14, 10), (1.0,) * 6, 1.0),
    "neyman nonresponse": Plan(
        "174 of 428, largest two all; 80 % answer", SIZES, (60, 40, 30, 20, 14, 10), (0.8,) * 6, 1.0
    ),
}

SHARES: tuple[tuple[str, float, float], ...] = (
    ("simple 30", 0.05, 1.0),
    ("simple 30", 0.1, 1.0),
    ("simple 30", 0.3, 1.0),
    ("simple 60", 0.5, 1.0),
    ("simple 118", 0.05, 1.0),
    ("simple 118", 0.9, 1.0),
    ("census", 0.5, 1.0),
    ("half", 0.05, 1.0),
    ("half", 0.3, 0.1),
    ("take-all", 0.3, 1.0),
    ("take-all nonresponse", 0.3, 1.0),
    ("take-all nonresponse", 0.08, 1.0),
    ("classes", 0.05, 1.0),
    ("classes", 0.2, 1.0),
    ("classes", 0.95, 1.0),
    ("classes", 0.3, 0.2),
    ("classes", 0.5, 0.1),
    ("classes", 0.2, 0.06),
    ("sizes", 0.1, 1.0),
    ("sizes", 0.7, 0.15),
    ("sizes", 0.5, 0.05),
    ("neyman", 0.06, 1.0),
    ("neyman", 0.3, 1.0),
    ("neyman nonresponse", 0.4, 0.3),
    ("neyman nonresponse", 0.9, 1.0),
)

AMOUNTS: tuple[tuple[str, float], ...] = (
    ("half", 1.0),
    ("take-all", 1.0),
    ("classes", 1.0),
    ("classes", 0.2),
    ("sizes", 1.0),
    ("neyman", 1.0),
    ("neyman nonresponse", 0.3),
)


@dataclass(frozen=True)
class Round:
    """One population with its truth, and who answered."""

    strata: Codes
    inside: Flags
    rows: Codes
    design: Design


def drawn_round(plan: Plan, share: float, random: np.random.Generator) -> Round:
    """Draw who is asked, who answers and who is in the domain."""
    strata = np.repeat(np.arange(len(plan.sizes)), plan.sizes)
    inside = random.random(len(strata)) < share
    rows = np.concatenate(
        [_answering(np.flatnonzero(strata == h), plan, h, random) for h in range(len(plan.sizes))]
    )
    answering = np.bincount(strata[rows], minlength=len(plan.sizes))
    sizes = np.array(plan.sizes, dtype=np.float64)[strata[rows]]
    design = build(
        len(rows),
        strata=[strata[rows]],
        weights=sizes / answering[strata[rows]],
        populations=[sizes],
    )
    return Round(strata, inside, rows, design)


def _answering(units: Codes, plan: Plan, h: int, random: np.random.Generator) -> Codes:
    """Return who answers in a stratum: two at least, or it would be merged with another."""
    asked = random.permutation(units)[: plan.asked[h]]
    answers = asked[random.random(len(asked)) < plan.answer[h]]
    return answers if len(answers) >= 2 else asked[:2]


def probabilities(plan: Plan, share: float) -> Floats:
    """Return the share (H,) of each stratum, so that the whole has the one asked for."""
    offsets = np.linspace(-1, 1, len(plan.sizes)) * plan.differ
    if len(plan.sizes) == 1:
        return np.array([share])
    sizes = np.array(plan.sizes)
    middle = brentq(lambda at: sizes @ expit(at + offsets) / sizes.sum() - share, -20, 20)
    return np.asarray(expit(middle + offsets))


Shot = Callable[[np.random.Generator], tuple[float, Ends, int] | None]


def share_shot(plan: Plan, share: float, domain: float) -> Shot:
    """Return what makes one run of a share."""
    chances = probabilities(plan, share)

    def shot(random: np.random.Generator) -> tuple[float, Ends, int] | None:
        one = drawn_round(plan, domain, random)
        if not one.inside.any():
            return None
        event = (random.random(len(one.strata)) < chances[one.strata]).astype(np.float64)
        found = share_interval(one.design, event[one.rows], one.inside[one.rows], level=LEVEL)
        truth = float(event[one.inside].mean())
        if found.lower is None or found.upper is None:
            return truth, None, found.answers
        return truth, (found.lower, found.upper), found.answers

    return shot


def amount_shot(plan: Plan, domain: float, *, ratio: bool) -> Shot:
    """Return what makes one run of a skewed mean, or of its ratio to another total."""

    def shot(random: np.random.Generator) -> tuple[float, Ends, int] | None:
        one = drawn_round(plan, domain, random)
        size = np.exp(
            6.5 + 0.8 * one.strata / len(plan.sizes) + random.normal(0, 0.5, len(one.strata))
        )
        amount = size * np.exp(random.normal(-1, 0.6, len(size)))
        inside = one.inside[one.rows]
        if inside.sum() < 2:
            return float("nan"), None, int(inside.sum())
        design = subset(one.design, inside)
        found = _estimated(design, amount[one.rows], size[one.rows], ratio=ratio)
        degrees = max(found.degrees, 1.0)
        half = float(stdtrit(degrees, (1 + LEVEL) / 2) * found.errors[0])
        value = float(found.values[0])
        whole = amount[one.inside]
        truth = float(whole.sum() / size[one.inside].sum() if ratio else whole.mean())
        return truth, (value - half, value + half), int(inside.sum())

    return shot


def _estimated(design: Design, amount: Floats, size: Floats, *, ratio: bool) -> Estimate:
    if ratio:
        return estimate(design, Ratio(("a",), ("s",), amount[:, None], size[:, None]))
    return estimate(design, Mean(("a",), amount[:, None]))


def line(name: str, figure: str, shot: Shot, runs: int, random: np.random.Generator) -> Line:
    """Run one design and count."""
    found = [one for one in (shot(random) for _ in range(runs)) if one is not None]
    with_ends = [(truth, ends) for truth, ends, _ in found if ends is not None]
    # A rounding's width is let through, or a share that is met exactly counts as missed.
    covered = [low - 1e-9 <= truth <= high + 1e-9 for truth, (low, high) in with_ends]
    widths = [
        (high - low) / (1 if "share" in figure else abs(truth)) for truth, (low, high) in with_ends
    ]
    return Line(
        name,
        figure,
        float(np.mean(covered)),
        float(np.mean(widths)),
        1 - len(with_ends) / len(found),
        float(np.mean([answers for _, _, answers in found])),
    )


def lines(runs: int, seed: int = SEED) -> list[Line]:
    """Return one line for each design and figure; each has random numbers of its own."""
    streams = iter(np.random.default_rng(seed).spawn(len(SHARES) + 2 * len(AMOUNTS)))
    found = []
    for key, share, domain in SHARES:
        plan = PLANS[key]
        shot = share_shot(plan, share, domain)
        found.append(line(_named(plan, domain), f"share {share:g}", shot, runs, next(streams)))
    for key, domain in AMOUNTS:
        plan = PLANS[key]
        for ratio in (False, True):
            shot = amount_shot(plan, domain, ratio=ratio)
            figure = "ratio" if ratio else "mean"
            found.append(line(_named(plan, domain), figure, shot, runs, next(streams)))
    return found


def _named(plan: Plan, domain: float) -> str:
    return plan.name if domain == 1 else f"{plan.name}; domain of {domain:.0%}"


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"{runs} runs of each, seed {SEED}; width of means and ratios relative to the truth")
    print(f"{'design':62} {'figure':11} {'covered':>8} {'width':>7} {'none':>6} {'answers':>8}")
    found = lines(runs)
    for one in found:
        mark = "" if one.passes else "  outside 93-97"
        print(
            f"{one.name:62} {one.figure:11} {one.covered:8.1%} {one.width:7.3f} {one.none:6.1%}"
            f" {one.answers:8.1f}{mark}"
        )
    print(f"{sum(one.passes for one in found)} of {len(found)} between 93 and 97 %")


if __name__ == "__main__":
    main()
