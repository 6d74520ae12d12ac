"""A statistic in every group, with the covariance between groups."""

from collections.abc import Iterable, Sequence

import numpy as np

from allmenning.core.design.kernel import covariance, degrees_of_freedom
from allmenning.core.design.model import EmptyDomainError, Floats, Replicates
from allmenning.core.estimate.statistic import Estimate, replicate_covariance
from allmenning.core.recipe.answer import described, listed, quantile_of_t
from allmenning.core.recipe.book import Book
from allmenning.core.recipe.groups import Groups, groups
from allmenning.core.recipe.sample import Sample
from allmenning.core.recipe.spec import (
    Result,
    Spec,
    amount,
    flag,
    inner,
    names,
    numbers,
    objects,
    word,
)
from allmenning.core.recipe.table import number_label


def by(sample: Sample, spec: Spec, book: Book) -> Result:
    """Answer ``{"op": "by", "by": [...], "inner": {...}, "covmat": bool, "na_rm": bool}``."""
    found = groups(names(spec, "by"), sample)
    asked = _inner(spec)
    if word(asked, "op") not in book.estimators:
        return {"by": _labels(spec, found), **_gathered(sample, asked, book, found)}
    parts = _parts(sample, asked, book, found)
    estimate = _stacked(sample, parts, found, covmat=flag(spec, "covmat"))
    answer: Result = {"by": _labels(spec, found), **described(estimate, spec, book.level)}
    _apart(answer, estimate, parts, amount(spec, "df", estimate.degrees), book.level)
    if spec.get("deff"):
        asked = {**asked, "deff": spec["deff"]}
        effects = [_effects(sample.domain(rows), asked, book) for rows in _rows(found)]
        answer["deff"] = [x for variable in zip(*_filled(effects), strict=True) for x in variable]
    return answer


def estimated_by(sample: Sample, spec: Spec, book: Book) -> Estimate:
    """Estimate a statistic in every group."""
    found = groups(names(spec, "by"), sample)
    parts = _parts(sample, _inner(spec), book, found)
    return _stacked(sample, parts, found, covmat=flag(spec, "covmat"))


def _inner(spec: Spec) -> Spec:
    asked = inner(spec, "inner")
    return {**asked, "na_rm": asked.get("na_rm", spec.get("na_rm", False))}


def _rows(found: Groups) -> list[np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    return [found.rows(code) for code in range(len(found.labels))]


def _labels(spec: Spec, found: Groups) -> dict[str, list[str]]:
    return {
        name: [label[place] for label in found.labels]
        for place, name in enumerate(names(spec, "by"))
    }


def _parts(sample: Sample, asked: Spec, book: Book, found: Groups) -> list[Estimate]:
    """Estimate in every group; one without a usable row is missing, the others stand."""
    made: list[Estimate | None] = []
    for rows in _rows(found):
        try:
            made.append(book.estimate(sample.domain(rows), asked))
        except EmptyDomainError:
            made.append(None)
    model = next((part for part in made if part is not None), None)
    if model is None:
        raise EmptyDomainError("No group has a row without missing values.")
    return [_missing(model) if part is None else part for part in made]


def _missing(model: Estimate) -> Estimate:
    def blank(values: Floats | None) -> Floats | None:
        return None if values is None else np.full_like(values, np.nan)

    nowhere = np.full(len(model.values), np.nan)
    spread = np.full_like(model.covariance, np.nan)
    return Estimate(
        model.names,
        nowhere,
        spread,
        model.degrees,
        influence=blank(model.influence),
        replicates=blank(model.replicates),
    )


def _stacked(sample: Sample, parts: Sequence[Estimate], found: Groups, *, covmat: bool) -> Estimate:
    """Lay the groups' estimates beside each other, variable by variable."""
    labels = [".".join(label) for label in found.labels]
    variables = parts[0].names
    names_ = tuple(
        f"{label}:{variable}" if len(variables) > 1 else label
        for variable in variables
        for label in labels
    )
    values = np.array([part.values for part in parts]).T.ravel()
    spread = _covariance(sample, parts, values) if covmat else _diagonal(parts)
    return Estimate(names_, values, spread, degrees_of_freedom(sample.design))


def _covariance(sample: Sample, parts: Sequence[Estimate], values: Floats) -> Floats:
    design = sample.design
    if isinstance(design, Replicates):
        repeated = [part.replicates for part in parts if part.replicates is not None]
        return replicate_covariance(design, values, _interleaved(repeated))
    influence = [part.influence for part in parts if part.influence is not None]
    return covariance(design, _interleaved(influence))


def _interleaved(arrays: Sequence[Floats]) -> Floats:
    """Return (rows, k * G), variable by variable, of G arrays (rows, k)."""
    return np.stack(arrays, axis=2).reshape(len(arrays[0]), -1)


def _diagonal(parts: Sequence[Estimate]) -> Floats:
    return np.diag(np.array([np.diag(part.covariance) for part in parts]).T.ravel())


def _apart(
    answer: Result, estimate: Estimate, parts: Sequence[Estimate], degrees: float, level: float
) -> None:
    """Take standard errors from each group's own estimate, in which lonely strata are its own."""
    errors = np.array([part.errors for part in parts]).T.ravel()
    half = errors * quantile_of_t((1 + level) / 2, degrees)
    answer["se"] = listed(errors)
    answer["ci"] = {
        **inner(answer, "ci"),
        "lower": listed(estimate.values - half),
        "upper": listed(estimate.values + half),
    }


def _gathered(sample: Sample, asked: Spec, book: Book, found: Groups) -> Result:
    """Answer in every group what has no covariance between groups."""
    if word(asked, "op") == "quantile" and not isinstance(sample.design, Replicates):
        # R takes the degrees of freedom of all rows here, not of the group.
        asked = {"df": degrees_of_freedom(sample.design), **asked}
    answers = [book.answer(sample.domain(rows), asked) for rows in _rows(found)]
    if all("quantiles" in answer for answer in answers):
        return _quantiles(answers)
    if all("ci" in answer and "estimate" in answer for answer in answers):
        intervals = [inner(answer, "ci") for answer in answers]
        return {
            "estimate": _flat(answer["estimate"] for answer in answers),
            "se": _flat(answer.get("se", []) for answer in answers),
            "lower": _flat(interval["lower"] for interval in intervals),
            "upper": _flat(interval["upper"] for interval in intervals),
        }
    fields = [name for name in answers[0] if all(name in answer for answer in answers)]
    return {name: [answer[name] for answer in answers] for name in fields}


def _flat(values: Iterable[object]) -> list[object]:
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


def _effects(sample: Sample, asked: Spec, book: Book) -> list[object]:
    try:
        return _flat([book.answer(sample, asked)["deff"]])
    except EmptyDomainError:
        return []


def _filled(effects: Sequence[list[object]]) -> list[list[object]]:
    size = max(map(len, effects))
    return [effect or ["NaN"] * size for effect in effects]


def _quantiles(answers: Sequence[Result]) -> Result:
    """Write quantiles as a table: estimates, standard errors, lower and upper limits."""
    first = objects(answers[0], "quantiles")
    several = any(len(numbers(block, "probs")) > 1 for block in first)
    stems = [
        f"{word(block, 'var')}.{number_label(share)}" if several else word(block, "var")
        for block in first
        for share in numbers(block, "probs")
    ]
    kinds = {"": "estimate", "se.": "se", "ci_l.": "lower", "ci_u.": "upper"}
    rows = [
        _flat(block[field] for field in kinds.values() for block in objects(answer, "quantiles"))
        for answer in answers
    ]
    return {"columns": [f"{kind}{stem}" for kind in kinds for stem in stems], "values": rows}
