"""Weights and replicates on other data, variables and options than the vectors that were given."""

from pathlib import Path
from typing import Any

import pytest

from allmenning.core.recipe.run import run
from allmenning.core.tests.survey_vectors import Tables, differences, vectors

MORE = Path(__file__).parent / "vectors/weights/more.json"
"""In the format of the vectors; what R survey 4.1-1 answers, computed for this project."""

KOMMUNE = {"data": "kommune_a_svar", "strata": "klass", "weights": "w", "fpc": "N_h"}
KLASS = {"by": ["klass"], "counts": {"klass": ["S", "M", "L", "XL"], "Freq": [98, 75, 142, 42]}}
WEIGHTS = {"op": "weights"}


@pytest.mark.slow
@pytest.mark.parametrize("vector", vectors(MORE), ids=lambda vector: vector["id"])
def test_other_data_and_options_give_what_r_gives(vector: dict[str, Any]) -> None:
    answer = run(vector, Tables())
    assert differences(vector["expected"], answer, vector["tolerance"]) == []


def refused(steps: list[dict[str, Any]], design: dict[str, Any] | None = None) -> str:
    """Return why a recipe is refused."""
    recipe = {"design": design or KOMMUNE, "steps": steps, "stat": WEIGHTS}
    with pytest.raises(ValueError, match=r"\.$") as refusal:
        run(recipe, Tables())
    return str(refusal.value)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        (
            {"klass": ["S", "M", "L"], "Freq": [98, 75, 142]},
            "38 rows are in no class of the margin",
        ),
        ({"klass": ["S", "S"], "Freq": [98, 75]}, "give S twice"),
        ({"klass": ["S"], "Freq": [98, 75]}, "must give each class and its total"),
        ({"klass": ["S"]}, "need their totals under 'Freq'"),
        ({"Freq": [98]}, "need the classes of 'klass' as a list"),
    ],
)
def test_counts_that_do_not_fit_are_refused(counts: dict[str, Any], sentence: str) -> None:
    assert sentence in refused([{"op": "postStratify", "by": ["klass"], "counts": counts}])


def test_margins_with_levels_that_the_data_lack_are_refused_by_name() -> None:
    by = {"klass": ["S", "M", "L", "XL", "XXL"], "Freq": [98, 75, 142, 42, 10]}
    margins = [{"by": ["klass"], "counts": by}]
    assert "Nobody in the data is in XXL of the margin klass" in refused(
        [{"op": "rake", "margins": margins}],
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"totals": {"(Intercept)": 357}}, "missing: klassM, klassL, klassXL; unknown: none"),
        ({"totals": [357]}, "one total for each of (Intercept), klassM"),
        ({"totals": [357, 75, 142, 42], "calfun": "rake"}, "calfun must be one of linear, raking"),
        ({"totals": [357, 75, 142, 42], "bounds": [1]}, "a least and a greatest number"),
        (
            {"totals": [357, 75, 142, 42], "bounds": {"lower": [0, 0], "upper": 9}},
            "one for each row",
        ),
        ({"totals": [357, 75, 142, 42], "variance": [1, 2]}, "one number for each column"),
        ({"totals": [357, 75, 142, 42], "aggregate_stage": 2}, "has 1 stages, not 2"),
        ({"totals": [900, 75, 142, 42], "bounds": [0.9, 1.1]}, "cannot be met within the bounds"),
    ],
)
def test_calibrations_that_do_not_fit_are_refused(changes: dict[str, Any], sentence: str) -> None:
    assert sentence in refused([{"op": "calibrate", "formula": "~klass", **changes}])


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"type": "JK1"}, "JK1 is for a design without strata"),
        ({"type": "BRR"}, "Stratum (L) has 97 clusters"),
        ({"type": "jackknife"}, "There is no kind of replicates 'jackknife'"),
        ({"type": "bootstrap"}, "needs a seed"),
        ({"type": "BRR", "large": "join"}, "large must be one of split, merge, fail"),
    ],
)
def test_replicates_that_do_not_fit_are_refused(step: dict[str, Any], sentence: str) -> None:
    assert sentence in refused([{"op": "as_replicate", **step}])


def test_replicates_are_made_once() -> None:
    assert "has replicates already" in refused([{"op": "as_replicate"}, {"op": "as_replicate"}])
    steps: list[dict[str, Any]] = [
        {"op": "as_replicate"},
        {"op": "calibrate", "formula": "~1", "totals": [357], "aggregate_stage": 1},
    ]
    assert "give aggregate_index" in refused(steps)


def test_given_replicates_that_are_not_there_are_refused() -> None:
    given = {"kind": "replicate_given", "data": "scd_brr", "combined_weights": False}
    assert "matches the replicate weights" in refused([], {**given, "repweights": "^z"})
    other = {**given, "repweights_file": "scd_brr", "data": "kommune_a_svar"}
    assert "There are 6 rows of replicates for 224 of data" in refused([], other)


def test_a_bootstrap_of_a_recipe_can_be_made_again() -> None:
    def drawn(seed: int) -> dict[str, object]:
        step = {"op": "as_replicate", "type": "subbootstrap", "replicates": 20, "seed": seed}
        stat = {"op": "mean", "vars": ["q01"]}
        return run({"design": KOMMUNE, "steps": [step], "stat": stat}, Tables())

    assert drawn(1) == drawn(1)
    assert drawn(1)["se"] != drawn(2)["se"]


def test_weights_are_shown_at_the_rows_asked_for() -> None:
    recipe = {"design": KOMMUNE, "steps": [{"op": "postStratify", **KLASS}]}
    answer = run({**recipe, "stat": {"op": "weights", "at": [1, 224, 300]}}, Tables())
    assert answer["at"] == [1, 224]
    assert answer["sum"] == pytest.approx(357)
    assert answer["effective_n"] == pytest.approx(224 / float(str(answer["kish_deff"])))


def test_totals_of_an_expression_are_known_with_or_without_spaces() -> None:
    totals = {"(Intercept)": 357, "I(folketall/1000)": 3681.646}
    step = {"op": "calibrate", "formula": "~ I(folketall / 1000)", "totals": totals}
    answer = run({"design": KOMMUNE, "steps": [step], "stat": WEIGHTS}, Tables())
    assert answer["sum"] == pytest.approx(357)


@pytest.mark.parametrize(
    ("steps", "variance", "error"),
    [
        ([], 9.2722343622116, 0.53055637761529),
        ([{"op": "as_replicate"}], 9.2784221106584, 0.53319865534889),
    ],
)
def test_rows_without_an_answer_count_in_the_divisor_of_a_linearised_variance(
    steps: list[dict[str, Any]],
    variance: float,
    error: float,
) -> None:
    stat = {"op": "var", "vars": ["timer"], "na_rm": True}
    answer = run({"design": KOMMUNE, "steps": steps, "stat": stat}, Tables())
    assert (answer["estimate"], answer["se"]) == (pytest.approx([variance]), pytest.approx([error]))
