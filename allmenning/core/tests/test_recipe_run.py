"""Recipes followed from the data to the figure, and refused in a sentence."""

import numpy as np
import pytest

from allmenning.core.recipe.run import run
from allmenning.core.recipe.table import RecipeError, Table, factor, number, text
from allmenning.core.tests.survey_vectors import Tables

TABLE = Table(
    {
        "y": number(np.array([1.0, 2, 3, 6, np.nan, 4])),
        "w": number(np.array([2.0, 2, 2, 3, 3, 3])),
        "h": text(["n", "n", "n", "s", "s", "s"]),
        "g": factor(["a", "b", "a", "b", "a", "b"], ["b", "a", "none"]),
        "k": number(np.array([1.0, 1, 2, 2, 2, 2])),
    },
    6,
)
DESIGN = {"data": "d", "strata": "h", "weights": "w"}


def figure(stat: object, *steps: object, **design: object) -> dict[str, object]:
    recipe = {"design": {**DESIGN, **design}, "steps": list(steps), "stat": stat}
    return run(recipe, {"d": TABLE})


def test_missing_answers_leave_as_a_domain() -> None:
    mean = figure({"op": "mean", "vars": "y", "na_rm": True})
    without = figure({"op": "mean", "vars": "y"}, {"op": "subset", "where": "!is.na(y)"})

    assert mean["estimate"] == pytest.approx([(2 * 6 + 3 * 10) / 12])
    assert mean["se"] == without["se"]
    # The design's degrees of freedom stay those of all rows; a subset has its own.
    assert (mean["df"], without["df"]) == (4, 3)


def test_a_missing_answer_that_is_kept_makes_the_mean_missing() -> None:
    assert figure({"op": "mean", "vars": ["y"]})["estimate"] == ["NaN"]


def test_a_factor_keeps_its_levels_and_an_expression_those_of_the_domain() -> None:
    step = {"op": "subset", "where": "h == 'n'"}
    shares = figure({"op": "mean", "vars": ["g", "factor(k)", "h"]}, step)

    assert shares["names"] == ["gb", "ga", "gnone", "factor(k)1", "factor(k)2", "hn"]
    assert shares["estimate"] == pytest.approx([1 / 3, 2 / 3, 0, 2 / 3, 1 / 3, 1])


def test_domains_are_crossed_and_those_that_occur_are_named() -> None:
    by = {"op": "by", "by": ["h", "g"], "inner": {"op": "total", "vars": ["k"]}}
    found = figure(by)

    assert found["by"] == {"h": ["n", "s", "n", "s"], "g": ["b", "b", "a", "a"]}
    assert found["names"] == ["n.b", "s.b", "n.a", "s.a"]
    assert found["estimate"] == [2, 12, 6, 6]


def test_a_group_without_an_answer_is_missing_and_the_others_stand() -> None:
    by = {"op": "by", "by": "g", "inner": {"op": "mean", "vars": "y"}, "na_rm": True}
    found = figure(by, {"op": "define", "name": "y", "expr": "ifelse(g == 'a', NA, y)"})

    assert found["estimate"][1] == "NaN"  # type: ignore[index]
    assert found["estimate"][0] == pytest.approx(34 / 8)  # type: ignore[index]


def test_a_table_counts_every_combination() -> None:
    cells = figure({"op": "table", "vars": ["h", "g"]})["cells"]

    assert cells == {
        "h": ["n", "s", "n", "s", "n", "s"],
        "g": ["b", "b", "a", "a", "none", "none"],
        "Freq": [2, 6, 4, 3, 0, 0],
    }


def test_a_distribution_is_the_share_at_or_below() -> None:
    found = figure({"op": "cdf", "vars": "k", "at": [0, 1, 2]})

    assert found["value"] == pytest.approx([0, 4 / 15, 1])


def test_infinite_degrees_of_freedom_give_the_normal_interval() -> None:
    found = figure({"op": "mean", "vars": "k", "df": "Inf"})
    half = 1.959963984540054 * found["se"][0]  # type: ignore[index]

    assert found["ci"]["upper"][0] - found["estimate"][0] == pytest.approx(half)  # type: ignore[index]
    assert found["df"] == "Inf"


def test_standardized_groups_have_the_same_mix() -> None:
    step = {"op": "standardize", "by": ["k"], "over": ["h"], "population": [1, 3]}
    shares = figure(
        {"op": "by", "by": ["g"], "inner": {"op": "mean", "vars": ["k"]}},
        {**step, "over": "g"},
        strata=None,
    )

    assert shares["estimate"] == pytest.approx([1.75, 1.75])


@pytest.mark.parametrize(
    ("stat", "steps", "sentence"),
    [
        ({"op": "mode"}, [], "There is no statistic 'mode'"),
        ({"op": "mean"}, [], "needs 'vars'"),
        ({"op": "mean", "vars": ["z"]}, [], "no variable 'z'"),
        ({"op": "mean", "vars": ["y"], "na_rm": "yes"}, [], "must be true or false"),
        ("mean", [], "needs 'stat': an object"),
        ({"op": "degf"}, [{"op": "guess"}], "There is no step 'guess'"),
        ({"op": "degf"}, [{"op": "subset", "where": "y > 100"}], "No row is left"),
        ({"op": "degf"}, ["subset"], "must be a list of objects"),
        ({"op": "by", "by": "g", "inner": {"op": "mode"}}, [], "There is no statistic 'mode'"),
    ],
)
def test_a_recipe_that_cannot_be_followed_is_refused(
    stat: object, steps: list[object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        figure(stat, *steps)


@pytest.mark.parametrize(
    ("design", "sentence"),
    [
        ({"data": "e"}, "There is no data set 'e'"),
        ({"weights": "h"}, "'h' must hold numbers"),
        ({"strata": "y"}, "'y' is missing on 1 rows"),
        ({"kind": "dream"}, "There is no kind of design 'dream'"),
        ({"lonely_psu": "hope"}, "lonely_psu must be one of fail, remove"),
        ({"pps": "guess"}, "pps must be brewer"),
    ],
)
def test_a_design_that_cannot_be_is_refused(design: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        figure({"op": "degf"}, **design)


@pytest.mark.parametrize(
    ("design", "error"),
    [
        ({"fpc": "p", "pps": "brewer"}, 2447628.888656),
        ({"fpc": "p", "pps": "overton"}, 2939607.849939),
        ({"probs": "p", "pps": "overton", "variance": "YG"}, 2483725.73838),
        ({"fpc": "p", "pps": "HR"}, 2472752.962789),
        ({"probs": ["p"], "pps": "brewer"}, 2671455.056197),
    ],
)
def test_draws_with_unequal_probabilities_are_read(design: dict[str, object], error: float) -> None:
    """Expected values by R survey 4.1-1 on its own example."""
    recipe = {"design": {"data": "election_pps", **design}, "stat": {"op": "total", "vars": "Bush"}}

    assert run(recipe, Tables())["se"] == pytest.approx([error])


def test_joint_probabilities_may_be_given() -> None:
    joint = [[0.4 if row == column else 2 / 15 for column in range(4)] for row in range(4)]
    table = Table({"y": number(np.array([1.0, 2, 3, 6])), "p": number(np.full(4, 0.4))}, 4)
    design = {"data": "d", "probs": "p", "pps": "joint", "joint": joint}
    found = run({"design": design, "stat": {"op": "mean", "vars": "y"}}, {"d": table})

    assert found["vcov"] == [[pytest.approx(0.7)]]


def test_the_design_effect_of_a_ratio_is_rs() -> None:
    """Expected values by R survey 4.1-1."""
    design = {"data": "apiclus1", "ids": "dnum", "weights": "pw", "fpc": "fpc"}
    stat = {"op": "ratio", "numerator": "api00", "denominator": "enroll", "deff": True}

    assert run({"design": design, "stat": stat}, Tables())["deff"] == pytest.approx([4.298361061])


def test_names_may_hold_spaces_and_populations_be_one_number() -> None:
    table = Table({"a b": number(np.array([1.0, 2, 3, 6]))}, 4)
    recipe = {"design": {"data": "d", "fpc": 10}, "stat": {"op": "mean", "vars": ["a b"]}}
    found = run(recipe, {"d": table})

    assert found["names"] == ["a b"]
    assert found["vcov"] == [[pytest.approx(0.7)]]


@pytest.mark.parametrize(
    "where", ["(" * 5000 + "y" + ")" * 5000, "!" * 5000 + "y", "y" + " + y" * 5000]
)
def test_an_expression_that_is_too_deep_is_refused_in_a_sentence(where: str) -> None:
    with pytest.raises(RecipeError, match="too deep"):
        figure({"op": "mean", "vars": ["y"]}, {"op": "subset", "where": where})


@pytest.mark.parametrize("where", ["k %in% 1:1e9", "k %in% 0:-1e12", "k %in% 1:Inf"])
def test_a_span_that_would_fill_the_memory_is_refused(where: str) -> None:
    with pytest.raises(RecipeError, match="too far"):
        figure({"op": "mean", "vars": ["y"]}, {"op": "subset", "where": where})
