"""Generalised linear models and tests of their terms."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.special import stdtr

from allmenning.core.design.kernel import degrees_of_freedom
from allmenning.core.design.model import Flags, Floats
from allmenning.core.interval.share import t_quantile
from allmenning.core.recipe.answer import listed, plain
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.expression import evaluate
from allmenning.core.recipe.formula import Formula, ModelMatrix, model_matrix, read_formula
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import Result, Spec, amount, word
from allmenning.core.recipe.syntax import Call, Node, parse
from allmenning.core.recipe.table import Column, RecipeError
from allmenning.core.regression.family import Family, family
from allmenning.core.regression.model import Model, Specification, model
from allmenning.core.regression.term_test import TermMethod, TermTest, term_test

FAMILY = re.compile(
    r"^(?P<name>[\w.]+)\s*(\(\s*(link\s*=\s*)?[\"']?(?P<link>[\w/^]*)[\"']?\s*\))?$"
)


def glm(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "glm", "formula": "q01 ~ klass", "family": "quasibinomial"}``.

    ``link`` is another link of the family, ``offset`` an expression; ``test`` names terms
    (``"~klass"``) and ``test_method`` is Wald, WorkingWald or LRT.
    """
    formula, offsets = _without_offsets(read_formula(word(spec, "formula")))
    if spec.get("offset"):
        offsets = (*offsets, parse(word(spec, "offset")))
    matrix = model_matrix(formula, sample.table)
    fitted = model(sample.design, _specification(sample, formula, matrix, offsets, _family(spec)))
    answer = _described(fitted, degrees_of_freedom(sample.design), spec, book.level)
    if spec.get("test"):
        names = read_formula(word(spec, "test")).term_names
        chosen = _term_flags(fitted, matrix, formula, names)
        answer["term_test"] = _tested(fitted, chosen, spec)
    return answer


def _family(spec: Spec) -> Family:
    said = FAMILY.match(word(spec, "family", "gaussian").strip())
    if not said:
        raise RecipeError(f"{spec['family']!r} is no family; write quasibinomial or poisson.")
    link = said["link"] or (word(spec, "link") if spec.get("link") else None)
    try:
        return family(said["name"], link)
    except ValueError as wrong:
        raise RecipeError(str(wrong)) from wrong


def _without_offsets(formula: Formula) -> tuple[Formula, tuple[Node, ...]]:
    """Take ``offset(...)`` out of a formula."""
    offsets: list[Node] = []
    kept = list(formula.terms)
    for place, variable in enumerate(formula.variables):
        match variable:
            case Call("offset", (inside,)):
                offsets.append(inside)
                kept = [term for term in kept if place not in term]
    if not offsets:
        return formula, ()
    # Variables that stand in no term must not be evaluated.
    used = sorted({place for term in kept for place in term})
    places = {old: new for new, old in enumerate(used)}
    terms = tuple(frozenset(places[place] for place in term) for term in kept)
    variables = tuple(formula.variables[place] for place in used)
    return replace(formula, variables=variables, terms=terms), tuple(offsets)


def _specification(
    sample: Sample,
    formula: Formula,
    matrix: ModelMatrix,
    offsets: Sequence[Node],
    chosen: Family,
) -> Specification:
    if formula.response is None:
        raise RecipeError("A model needs what it explains: write q01 ~ klass.")
    answers = answers_of(evaluate(formula.response, sample.table))
    offset = np.zeros(sample.table.rows)
    for node in offsets:
        offset = offset + np.asarray(evaluate(node, sample.table).values, dtype=np.float64)
    complete = matrix.complete & ~np.isnan(answers) & ~np.isnan(offset)
    return Specification(matrix.names, matrix.columns, answers, complete, chosen, offset)


def answers_of(column: Column) -> Floats:
    """Return numbers; of a factor, whether it is any but its first level, as R has it."""
    if not column.coded:
        return np.asarray(column.values, dtype=np.float64)
    return np.where(column.missing, np.nan, (np.asarray(column.values) > 0).astype(np.float64))


def _described(fitted: Model, design_degrees: float, spec: Spec, level: float) -> Result:
    estimate_, errors = fitted.estimate, fitted.estimate.errors
    nu = fitted.residual_degrees
    with np.errstate(divide="ignore", invalid="ignore"):
        t = estimate_.values / errors
    half = errors * float(t_quantile(np.array([amount(spec, "df", nu)]), level)[0])
    p = 2 * stdtr(nu, -np.abs(t)) if nu > 0 else np.full(len(t), np.nan)
    return {
        "names": list(estimate_.names),
        "estimate": listed(estimate_.values),
        "se": listed(errors),
        "vcov": [listed(row) for row in estimate_.covariance],
        "df_residual": plain(nu),
        "df": plain(design_degrees),
        "t": listed(t),
        "p_value": listed(p),
        "ci": {
            "level": level,
            "lower": listed(estimate_.values - half),
            "upper": listed(estimate_.values + half),
        },
        "dispersion": plain(fitted.dispersion),
        "deviance": plain(fitted.deviance),
        "aliased": list(fitted.aliased),
    }


def _term_flags(
    fitted: Model, matrix: ModelMatrix, formula: Formula, names: Sequence[str]
) -> Flags:
    """Return which coefficients belong to terms, whose parts may stand in any order."""
    known = {_parts(name): place for place, name in enumerate(formula.term_names, start=1)}
    for name in names:
        if _parts(name) not in known:
            terms = ", ".join(formula.term_names)
            raise RecipeError(f"The model has no term {name!r}; it has {terms}.")
    wanted = {known[_parts(name)] for name in names}
    of = dict(zip(matrix.names, matrix.terms, strict=True))
    return np.array([of[name] in wanted for name in fitted.estimate.names])


def _parts(name: str) -> frozenset[str]:
    return frozenset(name.split(":"))


def _tested(fitted: Model, chosen: Flags, spec: Spec) -> Result:
    try:
        method = TermMethod(word(spec, "test_method", "Wald"))
    except ValueError:
        raise RecipeError(
            f"There is no test {spec['test_method']!r}; there are {', '.join(TermMethod)}."
        ) from None
    nu = amount(spec, "test_df", fitted.residual_degrees)
    return _written(term_test(fitted, chosen, method=method, denominator=nu))


def _written(test: TermTest) -> Result:
    answer: Result = {
        "method": test.method.value,
        "statistic": plain(test.statistic),
        "df": test.degrees,
        "ddf": plain(test.denominator),
        "p": plain(test.p_value),
    }
    if test.effects:
        answer["lambda"] = listed(test.effects)
    return answer
