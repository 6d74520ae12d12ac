"""Generalised linear models under a design."""

import numpy as np
import pytest

from allmenning.core.design.build import build
from allmenning.core.design.model import DesignError, Floats
from allmenning.core.regression.family import FAMILIES, LINKS, family
from allmenning.core.regression.model import Model, Specification, model
from allmenning.core.regression.term_test import TermMethod, term_test
from allmenning.core.tests.answers_survey import ANSWER, FORMS, SIZES
from allmenning.core.tests.small_survey import WEIGHT, design

ALL = np.ones(24, dtype=bool)
ONE = np.ones(24)


def _form_by_answer(link: str) -> Model:
    given = Specification(
        ("one", "answer"),
        np.column_stack([ONE, ANSWER]),
        FORMS.astype(np.float64),
        ALL,
        family("quasibinomial", link),
    )
    return model(design(), given)


def _answer_by_size() -> Model:
    columns = np.column_stack([ONE, SIZES == 1, SIZES == 2, FORMS]).astype(np.float64)
    names = ("one", "middling", "large", "form")
    return model(design(), Specification(names, columns, ANSWER, ALL, family("quasipoisson")))


@pytest.mark.parametrize(
    ("link", "values", "errors", "dispersion"),
    [
        (
            "logit",
            [-0.188892463012420, 0.025912299927437],
            [0.517118160087089, 0.072333616558572],
            1.043449925779429,
        ),
        (
            "probit",
            [-0.118552803321222, 0.016261153720484],
            [0.323751046825697, 0.045268671648945],
            1.043455855654614,
        ),
        (
            "cloglog",
            [-0.501936132710599, 0.018463197654786],
            [0.373946862671300, 0.051163387296124],
            1.043430532724331,
        ),
    ],
)
def test_a_share_by_an_amount_is_as_in_r_survey(
    link: str, values: list[float], errors: list[float], dispersion: float
) -> None:
    """R 4.1-1 with epsilon 1e-13, which lets it converge as we do."""
    found = _form_by_answer(link)
    assert found.estimate.values.tolist() == pytest.approx(values, rel=1e-6)
    assert found.estimate.errors.tolist() == pytest.approx(errors, rel=1e-6)
    assert found.dispersion == pytest.approx(dispersion)
    assert found.residual_degrees == 8


def test_an_amount_by_a_factor_is_as_in_r_survey() -> None:
    found = _answer_by_size()
    assert found.estimate.values.tolist() == pytest.approx(
        [1.163143562972806, 0.858643518731233, 1.258289017220484, 0.022636302104309]
    )
    assert found.estimate.errors.tolist() == pytest.approx(
        [0.102350764709736, 0.127331297907949, 0.123374407738689, 0.084505753851647]
    )
    assert found.dispersion == pytest.approx(0.509733742351839)


@pytest.mark.parametrize(
    ("method", "statistic", "p"),
    [
        ("Wald", 52.270587908065, 1.5991216816613e-04),
        ("WorkingWald", 33.026219135432, 1.7148880224326e-04),
        ("LRT", 38.2285794920854869, 1.132415887716e-04),
    ],
)
def test_two_coefficients_together_are_judged_as_by_r_survey(
    method: str, statistic: float, p: float
) -> None:
    tested = np.array([False, True, True, False])
    found = term_test(_answer_by_size(), tested, method=TermMethod(method))
    assert (found.degrees, found.denominator) == (2, 6)
    assert found.statistic == pytest.approx(statistic)
    assert found.p_value == pytest.approx(p, rel=1e-6)


def test_gamma_is_as_in_r_survey() -> None:
    given = Specification(
        ("one", "form"),
        np.column_stack([ONE, FORMS]).astype(np.float64),
        ANSWER,
        ALL,
        family("Gamma", "log"),
    )
    found = model(design(), given).estimate
    assert found.values.tolist() == pytest.approx([1.924954783879327, 0.052906964982589])
    assert found.errors.tolist() == pytest.approx([0.114174001431224, 0.144861512352042])


def test_a_line_is_weighted_least_squares() -> None:
    columns = np.column_stack([ONE, SIZES]).astype(np.float64)
    given = Specification(("one", "size"), columns, ANSWER, ALL, family("gaussian"))
    roots = np.sqrt(WEIGHT)
    wanted, *_ = np.linalg.lstsq(columns * roots[:, None], ANSWER * roots, rcond=None)
    assert model(design(), given).estimate.values.tolist() == pytest.approx(wanted.tolist())


@pytest.mark.parametrize("name", list(LINKS))
def test_a_link_turns_back_and_its_slope_is_its_slope(name: str) -> None:
    link = LINKS[name]
    eta: Floats = link.predictor(np.array([0.2, 0.5, 0.9]))
    assert link.mean(eta).tolist() == pytest.approx([0.2, 0.5, 0.9])
    step = (link.mean(eta + 1e-6) - link.mean(eta - 1e-6)) / 2e-6
    assert link.slope(eta).tolist() == pytest.approx(step.tolist(), rel=1e-6)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_no_family_deviates_from_what_is_seen(name: str) -> None:
    seen = np.array([0.2, 0.5, 0.9])
    assert family(name).deviance(seen, seen).tolist() == pytest.approx([0, 0, 0], abs=1e-12)


def test_a_change_of_unit_changes_its_coefficient_only() -> None:
    plain, other = (
        model(
            design(),
            Specification(
                ("one", "size"),
                np.column_stack([ONE, unit * SIZES]),
                ANSWER,
                ALL,
                family("poisson"),
            ),
        ).estimate
        for unit in (1.0, 1000.0)
    )
    assert (1000 * other.values[1], other.values[0]) == pytest.approx(
        (plain.values[1], plain.values[0])
    )
    assert 1000 * other.errors[1] == pytest.approx(plain.errors[1])


def test_everybody_asked_leaves_no_error() -> None:
    full = build(6, populations=[np.full(6, 6.0)])
    given = Specification(
        ("one", "x"),
        np.column_stack([np.ones(6), np.arange(6.0)]),
        np.array([0.0, 2, 1, 3, 5, 4]),
        np.ones(6, dtype=bool),
        family("gaussian"),
    )
    assert model(full, given).estimate.errors.tolist() == [0, 0]


def test_a_column_that_is_the_sum_of_others_is_left_out() -> None:
    columns = np.column_stack([ONE, SIZES, 2 * SIZES + 3]).astype(np.float64)
    given = Specification(("one", "size", "again"), columns, ANSWER, ALL, family("gaussian"))
    found = model(design(), given)
    assert found.aliased == ("again",)
    assert found.estimate.names == ("one", "size")


def test_a_column_that_foretells_fully_is_refused() -> None:
    columns = np.column_stack([ONE, FORMS]).astype(np.float64)
    given = Specification(
        ("one", "form"), columns, FORMS.astype(np.float64), ALL, family("quasibinomial")
    )
    with pytest.raises(DesignError, match="foretell"):
        model(design(), given)


def test_counts_below_zero_are_refused() -> None:
    given = Specification(("one",), ONE[:, None], ANSWER - 5, ALL, family("quasipoisson"))
    with pytest.raises(DesignError, match="quasipoisson cannot have"):
        model(design(), given)


def test_a_link_the_family_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="logit, probit, cauchit, log, cloglog, identity"):
        family("quasibinomial", "sqrt")
