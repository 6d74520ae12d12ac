"""How many are drawn in each stratum, and which: the same again from the same seed."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from allmenning.core.sampling import (
    Coordination,
    Drawing,
    draw,
    neyman,
    permanent_numbers,
    proportional,
)
from allmenning.surveys.models import Draw, DrawMethod, FrameUnit, Survey
from allmenning.surveys.queries.frame import county_names
from allmenning.surveys.queries.strata import in_order, stratum_label

# Nothing is known: half yes and half no, which varies most.
EVEN = 0.5


@dataclass(frozen=True)
class Design:
    """What a draw is made of, but the seed."""

    method: str
    size: int = 0
    minimum: int = 0
    take_all: Sequence[str] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    coordination: str = ""


@dataclass(frozen=True)
class Share:
    """How many of a stratum are drawn."""

    stratum: str
    label: str
    population: int
    drawn: int

    @property
    def probability(self) -> float:
        return self.drawn / self.population


def units_to_draw(survey: Survey) -> list[FrameUnit]:
    """Give the units of the population, in an order that never changes."""
    return list(survey.units.filter(left_out="").order_by("kind", "code"))


def sizes_of(survey: Survey, units: Sequence[FrameUnit]) -> dict[str, int]:
    """Count the units of each stratum, in the order of the strata."""
    counted = Counter(unit.stratum for unit in units)
    return {one: counted[one] for one in in_order(survey.stratification, counted)}


def allocation_of(sizes: Mapping[str, int], design: Design) -> dict[str, int]:
    """Share the sample out; a ValueError says what cannot be."""
    if design.method == DrawMethod.ALL:
        return dict(sizes)
    take_all = [one for one in design.take_all if one in sizes]
    if design.method == DrawMethod.PROPORTIONAL:
        return proportional(sizes, design.size, minimum=design.minimum, take_all=take_all)
    deviations = {one: _deviation(design.shares.get(one, EVEN)) for one in sizes}
    return neyman(sizes, deviations, design.size, minimum=design.minimum, take_all=take_all)


def _deviation(share: float) -> float:
    return math.sqrt(share * (1 - share))


def shown_allocation(survey: Survey, design: Design) -> list[Share]:
    """Show the allocation before anybody is drawn."""
    sizes = sizes_of(survey, units_to_draw(survey))
    counties = county_names(survey)
    return [
        Share(one, stratum_label(survey.stratification, one, counties), sizes[one], n)
        for one, n in allocation_of(sizes, design).items()
    ]


def key_of(unit: FrameUnit) -> str:
    return f"{unit.kind}:{unit.code}"


def drawing_of(survey: Survey, units: Sequence[FrameUnit], design: Design, *, seed: int) -> Drawing:
    """Draw from the seed; the order of the units does not matter."""
    keys = [key_of(unit) for unit in units]
    earlier = _earlier_numbers(survey, units) if design.coordination else {}
    numbers = permanent_numbers(keys, np.random.default_rng(seed), earlier)
    return draw(
        keys,
        [unit.stratum for unit in units],
        allocation_of(sizes_of(survey, units), design),
        numbers,
        coordination=Coordination(design.coordination or Coordination.POSITIVE),
    )


def _earlier_numbers(survey: Survey, units: Sequence[FrameUnit]) -> dict[str, float]:
    """Give the bodies that were in the round before the random numbers they had there."""
    if survey.previous is None:
        return {}
    known = survey.previous.units.exclude(body=None).exclude(random_number=None)
    numbers = {
        body: number
        for body, number in known.order_by("pk").values_list("body_id", "random_number")
        if number is not None
    }
    return {key_of(unit): numbers[unit.body_id] for unit in units if unit.body_id in numbers}


def digest_of_drawn(units: Sequence[FrameUnit], drawing: Drawing) -> str:
    """Give SHA-256 of who was drawn."""
    drawn = sorted(
        key_of(unit) for unit, is_drawn in zip(units, drawing.drawn, strict=True) if is_drawn
    )
    return hashlib.sha256("\n".join(drawn).encode()).hexdigest()


def design_of(kept: Draw) -> Design:
    """Read a recorded draw's design."""
    return Design(
        method=kept.method,
        size=kept.size,
        minimum=kept.minimum,
        take_all=tuple(kept.take_all),
        shares=kept.shares,
        coordination=kept.coordination,
    )


def is_the_same_again(kept: Draw) -> bool:
    """Draw anew from the recorded seed and design, and compare."""
    units = units_to_draw(kept.survey)
    try:
        drawing = drawing_of(kept.survey, units, design_of(kept), seed=kept.seed)
    except ValueError:
        return False
    return digest_of_drawn(units, drawing) == kept.sha256
