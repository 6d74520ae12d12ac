"""Contrasts: linear ones, the delta method, derivatives and refusals."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.estimate.linear import contrasts
from allmenning.core.estimate.mean import Mean
from allmenning.core.estimate.ratio import Ratio
from allmenning.core.estimate.statistic import estimate
from allmenning.core.recipe.derivative import derived
from allmenning.core.recipe.run import run
from allmenning.core.recipe.syntax import parse
from allmenning.core.recipe.table import RecipeError, Table, number, text

TABLE = Table(
    {
        "y": number(np.array([1.0, 2, 3, 6, 4, 9])),
        "x": number(np.array([2.0, 3, 3, 4, 4, 5])),
        "w": number(np.array([1.0, 2, 1, 2, 3, 1])),
        "g": text(["a", "a", "b", "b", "a", "b"]),
    },
    6,
)
DESIGN = {"data": "d", "weights": "w"}


def answer(stat: dict[str, object]) -> dict[str, object]:
    return run({"design": DESIGN, "stat": stat}, {"d": TABLE})


def test_a_difference_of_means_is_the_mean_of_differences() -> None:
    design = build(6, weights=TABLE["w"].values.astype(float))
    columns = np.column_stack([TABLE["y"].values, TABLE["x"].values]).astype(np.float64)
    both = estimate(design, Mean(("y", "x"), columns))
    difference = contrasts(both, ("d",), np.array([[1.0, -1]]))
    direct = estimate(design, Mean(("d",), columns[:, :1] - columns[:, 1:]))

    assert difference.values == pytest.approx(direct.values)
    assert difference.covariance == pytest.approx(direct.covariance)
    assert difference.influence == pytest.approx(direct.influence)


def test_a_ratio_by_contrast_is_the_ratio() -> None:
    design = build(6, weights=TABLE["w"].values.astype(float))
    y, x = (np.asarray(TABLE[name].values, dtype=float)[:, None] for name in "yx")
    direct = estimate(design, Ratio(("y",), ("x",), y, x))
    found = answer(
        {"op": "contrast", "of": {"op": "total", "vars": ["y", "x"]}, "expr": {"r": "y/x"}}
    )

    assert found["estimate"] == pytest.approx(direct.values)
    assert found["se"] == pytest.approx(direct.errors)


def test_domains_are_named_in_contrasts() -> None:
    by = {"op": "by", "by": "g", "inner": {"op": "mean", "vars": "y"}, "covmat": True}
    linear = answer({"op": "contrast", "of": by, "linear": {"d": {"a": 1, "b": -1}}})
    expression = answer({"op": "contrast", "of": by, "expr": {"d": "`a` - b"}})

    assert linear["estimate"] == pytest.approx(expression["estimate"])
    assert linear["se"] == pytest.approx(expression["se"])


@pytest.mark.parametrize(
    "expression",
    ["a/b", "log(a*b) - sqrt(b)", "2^a + a^b", "exp(-a) * (b - 1)", "-log10(a)/log1p(b)"],
)
def test_derivatives_are_those_of_small_steps(expression: str) -> None:
    def at(a: float, b: float) -> float:
        return derived(parse(expression), {"a": a, "b": b}).value

    step = 1e-6
    slopes = [(at(1.5 + step, 2.5) - at(1.5 - step, 2.5)) / (2 * step)]
    slopes += [(at(1.5, 2.5 + step) - at(1.5, 2.5 - step)) / (2 * step)]

    assert derived(parse(expression), {"a": 1.5, "b": 2.5}).slope == pytest.approx(slopes)


@pytest.mark.parametrize(
    ("stat", "sentence"),
    [
        ({"linear": {"d": {"z": 1}}}, "no estimate 'z'; there are y, x"),
        ({"linear": {"d": [1]}}, "1 coefficients for 2 estimates"),
        ({"expr": {"d": "gamma(y)"}}, "no derivative"),
        ({}, "needs 'linear' or 'expr'"),
    ],
)
def test_a_contrast_that_cannot_be_is_refused(stat: dict[str, object], sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        answer({"op": "contrast", "of": {"op": "mean", "vars": ["y", "x"]}, **stat})
