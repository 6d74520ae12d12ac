"""Intervals, models and tests as recipes ask for them."""

from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from allmenning.core.recipe.run import run
from allmenning.core.recipe.table import RecipeError, Table, factor, number
from allmenning.core.tests.answers_survey import ANSWER, SECOND
from allmenning.core.tests.small_survey import CLUSTER, FORM, POPULATION, SIZE, STRATUM, WEIGHT

DESIGN = {"data": "d", "ids": "cl", "strata": "st", "weights": "w", "fpc": "N"}


def _table() -> Table:
    missing = np.where(np.arange(24) == 3, np.nan, ANSWER)
    columns = {
        "cl": number(CLUSTER.astype(np.float64)),
        "st": factor(STRATUM.tolist(), ["a", "b", "c"]),
        "w": number(WEIGHT),
        "N": number(POPULATION),
        "y": number(ANSWER),
        "gap": number(missing),
        "form": number(FORM.astype(np.float64)),
        "size": number(SIZE.astype(np.float64)),
        "second": number(SECOND.astype(np.float64)),
    }
    return Table(MappingProxyType(columns), 24)


def _answer(stat: dict[str, Any], *steps: dict[str, Any]) -> Any:
    return run({"design": DESIGN, "steps": list(steps), "stat": stat}, {"d": _table()})


def test_two_means_are_told_apart_as_by_r_survey() -> None:
    found = _answer({"op": "ttest", "formula": "y ~ form"})
    assert [found["estimate"], found["t"], found["df"], found["p_value"]] == pytest.approx(
        [0.37243401759531, 0.36204446049175, 8, 0.72669569982452]
    )
    # R's own confint takes t on 8 degrees too.
    assert found["ci"] == pytest.approx([-1.99974530949330, 2.74461334468391])


def test_one_mean_is_held_against_nothing_as_by_r_survey() -> None:
    found = _answer({"op": "ttest", "formula": "y ~ 0"})
    assert [found["estimate"], found["t"], found["df"]] == pytest.approx(
        [7.0404530744337, 9.4213027701791, 8]
    )


def test_a_t_test_between_three_groups_is_refused() -> None:
    with pytest.raises(RecipeError, match="there are 3"):
        _answer({"op": "ttest", "formula": "y ~ size"})


def test_a_model_takes_its_offset_from_the_formula_or_beside_it() -> None:
    stat = {"op": "glm", "family": "quasipoisson"}
    inside = _answer({**stat, "formula": "y ~ form + offset(log(w))"})
    beside = _answer({**stat, "formula": "y ~ form", "offset": "log(w)"})
    without = _answer({**stat, "formula": "y ~ form"})
    assert inside["estimate"] == beside["estimate"] != without["estimate"]


def test_a_link_may_be_named_as_in_r() -> None:
    stat = {"op": "glm", "formula": "form ~ y"}
    written = _answer({**stat, "family": 'quasibinomial(link = "probit")'})
    assert written == _answer({**stat, "family": "quasibinomial", "link": "probit"})
    assert written["estimate"][1] == pytest.approx(0.016261153720484)


def test_terms_are_tested_by_name_in_any_order() -> None:
    stat = {"op": "glm", "formula": "y ~ factor(size) * form", "family": "gaussian"}
    one = _answer({**stat, "test": "~factor(size):form"})["term_test"]
    other = _answer({**stat, "test": "~form:factor(size)"})["term_test"]
    assert one == other
    assert one["df"] == 2


def test_a_term_that_the_model_lacks_is_refused() -> None:
    with pytest.raises(RecipeError, match="it has form"):
        _answer({"op": "glm", "formula": "y ~ form", "test": "~size"})


def test_a_model_leaves_out_what_is_missing_and_a_mean_does_not() -> None:
    assert len(_answer({"op": "glm", "formula": "gap ~ form"})["estimate"]) == 2
    missing = _answer({"op": "quantile", "vars": ["gap"], "probs": [0.5]})
    assert missing["quantiles"][0]["estimate"] == ["NaN"]
    dropped = _answer({"op": "quantile", "vars": ["gap"], "probs": [0.5], "na_rm": True})
    assert dropped["quantiles"][0]["estimate"] == [7]


def test_kappa_unites_the_categories_of_both() -> None:
    found = _answer({"op": "kappa", "vars": ["form", "second"]})
    assert found["se"] == pytest.approx(0.13285253769253)


@pytest.mark.parametrize(
    ("stat", "known"),
    [
        ({"op": "ciprop", "event": "form == 1", "method": "wald"}, "wilson"),
        ({"op": "quantile", "vars": ["y"], "probs": [0.5], "qrule": "hf10"}, "shahvaish"),
        ({"op": "chisq", "vars": ["form", "size"], "statistic": "G"}, "saddlepoint"),
        ({"op": "ranktest", "formula": "y ~ form", "test": "mood"}, "vanderWaerden"),
        ({"op": "glm", "formula": "y ~ form", "family": "beta"}, "quasibinomial"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(stat: dict[str, Any], known: str) -> None:
    with pytest.raises(RecipeError, match=known):
        _answer(stat)


def test_the_rooms_own_interval_is_a_method_and_says_why_there_is_none() -> None:
    stat = {"op": "ciprop", "event": "form == 1", "method": "small"}
    found = _answer(stat)
    assert found["estimate"] == pytest.approx([0.498381877022654])
    assert found["ci"]["lower"][0] < 0.498 < found["ci"]["upper"][0]
    one = _answer(stat, {"op": "subset", "where": "y == 15"})
    assert (one["reason"], one["ci"]["lower"]) == ("one answer", ["NaN"])
