"""Invented answers: drawn from a seed, alike from round to round for the same body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from allmenning.core.questionnaire import DONT_KNOW, Item, Kind, Questionnaire, Value, holds
from allmenning.surveys.models import FrameUnit

NORMAL = NormalDist()
# How much what a body is like decides each of its answers.
PULL = 0.55
# From the smallest to the largest: how far along they are, and how many answer.
ALONG = {
    "0-1999": -0.7,
    "2000-4999": -0.35,
    "5000-9999": 0.0,
    "10000-19999": 0.35,
    "20000-49999": 0.7,
    "50000-": 1.1,
}
ANSWERING = {
    "0-1999": 0.66,
    "2000-4999": 0.74,
    "5000-9999": 0.81,
    "10000-19999": 0.86,
    "20000-49999": 0.9,
    "50000-": 0.95,
}
COUNTIES_ANSWERING = 0.93
FEW = 0.03
WRITING = 0.3
Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Round:
    """A round of the example: its seed, and how many steps of drift it is after the first."""

    seed: int
    step: float
    specs: Mapping[str, Spec]


def generator_of(unit: FrameUnit, seed: int) -> np.random.Generator:
    """Give each body a stream of its own, so that nothing hangs on the order."""
    return np.random.default_rng([seed, int(unit.code), int(len(unit.code) == len("34"))])


def far_along(unit: FrameUnit) -> float:
    """Tell how far along a body is; the same in every round."""
    own = float(generator_of(unit, 1).standard_normal())
    return 0.8 * own + ALONG.get(str(unit.facts.get("size_class")), 0.6)


def answers_at_all(unit: FrameUnit) -> float:
    """Give the chance that a body answers."""
    return ANSWERING.get(str(unit.facts.get("size_class")), COUNTIES_ANSWERING)


def invented(unit: FrameUnit, questionnaire: Questionnaire, one: Round) -> dict[str, Value]:
    """Answer the whole questionnaire as its routing asks."""
    rng, along = generator_of(unit, one.seed), far_along(unit)
    language = "nn" if unit.facts.get("language_form") == "nn" else "nb"
    values: dict[str, Value] = {}
    for question in questionnaire.questions:
        spec = one.specs.get(question.code, {})
        value = _answer(question.item, {**spec, "language": language}, along, one.step, rng)
        if value is not None and holds(question.condition, values):
            values[question.code] = value
    return values


def _answer(
    item: Item, spec: Spec, along: float, step: float, rng: np.random.Generator
) -> Value | None:
    if item.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return _written(spec, rng)
    if item.has_dont_know and rng.random() < spec.get("dont_know", FEW):
        return _dont_know(item)
    if item.kind is Kind.NUMBER:
        return _amount(item, spec, along, rng)
    return _chosen(item, _shares(spec, len(item.options), step), along, rng)


def _chosen(
    item: Item, shares: Sequence[float], along: float, rng: np.random.Generator
) -> Value | None:
    codes = [option.code for option in item.options]
    match item.kind:
        case Kind.SINGLE:
            return _one_of(codes, shares, along, rng)
        case Kind.MULTIPLE:
            return _several(item, shares, along, rng)
        case Kind.MATRIX:
            return {row.code: _one_of(codes, shares, along, rng) for row in item.rows}
        case Kind.RANK:
            noise = rng.random(len(codes)) + np.linspace(0, 0.8, len(codes))
            return [codes[place] for place in np.argsort(noise)][: item.limits.most]
    return None


def _dont_know(item: Item) -> Value:
    if item.kind is Kind.MATRIX:
        return {row.code: DONT_KNOW for row in item.rows}
    return DONT_KNOW


def _shares(spec: Spec, n: int, step: float) -> list[float]:
    """Give the wanted shares of this round; the first option drifts."""
    shares = list(spec.get("shares", [])) or [1 / (2 + place) for place in range(n)]
    shares = (shares + [0.1] * n)[:n]
    if shares:
        shares[0] = min(0.98, shares[0] + spec.get("drift", 0.0) * step)
    return shares


def _one_of(
    codes: Sequence[str], shares: Sequence[float], along: float, rng: np.random.Generator
) -> str:
    """Choose an option; who is far along chooses the first ones more often."""
    place = 1 - NORMAL.cdf(_pulled(along, rng))
    ends = np.cumsum(np.array(shares) / sum(shares))
    return codes[min(int(np.searchsorted(ends, place)), len(codes) - 1)]


def _several(
    item: Item, shares: Sequence[float], along: float, rng: np.random.Generator
) -> list[str]:
    chosen = [
        option.code
        for option, share in zip(item.options, shares, strict=True)
        if not option.alone and 1 - NORMAL.cdf(_pulled(along, rng)) < share
    ]
    alone = [option.code for option in item.options if option.alone]
    most = item.limits.most or len(chosen)
    return chosen[:most] or alone[:1] or [item.options[0].code]


def _pulled(along: float, rng: np.random.Generator) -> float:
    return float(PULL * along + np.sqrt(1 - PULL**2) * rng.standard_normal())


def _amount(item: Item, spec: Spec, along: float, rng: np.random.Generator) -> float:
    limits = item.limits
    amount = spec.get("middle", 1.0) * float(np.exp(0.5 * along + 0.4 * rng.standard_normal()))
    low = 0.0 if limits.lowest is None else limits.lowest
    high = amount if limits.highest is None else limits.highest
    kept = round(min(max(amount, low), high), limits.decimals)
    return kept if limits.decimals else int(kept)


def _written(spec: Spec, rng: np.random.Generator) -> str | None:
    texts = spec.get("texts", {}).get(spec["language"], [])
    if not texts or rng.random() > WRITING:
        return None
    return str(texts[int(rng.integers(len(texts)))])
